import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interval, type AllenRelation } from './interval.js';

// A narrow time-line, so that bounds meet often.
const SECONDS = 12;
const intervals = fc
  .tuple(fc.integer({ min: 0, max: SECONDS - 1 }), fc.integer({ min: 1, max: SECONDS }))
  .filter(([start, end]) => start < end)
  .map(([start, end]) => Interval.of(start * 1000, end * 1000));
const pairs = fc.tuple(intervals, intervals);

/** The oracle: an interval as the set of seconds that it holds. */
const secondsOf = ({ start, end }: Interval): Set<number> => {
  const seconds = new Set<number>();
  for (let second = start; second < end; second += 1000) seconds.add(second);
  return seconds;
};
const share = (a: Set<number>, b: Set<number>): number[] => [...a].filter((second) => b.has(second));

const INVERSE: Record<AllenRelation, AllenRelation> = {
  before: 'after',
  meets: 'met-by',
  overlaps: 'overlapped-by',
  starts: 'started-by',
  during: 'contains',
  finishes: 'finished-by',
  equals: 'equals',
  'finished-by': 'finishes',
  contains: 'during',
  'started-by': 'starts',
  'overlapped-by': 'overlaps',
  'met-by': 'meets',
  after: 'before',
};

describe('laws of intervals', () => {
  it('relations agree with the instants that the intervals hold', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [secondsOf(a), secondsOf(b)];
        const both = share(x, y);
        expect(Interval.overlaps(a, b)).toBe(both.length > 0);
        expect(Interval.encloses(a, b)).toBe(both.length === y.size);
        expect(Interval.equals(a, b)).toBe(x.size === y.size && both.length === x.size);
        const intersection = Interval.intersection(a, b);
        expect(intersection === undefined ? [] : [...secondsOf(intersection)]).toEqual(
          both.sort((m, n) => m - n),
        );
        for (let second = 0; second <= SECONDS; second += 1) {
          expect(Interval.contains(a, second * 1000)).toBe(x.has(second * 1000));
        }
      }),
    );
  });

  it('touching is not overlapping: two abutting intervals share no instant and leave no gap', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(Interval.abuts(a, b) && Interval.overlaps(a, b)).toBe(false);
        expect(Interval.isConnected(a, b)).toBe(Interval.abuts(a, b) || Interval.overlaps(a, b));
        const gap = Interval.gap(a, b);
        expect(gap === undefined).toBe(Interval.isConnected(a, b));
        const covered =
          Interval.durationMs(a) + Interval.durationMs(b) + (gap ? Interval.durationMs(gap) : 0);
        const twice = Interval.intersection(a, b);
        expect(covered - (twice ? Interval.durationMs(twice) : 0)).toBe(
          Interval.durationMs(Interval.span(a, b)),
        );
      }),
    );
  });

  it('exactly one of Allen’s relations holds, and the other way round its inverse', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(Interval.relation(b, a)).toBe(INVERSE[Interval.relation(a, b)]);
        expect(Interval.relation(a, a)).toBe('equals');
      }),
    );
  });

  it('all thirteen relations occur, each with the overlap and the touch that its name says', () => {
    const seen = new Map<AllenRelation, { overlaps: boolean; abuts: boolean }>();
    for (let s1 = 0; s1 < 6; s1 += 1)
      for (let e1 = s1 + 1; e1 <= 6; e1 += 1)
        for (let s2 = 0; s2 < 6; s2 += 1)
          for (let e2 = s2 + 1; e2 <= 6; e2 += 1) {
            const [a, b] = [Interval.of(s1 * 1000, e1 * 1000), Interval.of(s2 * 1000, e2 * 1000)];
            const found = { overlaps: Interval.overlaps(a, b), abuts: Interval.abuts(a, b) };
            const relation = Interval.relation(a, b);
            expect(seen.get(relation) ?? found).toEqual(found);
            seen.set(relation, found);
          }
    expect(seen.size).toBe(13);
    const disjoint = [...seen].filter(([, { overlaps }]) => !overlaps).map(([relation]) => relation);
    expect(disjoint.sort()).toEqual(['after', 'before', 'meets', 'met-by']);
    const touching = [...seen].filter(([, { abuts }]) => abuts).map(([relation]) => relation);
    expect(touching.sort()).toEqual(['meets', 'met-by']);
  });

  it('an empty or backward interval, or a bound that is no whole second, is a broken precondition', () => {
    expect(() => Interval.of(1000, 1000)).toThrow(RangeError);
    expect(() => Interval.of(2000, 1000)).toThrow(RangeError);
    expect(() => Interval.of(0, 1500)).toThrow(RangeError);
    expect(() => Interval.of(Number.NaN, 1000)).toThrow(RangeError);
  });

  it('is written as ISO 8601 writes it', () => {
    expect(Interval.format(Interval.of(0, 3_600_000))).toBe('1970-01-01T00:00:00Z/1970-01-01T01:00:00Z');
  });
});
