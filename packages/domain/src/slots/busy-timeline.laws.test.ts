import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interval } from '../time/interval.js';
import { BusyTimeline } from './busy-timeline.js';

const MINUTES = 60;
const intervals = fc
  .tuple(fc.integer({ min: 0, max: MINUTES - 1 }), fc.integer({ min: 1, max: 8 }))
  .map(([start, length]) => Interval.of(start * 60_000, (start + length) * 60_000));

describe('a busy time-line', () => {
  it('answers as a search through all blocked intervals would, in whatever order it is asked', () => {
    fc.assert(
      fc.property(
        fc.array(intervals, { maxLength: 20 }),
        fc.array(intervals, { minLength: 1, maxLength: 30 }),
        (blocked, asked) => {
          const busy = new BusyTimeline(blocked);
          for (const range of asked) {
            const expected = blocked.some((interval) => Interval.overlaps(interval, range));
            expect(busy.isBusy(range.start, range.end)).toBe(expected);
            const first = busy.firstBusy(range.start, range.end);
            expect(first !== undefined && Interval.overlaps(first, range)).toBe(expected);
            expect(first === undefined).toBe(!expected);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says for how long a range that moves forward stays free, or busy, and no longer', () => {
    fc.assert(
      fc.property(fc.array(intervals, { maxLength: 10 }), intervals, (blocked, { start, end }) => {
        const busy = new BusyTimeline(blocked);
        const answer = busy.isBusy(start, end);
        const until = busy.sameUntil(start, end);
        const moves = Array.from({ length: MINUTES }, (_, minutes) => minutes * 60_000);
        const same = moves.filter((by) => start + by < until);
        expect(same.every((by) => busy.isBusy(start + by, end + by) === answer)).toBe(true);
        // What stays free would meet what blocks a millisecond later; what is busy is so to the end of what blocks.
        const isBoundary = answer
          ? blocked.some((interval) => interval.end === until)
          : until === Number.POSITIVE_INFINITY || busy.isBusy(until, until + end - start);
        expect(isBoundary).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is free where a booking ends and where one starts', () => {
    const busy = new BusyTimeline([Interval.of(60_000, 120_000)]);
    expect(busy.isBusy(0, 60_000)).toBe(false);
    expect(busy.isBusy(120_000, 180_000)).toBe(false);
    expect(busy.isBusy(119_000, 121_000)).toBe(true);
  });
});
