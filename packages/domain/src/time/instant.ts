import { err, ok, type Result } from '../result.js';

/**
 * A point on the UTC time-line, in whole seconds, given as epoch milliseconds (a multiple of 1000).
 * Its range is years 0001 to 9999, {@link MIN_INSTANT} to {@link MAX_INSTANT}.
 *
 * A plain number, because slots are derived by arithmetic over many thousands of them.
 */
export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** 0001-01-01T00:00:00Z. */
export const MIN_INSTANT: Instant = -62_135_596_800_000;
/** 9999-12-31T23:59:59Z. */
export const MAX_INSTANT: Instant = 253_402_300_799_000;

/** Why a text is not an instant; `rule` is stable, `message` is for people. */
export interface InvalidInstant {
  readonly kind: 'invalid_instant';
  readonly rule: 'format' | 'offset_missing' | 'no_such_time' | 'whole_seconds' | 'out_of_range';
  readonly message: string;
}

// Longer texts can only be zeros in the fraction; the bound keeps hostile input short.
const MAX_LENGTH = 40;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;
// Date.UTC reads years 0 to 99 as 1900 to 1999; one Gregorian cycle later it does not.
const CYCLE_YEARS = 400;
const CYCLE_MS = 146_097 * DAY_MS;

const invalid = (rule: InvalidInstant['rule'], message: string): Result<never, InvalidInstant> =>
  err({ kind: 'invalid_instant', rule, message });

/**
 * Reads an RFC 3339 date-time: `T` and `Z` in upper case, seconds and offset required, a fraction of zeros only.
 * Stricter than RFC 3339 section 5.6: no leap second, no `-00:00`, no space for the `T`, years 0001 to 9999.
 */
export const parseInstant = (text: string): Result<Instant, InvalidInstant> => {
  const known = instantOnKnownDate(text);
  return known === undefined ? parseAnew(text) : ok(known);
};

const parseAnew = (text: string): Result<Instant, InvalidInstant> => {
  const parts = text.length <= MAX_LENGTH ? PATTERN.exec(text) : null;
  if (parts === null) {
    return invalid('format', 'must be an RFC 3339 date-time such as 2025-01-01T10:00:00Z');
  }
  const [, year, month, day, hour, minute, second, fraction, offset] = parts;
  if (offset === undefined) {
    return invalid('offset_missing', 'must end in Z or an offset such as +02:00');
  }
  if (fraction !== undefined && /[1-9]/.test(fraction)) {
    return invalid('whole_seconds', 'must be in whole seconds');
  }
  const fields = {
    y: Number(year),
    mo: Number(month),
    d: Number(day),
    h: Number(hour),
    mi: Number(minute),
    s: Number(second),
  };
  if (fields.h > 23 || fields.mi > 59 || fields.s > 59 || fields.mo < 1 || fields.mo > 12 || fields.d < 1) {
    return invalid('no_such_time', 'names a date or a time of day that does not exist');
  }
  const shifted = Date.UTC(fields.y + CYCLE_YEARS, fields.mo - 1, fields.d, fields.h, fields.mi, fields.s);
  if (new Date(shifted).getUTCDate() !== fields.d) {
    return invalid('no_such_time', 'names a date that does not exist');
  }
  const offsetMs = parseOffset(offset);
  if (offsetMs === undefined) {
    return invalid('format', 'has an offset that does not exist; -00:00 is not accepted');
  }
  const instant = shifted - CYCLE_MS - offsetMs;
  if (fields.y < 1 || instant < MIN_INSTANT || instant > MAX_INSTANT) {
    return invalid('out_of_range', 'must lie in the years 0001 to 9999 UTC');
  }
  if (text.length === WRITTEN_LENGTH) {
    const midnight = Math.floor(instant / DAY_MS) * DAY_MS;
    remember(MIDNIGHTS, text.slice(0, DATE_LENGTH), midnight);
  }
  return ok(instant);
};

/** `2025-01-01T` and `2025-01-01T10:00:00Z`. */
const DATE_LENGTH = 11;
const WRITTEN_LENGTH = 20;

/** What is written as {@link formatInstant} writes it, on a date that was read before; undefined for all else. */
const instantOnKnownDate = (text: string): Instant | undefined => {
  if (text.length !== WRITTEN_LENGTH || text.charCodeAt(WRITTEN_LENGTH - 1) !== Z) return undefined;
  const midnight = MIDNIGHTS.get(text.slice(0, DATE_LENGTH));
  if (midnight === undefined || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON)
    return undefined;
  const hour = twoDigitsAt(text, 11);
  const minute = twoDigitsAt(text, 14);
  const second = twoDigitsAt(text, 17);
  // What is no digit makes a comparison false.
  return hour <= 23 && minute <= 59 && second <= 59
    ? midnight + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS
    : undefined;
};

/** The number of two digits; `NaN` where they are none. */
const twoDigitsAt = (text: string, at: number): number => digitAt(text, at) * 10 + digitAt(text, at + 1);

const digitAt = (text: string, at: number): number => {
  const digit = text.charCodeAt(at) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : Number.NaN;
};

const ZERO = '0'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);
const Z = 'Z'.charCodeAt(0);

const parseOffset = (text: string): number | undefined => {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  const sign = text.startsWith('-') ? -1 : 1;
  const ms = sign * (hours * HOUR_MS + minutes * MINUTE_MS);
  return ms === 0 && sign === -1 ? undefined : ms;
};

/**
 * `2025-01-01T10:00:00Z`: UTC, whole seconds, what {@link parseInstant} reads back.
 * @throws RangeError where the number is no {@link Instant}.
 */
export const formatInstant = (instant: Instant): string => {
  // Instants are mostly whole minutes, and written down in order: the date is that of the one before.
  const sinceMidnight = instant - writtenMidnight;
  const minute = Math.floor(sinceMidnight / MINUTE_MS);
  return minute * MINUTE_MS === sinceMidnight && minute >= 0 && minute < MINUTES_PER_DAY
    ? writtenDate + (CLOCKS[minute] as string)
    : formatAnew(instant);
};

const formatAnew = (instant: Instant): string => {
  assertInstant(instant);
  writtenMidnight = Math.floor(instant / DAY_MS) * DAY_MS;
  writtenDate = DATES.get(writtenMidnight) ?? writeDate(writtenMidnight);
  const sinceMidnight = instant - writtenMidnight;
  const clock = CLOCKS[Math.floor(sinceMidnight / MINUTE_MS)] as string;
  const seconds = (sinceMidnight % MINUTE_MS) / SECOND_MS;
  return seconds === 0 ? writtenDate + clock : `${writtenDate}${clock.slice(0, 6)}${twoDigits(seconds)}Z`;
};

const writeDate = (midnight: Instant): string =>
  remember(DATES, midnight, new Date(midnight).toISOString().slice(0, DATE_LENGTH));

// Times are of few dates at a time: how those are written is remembered, and begun anew when it becomes too much.
const MAX_DATES = 4_096;
/** `2025-01-01T` by its first instant, and the other way round. */
const DATES = new Map<Instant, string>();
const MIDNIGHTS = new Map<string, Instant>();

const remember = <K, V>(known: Map<K, V>, key: K, value: V): V => {
  if (known.size >= MAX_DATES) known.clear();
  known.set(key, value);
  return value;
};

const twoDigits = (count: number): string => String(count).padStart(2, '0');

const MINUTES_PER_DAY = DAY_MS / MINUTE_MS;
/** `HH:MM:00Z` of each minute of a day. */
const CLOCKS: readonly string[] = Array.from(
  { length: MINUTES_PER_DAY },
  (_, minute) => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}:00Z`,
);
// A memory of the last answer, never a part of the next: the same instant is written the same.
let writtenMidnight = Number.NaN;
let writtenDate = '';

/** Whether a number is a whole second in the years 0001 to 9999. */
export const isInstant = (value: number): boolean =>
  // The remainder of a division of such numbers takes longer than to write one down.
  Math.floor(value / SECOND_MS) * SECOND_MS === value && value >= MIN_INSTANT && value <= MAX_INSTANT;

/** @throws RangeError where the number is no {@link Instant}. */
export const assertInstant = (value: number): void => {
  if (!isInstant(value)) {
    throw new RangeError(`not an instant: ${value} (epoch milliseconds, whole seconds, years 0001 to 9999)`);
  }
};

/** The whole second that an epoch-millisecond reading of a clock lies in. */
export const truncateToSecond = (epochMilliseconds: number): Instant =>
  Math.floor(epochMilliseconds / SECOND_MS) * SECOND_MS;
