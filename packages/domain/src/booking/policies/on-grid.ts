import { slotDurationMs, type WindowGroup } from '../../availability/windows.js';
import type { Instant } from '../../time/instant.js';
import { IntervalSet } from '../../time/interval-set.js';
import type { Policy } from './policy.js';

const isWholeSlots = (group: WindowGroup, start: Instant, end: Instant): boolean => {
  const window = IntervalSet.at(group.windows, start);
  const step = slotDurationMs(group);
  return (
    window !== undefined &&
    end <= window.end &&
    (start - window.start) % step === 0 &&
    (end - start) % step === 0
  );
};

/** A booking is made of one or more whole slots of its window's grid. */
export const onGrid: Policy = {
  permits: (start, end, { windows }) => {
    for (const group of windows) {
      if (isWholeSlots(group, start, end)) return true;
    }
    return false;
  },
  refusal: (start, _end, { windows }) => ({
    kind: 'off_grid',
    slotDurations: windows
      .filter((group) => IntervalSet.at(group.windows, start) !== undefined)
      .map((group) => group.slotDuration),
  }),
};
