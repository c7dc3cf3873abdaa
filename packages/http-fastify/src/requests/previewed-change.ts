import {
  err,
  invalidInput,
  ok,
  type AvailabilityChange,
  type FieldError,
  type InvalidInput,
  type Result,
} from '@slotkeeper/domain';
import type { Static } from 'typebox';
import type { AvailabilityPreviewRequest, SchedulePreviewRequest } from '../schemas/preview.js';
import { instantOf } from '../schemas/wire.js';

type AvailabilityPreview = Static<typeof AvailabilityPreviewRequest>;
type SchedulePreview = Static<typeof SchedulePreviewRequest>;

const FIELDS = ['startTime', 'endTime', 'slotDuration'] as const;

/** The change of an availability that is to be previewed: a new one, other fields of one, or none of it any more. */
export const readAvailabilityChange = (
  asked: AvailabilityPreview,
): Result<AvailabilityChange, InvalidInput> => {
  const { id, startTime, endTime, slotDuration, withdraw } = asked;
  const given = FIELDS.filter((field) => asked[field] !== undefined);
  const errors: FieldError[] = [];
  if (withdraw === true) {
    if (id === undefined) errors.push(missing('id', 'is required: what would be withdrawn'));
    errors.push(...given.map((field) => exclusive(field, 'withdraw')));
    return errors.length === 0 ? ok({ id }) : err(invalidInput(errors));
  }
  if (id === undefined) {
    errors.push(
      ...FIELDS.filter((field) => asked[field] === undefined).map((field) => missing(field, 'is required')),
    );
  } else if (given.length === 0) {
    errors.push(
      ...FIELDS.map((field) =>
        missing(field, 'is required, unless another field changes, or withdraw is true'),
      ),
    );
  }
  if (errors.length > 0) return err(invalidInput(errors));
  return ok({
    id,
    statement: {
      ...(startTime === undefined ? {} : { startTime: instantOf(startTime) }),
      ...(endTime === undefined ? {} : { endTime: instantOf(endTime) }),
      ...(slotDuration === undefined ? {} : { slotDuration }),
    },
  });
};

/** The schedule as it would be; undefined where it would be withdrawn. */
export const readScheduleChange = ({
  schedule,
  withdraw,
}: SchedulePreview): Result<SchedulePreview['schedule'], InvalidInput> => {
  if (schedule !== undefined && withdraw === true) {
    return err(invalidInput([exclusive('schedule', 'withdraw'), exclusive('withdraw', 'schedule')]));
  }
  return schedule === undefined && withdraw === undefined
    ? err(invalidInput([missing('schedule', 'is required, unless withdraw is true')]))
    : ok(schedule);
};

const missing = (field: string, message: string): FieldError => ({ field, code: 'missing', message });

const exclusive = (field: string, other: string): FieldError => ({
  field,
  code: 'exclusive',
  message: `must not be given together with ${other}`,
});
