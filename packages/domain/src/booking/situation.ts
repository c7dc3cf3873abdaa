import type { WindowGroup } from '../availability/windows.js';
import type { UserId } from '../identity/user.js';
import type { BusyTimeline } from '../slots/busy-timeline.js';
import type { Instant } from '../time/instant.js';
import type { LocalDate } from '../time/local-date.js';
import type { BookingTerms, LimitScope } from './booking-terms.js';
import type { EventTypeId } from './event-type.js';
import type { LocalCalendar } from './local-calendar.js';
import type { PeriodCounts } from './period-counts.js';
import type { Sessions } from './sessions.js';

/** All that a policy may look at. The same for listing, for writing and for explaining. */
export interface Situation {
  readonly now: Instant;
  readonly hostId?: UserId | undefined;
  readonly eventTypeId?: EventTypeId | undefined;
  /** Undefined where anybody asks: what depends on the booker is not judged then. */
  readonly bookerId?: UserId | undefined;
  readonly terms: BookingTerms;
  readonly windows: readonly WindowGroup[];
  /** What blocks time whatever the terms: none of the sessions. */
  readonly busy: BusyTimeline;
  /** What is booked of the same event type, as far as it may be shared. */
  readonly sessions: Sessions;
  /** Of the zone that the terms go by; undefined for those that know no dates. */
  readonly localCalendar?: LocalCalendar | undefined;
  /** The first and the last local date on which a booking may start; undefined: on any. */
  readonly openDates?: OpenDates | undefined;
  /** What counts for limits; only for scopes that are limited, and known. */
  readonly counts: Readonly<Partial<Record<LimitScope, PeriodCounts>>>;
  /** What the booker has booked elsewhere; undefined where it does not matter. */
  readonly bookerBusy?: BusyTimeline | undefined;
  /** How many heads the party has that asks. */
  readonly attendees: number;
  /** Whether the host asks, for its own calendar. */
  readonly asHost: boolean;
}

/** Both inclusive. */
export interface OpenDates {
  readonly first: LocalDate;
  readonly last: LocalDate;
}
