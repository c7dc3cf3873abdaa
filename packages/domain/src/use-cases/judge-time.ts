import {
  blockedRange,
  hasLapsed,
  SYSTEM,
  type BookedEventType,
  type BookedSession,
  type Booking,
  type BookingId,
} from '../booking/booking.js';
import { isShared, watchesBooker } from '../booking/booking-terms.js';
import {
  blockedStretch,
  countedStretch,
  situationOf,
  type CalendarState,
} from '../booking/calendar-state.js';
import { DEFAULT_EVALUATOR, type Judgement } from '../booking/evaluator.js';
import { MAX_BUFFER_MINUTES, termsOf, type EventType } from '../booking/event-type.js';
import type { PolicyName } from '../booking/policies/policy.js';
import type { PolicyRefusal } from '../booking/refusal.js';
import type { Situation } from '../booking/situation.js';
import type { UserId } from '../identity/user.js';
import type { BookingEvent } from '../ports/domain-event.js';
import type { Locked } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MAX_INSTANT, MIN_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import { revised } from './decide-on-booking.js';
import type { Dependencies } from './dependencies.js';
import type { EventTypeNotFound, HostNotFound } from './refusal.js';
import { mustSee, sees, type MustSee, type Needs, type Sight } from './see-enough.js';

/** Who wants time of whom, and on what terms. */
export interface Wish {
  readonly hostId: UserId;
  /** As it was when the caller looked it up: what counts is what it is under lock. */
  readonly eventType?: EventType | undefined;
  /** Undefined where anybody asks. */
  readonly bookerId?: UserId | undefined;
  readonly attendees: number;
  /** Whether the host asks, for its own calendar. */
  readonly asHost: boolean;
  /** A booking that is being moved. */
  readonly except?: BookingId | undefined;
}

/** What must be locked and seen to judge ranges in a stretch. */
export const needsOf = (
  { zones }: Pick<Dependencies, 'zones'>,
  { hostId, eventType, bookerId }: Wish,
  stretch: Interval,
): Needs => {
  const isWatched = eventType !== undefined && bookerId !== undefined && watchesBooker(termsOf(eventType));
  return {
    calendars: isWatched ? [hostId, bookerId] : [hostId],
    reading: {
      claims: blockedStretch(stretch, eventType),
      intent: stretch,
      bookings: countedStretch(stretch, eventType, zones),
      eventTypes: eventType === undefined ? undefined : [eventType.id],
    },
  };
};

/** A wish as it is seen under lock. */
export interface Seen {
  readonly state: CalendarState;
  readonly situation: Situation;
  /** As it is now. */
  readonly eventType: EventType | undefined;
}

/** The situation of a wish for ranges in a stretch, once enough is seen to judge it. */
export const seeSituation = (
  { zones }: Pick<Dependencies, 'zones'>,
  { locked, seen }: Sight,
  wish: Wish,
  stretch: Interval,
): Result<Seen, HostNotFound | EventTypeNotFound | MustSee> => {
  const state = hostCalendar(locked.calendars, wish.hostId);
  if (state === undefined) return err({ kind: 'host_not_found', hostId: wish.hostId });
  const eventType = state.eventTypes.find(({ id }) => id === wish.eventType?.id);
  const needs = needsOf({ zones }, { ...wish, eventType: eventType ?? wish.eventType }, stretch);
  if (!sees(seen, needs)) return mustSee(needs);
  if (wish.eventType !== undefined && eventType === undefined) return err({ kind: 'event_type_not_found' });
  const situation = situationOf(state, {
    now: locked.now,
    stretch,
    zones,
    eventType,
    bookerId: wish.bookerId,
    bookerCalendar: bookerCalendar(locked.calendars, wish.bookerId),
    attendees: wish.attendees,
    asHost: wish.asHost,
    except: wish.except,
  });
  return ok({ state, situation, eventType });
};

/** Time that may be taken, and what must be written besides the booking that takes it. */
export interface Grant {
  readonly judgement: Judgement;
  readonly eventType: BookedEventType | undefined;
  readonly session: BookedSession | undefined;
  /** What had run out of time and lay in the way. */
  readonly expired: readonly Booking[];
  readonly events: readonly BookingEvent[];
}

/**
 * Judges a range, and where it may be taken, clears the way: what has lapsed and overlaps expires in the same
 * transaction. `id` is that of the booking which takes the time.
 */
export const grantTime = (
  { evaluator = DEFAULT_EVALUATOR }: Pick<Dependencies, 'evaluator'>,
  { locked, seen }: Sight,
  { state, situation, eventType }: Seen,
  {
    id,
    sessionId = id,
    range,
    overrides,
  }: {
    readonly id: BookingId;
    /** For a session that is begun, of no other; the booking's own where it is made now. */
    readonly sessionId?: BookingId;
    readonly range: Interval;
    readonly overrides: readonly PolicyName[];
  },
): Result<Grant, PolicyRefusal | MustSee> => {
  const judgement = evaluator.judge(range, situation, overrides);
  if (!judgement.ok) return judgement;
  const { bookedEventType, session } = agreedTerms(eventType, situation, range, sessionId);
  const cleared = clearTheWay({ locked, seen }, state, {
    id,
    ...range,
    eventType: bookedEventType,
    shareKey: session?.shareKey,
  });
  if (!cleared.ok) return cleared;
  return ok({ judgement: judgement.value, eventType: bookedEventType, session, ...cleared.value });
};

/** What a booking keeps of its event type; of a session that it joins, its buffers and its key. */
const agreedTerms = (
  eventType: EventType | undefined,
  { sessions, terms }: Situation,
  { start, end }: Interval,
  sessionId: BookingId,
): {
  readonly bookedEventType: BookedEventType | undefined;
  readonly session: BookedSession | undefined;
} => {
  if (eventType === undefined) return { bookedEventType: undefined, session: undefined };
  const joined = terms.seats > 1 ? sessions.at(start, end) : undefined;
  const { cancelCutoffMinutes, rescheduleCutoffMinutes, approvalMinutes } = eventType;
  const bookedEventType: BookedEventType = {
    id: eventType.id,
    revision: eventType.revision,
    bufferBeforeMinutes:
      joined === undefined ? eventType.bufferBeforeMinutes : (start - joined.blocked.start) / MINUTE_MS,
    bufferAfterMinutes:
      joined === undefined ? eventType.bufferAfterMinutes : (joined.blocked.end - end) / MINUTE_MS,
    ...(cancelCutoffMinutes === undefined ? {} : { cancelCutoffMinutes }),
    ...(rescheduleCutoffMinutes === undefined ? {} : { rescheduleCutoffMinutes }),
    ...(approvalMinutes === undefined ? {} : { approvalMinutes }),
  };
  if (!isShared(terms)) return { bookedEventType, session: undefined };
  const begun = { id: sessionId, shareKey: terms.maxConcurrent > 1 ? eventType.id : sessionId };
  return { bookedEventType, session: joined?.stored ?? begun };
};

const clearTheWay = (
  { locked, seen }: Sight,
  state: CalendarState,
  taking: Interval & {
    readonly id: BookingId;
    readonly eventType: BookedEventType | undefined;
    readonly shareKey: string | undefined;
  },
): Result<Pick<Grant, 'expired' | 'events'>, MustSee> => {
  const { id, start, end, eventType, shareKey } = taking;
  const blocked = blockedRange({ startTime: start, endTime: end, eventType });
  const lapsed = state.claims.filter(
    (claim) =>
      claim.bookingId !== id &&
      hasLapsed(claim, locked.now) &&
      Interval.overlaps(claim.blocked, blocked) &&
      (shareKey === undefined || claim.shared?.shareKey !== shareKey),
  );
  if (lapsed.length === 0) return ok({ expired: [], events: [] });
  // A claim may reach farther than the range of its booking, by its buffers.
  const reach = MAX_BUFFER_MINUTES * MINUTE_MS;
  const bookings = {
    start: Math.max(MIN_INSTANT, blocked.start - reach),
    end: Math.min(MAX_INSTANT, blocked.end + reach),
  };
  const needs = { calendars: [state.calendarId], reading: { bookings } };
  if (!sees(seen, needs)) return mustSee(needs);
  const expired = state.bookings
    .filter((booking) => lapsed.some(({ bookingId }) => bookingId === booking.id))
    .map((booking) => expire(booking, locked.now));
  return ok({ expired, events: expired.map(expiryOf) });
};

/** What is held or pending, after it has run out of time. */
export const expire = (booking: Booking, now: Instant): Booking =>
  revised(booking, now, {
    status: 'expired',
    deadline: undefined,
    expiredFrom: booking.status === 'pending' ? 'pending' : 'held',
  });

export const expiryOf = (expired: Booking): BookingEvent => ({
  type: 'booking.expired',
  calendarId: expired.hostId,
  at: expired.updatedAt,
  actor: SYSTEM,
  booking: expired,
});

/** The calendar of a host; a user's who is none is not found. */
export const hostCalendar = (calendars: Locked['calendars'], hostId: UserId): CalendarState | undefined => {
  const state = calendars.get(hostId);
  return state?.role === 'HOST' ? state : undefined;
};

const bookerCalendar = (
  calendars: Locked['calendars'],
  bookerId: UserId | undefined,
): CalendarState | undefined => (bookerId === undefined ? undefined : calendars.get(bookerId));
