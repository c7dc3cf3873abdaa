import type { Availability } from '../../availability/availability.js';
import type { Schedule } from '../../availability/schedule.js';
import type { TimeOff } from '../../availability/time-off.js';
import {
  bookedRange,
  type BookedEventType,
  type Booking,
  type BookingEventType,
  type CalendarId,
} from '../../booking/booking.js';
import type { CalendarState } from '../../booking/calendar-state.js';
import type { EventType } from '../../booking/event-type.js';
import type { WaitlistEntry } from '../../booking/waitlist.js';
import type { Organisation } from '../../identity/organisation.js';
import type { User, UserId } from '../../identity/user.js';
import type { BookingEvent, DomainEvent } from '../../ports/domain-event.js';
import type { IdSource } from '../../ports/id-source.js';
import type { AnswerToKeep } from '../../ports/kept-answers.js';
import type { Store } from '../../ports/store.js';
import type {
  Changes,
  Decided,
  DecisionRequest,
  IdempotencyKey,
  KeyReused,
  Locked,
} from '../../ports/unit-of-work.js';
import { err, ok, type Result } from '../../result.js';
import { HOUR_MS, MAX_INSTANT, MIN_INSTANT, MINUTE_MS, type Instant } from '../../time/instant.js';
import type { Interval } from '../../time/interval.js';
import {
  aBooking,
  actorOf,
  aHost,
  anAvailability,
  anEventType,
  aSchedule,
  aTimeOff,
  aUser,
  aWaitlistEntry,
} from '../builders.js';
import { expectThat } from '../expectation.js';
import { DEFAULT_NOW, type ManualClock } from '../manual-clock.js';

/** What a rule plays on: an empty store and the means to fill it. */
export interface Stage {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly ids: IdSource;
}

/** All of time. */
export const ALWAYS: Interval = { start: MIN_INSTANT, end: MAX_INSTANT };

/** Everything there is to see of a calendar. */
export const EVERYTHING = {
  claims: ALWAYS,
  intent: ALWAYS,
  bookings: ALWAYS,
  eventTypes: 'all',
  waitlist: ALWAYS,
  holds: true,
} as const;

/** A calendar of which nothing was asked for, or in which nothing is. */
export const emptyCalendar = (
  { id, role, organisationId }: Pick<User, 'id' | 'role' | 'organisationId'>,
  version = 0,
): CalendarState => ({
  calendarId: id,
  ownerId: id,
  role,
  ...(organisationId === undefined ? {} : { organisationId }),
  version,
  claims: [],
  availability: [],
  schedules: [],
  timeOff: [],
  bookings: [],
  eventTypes: [],
  waitlist: [],
  holds: [],
});

/** So many minutes after ten o'clock on the day that the stage's clock starts on. */
export const at = (minute: number): Instant => DEFAULT_NOW + 10 * HOUR_MS + minute * MINUTE_MS;

/** From one minute to another, counted as in {@link at}. */
export const between = (fromMinute: number, toMinute: number): Interval => ({
  start: at(fromMinute),
  end: at(toMinute),
});

export const addHost = (stage: Stage, overrides: Partial<User> = {}): Promise<User> =>
  addAccount(stage, aHost({ id: stage.ids.next(), createdAt: stage.clock.now(), ...overrides }));

/** A tenant beside the installation itself. */
export const addOrganisation = async (stage: Stage, name = 'Tenant'): Promise<Organisation> => {
  const organisation = { id: stage.ids.next(), name, createdAt: stage.clock.now() };
  await stage.store.organisations.add(organisation);
  return organisation;
};

/** An answer to be kept for a key, which tells of its caller. */
export const keptFor = (key: IdempotencyKey, answer: unknown = 'answer'): AnswerToKeep => ({
  key,
  answer: JSON.stringify(answer),
  at: DEFAULT_NOW,
  about: key.callerId,
});

export const addBooker = (stage: Stage, overrides: Partial<User> = {}): Promise<User> =>
  addAccount(stage, aUser({ id: stage.ids.next(), createdAt: stage.clock.now(), ...overrides }));

const addAccount = async ({ store }: Stage, user: User): Promise<User> => {
  const added = await store.users.add(user, `hash of ${user.id}`);
  expectThat(added.ok, `users.add refused ${user.email}`);
  return user;
};

/** A host and somebody who books it: what most rules need. */
export const addParties = async (stage: Stage): Promise<{ readonly host: User; readonly booker: User }> => ({
  host: await addHost(stage),
  booker: await addBooker(stage),
});

/** A booking that the stage's parties could make, not yet stored. */
export const bookingOf = (
  stage: Stage,
  host: User,
  booker: User,
  range: Interval,
  overrides: Partial<Booking> = {},
): Booking =>
  aBooking({
    id: stage.ids.next(),
    hostId: host.id,
    bookerId: booker.id,
    startTime: range.start,
    endTime: range.end,
    createdAt: stage.clock.now(),
    updatedAt: stage.clock.now(),
    ...overrides,
  });

/** What a booking keeps of the least that an event type can say. */
export const agreedOf = (id: string, overrides: Partial<BookedEventType> = {}): BookedEventType => ({
  id,
  revision: 1,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  ...overrides,
});

/** A booking that others of the same key may share its time with, not yet stored. */
export const partyOf = (
  stage: Stage,
  host: User,
  booker: User,
  range: Interval,
  { shareKey, ...overrides }: Partial<Booking> & { readonly shareKey: string },
): Booking =>
  bookingOf(stage, host, booker, range, {
    eventType: agreedOf(shareKey),
    session: { id: shareKey, shareKey },
    ...overrides,
  });

/** An event type that the host could state, not yet stored. */
export const eventTypeOf = (stage: Stage, host: User, overrides: Partial<EventType> = {}): EventType =>
  anEventType({
    id: stage.ids.next(),
    hostId: host.id,
    createdAt: stage.clock.now(),
    updatedAt: stage.clock.now(),
    ...overrides,
  });

/** A place in a waitlist that the booker could take, not yet stored. */
export const waitlistEntryOf = (
  stage: Stage,
  host: User,
  booker: User,
  range: Interval,
  overrides: Partial<WaitlistEntry> = {},
): WaitlistEntry =>
  aWaitlistEntry({
    id: stage.ids.next(),
    hostId: host.id,
    bookerId: booker.id,
    startTime: range.start,
    endTime: range.end,
    createdAt: stage.clock.now(),
    updatedAt: stage.clock.now(),
    ...overrides,
  });

/** An availability that the host could state, not yet stored. */
export const availabilityOf = (
  stage: Stage,
  host: User,
  range: Interval,
  overrides: Partial<Availability> = {},
): Availability =>
  anAvailability({
    id: stage.ids.next(),
    hostId: host.id,
    startTime: range.start,
    endTime: range.end,
    createdAt: stage.clock.now(),
    updatedAt: stage.clock.now(),
    ...overrides,
  });

/** A schedule that the host could state, not yet stored; not its default. */
export const scheduleOf = (stage: Stage, host: User, overrides: Partial<Schedule> = {}): Schedule =>
  aSchedule({
    id: stage.ids.next(),
    hostId: host.id,
    isDefault: false,
    createdAt: stage.clock.now(),
    updatedAt: stage.clock.now(),
    ...overrides,
  });

/** Time off that the host could take, not yet stored. */
export const timeOffOf = (stage: Stage, host: User, span: TimeOff['span'], note = 'away'): TimeOff =>
  aTimeOff({ id: stage.ids.next(), hostId: host.id, span, note, createdAt: stage.clock.now() });

/** From one minute to another, counted as in {@link at}, as time off has it. */
export const minutesOff = (fromMinute: number, toMinute: number): TimeOff['span'] => ({
  startTime: at(fromMinute),
  endTime: at(toMinute),
});

/** The event that tells of a booking as it now is. */
export const eventOfBooking = (
  booking: Booking,
  type: BookingEventType = 'booking.confirmed',
): BookingEvent => ({
  type,
  calendarId: booking.hostId,
  at: booking.updatedAt,
  actor: { userId: booking.bookerId, role: 'USER' },
  booking,
});

/** The event that tells of an availability as it now is. */
export const eventOfAvailability = (
  availability: Availability,
  type: 'availability.stated' | 'availability.changed' | 'availability.withdrawn' = 'availability.stated',
): DomainEvent => ({
  type,
  calendarId: availability.hostId,
  at: availability.updatedAt,
  actor: actorOf({ id: availability.hostId, role: 'HOST' }),
  availability,
});

/** The event that tells of a schedule as it now is. */
export const eventOfSchedule = (
  schedule: Schedule,
  type: 'schedule.stated' | 'schedule.changed' | 'schedule.withdrawn' = 'schedule.stated',
): DomainEvent => ({
  type,
  calendarId: schedule.hostId,
  at: schedule.updatedAt,
  actor: actorOf({ id: schedule.hostId, role: 'HOST' }),
  schedule,
});

export const eventOfTimeOff = (
  timeOff: TimeOff,
  type: 'time-off.stated' | 'time-off.withdrawn' = 'time-off.stated',
): DomainEvent => ({
  type,
  calendarId: timeOff.hostId,
  at: timeOff.createdAt,
  actor: actorOf({ id: timeOff.hostId, role: 'HOST' }),
  timeOff,
});

/** The event that tells of an event type as it now is. */
export const eventOfEventType = (
  eventType: EventType,
  type: 'event-type.stated' | 'event-type.changed' | 'event-type.withdrawn' = 'event-type.stated',
): DomainEvent => ({
  type,
  calendarId: eventType.hostId,
  at: eventType.updatedAt,
  actor: actorOf({ id: eventType.hostId, role: 'HOST' }),
  eventType,
});

/** The event that tells of a waitlist entry as it now is. */
export const eventOfWaitlistEntry = (
  waitlistEntry: WaitlistEntry,
  type: 'waitlist.joined' | 'waitlist.offered' | 'waitlist.left' = 'waitlist.joined',
): DomainEvent => ({
  type,
  calendarId: waitlistEntry.hostId,
  at: waitlistEntry.updatedAt,
  actor: actorOf({ id: waitlistEntry.bookerId, role: 'USER' }),
  waitlistEntry,
});

/** The changes that store a new booking. */
export const madeBooking = (booking: Booking): Changes<Booking> => ({
  answer: booking,
  bookings: [booking],
  events: [eventOfBooking(booking)],
});

/** The changes that store a new availability. */
export const statedAvailability = (availability: Availability): Changes<Availability> => ({
  answer: availability,
  availability: [availability],
  events: [eventOfAvailability(availability)],
});

/** What the stage's own decisions refuse with. */
export interface Refused {
  readonly kind: 'taken' | 'not_found';
}

export type Decision<T> = Promise<Result<Decided<T>, Refused | KeyReused>>;

/** Books where no other claim is in the way. */
export const bookIfFree = (
  { store }: Stage,
  booking: Booking,
  idempotency?: IdempotencyKey,
): Decision<Booking> =>
  store.unitOfWork.decide<Booking, Refused>(
    { calendars: [booking.hostId], reading: { claims: bookedRange(booking) }, idempotency },
    ({ calendars }) =>
      (calendars.get(booking.hostId)?.claims ?? []).length === 0
        ? ok(madeBooking(booking))
        : err({ kind: 'taken' }),
  );

/** Moves a booking where no other booking's claim is in the way. */
export const moveIfFree = (
  { store, clock }: Stage,
  { id, hostId }: Booking,
  to: Interval,
): Decision<Booking> =>
  store.unitOfWork.decide<Booking, Refused>(
    { calendars: [hostId], reading: { claims: to, bookingId: id } },
    ({ calendars, booking }) => {
      if (booking?.status !== 'confirmed') return err({ kind: 'not_found' });
      const others = calendars.get(hostId)?.claims.filter((claim) => claim.bookingId !== id) ?? [];
      if (others.length > 0) return err({ kind: 'taken' });
      const moved = revised(booking, { startTime: to.start, endTime: to.end, updatedAt: clock.now() });
      return ok({ answer: moved, bookings: [moved], events: [eventOfBooking(moved, 'booking.rescheduled')] });
    },
  );

export const cancel = ({ store, clock }: Stage, { id, hostId }: Booking): Decision<Booking> =>
  store.unitOfWork.decide<Booking, Refused>(
    { calendars: [hostId], reading: { bookingId: id } },
    ({ booking }) => {
      if (booking?.status !== 'confirmed') return err({ kind: 'not_found' });
      const cancelled = revised(booking, { status: 'cancelled', updatedAt: clock.now() });
      return ok({
        answer: cancelled,
        bookings: [cancelled],
        events: [eventOfBooking(cancelled, 'booking.cancelled')],
      });
    },
  );

/** A booking's next revision. */
export const revised = (booking: Booking, change: Partial<Booking>): Booking => ({
  ...booking,
  ...change,
  revision: booking.revision + 1,
});

/** Stores what is given without looking at what is there. */
export const write = async <T>(
  { store }: Stage,
  calendars: readonly CalendarId[],
  changes: Changes<T>,
  idempotency?: IdempotencyKey,
): Promise<T> => {
  const outcome = await store.unitOfWork.decide<T, never>({ calendars, reading: {}, idempotency }, () =>
    ok(changes),
  );
  expectThat(outcome.ok, 'a decision that accepts was refused');
  return outcome.value.answer;
};

/** Stores new bookings of one host, one decision for all. */
export const storeBookings = (stage: Stage, host: User, bookings: readonly Booking[]): Promise<null> =>
  write(stage, [host.id], {
    answer: null,
    bookings,
    events: bookings.map((booking) => eventOfBooking(booking)),
  });

/** Stores new availability of one host, one decision for all. */
export const storeAvailability = (
  stage: Stage,
  host: User,
  availability: readonly Availability[],
): Promise<null> =>
  write(stage, [host.id], {
    answer: null,
    availability,
    events: availability.map((stated) => eventOfAvailability(stated)),
  });

/** Stores schedules of one host, new ones or next revisions, one decision for all. */
export const storeSchedules = (stage: Stage, host: User, schedules: readonly Schedule[]): Promise<null> =>
  write(stage, [host.id], {
    answer: null,
    schedules,
    events: schedules.map((schedule) => eventOfSchedule(schedule)),
  });

/** Stores new time off of one host, one decision for all. */
export const storeTimeOff = (stage: Stage, host: User, timeOff: readonly TimeOff[]): Promise<null> =>
  write(stage, [host.id], {
    answer: null,
    timeOff,
    events: timeOff.map((taken) => eventOfTimeOff(taken)),
  });

/** Stores event types of one host, new ones or next revisions, one decision for all. */
export const storeEventTypes = (stage: Stage, host: User, eventTypes: readonly EventType[]): Promise<null> =>
  write(stage, [host.id], {
    answer: null,
    eventTypes,
    events: eventTypes.map((eventType) => eventOfEventType(eventType)),
  });

/** Stores places in the waitlist of one host, new ones or next revisions, one decision for all. */
export const storeWaitlist = (stage: Stage, host: User, waitlist: readonly WaitlistEntry[]): Promise<null> =>
  write(stage, [host.id], {
    answer: null,
    waitlist,
    events: waitlist.map((entry) => eventOfWaitlistEntry(entry)),
  });

/** What a decision sees, by one that changes nothing. */
export const seenUnderLock = async ({ store }: Stage, request: DecisionRequest): Promise<Locked> => {
  let seen: Locked | undefined;
  const outcome = await store.unitOfWork.decide<null, never>(request, (locked) => {
    seen = locked;
    return ok({ answer: null, events: [] });
  });
  expectThat(outcome.ok && seen !== undefined, 'a decision that accepts was refused or never called');
  return seen;
};

/** All that a query can see of a calendar. @throws ExpectationFailed where there is none. */
export const calendarOf = async ({ store }: Stage, hostId: UserId): Promise<CalendarState> => {
  const state = await store.queries.calendar(hostId, EVERYTHING);
  expectThat(state !== undefined, `there is no calendar ${hostId}`);
  return state;
};

export const keyOf = (caller: User, key: string, fingerprint = 'fingerprint'): IdempotencyKey => ({
  callerId: caller.id,
  key,
  fingerprint,
});

/** The answers of those that were accepted. */
export const accepted = <T>(outcomes: readonly Result<Decided<T>, unknown>[]): T[] =>
  outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value.answer] : []));

/** What stopped those that were refused. */
export const refusalKinds = (outcomes: readonly Result<unknown, { readonly kind: string }>[]): string[] =>
  outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error.kind]));
