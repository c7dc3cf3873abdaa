import type { Availability } from '../availability/availability.js';
import type { Schedule } from '../availability/schedule.js';
import type { TimeOff } from '../availability/time-off.js';
import type { Booking, BookingEventType, BookingHistoryEntry, CalendarId } from '../booking/booking.js';
import type { Actor } from '../identity/user.js';
import type { Instant } from '../time/instant.js';

/** Something that happened to a calendar. Events of one calendar are in the order in which they were committed. */
export type DomainEvent = BookingEvent | AvailabilityEvent | ScheduleEvent | TimeOffEvent;

export interface BookingEvent {
  readonly type: BookingEventType;
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: Actor;
  /** The booking as the event left it. */
  readonly booking: Booking;
}

export interface AvailabilityEvent {
  readonly type: 'availability.stated' | 'availability.changed' | 'availability.withdrawn';
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: Actor;
  /** The availability as the event left it; for a withdrawal, as it was last. */
  readonly availability: Availability;
}

export interface ScheduleEvent {
  readonly type: 'schedule.stated' | 'schedule.changed' | 'schedule.withdrawn';
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: Actor;
  /** The schedule as the event left it; for a withdrawal, as it was last. */
  readonly schedule: Schedule;
}

export interface TimeOffEvent {
  readonly type: 'time-off.stated' | 'time-off.withdrawn';
  readonly calendarId: CalendarId;
  readonly at: Instant;
  readonly actor: Actor;
  readonly timeOff: TimeOff;
}

/** An event as it waits in the outbox. */
export interface OutboxEntry {
  /** The version that the event raised its calendar to, and its place in the calendar's order: 1, 2, 3 … */
  readonly version: number;
  readonly event: DomainEvent;
}

export const isBookingEvent = (event: DomainEvent): event is BookingEvent =>
  event.type.startsWith('booking.');

/** The line that an event adds to its booking's history. */
export const historyEntryOf = ({ type, at, actor, booking }: BookingEvent): BookingHistoryEntry => ({
  bookingId: booking.id,
  revision: booking.revision,
  type,
  at,
  actor,
  status: booking.status,
  startTime: booking.startTime,
  endTime: booking.endTime,
});
