import type { Grid } from '../availability/open-windows.js';
import type { WindowGroup } from '../availability/windows.js';
import type { Instant } from '../time/instant.js';
import type { SlotSeries } from './slot-series.js';
import type { Slot } from './slot.js';

/** Which slots to derive. */
export interface SlotQuery {
  /** A slot belongs to the range if its start does: `from ≤ start < to`. */
  readonly from: Instant;
  readonly to: Instant;
  /** Only slots that come after this one, by start and then by end. */
  readonly after?: Slot | undefined;
  /** At most so many of each length. */
  readonly limit?: number | undefined;
}

/** Says which slots of one length are permitted, asked of their starts in order. */
export interface SlotJudge {
  readonly permits: (start: Instant, end: Instant) => boolean;
  /** What was said last holds for all starts before this one. At or before the start that was asked of: for it alone. */
  readonly sameUntil: Instant;
}

/**
 * Derives the slots of each group, at most as many as are wanted of each: one sweep, linear in the windows, the changes of
 * judgement and the slots inside the range. A judge is asked of starts on the grid whose whole slot lies in its window,
 * and of none for which the answer is known; each group has one of its own.
 */
export const sweepSlots = (
  groups: readonly WindowGroup[],
  query: SlotQuery,
  newJudge: () => SlotJudge,
): readonly SlotSeries[] => groups.map((group) => sweepGroup(group, query, newJudge()));

const sweepGroup = (group: WindowGroup, query: SlotQuery, judge: SlotJudge): SlotSeries => {
  const { grids, stepMs, durationMs } = group;
  const { to, limit = Number.POSITIVE_INFINITY } = query;
  const from = earliestStart(query, durationMs);
  const starts = new Float64Array(Math.min(limit, mostStarts(group, from, to)));
  let count = 0;
  let permittedUntil = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < grids.length && count < starts.length; index += 1) {
    const grid = grids[index] as Grid;
    const last = Math.min(lastStart(grid, stepMs, durationMs), to - 1);
    let start = grid.start >= from ? grid.start : startFrom(from, grid.start, stepMs);
    while (start <= last && count < starts.length) {
      if (start >= permittedUntil) {
        if (!judge.permits(start, start + durationMs)) {
          start = Math.max(start + stepMs, startFrom(judge.sameUntil, grid.start, stepMs));
          continue;
        }
        permittedUntil = Math.max(start + 1, judge.sameUntil);
      }
      const lastPermitted = Math.min(last, permittedUntil - 1);
      for (; start <= lastPermitted && count < starts.length; start += stepMs) {
        starts[count] = start;
        count += 1;
      }
    }
  }
  return { durationMs, starts: starts.subarray(0, count) };
};

/** No fewer than there are starts on the grids of a group in a range. */
const mostStarts = ({ grids, stepMs }: WindowGroup, from: Instant, to: Instant): number => {
  let most = 0;
  for (const { start, end } of grids) {
    const length = Math.min(end, to) - Math.max(start, from);
    if (length > 0) most += Math.ceil(length / stepMs);
  }
  return most;
};

/** The last start of a grid: its slot ends in the window, and what lies a step before a next grid is that one's. */
const lastStart = ({ end, windowEnd = end }: Grid, stepMs: number, durationMs: number): Instant =>
  end === windowEnd ? windowEnd - durationMs : Math.min(windowEnd - durationMs, end - stepMs);

/** The first start that a slot of this length may have: a slot that starts with the one before must end after it. */
const earliestStart = ({ from, after }: SlotQuery, durationMs: number): Instant => {
  if (after === undefined) return from;
  const { startTime, endTime } = after;
  return Math.max(from, startTime + durationMs > endTime ? startTime : startTime + 1);
};

/** The first start of a grid that is not before an instant. */
const startFrom = (instant: Instant, gridStart: Instant, stepMs: number): Instant =>
  gridStart + Math.ceil((instant - gridStart) / stepMs) * stepMs;
