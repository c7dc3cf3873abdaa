import type { WindowGroup } from '../availability/windows.js';
import type { BusyTimeline } from '../slots/busy-timeline.js';
import type { Instant } from '../time/instant.js';

/** All that a policy may look at. The same for listing, for writing and for explaining. */
export interface Situation {
  readonly now: Instant;
  readonly windows: readonly WindowGroup[];
  readonly busy: BusyTimeline;
}
