import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Coverage } from './coverage.js';

const interval = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 6 }))
  .map(([start, length]) => ({ start, end: start + length }));

it('the peak is the most intervals at one of the instants of a range', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 8 }), interval, (intervals, range) => {
      let most = 0;
      for (let instant = range.start; instant < range.end; instant += 1)
        most = Math.max(most, intervals.filter(({ start, end }) => start <= instant && instant < end).length);
      expect(new Coverage(intervals).peak(range.start, range.end)).toBe(most);
    }),
  );
});

it('intervals that only touch are never there at once', () => {
  const coverage = new Coverage([
    { start: 0, end: 5 },
    { start: 5, end: 10 },
  ]);
  expect(coverage.peak(0, 10)).toBe(1);
  expect(coverage.peak(10, 20)).toBe(0);
});
