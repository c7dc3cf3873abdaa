import type { WindowGroup } from '../availability/windows.js';
import type { BusyTimeline } from '../slots/busy-timeline.js';
import type { Instant } from '../time/instant.js';
import type { BookingTerms } from './booking-terms.js';
import type { CalendarCounts } from './calendar-counts.js';
import type { Sessions } from './sessions.js';

/** All that a policy may look at. The same for listing, for writing and for explaining. */
export interface Situation {
  readonly now: Instant;
  readonly windows: readonly WindowGroup[];
  readonly busy: BusyTimeline;
}

/** A situation in which terms apply. `busy` is what blocks time whatever the terms: none of the sessions. */
export interface TermsSituation extends Situation {
  readonly terms: BookingTerms;
  readonly sessions: Sessions;
  readonly counts: CalendarCounts;
  /** How many heads the party has that asks. */
  readonly attendees: number;
}
