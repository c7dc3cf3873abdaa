import { assertInstant, formatInstant, type Instant } from './instant.js';

/**
 * A non-empty half-open stretch `[start, end)` of the UTC time-line.
 * Two intervals that touch do not overlap: the end of one meeting is free for the start of the next.
 */
export interface Interval {
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * How one interval lies to another: the thirteen relations of Allen (1983),
 * "Maintaining knowledge about temporal intervals". Exactly one holds for any two intervals.
 */
export type AllenRelation =
  | 'before'
  | 'meets'
  | 'overlaps'
  | 'starts'
  | 'during'
  | 'finishes'
  | 'equals'
  | 'finished-by'
  | 'contains'
  | 'started-by'
  | 'overlapped-by'
  | 'met-by'
  | 'after';

/** @throws RangeError where a bound is no instant, or the end is not after the start. */
const of = (startInclusive: Instant, endExclusive: Instant): Interval => {
  assertInstant(startInclusive);
  assertInstant(endExclusive);
  if (endExclusive <= startInclusive) {
    throw new RangeError(`an interval's end must be after its start: ${startInclusive}, ${endExclusive}`);
  }
  return { start: startInclusive, end: endExclusive };
};

const durationMs = (interval: Interval): number => interval.end - interval.start;

const contains = (interval: Interval, instant: Instant): boolean =>
  interval.start <= instant && instant < interval.end;

/** Whether every instant of `inner` is one of `outer`; an interval encloses itself. PostgreSQL's `@>`. */
const encloses = (outer: Interval, inner: Interval): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/** Whether the two share an instant. PostgreSQL's `&&`. */
const overlaps = (a: Interval, b: Interval): boolean => a.start < b.end && b.start < a.end;

/** Whether one ends where the other starts. PostgreSQL's `-|-`. */
const abuts = (a: Interval, b: Interval): boolean => a.end === b.start || b.end === a.start;

/** Whether the two overlap or abut, so that their union is one interval. */
const isConnected = (a: Interval, b: Interval): boolean => a.start <= b.end && b.start <= a.end;

const equals = (a: Interval, b: Interval): boolean => a.start === b.start && a.end === b.end;

/** What both share, or undefined where they do not overlap. PostgreSQL's `*`. */
const intersection = (a: Interval, b: Interval): Interval | undefined =>
  overlaps(a, b) ? { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) } : undefined;

/** The smallest interval that encloses both. PostgreSQL's `range_merge`. */
const span = (a: Interval, b: Interval): Interval => ({
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});

/** What lies between two intervals that are not connected, else undefined. */
const gap = (a: Interval, b: Interval): Interval | undefined => {
  if (isConnected(a, b)) return undefined;
  return a.end < b.start ? { start: a.end, end: b.start } : { start: b.end, end: a.start };
};

const relation = (a: Interval, b: Interval): AllenRelation => {
  if (a.end < b.start) return 'before';
  if (a.end === b.start) return 'meets';
  if (b.end < a.start) return 'after';
  if (b.end === a.start) return 'met-by';
  if (a.start === b.start) {
    if (a.end === b.end) return 'equals';
    return a.end < b.end ? 'starts' : 'started-by';
  }
  if (a.end === b.end) return a.start > b.start ? 'finishes' : 'finished-by';
  if (a.start < b.start) return a.end > b.end ? 'contains' : 'overlaps';
  return a.end < b.end ? 'during' : 'overlapped-by';
};

/** ISO 8601-1 section 5.5: `2025-01-01T10:00:00Z/2025-01-01T11:00:00Z`. */
const format = (interval: Interval): string =>
  `${formatInstant(interval.start)}/${formatInstant(interval.end)}`;

/** The operations on one or two intervals, named as in ThreeTen-Extra's `Interval`. */
export const Interval = {
  of,
  durationMs,
  contains,
  encloses,
  overlaps,
  abuts,
  isConnected,
  equals,
  intersection,
  span,
  gap,
  relation,
  format,
} as const;
