import type { WindowGroup } from '../../availability/windows.js';
import { MINUTE_MS, type Instant } from '../../time/instant.js';
import { IntervalSet } from '../../time/interval-set.js';
import type { Policy } from './policy.js';

/** Whether a slot of the group starts then, as far as its windows tell. */
export const hasStartAt = ({ grids, stepMs, durationMs }: WindowGroup, start: Instant): boolean => {
  const grid = grids[IntervalSet.indexAt(grids, start)];
  if (grid === undefined || start >= grid.end || (start - grid.start) % stepMs !== 0) return false;
  if (start + durationMs > grid.windowEnd) return false;
  return grid.end === grid.windowEnd || start + stepMs <= grid.end;
};

/** A booking is made of one or more whole slots of its window's grid. */
export const onGrid: Policy = {
  permits: (start, end, { windows }) => {
    for (const group of windows) {
      if ((end - start) % group.durationMs === 0 && hasStartAt(group, start)) return true;
    }
    return false;
  },
  refusal: (start, _end, { windows }) => ({
    kind: 'off_grid',
    slotDurations: windows
      .filter((group) => IntervalSet.at(group.windows, start) !== undefined)
      .map((group) => group.durationMs / MINUTE_MS),
  }),
};
