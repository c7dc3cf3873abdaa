import {
  err,
  invalidInput,
  ok,
  type EventTypeChange,
  type EventTypeStatement,
  type FieldError,
  type InvalidInput,
  type Result,
  type StatedHorizon,
} from '@slotkeeper/domain';
import type { Static } from 'typebox';
import type {
  EventTypeChangeRequest,
  EventTypePreviewRequest,
  EventTypeStatementRequest,
} from '../schemas/event-type.js';

type Stated = Static<typeof EventTypeStatementRequest>;
type Changed = Static<typeof EventTypeChangeRequest> | Static<typeof EventTypePreviewRequest> | undefined;
type Horizon = NonNullable<Stated['horizon']>;

/** What a request states of an event type, in full; its dates are of `hostTimeZone` where no zone is given. */
export const readEventTypeStatement = (
  { horizon, ...body }: Stated,
  hostTimeZone: string,
): Result<EventTypeStatement, InvalidInput> => {
  const { hostId: _host, ...stated } = body;
  const read = horizon === undefined ? ok(undefined) : readHorizon(horizon);
  if (!read.ok) return read;
  return ok({
    timeZone: hostTimeZone,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    minimumNoticeMinutes: 0,
    hostMinimumNoticeMinutes: 0,
    limits: [],
    weekStartsOn: 'MO',
    seats: 1,
    maxConcurrent: 1,
    bookerMustBeFree: false,
    allowsGuests: false,
    ...stated,
    ...(read.value === undefined ? {} : { horizon: read.value }),
  });
};

/** The members that a request changes. */
export const readEventTypeChange = (changed: Changed): Result<EventTypeChange, InvalidInput> => {
  const { horizon, ...others } = changed ?? {};
  if (horizon === undefined) return ok(others);
  if (horizon === null) return ok({ ...others, horizon });
  const read = readHorizon(horizon);
  return read.ok ? ok({ ...others, horizon: read.value }) : read;
};

const readHorizon = ({ kind, ...bounds }: Horizon): Result<StatedHorizon, InvalidInput> => {
  const foreign = kind === 'dates' ? (['days'] as const) : (['from', 'until'] as const);
  const errors: FieldError[] = foreign
    .filter((name) => bounds[name] !== undefined)
    .map((name) => ({
      field: `horizon.${name}`,
      code: 'exclusive',
      message: `must not be given together with the kind ${kind}`,
    }));
  const { days, from, until } = bounds;
  if (kind === 'dates') return errors.length === 0 ? ok({ kind, from, until }) : err(invalidInput(errors));
  if (days !== undefined && errors.length === 0) return ok({ kind, days });
  if (days === undefined)
    errors.push({ field: 'horizon.days', code: 'missing', message: `is required for the kind ${kind}` });
  return err(invalidInput(errors));
};
