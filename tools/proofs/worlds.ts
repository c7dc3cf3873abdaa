import {
  blocksTime,
  BOOKING_STATUSES,
  HOUR_MS,
  LIMIT_PERIODS,
  LIMIT_SCOPES,
  MINUTE_MS,
  WEEKDAYS,
  type Availability,
  type BookedEventType,
  type Booking,
  type BookingStatus,
  type EventType,
  type EventTypeStatement,
  type IdSource,
  type Instant,
  type Schedule,
  type StatedHorizon,
  type TimeOff,
  type TimeOffSpan,
  type User,
} from '@slotkeeper/domain';
import {
  aBooking,
  aHost,
  anAvailability,
  anEventType,
  aSchedule,
  aTimeOff,
  aUser,
} from '@slotkeeper/domain/testing';
import fc from 'fast-check';
import { blockedMinutes } from './judge-by-minutes.js';
import { instantOf, minuteOf, type Minute, type MinuteRange } from './open-minutes.js';

/** Where clocks and dates are changed, and a day on which they are: forward, back, by half an hour, by a date. */
const CHANGES = [
  ['UTC', '2025-05-31'],
  ['Europe/Berlin', '2025-03-30'],
  ['Europe/Berlin', '2024-10-27'],
  ['America/New_York', '2024-03-10'],
  ['America/St_Johns', '2011-11-06'],
  ['Australia/Lord_Howe', '2024-10-06'],
  ['Australia/Lord_Howe', '2024-04-07'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Kathmandu', '2025-01-01'],
] as const;

/** A day on which some zone's clocks change, seen from somewhere. */
export interface Scene {
  readonly timeZone: string;
  readonly day: string;
  /** Of that day in UTC. */
  readonly noon: Minute;
  readonly now: Instant;
}

/** The slots that are looked at: a day before and a day after noon. */
export const sceneStretch = ({ noon }: Scene): MinuteRange => ({ from: noon - 1_440, to: noon + 1_440 });

/** Clocks tell seconds: now need not be a whole minute. */
export const scenes: fc.Arbitrary<Scene> = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -100, max: 20 }), fc.constantFrom(0, 0, 1, 17, 59))
  .map(([[timeZone, day], halfHours, seconds]) => {
    const noon = minuteOf(Date.parse(`${day}T12:00:00Z`));
    return { timeZone, day, noon, now: instantOf(noon + halfHours * 30) + seconds * 1_000 };
  });

/** Left out once in so many times. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 2): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq });

// Hours leave the clock time from 05:00 to 06:00 free, so that no window goes on for ever.
const clockWindow = fc
  .record({
    start: fc.integer({ min: 12, max: 42 }),
    halfHours: fc.integer({ min: 2, max: 24 }),
    odd: fc.constantFrom(0, 0, 0, 15),
  })
  .map(({ start, halfHours, odd }) => {
    const end = Math.min(start + halfHours, 48 + 10);
    return { start: clockAt(start * 30 + odd), end: clockAt(end * 30) };
  });

const clockAt = (minute: number): string => {
  if (minute === 1_440) return '24:00';
  const ofDay = minute % 1_440;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
};

const dateNear = (day: string, offset: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + offset * 24 * HOUR_MS).toISOString().slice(0, 10);

const rangeNear = (noon: Minute, halfHours: number, longest: number): fc.Arbitrary<MinuteRange> =>
  fc
    .tuple(fc.integer({ min: -halfHours, max: halfHours }), fc.integer({ min: 1, max: longest }))
    .map(([start, length]) => ({ from: noon + start * 30, to: noon + (start + length) * 30 }));

const overridesNear = (day: string) =>
  fc.uniqueArray(
    fc
      .record({
        offset: fc.integer({ min: -1, max: 1 }),
        kind: fc.constantFrom('replace' as const, 'add' as const, 'subtract' as const),
        windows: fc.array(clockWindow, { minLength: 1, maxLength: 2 }),
      })
      .map(({ offset, ...override }) => ({ date: dateNear(day, offset), ...override })),
    { maxLength: 2, selector: ({ date, kind }) => `${date} ${kind}` },
  );

const schedulesAt = ({ timeZone, day }: Pick<Scene, 'timeZone' | 'day'>): fc.Arbitrary<Partial<Schedule>> =>
  fc.record({
    timeZone: fc.constantFrom(timeZone, timeZone, 'Europe/London'),
    weekly: fc.array(
      fc
        .tuple(fc.subarray([...WEEKDAYS], { minLength: 4 }), clockWindow)
        .map(([days, hours]) => ({ days, ...hours })),
      { minLength: 1, maxLength: 2 },
    ),
    overrides: overridesNear(day),
    slotDuration: fc.constantFrom(30, 45),
  });

const horizons = (day: string): fc.Arbitrary<StatedHorizon> =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('days' as const, 'business-days' as const),
      days: fc.integer({ min: 0, max: 3 }),
    }),
    fc
      .tuple(fc.integer({ min: -2, max: 1 }), fc.integer({ min: 0, max: 2 }), fc.nat({ max: 2 }))
      .map(([from, length, left]): StatedHorizon => ({
        kind: 'dates',
        ...(left === 0 ? {} : { from: dateNear(day, from) }),
        ...(left === 1 ? {} : { until: dateNear(day, from + length) }),
      })),
  );

const limits = fc.uniqueArray(
  fc.record({
    per: fc.constantFrom(...LIMIT_SCOPES),
    period: fc.constantFrom(...LIMIT_PERIODS),
    count: fc.constantFrom('bookings', 'minutes', 'both'),
    maxBookings: fc.integer({ min: 0, max: 5 }),
    maxMinutes: fc.integer({ min: 1, max: 10 }).map((n) => n * 30),
  }),
  { maxLength: 2, selector: ({ per, period }) => `${per} ${period}` },
);

/** The terms of an event type; `usesSecond`: whether it names the second schedule, if there is one. */
const termsAt = ({
  timeZone,
  day,
}: Pick<Scene, 'timeZone' | 'day'>): fc.Arbitrary<
  Omit<EventTypeStatement, 'name' | 'scheduleId'> & { readonly usesSecond: boolean }
> =>
  fc
    .record({
      usesSecond: fc.constantFrom(false, false, true),
      timeZone: fc.constantFrom(timeZone, timeZone, 'Pacific/Auckland'),
      durationsMinutes: fc.constantFrom([30], [60], [30, 60], [90, 30]),
      stepMinutes: maybe(fc.constantFrom(15, 30, 45)),
      bufferBeforeMinutes: fc.constantFrom(0, 0, 15, 60),
      bufferAfterMinutes: fc.constantFrom(0, 0, 10, 45),
      minimumNoticeMinutes: fc.constantFrom(0, 0, 60, 720),
      hostMinimumNoticeMinutes: fc.constantFrom(0, 30),
      horizon: maybe(horizons(day)),
      limits: limits.map((stated) =>
        stated.map(({ per, period, count, maxBookings, maxMinutes }) => ({
          per,
          period,
          ...(count === 'minutes' ? {} : { maxBookings }),
          ...(count === 'bookings' ? {} : { maxMinutes }),
        })),
      ),
      weekStartsOn: fc.constantFrom(...WEEKDAYS),
      seats: fc.constantFrom(1, 2, 5, 9),
      maxConcurrent: fc.constantFrom(1, 1, 2, 3),
      bookerMustBeFree: fc.constantFrom(false, false, true),
      approvalMinutes: maybe(fc.constantFrom(30, 600)),
    })
    .map(withoutUndefined);

/** Optional members of stored values are left out. */
const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

const LIFETIMES: Readonly<Record<BookingStatus, 'held' | 'pending' | undefined>> = {
  held: 'held',
  pending: 'pending',
  confirmed: undefined,
  cancelled: undefined,
  declined: undefined,
  expired: undefined,
  'no-show': undefined,
  completed: undefined,
};

/** A booking before it has found its place. */
interface Draft {
  readonly start: number;
  readonly length: number;
  readonly of: 'nothing' | 'first' | 'second';
  /** On what terms it was made, whatever they are now. */
  readonly madeAs: 'alone' | 'seats' | 'parallel';
  readonly joins: boolean;
  readonly elsewhere: boolean;
  readonly byAda: boolean;
  readonly status: BookingStatus;
  /** From now to its deadline; not after now means that it has lapsed. */
  readonly deadlineSeconds: number;
  readonly before: number;
  readonly after: number;
  readonly attendees: number;
}

const LIVELY = ['confirmed', 'confirmed', 'held', 'pending'] as const;

const drafts: fc.Arbitrary<Draft> = fc.record({
  start: fc.integer({ min: -56, max: 60 }),
  length: fc.constantFrom(1, 2, 2, 3),
  of: fc.constantFrom('nothing', 'first', 'first', 'first', 'second'),
  madeAs: fc.constantFrom('alone', 'seats', 'seats', 'parallel'),
  joins: fc.boolean(),
  elsewhere: fc.constantFrom(false, false, false, false, true),
  byAda: fc.boolean(),
  status: fc.constantFrom(...BOOKING_STATUSES, ...LIVELY),
  deadlineSeconds: fc.constantFrom(-3_600, -1, 0, 1, 3_600),
  before: fc.constantFrom(0, 0, 15, 30),
  after: fc.constantFrom(0, 0, 20),
  attendees: fc.integer({ min: 1, max: 3 }),
});

/** What is random about a host's time, before anybody has an id. */
export interface WorldPlan {
  readonly standard: Partial<Schedule> | undefined;
  readonly second: Partial<Schedule> | undefined;
  readonly availability: readonly (MinuteRange & { readonly slotDuration: number })[];
  readonly timeOff: readonly TimeOffSpan[];
  readonly terms: readonly [PlannedTerms, PlannedTerms];
  readonly bookings: readonly Draft[];
}

type PlannedTerms = Omit<EventTypeStatement, 'name' | 'scheduleId'> & { readonly usesSecond: boolean };

export const worldPlans = (scene: Scene): fc.Arbitrary<WorldPlan> => {
  const { timeZone, day, noon } = scene;
  const timeOff = fc.oneof(
    rangeNear(noon, 50, 12).map(({ from, to }): TimeOffSpan => ({
      startTime: instantOf(from),
      endTime: instantOf(to),
    })),
    fc.integer({ min: -2, max: 2 }).map((offset): TimeOffSpan => ({
      startDate: dateNear(day, offset),
      endDate: dateNear(day, offset),
      timeZone,
    })),
  );
  return fc.record({
    standard: maybe(schedulesAt(scene), 5),
    second: maybe(schedulesAt(scene)),
    availability: fc.array(
      fc.tuple(rangeNear(noon, 60, 20), fc.constantFrom(30, 45, 60)).map(([range, slotDuration]) => ({
        ...range,
        slotDuration: Math.min(slotDuration, range.to - range.from),
      })),
      { maxLength: 2 },
    ),
    timeOff: fc.array(timeOff, { maxLength: 2 }),
    terms: fc.tuple(termsAt(scene), termsAt(scene)),
    bookings: fc.array(drafts, { maxLength: 14 }),
  });
};

/** A host's time with all that bears on it. Each world has hosts and users of its own, so that many fit in one store. */
export interface World {
  readonly scene: Scene;
  readonly host: User;
  /** Another host, whom the same users book. */
  readonly elsewhere: User;
  readonly ada: User;
  readonly bob: User;
  readonly schedules: readonly Schedule[];
  readonly availability: readonly Availability[];
  readonly timeOff: readonly TimeOff[];
  readonly eventTypes: readonly [EventType, EventType];
  readonly bookings: readonly Booking[];
}

const DRAFT_MINUTES = 30;

export const worldOf = (scene: Scene, plan: WorldPlan, ids: IdSource): World => {
  const [host, elsewhere] = [aHost({ id: ids.next() }), aHost({ id: ids.next() })];
  const [ada, bob] = [aUser({ id: ids.next() }), aUser({ id: ids.next() })];
  const of = { hostId: host.id };
  const schedules: Schedule[] = [];
  if (plan.standard !== undefined) schedules.push(aSchedule({ ...of, id: ids.next(), ...plan.standard }));
  // Of one's schedules one is the default.
  if (plan.standard !== undefined && plan.second !== undefined)
    schedules.push(aSchedule({ ...of, id: ids.next(), ...plan.second, isDefault: false }));
  const eventTypeOf = ({ usesSecond, ...terms }: PlannedTerms): EventType => {
    const second = usesSecond ? schedules[1] : undefined;
    return anEventType({
      ...of,
      id: ids.next(),
      ...terms,
      ...(second === undefined ? {} : { scheduleId: second.id }),
    });
  };
  const eventTypes = [eventTypeOf(plan.terms[0]), eventTypeOf(plan.terms[1])] as const;
  const world = {
    scene,
    host,
    elsewhere,
    ada,
    bob,
    schedules,
    availability: plan.availability.map(({ from, to, slotDuration }) =>
      anAvailability({
        ...of,
        id: ids.next(),
        startTime: instantOf(from),
        endTime: instantOf(to),
        slotDuration,
      }),
    ),
    timeOff: plan.timeOff.map((span) => aTimeOff({ ...of, id: ids.next(), span })),
    eventTypes,
  };
  const bookings: Booking[] = [];
  for (const draft of plan.bookings) {
    const booking = bookingOf(draft, world, bookings, ids);
    if (!bookings.some((other) => excludes(other, booking))) bookings.push(booking);
  }
  return { ...world, bookings };
};

const bookingOf = (
  draft: Draft,
  { scene: { noon, now }, host, elsewhere, ada, bob, eventTypes }: Omit<World, 'bookings'>,
  made: readonly Booking[],
  ids: IdSource,
): Booking => {
  const id = ids.next();
  const eventType =
    draft.of === 'nothing' || draft.elsewhere ? undefined : eventTypes[draft.of === 'first' ? 0 : 1];
  const start = noon + draft.start * DRAFT_MINUTES;
  const { durationsMinutes = [draft.length * DRAFT_MINUTES] } = eventType ?? {};
  const minutes = durationsMinutes[draft.length % durationsMinutes.length] ?? DRAFT_MINUTES;
  const lifetime = LIFETIMES[draft.status];
  const deadline = Math.floor(now / 1_000) * 1_000 + draft.deadlineSeconds * 1_000;
  const booking: Booking = aBooking({
    id,
    hostId: draft.elsewhere ? elsewhere.id : host.id,
    bookerId: (draft.byAda ? ada : bob).id,
    startTime: instantOf(start),
    endTime: instantOf(start + minutes),
    status: draft.status,
    attendees: eventType === undefined ? 1 : draft.attendees,
    ...(lifetime === undefined ? {} : { deadline }),
    ...(draft.status === 'expired' ? { expiredFrom: 'held' } : {}),
    createdAt: now - HOUR_MS,
    updatedAt: now - MINUTE_MS,
  });
  if (eventType === undefined) return booking;
  const agreed: BookedEventType = {
    id: eventType.id,
    revision: 1,
    bufferBeforeMinutes: draft.before,
    bufferAfterMinutes: draft.after,
  };
  if (draft.madeAs === 'alone') return { ...booking, eventType: agreed };
  const joined = draft.joins
    ? made.find((other) => other.session !== undefined && other.eventType?.id === eventType.id)
    : undefined;
  if (joined?.eventType !== undefined && joined.session !== undefined) {
    const { startTime, endTime, session } = joined;
    return { ...booking, startTime, endTime, session, eventType: joined.eventType };
  }
  const shareKey = draft.madeAs === 'parallel' ? eventType.id : id;
  return { ...booking, eventType: agreed, session: { id, shareKey } };
};

/** Whether no calendar holds both: it keeps what has lapsed, too, until somebody takes it away. */
const excludes = (a: Booking, b: Booking): boolean => {
  if (a.hostId !== b.hostId || !blocksTime(a.status) || !blocksTime(b.status)) return false;
  if (a.session !== undefined && a.session.shareKey === b.session?.shareKey) return false;
  const [first, second] = [blockedMinutes(a), blockedMinutes(b)];
  return first.from < second.to && second.from < first.to;
};
