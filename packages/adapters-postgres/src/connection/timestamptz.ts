import { MAX_INSTANT, MIN_INSTANT, type Instant } from '@slotkeeper/domain';

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

/** An instant as PostgreSQL reads it in a parameter. @throws RangeError where the number is no time at all */
export const timestamptzOf = (instant: Instant): string => new Date(instant).toISOString();

/** A bound of a stretch that is asked for, which may lie outside of what can be stored. */
export const timestamptzBound = (instant: Instant): string => {
  if (instant > MAX_INSTANT) return 'infinity';
  return instant < MIN_INSTANT ? '-infinity' : timestamptzOf(instant);
};
