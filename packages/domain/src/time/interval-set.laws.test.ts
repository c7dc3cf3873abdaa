import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interval } from './interval.js';
import { IntervalSet } from './interval-set.js';

const SECONDS = 24;
const intervals = fc
  .tuple(fc.integer({ min: 0, max: SECONDS - 1 }), fc.integer({ min: 1, max: 6 }))
  .map(([start, length]) => Interval.of(start * 1000, Math.min(start + length, SECONDS) * 1000));
const lists = fc.array(intervals, { maxLength: 8 });
const WHOLE = Interval.of(0, SECONDS * 1000);

/** The oracle: one boolean for each second of the time-line. */
const paint = (list: readonly Interval[]): boolean[] =>
  Array.from({ length: SECONDS }, (_, second) =>
    list.some((i) => i.start <= second * 1000 && second * 1000 < i.end),
  );

const isNormal = (set: readonly Interval[]): boolean =>
  set.every((interval, index) => {
    const next = set[index + 1];
    return interval.start < interval.end && (next === undefined || interval.end < next.start);
  });

describe('laws of interval sets', () => {
  it('hold the instants of their intervals, in normal form, whatever the order', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const set = IntervalSet.of(list);
        expect(paint(set)).toEqual(paint(list));
        expect(isNormal(set)).toBe(true);
        expect(IntervalSet.equals(set, IntervalSet.of([...list].reverse()))).toBe(true);
        expect(IntervalSet.durationMs(set)).toBe(paint(list).filter(Boolean).length * 1000);
      }),
    );
  });

  it('union, intersection, difference and complement are those of the instants', () => {
    fc.assert(
      fc.property(lists, lists, (x, y) => {
        const [a, b] = [IntervalSet.of(x), IntervalSet.of(y)];
        const [p, q] = [paint(x), paint(y)];
        const cases = [
          [IntervalSet.union(a, b), p.map((held, i) => held || q[i] === true)],
          [IntervalSet.intersection(a, b), p.map((held, i) => held && q[i] === true)],
          [IntervalSet.difference(a, b), p.map((held, i) => held && q[i] === false)],
          [IntervalSet.complementWithin(a, WHOLE), p.map((held) => !held)],
        ] as const;
        for (const [set, expected] of cases) {
          expect(paint(set)).toEqual(expected);
          expect(isNormal(set)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('a set and its complement share nothing and make up the span', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const set = IntervalSet.of(list);
        const rest = IntervalSet.complementWithin(set, WHOLE);
        expect(IntervalSet.intersection(set, rest)).toEqual(IntervalSet.EMPTY);
        expect(IntervalSet.union(set, rest)).toEqual([WHOLE]);
      }),
    );
  });

  it('look-ups agree with a search through all', () => {
    fc.assert(
      fc.property(lists, intervals, (list, probe) => {
        const set = IntervalSet.of(list);
        expect(IntervalSet.at(set, probe.start)).toEqual(set.find((i) => Interval.contains(i, probe.start)));
        expect(IntervalSet.encloses(set, probe)).toBe(set.some((i) => Interval.encloses(i, probe)));
        expect(IntervalSet.overlaps(set, probe)).toBe(set.some((i) => Interval.overlaps(i, probe)));
      }),
      { numRuns: 1000 },
    );
  });

  it('does not keep what it was given', () => {
    const given = { start: 0, end: 1000 };
    const set = IntervalSet.of([given]);
    given.end = 5000;
    expect(set).toEqual([{ start: 0, end: 1000 }]);
  });
});
