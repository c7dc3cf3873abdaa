import { describe, expect, it } from 'vitest';
import { BusyTimeline } from './busy-timeline.js';

describe('the first busy stretch of a range', () => {
  const stretches = Array.from({ length: 12 }, (_, index) => ({ start: index * 10, end: index * 10 + 5 }));

  it('is the whole stretch, where it overlaps the range and does not only meet it', () => {
    const busy = new BusyTimeline(stretches);
    expect(busy.firstBusy(14, 100)).toEqual({ start: 10, end: 15 });
    expect(busy.firstBusy(15, 100)).toEqual({ start: 20, end: 25 });
    expect(busy.firstBusy(15, 20)).toBeUndefined();
    expect(busy.firstBusy(115, 200)).toBeUndefined();
    expect(new BusyTimeline([]).firstBusy(0, 10)).toBeUndefined();
  });

  it('is the same in whatever order one asks: on and on, far ahead, and back', () => {
    const busy = new BusyTimeline(stretches);
    for (const index of [0, 1, 2, 11, 3, 4, 0, 9, 8, 7, 1]) {
      expect(busy.firstBusy(index * 10 + 4, 1_000)).toEqual(stretches[index]);
      expect(busy.firstBusy(index * 10 + 5, 1_000)).toEqual(stretches[index + 1]);
      expect(busy.isBusy(index * 10 + 5, index * 10 + 10)).toBe(false);
      expect(busy.isBusy(index * 10 + 4, index * 10 + 5)).toBe(true);
    }
  });
});
