import type { Availability, AvailabilityId } from '../availability/availability.js';
import type { Schedule, ScheduleId } from '../availability/schedule.js';
import type { TimeOff, TimeOffId } from '../availability/time-off.js';
import type { Booking, BookingHistoryEntry, BookingId, CalendarId } from '../booking/booking.js';
import type { EventType, EventTypeId } from '../booking/event-type.js';
import type { WaitlistEntry, WaitlistEntryId, WaitlistStatus } from '../booking/waitlist.js';
import type { BookingStatus } from '../booking/booking-status.js';
import type { CalendarState } from '../booking/calendar-state.js';
import type { UserId } from '../identity/user.js';
import type { Instant } from '../time/instant.js';
import type { OutboxEntry } from './domain-event.js';
import type { Reading } from './unit-of-work.js';

/** Reading without locks. Every answer is of one committed state; a write that was answered is seen by all later reads. */
export interface Queries {
  /** One consistent snapshot of a calendar, or undefined where there is none. */
  readonly calendar: (
    calendarId: CalendarId,
    reading: Pick<Reading, 'claims' | 'intent' | 'bookings' | 'eventTypes' | 'waitlist' | 'holds'>,
  ) => Promise<CalendarState | undefined>;
  /** The version that a calendar has now, as every write raises it; undefined where there is no such calendar. */
  readonly version: (calendarId: CalendarId) => Promise<number | undefined>;
  readonly booking: (id: BookingId) => Promise<Booking | undefined>;
  /** In order of start and then of id. */
  readonly bookings: (filter: BookingFilter, page: PageRequest) => Promise<Page<Booking>>;
  /** In order of revision; empty for an unknown booking. */
  readonly history: (id: BookingId) => Promise<readonly BookingHistoryEntry[]>;
  readonly availability: (id: AvailabilityId) => Promise<Availability | undefined>;
  /** In order of start and then of id. */
  readonly availabilityOf: (filter: AvailabilityFilter, page: PageRequest) => Promise<Page<Availability>>;
  readonly schedule: (id: ScheduleId) => Promise<Schedule | undefined>;
  /** In order of id. */
  readonly schedulesOf: (hostId: UserId) => Promise<readonly Schedule[]>;
  readonly timeOff: (id: TimeOffId) => Promise<TimeOff | undefined>;
  /** In order of id, after the given one. */
  readonly timeOffOf: (
    hostId: UserId,
    page: { readonly limit: number; readonly afterId?: TimeOffId | undefined },
  ) => Promise<Page<TimeOff>>;
  readonly eventType: (id: EventTypeId) => Promise<EventType | undefined>;
  /**
   * An event type as it was when the store last met it, if it knows that without asking anybody; it may have changed
   * since. For who sees in the state of its host's calendar whether it has. A store may do without.
   */
  readonly recentEventType?: ((id: EventTypeId) => EventType | undefined) | undefined;
  /** An event type as it was in one of its revisions, also if it was withdrawn since. */
  readonly eventTypeRevision: (id: EventTypeId, revision: number) => Promise<EventType | undefined>;
  /** In order of id. */
  readonly eventTypesOf: (hostId: UserId) => Promise<readonly EventType[]>;
  readonly waitlistEntry: (id: WaitlistEntryId) => Promise<WaitlistEntry | undefined>;
  /** In order of start and then of id. */
  readonly waitlist: (filter: WaitlistFilter, page: PageRequest) => Promise<Page<WaitlistEntry>>;
  /**
   * Bookings that are held or pending and whose deadline has come, in order of deadline and then of id: what there is
   * to sweep.
   */
  readonly lapsed: (now: Instant, limit: number) => Promise<readonly Booking[]>;
  /** The outbox of one calendar: its events in order of version, those after the given one. */
  readonly events: (
    calendarId: CalendarId,
    page: { readonly afterVersion: number; readonly limit: number },
  ) => Promise<readonly OutboxEntry[]>;
}

/** All that are given must hold. At least one of `hostId` and `bookerId` is given. */
export interface BookingFilter {
  readonly hostId?: UserId | undefined;
  readonly bookerId?: UserId | undefined;
  readonly status?: BookingStatus | undefined;
  readonly eventTypeId?: EventTypeId | undefined;
  /** Bookings that end after this. */
  readonly from?: Instant | undefined;
  /** Bookings that start before this. */
  readonly to?: Instant | undefined;
}

/** All that are given must hold. At least one of `hostId` and `bookerId` is given. */
export interface WaitlistFilter {
  readonly hostId?: UserId | undefined;
  readonly bookerId?: UserId | undefined;
  readonly status?: WaitlistStatus | undefined;
}

export interface AvailabilityFilter {
  readonly hostId: UserId;
  /** Ranges that end after this. */
  readonly from?: Instant | undefined;
  /** Ranges that start before this. */
  readonly to?: Instant | undefined;
}

export interface PageRequest {
  /** 1 to {@link MAX_PAGE_LIMIT}. */
  readonly limit: number;
  /** The place of the last item of the page before. */
  readonly after?: PagePosition | undefined;
}

export interface PagePosition {
  readonly startTime: Instant;
  readonly id: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Whether more follow the last item. */
  readonly hasMore: boolean;
}

export const MAX_PAGE_LIMIT = 1_000;
