import type { Availability } from '../availability/availability.js';
import { windowsOf } from '../availability/windows.js';
import type { UserId } from '../identity/user.js';
import { BusyTimeline } from '../slots/busy-timeline.js';
import type { Instant } from '../time/instant.js';
import type { Booking, BookingId, CalendarId, Claim } from './booking.js';
import type { Situation } from './situation.js';

/** What a store knows of one calendar, as far as it was asked for. */
export interface CalendarState {
  readonly calendarId: CalendarId;
  readonly hostId: UserId;
  /** Raised by every write to the calendar: two states of one version hold the same. */
  readonly version: number;
  /** In order of `blocked.start`; no two overlap. */
  readonly claims: readonly Claim[];
  /** In order of start and then of id. */
  readonly availability: readonly Availability[];
  /** Bookings that block time, in order of start and then of id. */
  readonly bookings: readonly Booking[];
}

/** What the evaluator looks at. A booking that is being moved does not stand in its own way: name it as `except`. */
export const situationOf = (state: CalendarState, now: Instant, except?: BookingId): Situation => ({
  now,
  windows: windowsOf(state.availability),
  busy: new BusyTimeline(
    state.claims.filter((claim) => claim.bookingId !== except).map((claim) => claim.blocked),
  ),
});
