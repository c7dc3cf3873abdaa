import { windowsOf, windowsOfOffer, type Intent } from '../availability/windows.js';
import type { OrganisationId } from '../identity/organisation.js';
import type { Role, UserId } from '../identity/user.js';
import { BusyTimeline } from '../slots/busy-timeline.js';
import { MAX_INSTANT, MIN_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import type { ZoneTables } from '../time/zone-tables.js';
import {
  bookedRange,
  hasLapsed,
  isLive,
  type Booking,
  type BookingId,
  type CalendarId,
  type Claim,
  type SharedClaim,
} from './booking.js';
import { isBookerScope, PLAIN_TERMS, type BookingTerms, type LimitScope } from './booking-terms.js';
import { termsOf, type EventType } from './event-type.js';
import { LocalCalendar } from './local-calendar.js';
import { openDatesOf } from './open-dates.js';
import { PeriodCounts } from './period-counts.js';
import { Sessions, type Session } from './sessions.js';
import type { Situation } from './situation.js';
import type { WaitlistEntry } from './waitlist.js';

/** What a store knows of one calendar, as far as it was asked for. */
export interface CalendarState extends Intent {
  readonly calendarId: CalendarId;
  /** Whose calendar it is. A USER's has no availability and no claims: it is locked where one booker is concerned. */
  readonly ownerId: UserId;
  readonly role: Role;
  /** Left out: the installation itself. */
  readonly organisationId?: OrganisationId | undefined;
  /** Raised by every write to the calendar: two states of one version hold the same. */
  readonly version: number;
  /** In order of `blocked.start`; only those of one share key overlap. Some may have lapsed. */
  readonly claims: readonly Claim[];
  /**
   * Bookings that block time, in order of start and then of id: of a host those of its calendar, of a user those that
   * the user has booked, of whatever host. Some may have lapsed.
   */
  readonly bookings: readonly Booking[];
  /** In order of id. */
  readonly eventTypes: readonly EventType[];
  /** Entries that wait, in the order in which they are asked. */
  readonly waitlist: readonly WaitlistEntry[];
  /** What the owner, as a booker, holds: bookings of status `held`, some of which may have lapsed. In order of id. */
  readonly holds: readonly Booking[];
}

/** From where a time is judged. */
export interface Viewpoint {
  readonly now: Instant;
  /** When the booking is asked for; now if left out. What has lapsed is said by now alone. */
  readonly askedAt?: Instant | undefined;
  /** Where ranges that are judged may start, and end. */
  readonly stretch: Interval;
  readonly zones: ZoneTables;
  /** What would be booked; undefined: slots of the availability itself. */
  readonly eventType?: EventType | undefined;
  /** Which of the event type's lengths is meant; all if left out. */
  readonly durationMs?: number | undefined;
  readonly bookerId?: UserId | undefined;
  /** The booker's own calendar, with the bookings of {@link countedStretch}, where the terms watch the booker. */
  readonly bookerCalendar?: CalendarState | undefined;
  /** 1 if left out. */
  readonly attendees?: number | undefined;
  /** Whether the host asks, for its own calendar. */
  readonly asHost?: boolean | undefined;
  /** A booking that is being moved: it does not stand in its own way, and does not count. */
  readonly except?: BookingId | undefined;
}

/**
 * The situation that policies judge by. The state must hold the intent of the viewpoint's stretch, the claims of its
 * {@link blockedStretch}, and the bookings of its {@link countedStretch} where there is one.
 */
export const situationOf = (state: CalendarState, viewpoint: Viewpoint): Situation => {
  const {
    now,
    askedAt = now,
    zones,
    eventType,
    bookerId,
    bookerCalendar,
    attendees = 1,
    asHost = false,
  } = viewpoint;
  const terms = eventType === undefined ? PLAIN_TERMS : termsOf(eventType);
  const { blocking, parties } = claimsAt(state.claims, viewpoint);
  const localCalendar =
    eventType === undefined ? undefined : new LocalCalendar(zones.get(eventType.timeZone), terms.weekStart);
  return {
    now: askedAt,
    hostId: state.ownerId,
    eventTypeId: eventType?.id,
    bookerId,
    terms,
    windows: windowsAt(state, viewpoint),
    busy: new BusyTimeline(blocking),
    sessions: parties.length === 0 ? NO_SESSIONS : new Sessions(parties, { shared: terms.seats > 1 }),
    localCalendar,
    openDates:
      terms.horizon === undefined || localCalendar === undefined
        ? undefined
        : openDatesOf(terms.horizon, localCalendar.dateOf(askedAt)),
    counts: localCalendar === undefined ? {} : countsAt(state, viewpoint, terms, localCalendar),
    bookerBusy:
      terms.bookerMustBeFree && bookerCalendar !== undefined
        ? new BusyTimeline(countedBookings(bookerCalendar.bookings, 'booker', viewpoint).map(bookedRange))
        : undefined,
    attendees,
    asHost,
  };
};

const NO_SESSIONS = new Sessions([], { shared: false });

/** Where claims bear on bookings in a stretch: buffers included. */
export const blockedStretch = (stretch: Interval, eventType: EventType | undefined): Interval => ({
  start: Math.max(MIN_INSTANT, stretch.start - (eventType?.bufferBeforeMinutes ?? 0) * MINUTE_MS),
  end: Math.min(MAX_INSTANT, stretch.end + (eventType?.bufferAfterMinutes ?? 0) * MINUTE_MS),
});

/** Where bookings bear on the limits for a stretch; undefined where none do. */
export const countedStretch = (
  stretch: Interval,
  eventType: EventType | undefined,
  zones: ZoneTables,
): Interval | undefined => {
  if (eventType === undefined) return undefined;
  const { limits, bookerMustBeFree, weekStart } = termsOf(eventType);
  if (limits.length === 0) return bookerMustBeFree ? stretch : undefined;
  const calendar = new LocalCalendar(zones.get(eventType.timeZone), weekStart);
  return limits.map(({ period }) => calendar.wholePeriods(period, stretch)).reduce(Interval.span);
};

const windowsAt = (
  intent: Intent,
  { eventType, durationMs, stretch, zones }: Viewpoint,
): Situation['windows'] => {
  if (eventType === undefined) return windowsOf(intent, stretch, zones);
  const { durationsMinutes, stepMinutes, scheduleId } = eventType;
  const offer = {
    durationsMs:
      durationMs === undefined ? durationsMinutes.map((minutes) => minutes * MINUTE_MS) : [durationMs],
    stepMs: stepMinutes === undefined ? undefined : stepMinutes * MINUTE_MS,
    scheduleId,
  };
  return windowsOfOffer(intent, offer, stretch, zones);
};

/** What blocks time at a viewpoint, and what those who book its event type may share; both in order of `blocked.start`. */
const claimsAt = (
  claims: readonly Claim[],
  { now, except, eventType }: Viewpoint,
): { readonly blocking: readonly Interval[]; readonly parties: readonly Session[] } => {
  const blocking: Interval[] = [];
  const parties: Session[] = [];
  for (const claim of claims) {
    if (claim.bookingId === except || hasLapsed(claim, now)) continue;
    const { blocked, shared } = claim;
    if (shared === undefined || eventType === undefined || shared.eventTypeId !== eventType.id)
      blocking.push(blocked);
    else parties.push(partyOf(blocked, shared));
  }
  return { blocking, parties };
};

const partyOf = (blocked: Interval, shared: SharedClaim): Session => {
  const { eventTypeId, startTime, endTime, attendees, sessionId, shareKey } = shared;
  return {
    start: startTime,
    end: endTime,
    blocked,
    attendees,
    // One that was begun when nothing might run beside it goes on to have its time for itself.
    isAlone: shareKey !== eventTypeId,
    stored: { id: sessionId, shareKey },
  };
};

const countsAt = (
  state: CalendarState,
  viewpoint: Viewpoint,
  { limits }: BookingTerms,
  localCalendar: LocalCalendar,
): Situation['counts'] => {
  const counts: Partial<Record<LimitScope, PeriodCounts>> = {};
  for (const { per } of limits) {
    const { bookings } = (isBookerScope(per) ? viewpoint.bookerCalendar : state) ?? {};
    if (bookings === undefined || counts[per] !== undefined) continue;
    counts[per] = new PeriodCounts(localCalendar, countedBookings(bookings, per, viewpoint));
  }
  return counts;
};

/** The bookings of a scope, as limits count them: the parties of one session are one booking of the host's. */
const countedBookings = (
  bookings: readonly Booking[],
  per: LimitScope,
  { now, except, eventType }: Viewpoint,
): Booking[] => {
  const ofOneEventType = per === 'event-type' || per === 'booker-and-event-type';
  const sessions = isBookerScope(per) ? undefined : new Set<BookingId>();
  const counted: Booking[] = [];
  for (const booking of bookings) {
    if (booking.id === except || !isLive(booking, now)) continue;
    if (ofOneEventType && booking.eventType?.id !== eventType?.id) continue;
    const { session } = booking;
    if (session !== undefined && sessions !== undefined) {
      if (sessions.has(session.id)) continue;
      sessions.add(session.id);
    }
    counted.push(booking);
  }
  return counted;
};
