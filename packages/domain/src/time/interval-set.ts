import type { Instant } from './instant.js';
import { Interval } from './interval.js';

declare const normalised: unique symbol;

/**
 * A set of instants as intervals in normal form: in order, no two of them overlapping or touching.
 * Two sets hold the same instants if and only if they hold the same intervals. PostgreSQL's multirange.
 */
export type IntervalSet = readonly Interval[] & { readonly [normalised]: true };

// The one place where a list becomes a set: each caller has just made it normal.
const assume = (intervals: readonly Interval[]): IntervalSet => intervals as IntervalSet;

const EMPTY: IntervalSet = assume([]);

/** The instants that lie in any of the intervals, which may come in any order and overlap. O(n log n); O(n) in order of start. */
const of = (intervals: readonly Interval[]): IntervalSet => {
  if (intervals.length === 0) return EMPTY;
  return mergeSorted(inOrder(intervals));
};

/** The intervals in order of start, as they are. O(n) where they come in order, O(n log n) else. */
const inOrder = (intervals: readonly Interval[]): readonly Interval[] => {
  let previous = Number.NEGATIVE_INFINITY;
  for (const { start } of intervals) {
    if (start < previous) return intervals.toSorted((a, b) => a.start - b.start);
    previous = start;
  }
  return intervals;
};

const mergeSorted = (sorted: readonly Interval[]): IntervalSet => {
  const merged: Interval[] = [];
  let open: { start: Instant; end: Instant } | undefined;
  for (const next of sorted) {
    if (open !== undefined && next.start <= open.end) {
      if (next.end > open.end) open.end = next.end;
    } else {
      open = { start: next.start, end: next.end };
      merged.push(open);
    }
  }
  return assume(merged);
};

/** The instants that lie in `a` or in `b`. */
const union = (a: IntervalSet, b: IntervalSet): IntervalSet => {
  if (a.length === 0) return b;
  return b.length === 0 ? a : of([...a, ...b]);
};

/** The instants that lie in `a` and in `b`. O(n + m). */
const intersection = (a: IntervalSet, b: IntervalSet): IntervalSet => {
  const shared: Interval[] = [];
  let i = 0;
  let j = 0;
  for (let x = a[i], y = b[j]; x !== undefined && y !== undefined; x = a[i], y = b[j]) {
    const both = Interval.intersection(x, y);
    if (both !== undefined) shared.push(both);
    if (x.end < y.end) i += 1;
    else j += 1;
  }
  return assume(shared);
};

/** The instants that lie in `a` and not in `b`. O(n + m). */
const difference = (a: IntervalSet, b: IntervalSet): IntervalSet => {
  if (b.length === 0) return a;
  const rest: Interval[] = [];
  let j = 0;
  for (const whole of a) {
    let start = whole.start;
    for (let hole = b[j]; hole !== undefined && hole.start < whole.end; hole = b[j]) {
      if (hole.start > start) rest.push({ start, end: hole.start });
      if (hole.end > start) start = hole.end;
      // A hole that reaches past this interval may cut the next one too.
      if (hole.end > whole.end) break;
      j += 1;
    }
    if (start < whole.end) rest.push({ start, end: whole.end });
  }
  return assume(rest);
};

/** The instants of `span` that are not in the set. */
const complementWithin = (set: IntervalSet, span: Interval): IntervalSet => difference(assume([span]), set);

/** The place of the only one of sorted, disjoint intervals that can contain `instant`: the last that starts at or before it; -1 for none. O(log n). */
const indexAt = (set: readonly Interval[], instant: Instant): number => {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((set[middle] as Interval).start <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** The interval of the set that contains an instant, or undefined. O(log n). */
const at = (set: IntervalSet, instant: Instant): Interval | undefined => {
  const candidate = set[indexAt(set, instant)];
  return candidate !== undefined && instant < candidate.end ? candidate : undefined;
};

/** Whether every instant of the interval is in the set. O(log n). */
const encloses = (set: IntervalSet, inner: Interval): boolean => {
  const candidate = at(set, inner.start);
  return candidate !== undefined && inner.end <= candidate.end;
};

/** Whether any instant of the interval is in the set. O(log n). */
const overlaps = (set: IntervalSet, other: Interval): boolean => {
  const index = indexAt(set, other.start);
  const candidate = set[index];
  if (candidate !== undefined && other.start < candidate.end) return true;
  const next = set[index + 1];
  return next !== undefined && next.start < other.end;
};

const equals = (a: IntervalSet, b: IntervalSet): boolean =>
  a.length === b.length && a.every((interval, index) => Interval.equals(interval, b[index] as Interval));

/** The length of all intervals together, in milliseconds. */
const durationMs = (set: IntervalSet): number =>
  set.reduce((sum, interval) => sum + Interval.durationMs(interval), 0);

/** The set operations on normalised intervals. */
export const IntervalSet = {
  EMPTY,
  of,
  inOrder,
  union,
  intersection,
  difference,
  complementWithin,
  at,
  encloses,
  overlaps,
  equals,
  durationMs,
  indexAt,
} as const;
