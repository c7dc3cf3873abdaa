import type { UserId } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import {
  invalidInput,
  type FieldError,
  type InvalidInput,
  invalidInstant,
  unknownTimeZone,
} from '../invalid-input.js';
import { DAY_MS, isInstant, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { midnightOf, parseLocalDate, type LocalDate } from '../time/local-date.js';
import type { ZoneTables } from '../time/zone-tables.js';

/** The id of a time off, a UUID (RFC 9562). */
export type TimeOffId = string;

/** A stretch in which a host is not available, whatever else it has stated. */
export interface TimeOff {
  readonly id: TimeOffId;
  readonly hostId: UserId;
  readonly span: TimeOffSpan;
  readonly note: string;
  readonly createdAt: Instant;
}

/** By instants, or by whole local dates in a zone. */
export type TimeOffSpan = InstantSpan | DateSpan;

export interface InstantSpan {
  /** Inclusive. */
  readonly startTime: Instant;
  /** Exclusive. */
  readonly endTime: Instant;
}

export interface DateSpan {
  /** First date off, `YYYY-MM-DD`. */
  readonly startDate: string;
  /** Last date off, inclusive, `YYYY-MM-DD`. */
  readonly endDate: string;
  /** IANA name of a zone. */
  readonly timeZone: string;
}

export const MAX_TIME_OFF_DAYS = 3_660;
export const MAX_NOTE_LENGTH = 1_000;

export const isDateSpan = (span: TimeOffSpan): span is DateSpan => 'startDate' in span;

/** Checks what a host states. Every broken rule is reported. */
export const checkTimeOff = (
  stated: { readonly span: TimeOffSpan; readonly note: string },
  zones: Pick<ZoneTables, 'has'>,
): Result<void, InvalidInput> => {
  const { span, note } = stated;
  const errors = isDateSpan(span) ? checkDates(span, zones) : checkInstants(span);
  if (note.length > MAX_NOTE_LENGTH) {
    errors.push({
      field: 'note',
      code: 'too_long',
      message: `must have at most ${MAX_NOTE_LENGTH} characters`,
    });
  }
  return errors.length === 0 ? ok(undefined) : err(invalidInput(errors));
};

const checkInstants = ({ startTime, endTime }: InstantSpan): FieldError[] => {
  for (const [field, value] of [
    ['startTime', startTime],
    ['endTime', endTime],
  ] as const) {
    if (!isInstant(value)) return [invalidInstant(field)];
  }
  if (endTime <= startTime)
    return [{ field: 'endTime', code: 'end_not_after_start', message: 'must be after startTime' }];
  return endTime - startTime > MAX_TIME_OFF_DAYS * DAY_MS ? [tooLong('endTime')] : [];
};

const checkDates = (
  { startDate, endDate, timeZone }: DateSpan,
  zones: Pick<ZoneTables, 'has'>,
): FieldError[] => {
  const [first, last] = [parseLocalDate(startDate), parseLocalDate(endDate)];
  const errors: FieldError[] = [];
  if (!zones.has(timeZone)) {
    errors.push(unknownTimeZone('timeZone'));
  }
  if (!first.ok) errors.push({ field: 'startDate', code: first.error.kind, message: first.error.message });
  if (!last.ok) errors.push({ field: 'endDate', code: last.error.kind, message: last.error.message });
  if (!first.ok || !last.ok) return errors;
  if (last.value < first.value)
    errors.push({ field: 'endDate', code: 'end_before_start', message: 'must not be before startDate' });
  else if (last.value - first.value >= MAX_TIME_OFF_DAYS) errors.push(tooLong('endDate'));
  return errors;
};

const tooLong = (field: string): FieldError => ({
  field,
  code: 'range_too_long',
  message: `must be at most ${MAX_TIME_OFF_DAYS} days after the start`,
});

/** The stretch that a time off takes away; undefined where its dates are ones that the zone skipped. */
export const timeOffInterval = (span: TimeOffSpan, zones: Pick<ZoneTables, 'get'>): Interval | undefined => {
  if (!isDateSpan(span)) return { start: span.startTime, end: span.endTime };
  const zone = zones.get(span.timeZone);
  const start = zone.toInstant(midnightOf(readDate(span.startDate)));
  const end = zone.toInstant(midnightOf(readDate(span.endDate) + 1));
  return start < end ? { start, end } : undefined;
};

const readDate = (text: string): LocalDate => {
  const date = parseLocalDate(text);
  if (!date.ok) throw new RangeError(`not a checked time off: ${text}`);
  return date.value;
};
