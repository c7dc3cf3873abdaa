import {
  err,
  invalidInput,
  ok,
  type FieldError,
  type InvalidInput,
  type Result,
  type TimeOffSpan,
} from '@slotkeeper/domain';
import type { Static } from 'typebox';
import type { TimeOffStatementRequest } from '../schemas/time-off.js';
import { instantOf } from '../schemas/wire.js';

type Stated = Static<typeof TimeOffStatementRequest>;

const INSTANTS = ['startTime', 'endTime'] as const;
const DATES = ['startDate', 'endDate', 'timeZone'] as const;

/** The stretch that a request states, by instants or by dates; those are of `hostTimeZone` where no zone is given. */
export const readTimeOffSpan = (stated: Stated, hostTimeZone: string): Result<TimeOffSpan, InvalidInput> => {
  const { startTime, endTime, startDate, endDate, timeZone = hostTimeZone } = stated;
  const byInstants = INSTANTS.filter((field) => stated[field] !== undefined);
  const byDates = DATES.filter((field) => stated[field] !== undefined);
  if (byInstants.length > 0 && byDates.length > 0) {
    return err(
      invalidInput([
        ...byInstants.map((field) => exclusive(field, byDates)),
        ...byDates.map((field) => exclusive(field, byInstants)),
      ]),
    );
  }
  if (byDates.length > 0) {
    if (startDate !== undefined && endDate !== undefined) return ok({ startDate, endDate, timeZone });
    return err(missing(stated, ['startDate', 'endDate'], 'is required'));
  }
  if (startTime !== undefined && endTime !== undefined) {
    return ok({ startTime: instantOf(startTime), endTime: instantOf(endTime) });
  }
  return byInstants.length > 0
    ? err(missing(stated, INSTANTS, 'is required'))
    : err(missing(stated, [...INSTANTS, 'startDate', 'endDate'], 'is required: give times or dates'));
};

const exclusive = (field: string, others: readonly string[]): FieldError => ({
  field,
  code: 'exclusive',
  message: `must not be given together with ${others.join(' and ')}`,
});

const missing = (stated: Stated, fields: readonly (keyof Stated)[], message: string): InvalidInput =>
  invalidInput(
    fields
      .filter((field) => stated[field] === undefined)
      .map((field) => ({ field, code: 'missing', message })),
  );
