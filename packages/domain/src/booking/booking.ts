import type { Actor, UserId } from '../identity/user.js';
import { MAX_INSTANT, MIN_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { blocksTime, type BookingStatus } from './booking-status.js';
import type { EventTypeId } from './event-type.js';
import type { BookedGuest } from './guest.js';
import type { PolicyName } from './policies/policy.js';

/** The id of a booking, a UUID (RFC 9562). */
export type BookingId = string;

/** The id of an exclusive time-line. A user's own calendar has the user's id. */
export type CalendarId = string;

/** An agreed range of a host's time, or one that is about to be agreed. */
export interface Booking {
  readonly id: BookingId;
  readonly hostId: UserId;
  /** The user, or guest, for whom it is booked. */
  readonly bookerId: UserId;
  /** Who has booked without an account; gone once the person is erased. */
  readonly guest?: BookedGuest | undefined;
  /** Inclusive. */
  readonly startTime: Instant;
  /** Exclusive. */
  readonly endTime: Instant;
  readonly status: BookingStatus;
  /** What was booked, on the terms of its making; undefined: a slot of the host's availability itself. */
  readonly eventType?: BookedEventType | undefined;
  /** How many heads the party has: 1 or more. */
  readonly attendees: number;
  /** The session in which the party has its seats; undefined: the booking shares its time with no other. */
  readonly session?: BookedSession | undefined;
  /** Until when it blocks its time if nothing happens: of what is held or pending, and of nothing else. */
  readonly deadline?: Instant | undefined;
  /** What it was when it expired. */
  readonly expiredFrom?: 'held' | 'pending' | undefined;
  /** The waitlist entry that it is an offer for. */
  readonly waitlistEntryId?: string | undefined;
  /** Why it was cancelled or declined, and by whom. */
  readonly ending?: BookingEnding | undefined;
  /** When the booker came. */
  readonly checkedInAt?: Instant | undefined;
  /** 1 when made, one more at each change. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** What of an event type's terms goes on to hold for a booking, whatever becomes of the event type. Whole minutes. */
export interface BookedEventType {
  readonly id: EventTypeId;
  /** The version of the terms on which it was booked. */
  readonly revision: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly cancelCutoffMinutes?: number | undefined;
  readonly rescheduleCutoffMinutes?: number | undefined;
  /** Left out: a hold that is confirmed is agreed at once. */
  readonly approvalMinutes?: number | undefined;
}

/** The session of a booking that may share its time. */
export interface BookedSession {
  /** The same for all parties of a slot: the id of the booking that began it, or another where that was moved there. */
  readonly id: BookingId;
  /** Bookings of one key may overlap, as far as their event type allows; those of different keys never do. */
  readonly shareKey: string;
}

/** How a booking was given up. */
export interface BookingEnding {
  /** The party that ended it. */
  readonly by: 'HOST' | 'BOOKER';
  /** A code of the caller's choice, such as `illness`; 1 to {@link MAX_REASON_LENGTH} characters. */
  readonly reason?: string | undefined;
  /** For people; at most {@link MAX_ENDING_NOTE_LENGTH} characters. */
  readonly note?: string | undefined;
}

export const MAX_REASON_LENGTH = 64;
export const MAX_ENDING_NOTE_LENGTH = 1_000;
export const MAX_ATTENDEES = 10_000;

/** A booking's hold on one calendar. Claims of one calendar never overlap, unless they have the same share key. */
export interface Claim {
  readonly calendarId: CalendarId;
  readonly bookingId: BookingId;
  /** The range with its buffers. */
  readonly blocked: Interval;
  /** From then on it blocks nothing, though nobody may have taken it away yet. */
  readonly deadline?: Instant | undefined;
  readonly shared?: SharedClaim | undefined;
}

/** What others must know of a claim that they may share. */
export interface SharedClaim {
  readonly shareKey: string;
  readonly sessionId: BookingId;
  readonly eventTypeId: EventTypeId;
  /** The range without its buffers. */
  readonly startTime: Instant;
  readonly endTime: Instant;
  readonly attendees: number;
}

/** One entry of a booking's history: what was done, by whom, when, and what came of it. */
export interface BookingHistoryEntry {
  readonly bookingId: BookingId;
  /** The revision that this made: 1, 2, 3 … without a gap. */
  readonly revision: number;
  readonly type: BookingEventType;
  readonly at: Instant;
  readonly actor: EventActor;
  readonly status: BookingStatus;
  readonly startTime: Instant;
  readonly endTime: Instant;
  /** The policies that the host has overridden, in their order; left out where there are none. */
  readonly overridden?: readonly PolicyName[] | undefined;
  readonly ending?: BookingEnding | undefined;
}

/** Who did something: somebody who is logged in, or nobody, where time alone did it. */
export type EventActor = Actor | SystemActor;

export interface SystemActor {
  readonly role: 'SYSTEM';
}

export const SYSTEM: SystemActor = Object.freeze({ role: 'SYSTEM' });

export const BOOKING_EVENT_TYPES = [
  'booking.held',
  'booking.extended',
  'booking.requested',
  'booking.confirmed',
  'booking.declined',
  'booking.rescheduled',
  'booking.cancelled',
  'booking.expired',
  'booking.no-show',
  'booking.no-show-undone',
  'booking.completed',
  'booking.checked-in',
] as const;

export type BookingEventType = (typeof BOOKING_EVENT_TYPES)[number];

/** The range that a booking was made for. */
export const bookedRange = (booking: Pick<Booking, 'startTime' | 'endTime'>): Interval => ({
  start: booking.startTime,
  end: booking.endTime,
});

/** The range with the buffers that were agreed, as far as there is time. */
export const blockedRange = ({
  startTime,
  endTime,
  eventType,
}: Pick<Booking, 'startTime' | 'endTime' | 'eventType'>): Interval => ({
  start: Math.max(MIN_INSTANT, startTime - (eventType?.bufferBeforeMinutes ?? 0) * MINUTE_MS),
  end: Math.min(MAX_INSTANT, endTime + (eventType?.bufferAfterMinutes ?? 0) * MINUTE_MS),
});

/** The calendars that a booking lies on, whether or not it blocks them now. */
export const calendarsOf = (booking: Booking): readonly CalendarId[] => [booking.hostId];

/** What a booking blocks in its present state: nothing once it is cancelled, declined or expired. */
export const claimsOf = (booking: Booking): readonly Claim[] => {
  if (!blocksTime(booking.status)) return [];
  const { id, deadline, session, eventType, startTime, endTime, attendees } = booking;
  const shared =
    session !== undefined && eventType !== undefined
      ? {
          shareKey: session.shareKey,
          sessionId: session.id,
          eventTypeId: eventType.id,
          startTime,
          endTime,
          attendees,
        }
      : undefined;
  return calendarsOf(booking).map((calendarId) => ({
    calendarId,
    bookingId: id,
    blocked: blockedRange(booking),
    ...(deadline === undefined ? {} : { deadline }),
    ...(shared === undefined ? {} : { shared }),
  }));
};

/** Whether what is held or pending has run out of time, or something of the kind. */
export const hasLapsed = ({ deadline }: { readonly deadline?: Instant | undefined }, now: Instant): boolean =>
  deadline !== undefined && deadline <= now;

/** The state of a booking at an instant: what has run out of time has expired, whether or not that is written yet. */
export const statusAt = (booking: Pick<Booking, 'status' | 'deadline'>, now: Instant): BookingStatus =>
  hasLapsed(booking, now) ? 'expired' : booking.status;

/** Whether a booking blocks its time, and counts for limits, at an instant. */
export const isLive = (booking: Booking, now: Instant): boolean => blocksTime(statusAt(booking, now));
