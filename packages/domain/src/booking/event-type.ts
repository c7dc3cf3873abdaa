import { MAX_SLOT_DURATION_MINUTES } from '../availability/availability.js';
import type { ScheduleId } from '../availability/schedule.js';
import type { UserId } from '../identity/user.js';
import { invalidInput, unknownTimeZone, type FieldError, type InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { MINUTE_MS, type Instant } from '../time/instant.js';
import { parseLocalDate, WEEKDAYS, type LocalDate, type Weekday } from '../time/local-date.js';
import type { ZoneTables } from '../time/zone-tables.js';
import {
  LIMIT_PERIODS,
  LIMIT_SCOPES,
  type BookingHorizon,
  type BookingLimit,
  type BookingTerms,
} from './booking-terms.js';

/** The id of an event type, a UUID (RFC 9562). */
export type EventTypeId = string;

/** What can be booked, and on what terms, as its host states it. Durations in whole minutes. */
export interface EventTypeStatement {
  readonly name: string;
  /** IANA name of the zone whose dates the horizon and the limits go by. */
  readonly timeZone: string;
  /** The lengths that a booking may have, none twice; the first is meant where none is named. */
  readonly durationsMinutes: readonly number[];
  /** From one start to the next; the duration if left out. */
  readonly stepMinutes?: number | undefined;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly minimumNoticeMinutes: number;
  /** For what the host books on its own calendar. */
  readonly hostMinimumNoticeMinutes: number;
  readonly horizon?: StatedHorizon | undefined;
  /** Each pair of `per` and `period` at most once. */
  readonly limits: readonly BookingLimit[];
  readonly weekStartsOn: Weekday;
  readonly seats: number;
  readonly maxConcurrent: number;
  readonly bookerMustBeFree: boolean;
  /** Whether it can be booked without an account; not if left out. */
  readonly allowsGuests?: boolean | undefined;
  /** With it a booking waits for the host's approval, and blocks its time so long at the most. */
  readonly approvalMinutes?: number | undefined;
  /** How long before its start a booking may be cancelled, and moved, by its booker at the latest. */
  readonly cancelCutoffMinutes?: number | undefined;
  readonly rescheduleCutoffMinutes?: number | undefined;
  /** The schedule whose hours are open; the host's default one if left out. */
  readonly scheduleId?: ScheduleId | undefined;
}

/** As {@link BookingHorizon}, with dates as `YYYY-MM-DD`. */
export type StatedHorizon =
  | { readonly kind: 'days' | 'business-days'; readonly days: number }
  | { readonly kind: 'dates'; readonly from?: string | undefined; readonly until?: string | undefined };

/** An event type of a host. */
export interface EventType extends EventTypeStatement {
  readonly id: EventTypeId;
  readonly hostId: UserId;
  /** The version of its terms: 1 when stated, one more at each change. Each booking keeps that of its making. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export const MAX_EVENT_TYPES_PER_HOST = 100;
export const MAX_EVENT_TYPE_NAME_LENGTH = 200;
export const MAX_DURATIONS = 12;
/** A week. */
export const MAX_BUFFER_MINUTES = 10_080;
/** A year. */
export const MAX_NOTICE_MINUTES = 527_040;
/** Ten years. */
export const MAX_HORIZON_DAYS = 3_660;
export const MAX_LIMIT_BOOKINGS = 100_000;
export const MAX_LIMIT_MINUTES = 1_000_000;
export const MAX_SEATS = 10_000;
export const MAX_CONCURRENT = 1_000;

/** Checks what a host states. Every broken rule is reported, each with the path of its field. */
export const checkEventType = (
  stated: EventTypeStatement,
  zones: Pick<ZoneTables, 'has'>,
): Result<EventTypeStatement, InvalidInput> => {
  const whole = (field: keyof EventTypeStatement, min: number, max: number): FieldError[] =>
    checkWhole(field, stated[field] as number | undefined, min, max);
  const errors: FieldError[] = [
    ...checkName(stated.name),
    ...(zones.has(stated.timeZone) ? [] : [unknownTimeZone('timeZone')]),
    ...checkDurations(stated.durationsMinutes),
    ...whole('stepMinutes', 1, MAX_SLOT_DURATION_MINUTES),
    ...whole('bufferBeforeMinutes', 0, MAX_BUFFER_MINUTES),
    ...whole('bufferAfterMinutes', 0, MAX_BUFFER_MINUTES),
    ...whole('minimumNoticeMinutes', 0, MAX_NOTICE_MINUTES),
    ...whole('hostMinimumNoticeMinutes', 0, MAX_NOTICE_MINUTES),
    ...checkHorizon(stated.horizon),
    ...checkLimits(stated.limits),
    ...(WEEKDAYS.includes(stated.weekStartsOn)
      ? []
      : [{ field: 'weekStartsOn', code: 'invalid_day', message: `must be one of ${WEEKDAYS.join(', ')}` }]),
    ...whole('seats', 1, MAX_SEATS),
    ...whole('maxConcurrent', 1, MAX_CONCURRENT),
    ...whole('approvalMinutes', 1, MAX_NOTICE_MINUTES),
    ...whole('cancelCutoffMinutes', 0, MAX_NOTICE_MINUTES),
    ...whole('rescheduleCutoffMinutes', 0, MAX_NOTICE_MINUTES),
  ];
  return errors.length === 0 ? ok(stated) : err(invalidInput(errors));
};

/** The terms to judge by. */
export const termsOf = (eventType: EventTypeStatement): BookingTerms => ({
  durationsMs: eventType.durationsMinutes.map((minutes) => minutes * MINUTE_MS),
  bufferBeforeMs: eventType.bufferBeforeMinutes * MINUTE_MS,
  bufferAfterMs: eventType.bufferAfterMinutes * MINUTE_MS,
  minimumNoticeMs: eventType.minimumNoticeMinutes * MINUTE_MS,
  hostMinimumNoticeMs: eventType.hostMinimumNoticeMinutes * MINUTE_MS,
  horizon: eventType.horizon && readHorizon(eventType.horizon),
  limits: eventType.limits,
  weekStart: WEEKDAYS.indexOf(eventType.weekStartsOn),
  seats: eventType.seats,
  maxConcurrent: eventType.maxConcurrent,
  bookerMustBeFree: eventType.bookerMustBeFree,
});

const readHorizon = (horizon: StatedHorizon): BookingHorizon => {
  if (horizon.kind !== 'dates') return { kind: horizon.kind, days: horizon.days };
  return { kind: 'dates', from: dateOf(horizon.from), until: dateOf(horizon.until) };
};

const dateOf = (text: string | undefined): LocalDate | undefined => {
  if (text === undefined) return undefined;
  const date = parseLocalDate(text);
  if (!date.ok) throw new RangeError(`not a date: ${text}`);
  return date.value;
};

// Stores keep text as UTF-8 without NUL: control characters and lone surrogates are refused.
const NAME = /^[^\p{Cc}\p{Cs}]*$/u;

const checkName = (name: string): FieldError[] => {
  if (name.trim() !== '' && NAME.test(name) && Array.from(name).length <= MAX_EVENT_TYPE_NAME_LENGTH)
    return [];
  const message = `must be 1 to ${MAX_EVENT_TYPE_NAME_LENGTH} characters, not all blank, without control characters`;
  return [{ field: 'name', code: 'invalid_name', message }];
};

const checkWhole = (field: string, value: number | undefined, min: number, max: number): FieldError[] => {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return [];
  return [{ field, code: 'out_of_range', message: `must be a whole number from ${min} to ${max}` }];
};

const checkDurations = (durations: readonly number[]): FieldError[] => {
  const field = 'durationsMinutes';
  const errors = durations.flatMap((minutes, index) =>
    checkWhole(`${field}[${index}]`, minutes, 1, MAX_SLOT_DURATION_MINUTES),
  );
  if (durations.length === 0 || durations.length > MAX_DURATIONS)
    errors.push({ field, code: 'invalid_count', message: `must have 1 to ${MAX_DURATIONS} entries` });
  if (new Set(durations).size < durations.length)
    errors.push({ field, code: 'duplicate', message: 'must not name a duration twice' });
  return errors;
};

const checkHorizon = (horizon: StatedHorizon | undefined): FieldError[] => {
  if (horizon === undefined) return [];
  if (horizon.kind !== 'dates') return checkWhole('horizon.days', horizon.days, 0, MAX_HORIZON_DAYS);
  const { from, until } = horizon;
  if (from === undefined && until === undefined)
    return [{ field: 'horizon', code: 'dates_required', message: 'must have from or until, or both' }];
  const errors = (['from', 'until'] as const).flatMap((name): FieldError[] => {
    const parsed = parseLocalDate(horizon[name] ?? '2000-01-01');
    return parsed.ok
      ? []
      : [{ field: `horizon.${name}`, code: parsed.error.kind, message: parsed.error.message }];
  });
  if (errors.length === 0 && from !== undefined && until !== undefined && until < from)
    return [{ field: 'horizon.until', code: 'end_before_start', message: 'must not be before from' }];
  return errors;
};

/** What is wrong with limits; the fields are those of a statement. */
export const checkLimits = (limits: readonly BookingLimit[]): FieldError[] => {
  const seen = new Set<string>();
  return limits.flatMap((limit, index): FieldError[] => {
    const field = `limits[${index}]`;
    const errors = [
      ...checkWhole(`${field}.maxBookings`, limit.maxBookings, 0, MAX_LIMIT_BOOKINGS),
      ...checkWhole(`${field}.maxMinutes`, limit.maxMinutes, 0, MAX_LIMIT_MINUTES),
    ];
    if (!LIMIT_SCOPES.includes(limit.per))
      errors.push({
        field: `${field}.per`,
        code: 'invalid_scope',
        message: `must be one of ${LIMIT_SCOPES.join(', ')}`,
      });
    if (!LIMIT_PERIODS.includes(limit.period))
      errors.push({
        field: `${field}.period`,
        code: 'invalid_period',
        message: `must be one of ${LIMIT_PERIODS.join(', ')}`,
      });
    if (limit.maxBookings === undefined && limit.maxMinutes === undefined)
      errors.push({
        field,
        code: 'limit_required',
        message: 'must have maxBookings or maxMinutes, or both',
      });
    const pair = `${limit.per} ${limit.period}`;
    if (seen.has(pair))
      errors.push({ field, code: 'duplicate', message: 'must not limit the same scope and period twice' });
    seen.add(pair);
    return errors;
  });
};
