import { describe, expect, it } from 'vitest';
import { Interval, type AllenRelation } from './interval.js';

const seconds = (start: number, end: number): Interval => Interval.of(start * 1_000, end * 1_000);

describe('how one interval lies to another', () => {
  // As in figure 2 of Allen (1983).
  it.each<[AllenRelation, Interval, Interval]>([
    ['before', seconds(0, 2), seconds(3, 5)],
    ['after', seconds(3, 5), seconds(0, 2)],
    ['meets', seconds(0, 2), seconds(2, 5)],
    ['met-by', seconds(2, 5), seconds(0, 2)],
    ['overlaps', seconds(0, 3), seconds(2, 5)],
    ['overlapped-by', seconds(2, 5), seconds(0, 3)],
    ['starts', seconds(0, 2), seconds(0, 5)],
    ['started-by', seconds(0, 5), seconds(0, 2)],
    ['during', seconds(2, 3), seconds(0, 5)],
    ['contains', seconds(0, 5), seconds(2, 3)],
    ['finishes', seconds(3, 5), seconds(0, 5)],
    ['finished-by', seconds(0, 5), seconds(3, 5)],
    ['equals', seconds(0, 5), seconds(0, 5)],
  ])('is called “%s”', (relation, a, b) => {
    expect(Interval.relation(a, b)).toBe(relation);
  });

  it('leaves between them what neither holds, whichever comes first', () => {
    const [early, late] = [seconds(0, 2), seconds(3, 5)];
    expect(Interval.gap(early, late)).toEqual(seconds(2, 3));
    expect(Interval.gap(late, early)).toEqual(seconds(2, 3));
    expect(Interval.gap(seconds(0, 2), seconds(2, 5))).toBeUndefined();
  });
});

describe('an interval', () => {
  it('that would end before it has begun says so', () => {
    expect(() => Interval.of(2_000, 1_000)).toThrow(
      new RangeError("an interval's end must be after its start: 2000, 1000"),
    );
  });
});
