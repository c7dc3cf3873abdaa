import { describe, expect, it } from 'vitest';
import type { Grid } from '../../availability/open-windows.js';
import type { WindowGroup } from '../../availability/windows.js';
import { BusyTimeline } from '../../slots/busy-timeline.js';
import { MINUTE_MS } from '../../time/instant.js';
import { IntervalSet } from '../../time/interval-set.js';
import { PLAIN_TERMS } from '../booking-terms.js';
import { Sessions } from '../sessions.js';
import type { Situation } from '../situation.js';
import { hasStartAt, onGrid } from './on-grid.js';

const minutes = (count: number): number => count * MINUTE_MS;

/** In minutes; a grid without an end of its window goes on to it. */
const group = (
  duration: number,
  step: number,
  ...grids: readonly (readonly [start: number, end: number, windowEnd?: number])[]
): WindowGroup => ({
  durationMs: minutes(duration),
  stepMs: minutes(step),
  windows: IntervalSet.of(grids.map(([start, end]) => ({ start: minutes(start), end: minutes(end) }))),
  grids: grids.map(([start, end, windowEnd]): Grid => ({
    start: minutes(start),
    end: minutes(end),
    windowEnd: windowEnd && minutes(windowEnd),
  })),
});

const startsOf = (windows: WindowGroup): number[] =>
  Array.from({ length: 300 }, (_, minute) => minute - 20).filter((minute) =>
    hasStartAt(windows, minutes(minute)),
  );

describe('the starts of a grid', () => {
  it('are steps from the start of a window, as long as a slot ends in it', () => {
    expect(startsOf(group(30, 30, [0, 100]))).toEqual([0, 30, 60]);
    expect(startsOf(group(30, 10, [5, 65]))).toEqual([5, 15, 25, 35]);
    expect(startsOf(group(10, 30, [0, 70], [100, 109], [120, 130]))).toEqual([0, 30, 60, 120]);
  });

  it('give way to those of the next grid of the same window', () => {
    expect(startsOf(group(10, 30, [0, 100, 180], [100, 180]))).toEqual([0, 30, 60, 100, 130, 160]);
    expect(startsOf(group(10, 50, [0, 100, 180], [100, 180]))).toEqual([0, 50, 100, 150]);
    expect(startsOf(group(60, 50, [0, 100, 180], [100, 180]))).toEqual([0, 50, 100]);
  });
});

describe('what is off the grid', () => {
  const situation = (windows: readonly WindowGroup[]): Situation => ({
    now: 0,
    terms: PLAIN_TERMS,
    windows,
    busy: new BusyTimeline([]),
    sessions: new Sessions([], { shared: false }),
    counts: {},
    attendees: 1,
    asHost: false,
  });

  it('is told of the slot durations that there are at the time, and of no others', () => {
    const windows = [group(20, 20, [0, 60]), group(30, 30, [0, 60]), group(45, 45, [60, 150])];
    const asked = (start: number) => onGrid.refusal(minutes(start), minutes(start + 25), situation(windows));
    expect(asked(10)).toEqual({ kind: 'off_grid', slotDurations: [20, 30] });
    expect(asked(70)).toEqual({ kind: 'off_grid', slotDurations: [45] });
  });
});
