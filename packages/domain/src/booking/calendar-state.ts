import { windowsOf, type Intent } from '../availability/windows.js';
import type { UserId } from '../identity/user.js';
import { BusyTimeline } from '../slots/busy-timeline.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import type { ZoneTables } from '../time/zone-tables.js';
import type { Booking, BookingId, CalendarId, Claim } from './booking.js';
import type { Situation } from './situation.js';

/** What a store knows of one calendar, as far as it was asked for. */
export interface CalendarState extends Intent {
  readonly calendarId: CalendarId;
  readonly hostId: UserId;
  /** Raised by every write to the calendar: two states of one version hold the same. */
  readonly version: number;
  /** In order of `blocked.start`; no two overlap. */
  readonly claims: readonly Claim[];
  /** Bookings that block time, in order of start and then of id. */
  readonly bookings: readonly Booking[];
}

/** What the evaluator looks at. */
export interface Viewpoint {
  readonly now: Instant;
  /** Where ranges that are judged may start, and end. */
  readonly stretch: Interval;
  readonly zones: ZoneTables;
  /** A booking that is being moved: it does not stand in its own way. */
  readonly except?: BookingId | undefined;
}

/** The situation that policies judge by. The state must hold the intent of the viewpoint's stretch. */
export const situationOf = (state: CalendarState, { now, stretch, zones, except }: Viewpoint): Situation => ({
  now,
  windows: windowsOf(state, stretch, zones),
  busy: new BusyTimeline(
    state.claims.filter((claim) => claim.bookingId !== except).map((claim) => claim.blocked),
  ),
});
