import {
  formatInstant,
  HOUR_MS,
  MAX_INSTANT,
  MIN_INSTANT,
  MINUTE_MS,
  SECOND_MS,
  type Instant,
} from '@slotkeeper/domain';
import { BoundedMap } from '../bounded-map.js';

/** What a session in UTC with DateStyle ISO prints of a whole second: `2025-01-01 10:00:00+00`. */
const PRINTED = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\+00$/;

/**
 * Reads what PostgreSQL prints of a `timestamptz`, as epoch milliseconds.
 * @throws RangeError for anything but a whole second of the years 0001 to 9999 in UTC: a session with other settings
 */
export const parseTimestamptz = (printed: string): Instant => {
  if (!PRINTED.test(printed)) throw new RangeError(`not a stored instant: ${printed}`);
  return Date.parse(`${printed.slice(0, 10)}T${printed.slice(11, 19)}Z`);
};

/** What `json_agg` of a session in UTC makes of a whole second: `2025-01-01T10:00:00+00:00`. */
const IN_JSON_LENGTH = 25;
const UTC_IN_JSON = '+00:00';

/**
 * Reads what PostgreSQL writes of a `timestamptz` in JSON, as epoch milliseconds. Of dates that were read before it knows
 * when they begin, for a state has many times on few dates; whatever else it is, `Date.parse` reads.
 */
export const instantInJson = (written: string): Instant => {
  if (written.length !== IN_JSON_LENGTH || !written.endsWith(UTC_IN_JSON)) return Date.parse(written);
  return (
    midnightOf(written.slice(0, 10)) +
    twoDigitsAt(written, 11) * HOUR_MS +
    twoDigitsAt(written, 14) * MINUTE_MS +
    twoDigitsAt(written, 17) * SECOND_MS
  );
};

/**
 * An instant as PostgreSQL reads it in a parameter: RFC 3339, in UTC.
 * @throws RangeError where the number is no instant
 */
export const timestamptzOf: (instant: Instant) => string = formatInstant;

/** A bound of a stretch that is asked for, which may lie outside of what can be stored. */
export const timestamptzBound = (instant: Instant): string => {
  if (instant > MAX_INSTANT) return 'infinity';
  return instant < MIN_INSTANT ? '-infinity' : timestamptzOf(instant);
};

const twoDigitsAt = (text: string, at: number): number =>
  (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;

const ZERO = '0'.charCodeAt(0);

/** When a date begins, of dates without the `T` that the domain reads. */
const midnightOf = (date: string): Instant => {
  const before = MIDNIGHTS.get(date);
  if (before !== undefined) return before;
  const midnight = Date.parse(date);
  MIDNIGHTS.set(date, midnight);
  return midnight;
};

// Bookings are of few dates at a time.
const MAX_DATES = 4_096;
const MIDNIGHTS = new BoundedMap<string, Instant>(MAX_DATES);
