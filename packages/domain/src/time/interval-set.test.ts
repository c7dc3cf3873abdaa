import { describe, expect, it } from 'vitest';
import { IntervalSet } from './interval-set.js';

const set = (...intervals: readonly (readonly [start: number, end: number])[]): IntervalSet =>
  IntervalSet.of(intervals.map(([start, end]) => ({ start, end })));

describe('two sets', () => {
  it('are equal if they hold the same instants, whatever they were made of', () => {
    expect(IntervalSet.equals(set([0, 1], [1, 2]), set([0, 2]))).toBe(true);
    expect(IntervalSet.equals(set(), set())).toBe(true);
  });

  it.each([
    ['one holds less', set([0, 1]), set([0, 1], [2, 3])],
    ['one holds nothing', set(), set([0, 1])],
    ['one begins later', set([0, 2]), set([1, 2])],
    ['one ends later', set([0, 1], [2, 3]), set([0, 1], [2, 4])],
  ])('are not equal where %s', (_, a, b) => {
    expect(IntervalSet.equals(a, b)).toBe(false);
    expect(IntervalSet.equals(b, a)).toBe(false);
  });
});
