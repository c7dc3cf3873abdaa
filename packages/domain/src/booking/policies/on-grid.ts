import type { WindowGroup } from '../../availability/windows.js';
import { MINUTE_MS, type Instant } from '../../time/instant.js';
import { IntervalSet } from '../../time/interval-set.js';
import type { Policy } from './policy.js';

/** Whether a slot of the group starts then, as far as its windows tell. */
export const hasStartAt = ({ grids, stepMs, durationMs }: WindowGroup, start: Instant): boolean => {
  const grid = grids[IntervalSet.indexAt(grids, start)];
  if (grid === undefined || (start - grid.start) % stepMs !== 0) return false;
  const { end, windowEnd = end } = grid;
  if (start + durationMs > windowEnd) return false;
  return end === windowEnd || start + stepMs <= end;
};

/**
 * A booking is one slot of its window's grid, of the lengths that its event type offers; without an event type, one or
 * more whole slots that follow each other.
 */
export const onGrid: Policy = {
  name: 'grid',
  overridable: true,
  applies: () => false,
  permits: (start, end, { windows, terms }) => {
    const isOneSlot = terms.durationsMs !== undefined;
    for (const group of windows) {
      const length = end - start;
      const fits = isOneSlot ? length === group.durationMs : length % group.durationMs === 0;
      if (fits && hasStartAt(group, start)) return true;
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
