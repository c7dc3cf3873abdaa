import type { Actor, UserId } from '../identity/user.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { blocksTime, type BookingStatus } from './booking-status.js';

/** The id of a booking, a UUID (RFC 9562). */
export type BookingId = string;

/** The id of an exclusive time-line. A host's own calendar has the host's id. */
export type CalendarId = string;

/** An agreed range of a host's time. */
export interface Booking {
  readonly id: BookingId;
  readonly hostId: UserId;
  /** The user who booked. */
  readonly bookerId: UserId;
  /** Inclusive. */
  readonly startTime: Instant;
  /** Exclusive. */
  readonly endTime: Instant;
  readonly status: BookingStatus;
  /** 1 when made, one more at each change. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A booking's hold on one calendar. Claims of one calendar never overlap. */
export interface Claim {
  readonly calendarId: CalendarId;
  readonly bookingId: BookingId;
  readonly blocked: Interval;
}

/** One entry of a booking's history: what was done, by whom, when, and what came of it. */
export interface BookingHistoryEntry {
  readonly bookingId: BookingId;
  /** The revision that this made: 1, 2, 3 … without a gap. */
  readonly revision: number;
  readonly type: BookingEventType;
  readonly at: Instant;
  readonly actor: Actor;
  readonly status: BookingStatus;
  readonly startTime: Instant;
  readonly endTime: Instant;
}

export type BookingEventType = 'booking.confirmed' | 'booking.rescheduled' | 'booking.cancelled';

/** The range that a booking was made for. */
export const bookedRange = (booking: Booking): Interval => ({
  start: booking.startTime,
  end: booking.endTime,
});

/** The calendars that a booking lies on, whether or not it blocks them now. */
export const calendarsOf = (booking: Booking): readonly CalendarId[] => [booking.hostId];

/** What a booking blocks in its present state: nothing once it is cancelled, declined or expired. */
export const claimsOf = (booking: Booking): readonly Claim[] =>
  blocksTime(booking.status)
    ? calendarsOf(booking).map((calendarId) => ({
        calendarId,
        bookingId: booking.id,
        blocked: bookedRange(booking),
      }))
    : [];
