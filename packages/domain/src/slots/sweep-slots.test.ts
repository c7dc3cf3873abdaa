import { describe, expect, it } from 'vitest';
import type { Grid } from '../availability/open-windows.js';
import type { WindowGroup } from '../availability/windows.js';
import { IntervalSet } from '../time/interval-set.js';
import { slotsOf } from './slot-series.js';
import { sweepSlots, type SlotJudge, type SlotQuery } from './sweep-slots.js';

/** Of grids that are each a window by itself, unless they say where their window ends. */
const group = (
  durationMs: number,
  stepMs: number,
  ...grids: readonly (readonly [start: number, end: number, windowEnd?: number])[]
): WindowGroup => ({
  durationMs,
  stepMs,
  windows: IntervalSet.of(grids.map(([start, end]) => ({ start, end }))),
  grids: grids.map(([start, end, windowEnd]): Grid => ({ start, end, windowEnd })),
});

const ALL: SlotQuery = { from: 0, to: 1_000 };

/** Says the same of nothing but what it was asked of. */
const oneByOne =
  (permits: SlotJudge['permits']): (() => SlotJudge) =>
  () => ({ permits, sameUntil: Number.NEGATIVE_INFINITY });

/** The slots where nothing else forbids one, each as its start and its end. */
const swept = (groups: readonly WindowGroup[], query: Partial<SlotQuery> = {}): [number, number][] =>
  slotsOf(
    sweepSlots(
      groups,
      { ...ALL, ...query },
      oneByOne(() => true),
    ),
    query.limit,
  ).map(({ startTime, endTime }) => [startTime, endTime]);
const starts = (...parameters: Parameters<typeof swept>): number[] =>
  swept(...parameters).map(([start]) => start);

describe('a sweep for slots', () => {
  it('finds those that end within their window, one step after the other', () => {
    expect(swept([group(30, 30, [0, 100])])).toEqual([
      [0, 30],
      [30, 60],
      [60, 90],
    ]);
    expect(starts([group(30, 10, [0, 60])])).toEqual([0, 10, 20, 30]);
    expect(starts([group(30, 30, [0, 29], [40, 70], [80, 109])])).toEqual([40]);
  });

  it('finds the last one of a window though no whole step follows it', () => {
    expect(starts([group(10, 30, [0, 70])])).toEqual([0, 30, 60]);
  });

  it('leaves to the next grid of a window the starts that lie less than a step before it', () => {
    expect(starts([group(10, 30, [0, 100, 180], [100, 180])])).toEqual([0, 30, 60, 100, 130, 160]);
    // A whole step just fits.
    expect(starts([group(10, 50, [0, 100, 180], [100, 180])])).toEqual([0, 50, 100, 150]);
    // What starts on the first grid may end on the second, for it is one window.
    expect(starts([group(60, 50, [0, 100, 180], [100, 180])])).toEqual([0, 50, 100]);
  });

  it('finds those that start in the range, its start included and its end not', () => {
    const groups = [group(30, 30, [0, 300], [330, 360], [390, 420])];
    expect(starts(groups, { from: 60, to: 120 })).toEqual([60, 90]);
    expect(starts(groups, { from: 61, to: 121 })).toEqual([90, 120]);
    expect(starts(groups, { from: 271, to: 390 })).toEqual([330]);
    expect(starts(groups, { from: 300, to: 330 })).toEqual([]);
  });

  it('finds at most as many as are wanted, and asks no further', () => {
    const groups = [group(30, 30, [0, 300])];
    expect(starts(groups, { limit: 2 })).toEqual([0, 30]);
    expect(starts(groups, { limit: 0 })).toEqual([]);
    const asked: number[] = [];
    const judge = oneByOne((start) => asked.push(start) > 0);
    sweepSlots(groups, { ...ALL, limit: 2 }, judge);
    expect(asked).toEqual([0, 30]);
  });

  it('goes on after a slot, by start and then by end, and never before the range', () => {
    const groups = [group(30, 30, [0, 120]), group(60, 30, [0, 120])];
    const all = swept(groups);
    expect(all).toEqual([
      [0, 30],
      [0, 60],
      [30, 60],
      [30, 90],
      [60, 90],
      [60, 120],
      [90, 120],
    ]);
    for (const [index, [startTime, endTime]] of all.entries()) {
      expect(swept(groups, { after: { startTime, endTime } })).toEqual(all.slice(index + 1));
    }
    expect(swept(groups, { from: 60, after: { startTime: 0, endTime: 60 } })).toEqual(all.slice(4));
  });

  it('leaves out what is not permitted, and goes on', () => {
    const judge = oneByOne((start, end) => start !== 30 && end !== 90);
    expect(slotsOf(sweepSlots([group(30, 30, [0, 120])], ALL, judge))).toEqual([
      { startTime: 0, endTime: 30 },
      { startTime: 90, endTime: 120 },
    ]);
  });

  it('asks of no start for which the answer is known', () => {
    const asked: number[] = [];
    /** Free but from 50 to 120. */
    const judge = {
      sameUntil: 0,
      permits(start: number) {
        asked.push(start);
        this.sameUntil = start < 50 ? 50 : start < 120 ? 120 : Number.POSITIVE_INFINITY;
        return start < 50 || start >= 120;
      },
    };
    const [series] = sweepSlots([group(10, 10, [0, 75], [95, 155], [200, 220])], ALL, () => judge);
    expect([...(series?.starts ?? [])]).toEqual([0, 10, 20, 30, 40, 125, 135, 145, 200, 210]);
    expect(asked).toEqual([0, 50, 95, 125]);
  });
});
