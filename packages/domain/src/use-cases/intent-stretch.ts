import { LOOK_AHEAD_DAYS, LOOK_BACK_DAYS } from '../availability/open-windows.js';
import { DAY_MS, MAX_INSTANT, MIN_INSTANT } from '../time/instant.js';
import type { Interval } from '../time/interval.js';

/** What must be read of a host's intent so that the windows of a stretch, and their grids, are right. */
export const intentStretch = ({ start, end }: Interval): Interval => ({
  start: Math.max(MIN_INSTANT, start - (LOOK_BACK_DAYS + 1) * DAY_MS),
  end: Math.min(MAX_INSTANT, end + (LOOK_AHEAD_DAYS + 1) * DAY_MS),
});
