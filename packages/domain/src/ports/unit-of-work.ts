import type { Availability, AvailabilityId } from '../availability/availability.js';
import type { Schedule, ScheduleId } from '../availability/schedule.js';
import type { TimeOff, TimeOffId } from '../availability/time-off.js';
import type { Booking, BookingId, CalendarId } from '../booking/booking.js';
import type { CalendarState } from '../booking/calendar-state.js';
import type { EventType, EventTypeId } from '../booking/event-type.js';
import type { WaitlistEntry, WaitlistEntryId } from '../booking/waitlist.js';
import type { UserId } from '../identity/user.js';
import type { Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import type { DomainEvent } from './domain-event.js';

/**
 * The only way to write. A decision is handed over; the store locks the calendars in order of their ids, loads what
 * `reading` asks for by a statement of its own after the locks are held, calls the decision, writes its changes with
 * their events and the idempotency record, and commits. All of it or nothing: a refusal or a throw leaves nothing.
 *
 * A store may carry several decisions in one transaction. Each sees the changes of those before it, and the refusal
 * or the throw of one never fails another. A store may call a decision again after it had to abort.
 */
export interface UnitOfWork {
  /**
   * @throws ConcurrencyConflict where the store gave up, or whatever the decision threw; nothing was changed.
   */
  readonly decide: <T, R>(
    request: DecisionRequest,
    decision: Decision<T, R>,
  ) => Promise<Result<Decided<T>, R | KeyReused>>;
}

/** Synchronous and pure: it reads nothing but `locked`, and the same state gives the same outcome. */
export type Decision<T, R> = (locked: Locked) => Result<Changes<T>, R>;

export interface DecisionRequest {
  /** Whatever the judgement rests on is under lock. Ids that name no calendar are left out of {@link Locked}. */
  readonly calendars: readonly CalendarId[];
  readonly reading: Reading;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** What a decision, or a query, must see of its calendars. What is not asked for comes empty. */
export interface Reading {
  /** Claims that overlap this stretch. */
  readonly claims?: Interval | undefined;
  /**
   * What the host has stated that bears on this stretch, or, if the host has any schedule, on its `scheduleReach`: one-off availability that overlaps or touches it, and all that
   * is linked to it by a chain of ranges that overlap or touch, of whatever slot duration, so that windows are whole;
   * every schedule; and the time off that may reach past the start of the stretch or of any of that availability, and
   * that may begin before the end of either.
   */
  readonly intent?: Interval | undefined;
  /**
   * Bookings that block time and overlap this stretch: of a host's calendar those that lie on it, of a user's those that
   * the user has booked, of whatever host.
   */
  readonly bookings?: Interval | undefined;
  /** These event types, or all, of the calendars' hosts. */
  readonly eventTypes?: 'all' | readonly EventTypeId[] | undefined;
  /** Waitlist entries that wait for times that overlap this stretch. */
  readonly waitlist?: Interval | undefined;
  /** What the calendars' owners, as bookers, hold. */
  readonly holds?: boolean | undefined;
  /** One booking, in whatever state, if it lies on one of the calendars. */
  readonly bookingId?: BookingId | undefined;
  /** One availability, if it is of one of the calendars. */
  readonly availabilityId?: AvailabilityId | undefined;
  /** One time off, if it is of one of the calendars. */
  readonly timeOffId?: TimeOffId | undefined;
  /** One waitlist entry, in whatever state, if it is of one of the calendars. */
  readonly waitlistEntryId?: WaitlistEntryId | undefined;
}

/** What a decision sees, all of it read under the locks. */
export interface Locked {
  /** The clock, read while the locks are held. */
  readonly now: Instant;
  readonly calendars: ReadonlyMap<CalendarId, CalendarState>;
  readonly booking: Booking | undefined;
  readonly availability: Availability | undefined;
  readonly timeOff: TimeOff | undefined;
  readonly waitlistEntry: WaitlistEntry | undefined;
}

/** What a decision wants written. Its claims follow from the bookings (`claimsOf`). */
export interface Changes<T> {
  /** What the caller gets, now and whenever it sends the same idempotency key again. Must survive JSON. */
  readonly answer: T;
  /** New bookings, or bookings that take the place of their previous revision. */
  readonly bookings?: readonly Booking[];
  /** New availability, or availability that takes the place of its previous revision. */
  readonly availability?: readonly Availability[];
  readonly withdrawnAvailability?: readonly AvailabilityId[];
  /** New schedules, or schedules that take the place of their previous revision. */
  readonly schedules?: readonly Schedule[];
  readonly withdrawnSchedules?: readonly ScheduleId[];
  readonly timeOff?: readonly TimeOff[];
  readonly withdrawnTimeOff?: readonly TimeOffId[];
  /** New event types, or event types that take the place of their previous revision, which is kept for reference. */
  readonly eventTypes?: readonly EventType[];
  readonly withdrawnEventTypes?: readonly EventTypeId[];
  /** New waitlist entries, or entries that take the place of their previous revision. */
  readonly waitlist?: readonly WaitlistEntry[];
  /** At least one for each calendar that is changed: each raises its calendar's version by one. */
  readonly events: readonly DomainEvent[];
}

/** A caller's mark on a request, so that sending it twice does it once. */
export interface IdempotencyKey {
  /** Keys of different callers never meet. */
  readonly callerId: UserId;
  /** 1 to 255 characters of the caller's choice. */
  readonly key: string;
  /** A digest of method, path and body: another request under the same key is refused. */
  readonly fingerprint: string;
}

export interface Decided<T> {
  readonly answer: T;
  /** Whether the answer is that of an earlier request with the same key; nothing was done this time. */
  readonly replayed: boolean;
}

/** The idempotency key was used before, for another request. */
export interface KeyReused {
  readonly kind: 'key_reused';
}
