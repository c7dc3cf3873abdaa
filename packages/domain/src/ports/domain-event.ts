import type { Availability } from '../availability/availability.js';
import type { Schedule } from '../availability/schedule.js';
import type { TimeOff } from '../availability/time-off.js';
import type {
  Booking,
  BookingEventType,
  BookingHistoryEntry,
  CalendarId,
  EventActor,
} from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import type { PolicyName } from '../booking/policies/policy.js';
import type { WaitlistEntry } from '../booking/waitlist.js';
import type { Instant } from '../time/instant.js';

/** Something that happened to a calendar. Events of one calendar are in the order in which they were committed. */
export type DomainEvent =
  BookingEvent | AvailabilityEvent | ScheduleEvent | TimeOffEvent | EventTypeEvent | WaitlistEvent;

export interface BookingEvent {
  readonly type: BookingEventType;
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: EventActor;
  /** The booking as the event left it. */
  readonly booking: Booking;
  /** The policies that the host has set aside for it; left out where there are none. */
  readonly overridden?: readonly PolicyName[] | undefined;
}

export interface AvailabilityEvent {
  readonly type: 'availability.stated' | 'availability.changed' | 'availability.withdrawn';
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: EventActor;
  /** The availability as the event left it; for a withdrawal, as it was last. */
  readonly availability: Availability;
}

export interface ScheduleEvent {
  readonly type: 'schedule.stated' | 'schedule.changed' | 'schedule.withdrawn';
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: EventActor;
  /** The schedule as the event left it; for a withdrawal, as it was last. */
  readonly schedule: Schedule;
}

export interface TimeOffEvent {
  readonly type: 'time-off.stated' | 'time-off.withdrawn';
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: EventActor;
  readonly timeOff: TimeOff;
}

export interface EventTypeEvent {
  readonly type: 'event-type.stated' | 'event-type.changed' | 'event-type.withdrawn';
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: EventActor;
  /** The event type as the event left it; for a withdrawal, as it was last. */
  readonly eventType: EventType;
}

export interface WaitlistEvent {
  readonly type: 'waitlist.joined' | 'waitlist.offered' | 'waitlist.left';
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: EventActor;
  /** The entry as the event left it. */
  readonly waitlistEntry: WaitlistEntry;
}

/** An event as it waits in the outbox. */
export interface OutboxEntry {
  /** The version that the event raised its calendar to, and its place in the calendar's order: 1, 2, 3 …, with a gap where an erasure raised it. */
  readonly version: number;
  readonly event: DomainEvent;
}

export const isBookingEvent = (event: DomainEvent): event is BookingEvent =>
  event.type.startsWith('booking.');

/** The line that an event adds to its booking's history. */
export const historyEntryOf = ({
  type,
  at,
  actor,
  booking,
  overridden,
}: BookingEvent): BookingHistoryEntry => ({
  bookingId: booking.id,
  revision: booking.revision,
  type,
  at,
  actor,
  status: booking.status,
  startTime: booking.startTime,
  endTime: booking.endTime,
  ...(overridden === undefined ? {} : { overridden }),
  ...(booking.ending === undefined ? {} : { ending: booking.ending }),
});
