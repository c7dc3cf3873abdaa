import { err, ok, type Result } from '../result.js';
import { DAY_MS } from './instant.js';
import type { LocalTime, ZoneTable } from './zone-table.js';

/** A date of the calendar without a zone, as days since 1970-01-01. */
export type LocalDate = number;

/** The days of the week as RFC 5545 writes them, Monday first. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** 0001-01-01. */
export const MIN_LOCAL_DATE: LocalDate = -719_162;
/** 9999-12-31. */
export const MAX_LOCAL_DATE: LocalDate = 2_932_896;

/** Why a text is not a date. */
export interface InvalidLocalDate {
  readonly kind: 'invalid_date';
  readonly message: string;
}

/** Year, month 1 to 12, day of the month. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
// Date.UTC reads years 0 to 99 as 1900 to 1999; one Gregorian cycle later it does not.
const CYCLE_YEARS = 400;
const CYCLE_DAYS = 146_097;

/** The date of these parts; months and days beyond their bounds count on, as in `Date.UTC`. */
export const localDateOf = (year: number, month: number, day: number): LocalDate =>
  Date.UTC(year + CYCLE_YEARS, month - 1, day) / DAY_MS - CYCLE_DAYS;

export const datePartsOf = (date: LocalDate): DateParts => {
  const utc = new Date(date * DAY_MS);
  return { year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, day: utc.getUTCDate() };
};

/** Reads an ISO 8601 calendar date, `2025-01-31`, of the years 0001 to 9999. */
export const parseLocalDate = (text: string): Result<LocalDate, InvalidLocalDate> => {
  const parts = PATTERN.exec(text);
  if (parts === null) return err({ kind: 'invalid_date', message: 'must be a date such as 2025-01-31' });
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = localDateOf(year, month, day);
  const read = datePartsOf(date);
  // A month or a day that does not exist counts on, and a day of two digits never as far as to its own month again.
  return year >= 1 && read.month === month
    ? ok(date)
    : err({ kind: 'invalid_date', message: 'must be a date that exists' });
};

/** `2025-01-31`. @throws RangeError outside the years 0001 to 9999. */
export const formatLocalDate = (date: LocalDate): string => {
  if (!Number.isInteger(date) || date < MIN_LOCAL_DATE || date > MAX_LOCAL_DATE) {
    throw new RangeError(`not a date: ${date} (days since 1970-01-01, years 0001 to 9999)`);
  }
  return new Date(date * DAY_MS).toISOString().slice(0, 10);
};

/** 0 for Monday to 6 for Sunday. 1970-01-01 was a Thursday. */
export const weekdayIndexOf = (date: LocalDate): number => (((date + 3) % 7) + 7) % 7;

export const weekdayOf = (date: LocalDate): Weekday => WEEKDAYS[weekdayIndexOf(date)] as Weekday;

/** The date that a local time lies on. */
export const dateOfLocalTime = (local: LocalTime): LocalDate => Math.floor(local / DAY_MS);

/** The midnight that begins a date. */
export const midnightOf = (date: LocalDate): LocalTime => date * DAY_MS;

/** Whether the zone's clocks went from the end of the day before to the start of the day after. */
export const isSkipped = (date: LocalDate, zone: ZoneTable): boolean =>
  zone.toInstant(midnightOf(date)) >= zone.toInstant(midnightOf(date + 1));
