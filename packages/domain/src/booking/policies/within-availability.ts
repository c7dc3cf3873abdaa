import type { WindowGroup } from '../../availability/windows.js';
import type { Instant } from '../../time/instant.js';
import { IntervalSet } from '../../time/interval-set.js';
import type { Policy } from './policy.js';

const encloses = (group: WindowGroup, start: Instant, end: Instant): boolean => {
  const window = IntervalSet.at(group.windows, start);
  return window !== undefined && end <= window.end;
};

/** A booking lies in one window of availability as a whole. */
export const withinAvailability: Policy = {
  name: 'availability',
  overridable: true,
  // The slots of a grid lie in its window.
  applies: () => false,
  permits: (start, end, { windows }) => {
    for (const group of windows) {
      if (encloses(group, start, end)) return true;
    }
    return false;
  },
  refusal: () => ({ kind: 'outside_availability' }),
};
