import {
  approveBooking,
  book,
  cancelBooking,
  changeEventType,
  checkIn,
  completeBooking,
  confirmHold,
  declineBooking,
  extendHold,
  hold,
  HOUR_MS,
  joinWaitlist,
  leaveWaitlist,
  LIMIT_SCOPES,
  markNoShow,
  MINUTE_MS,
  ok,
  releaseHold,
  rescheduleBooking,
  stateEventType,
  sweepLapsed,
  undoNoShow,
  withdrawEventType,
  type Booking,
  type Decision,
  type DecisionRequest,
  type Evaluator,
  type EventTypeStatement,
  type IdSource,
  type Instant,
  type Store,
  type User,
  type WaitlistEntry,
  type ZoneTables,
} from '@slotkeeper/domain';
import {
  actorOf,
  aHost,
  anAvailability,
  anEventType,
  aUser,
  DEFAULT_NOW,
  type ManualClock,
} from '@slotkeeper/domain/testing';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { MODEL_HOLD_BOUNDS, NEW, PlainModel, type PlainTarget } from './plain-model.js';

/** Whom a step is about: the hosts are 0 and 1, the users 2, 3 and 4. */
type Who = number;
/** Which of the things that there are, counted from the last. */
type Which = number;

type Terms = Omit<EventTypeStatement, 'name' | 'scheduleId'>;

export type Step =
  | { readonly do: 'state'; readonly slot: number; readonly terms: Terms }
  | { readonly do: 'withdraw'; readonly slot: number }
  | {
      readonly do: 'book' | 'hold' | 'join';
      readonly who: Who;
      readonly of: number;
      readonly at: number;
      readonly minutes: number;
      readonly attendees: number;
      readonly sets: readonly string[];
      readonly lasts: number;
    }
  | { readonly do: 'confirm' | 'release' | 'cancel' | 'decline'; readonly who: Who; readonly which: Which }
  | { readonly do: 'approve'; readonly who: Who; readonly which: Which; readonly sets: readonly string[] }
  | { readonly do: 'extend'; readonly who: Who; readonly which: Which; readonly lasts: number }
  | {
      readonly do: 'move';
      readonly who: Who;
      readonly which: Which;
      readonly at: number;
      readonly sets: readonly string[];
    }
  | {
      readonly do: 'no-show' | 'undo-no-show' | 'complete' | 'check-in';
      readonly who: Who;
      readonly which: Which;
    }
  | { readonly do: 'leave'; readonly who: Who; readonly which: Which }
  | { readonly do: 'sweep' }
  | { readonly do: 'pass'; readonly minutes: number };

/** Event types that there may be at once: the last is the second host's. */
const SLOTS = 3;
const OPENS = 10 * HOUR_MS;

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

const terms: fc.Arbitrary<Terms> = fc
  .record({
    timeZone: fc.constantFrom('Europe/London', 'Pacific/Auckland'),
    durationsMinutes: fc.constantFrom([30], [30], [60, 30]),
    stepMinutes: fc.constantFrom(undefined, undefined, 15),
    bufferBeforeMinutes: fc.constantFrom(0, 0, 15),
    bufferAfterMinutes: fc.constantFrom(0, 0, 30),
    minimumNoticeMinutes: fc.constantFrom(0, 0, 60),
    hostMinimumNoticeMinutes: fc.constantFrom(0, 30),
    horizon: fc.constantFrom(undefined, undefined, undefined, { kind: 'days' as const, days: 0 }),
    limits: fc.oneof(
      fc.constant([]),
      fc
        .tuple(fc.constantFrom(...LIMIT_SCOPES), fc.integer({ min: 1, max: 3 }))
        .map(([per, most]) => [{ per, period: 'day' as const, maxBookings: most, maxMinutes: most * 45 }]),
    ),
    weekStartsOn: fc.constant('MO' as const),
    seats: fc.constantFrom(1, 1, 3, 5),
    maxConcurrent: fc.constantFrom(1, 1, 2),
    bookerMustBeFree: fc.constantFrom(false, false, true),
    approvalMinutes: maybe(fc.constantFrom(40, 300)),
    cancelCutoffMinutes: maybe(fc.constantFrom(0, 120)),
    rescheduleCutoffMinutes: maybe(fc.constantFrom(0, 120)),
  })
  .map(
    (all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as typeof all,
  )
  .map((stated) => stated as Terms);

const users = fc.constantFrom(2, 2, 3, 4);
const hostOrUser = fc.constantFrom(0, 0, 0, 1, 2, 3, 4);
const whiches = fc.nat({ max: 5 });
/** Quarters of an hour after the doors open; few, so that parties meet. */
const times = fc.constantFrom(0, 0, 0, 2, 2, 2, 4, 4, 6, 8, 1, 3, -1, 96);
const sets = fc.constantFrom(
  [],
  [],
  [],
  [],
  ['notice', 'limits'],
  ['availability', 'grid', 'duration', 'booker-free'],
);
const lasts = fc.constantFrom(5, 10, 60);

const placing = <Verb extends 'book' | 'hold' | 'join'>(verb: Verb, who: fc.Arbitrary<Who>) =>
  fc.record({
    do: fc.constant(verb),
    who,
    of: fc.integer({ min: 0, max: SLOTS + 1 }),
    at: times,
    minutes: fc.constantFrom(30, 30, 30, 60, 45),
    attendees: fc.constantFrom(1, 1, 1, 2, 3),
    sets,
    lasts,
  });

const on = <Verb extends string>(verb: Verb, who: fc.Arbitrary<Who>) =>
  fc.record({ do: fc.constant(verb), who, which: whiches });

/** Who is a party of it more often than not: the model tells, when the step is made. */
const PARTY = 9;
const partyOrHost = fc.oneof(
  { weight: 3, arbitrary: fc.constant(PARTY) },
  { weight: 2, arbitrary: hostOrUser },
);
const HOST_OF_IT = 8;
const mostlyHost = fc.oneof(
  { weight: 3, arbitrary: fc.constant(HOST_OF_IT) },
  { weight: 1, arbitrary: hostOrUser },
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('state'), slot: fc.nat({ max: SLOTS - 1 }), terms }) },
  fc.record({ do: fc.constant('withdraw'), slot: fc.nat({ max: SLOTS * 4 }) }),
  { weight: 9, arbitrary: placing('book', fc.constantFrom(2, 3, 4, 2, 3, 4, 0, 1)) },
  { weight: 6, arbitrary: placing('hold', users) },
  { weight: 6, arbitrary: placing('join', users) },
  { weight: 4, arbitrary: on('confirm', partyOrHost) },
  { weight: 2, arbitrary: on('release', partyOrHost) },
  { weight: 4, arbitrary: on('cancel', partyOrHost) },
  { weight: 2, arbitrary: on('decline', mostlyHost) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('approve'), who: mostlyHost, which: whiches, sets }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('extend'), who: partyOrHost, which: whiches, lasts }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('move'), who: partyOrHost, which: whiches, at: times, sets }),
  },
  on('no-show', mostlyHost),
  on('undo-no-show', mostlyHost),
  on('complete', mostlyHost),
  on('check-in', mostlyHost),
  on('leave', partyOrHost),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sweep') }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass'), minutes: fc.constantFrom(1, 5, 10, 40, 60, 240) }),
  },
);

/** A store with a clock of its own, and the people that the model knows of. */
export interface Real {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly ids: IdSource;
  readonly zones: ZoneTables;
  readonly people: readonly User[];
  /** The event types that are stated now, by their slot. */
  readonly eventTypeIds: (string | undefined)[];
  /** A fault: by what the use cases judge, where that is not what there is. */
  readonly evaluator?: Evaluator | undefined;
  /** A fault: what decisions are not shown, though they ask for it. */
  readonly loses?: 'waitlist' | undefined;
  /** How often each verb has ended how. */
  readonly outcomes: Map<string, number>;
}

/** Both sides of a run at its beginning: two hosts with their doors open for some hours on two days, and three users. */
export const beginRun = async (
  real: Omit<Real, 'people' | 'eventTypeIds'>,
): Promise<{ readonly model: PlainModel; readonly real: Real }> => {
  const { store, ids, clock } = real;
  clock.set(DEFAULT_NOW);
  const people = [0, 1, 2, 3, 4].map((index) => (index < 2 ? aHost : aUser)({ id: ids.next() }));
  for (const person of people) await store.users.add(person, 'hash');
  const availability = people.slice(0, 2).flatMap(({ id: hostId }) =>
    [0, 1].map((day) => {
      const startTime = DEFAULT_NOW + OPENS + day * 24 * HOUR_MS;
      return anAvailability({ id: ids.next(), hostId, startTime, endTime: startTime + 3 * HOUR_MS });
    }),
  );
  for (const stated of availability)
    await store.unitOfWork.decide<null, never>({ calendars: [stated.hostId], reading: {} }, ({ now }) => {
      const actor = { userId: stated.hostId, role: 'HOST' } as const;
      const event = { calendarId: stated.hostId, at: now, actor, availability: stated };
      return ok({
        answer: null,
        availability: [stated],
        events: [{ ...event, type: 'availability.stated' }],
      });
    });
  return {
    model: new PlainModel(DEFAULT_NOW, availability),
    real: { ...real, people, eventTypeIds: Array.from({ length: SLOTS }, () => undefined) },
  };
};

/** So many steps, of whatever kind. */
export const commandsOf = (length: number): fc.Arbitrary<StepCommand[]> =>
  fc
    .array(steps, { minLength: length, maxLength: length })
    .map((given) => given.map((step) => new StepCommand(step)));

export class Differs extends Error {
  override readonly name = 'Differs';
}

/** One step on both sides: what comes of it must be the same, and so must all that is there afterwards. */
export class StepCommand implements fc.AsyncCommand<PlainModel, Real> {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  check(): boolean {
    return true;
  }

  async run(model: PlainModel, real: Real): Promise<void> {
    const { expected, actual } = await takeStep(this.#step, model, real);
    const label = `${this.#step.do}: ${expected}`;
    real.outcomes.set(label, (real.outcomes.get(label) ?? 0) + 1);
    if (expected !== actual) throw new Differs(`the model says ${expected}, the store ${actual}`);
    await compare(model, real);
  }

  toString(): string {
    return JSON.stringify(this.#step);
  }
}

interface Outcomes {
  readonly expected: string;
  readonly actual: string;
}

const kindOf = (
  result: { readonly ok: true } | { readonly ok: false; readonly error: { readonly kind: string } },
): string => (result.ok ? 'ok' : result.error.kind);

const pick = <T>(items: readonly T[], which: Which): T | undefined =>
  items.length === 0 ? undefined : items[items.length - 1 - (which % items.length)];

const takeStep = async (step: Step, model: PlainModel, real: Real): Promise<Outcomes> => {
  const { people } = real;
  const dependencies = dependenciesOf(real);
  switch (step.do) {
    case 'pass':
      real.clock.advance(step.minutes * MINUTE_MS);
      model.now += step.minutes * MINUTE_MS;
      return SAME;
    case 'sweep': {
      const expected = model.sweepOne();
      const actual = await sweepLapsed(dependencies)({ limit: 1 });
      return { expected: String(expected), actual: String(actual) };
    }
    case 'state':
      return stateTerms(step, model, real);
    case 'withdraw': {
      const id = real.eventTypeIds[step.slot];
      if (id === undefined) return SAME;
      real.eventTypeIds[step.slot] = undefined;
      model.eventTypes.delete(id);
      const actor = actorOf(hostOf(step.slot, people));
      return { expected: 'ok', actual: kindOf(await withdrawEventType(dependencies)({ actor, id })) };
    }
    case 'book':
    case 'hold':
    case 'join':
      return placeParty(step, model, real);
    case 'leave': {
      const entry = pick(model.entries, step.which);
      if (entry === undefined) return SAME;
      const actor = actorFor(step.who, entry, people);
      const expected = model.leave(actor, entry);
      return { expected, actual: kindOf(await leaveWaitlist(dependencies)({ actor, id: entry.id })) };
    }
    default:
      return changeBooking(step, model, real);
  }
};

const dependenciesOf = ({ store, clock, ids, zones, people, evaluator, loses }: Real) => ({
  ...store,
  queries: { ...store.queries, lapsed: lapsedOf(store, people) },
  unitOfWork: loses === undefined ? store.unitOfWork : withoutWaiting(store),
  clock,
  ids,
  zones,
  evaluator,
  holdBounds: MODEL_HOLD_BOUNDS,
});

/** A sweep is for a whole store, in which other runs may go on: it is shown the bookings of this one. */
const lapsedOf =
  ({ queries }: Store, people: readonly User[]): Store['queries']['lapsed'] =>
  async (now, limit) => {
    const lapsed = await queries.lapsed(now, 100_000);
    return lapsed.filter(({ hostId }) => people.some(({ id }) => id === hostId)).slice(0, limit);
  };

const withoutWaiting = ({ unitOfWork }: Store): Store['unitOfWork'] => ({
  decide: <T, R>(request: DecisionRequest, decision: Decision<T, R>) =>
    unitOfWork.decide<T, R>(request, (locked) => {
      const calendars = [...locked.calendars].map(([id, state]) => [id, { ...state, waitlist: [] }] as const);
      return decision({ ...locked, calendars: new Map(calendars) });
    }),
});

const SAME: Outcomes = { expected: 'nothing to do', actual: 'nothing to do' };

const hostOf = (slot: number, people: readonly User[]): User => people[slot === SLOTS - 1 ? 1 : 0] as User;

const actorFor = (
  who: Who,
  { hostId, bookerId }: { readonly hostId: string; readonly bookerId: string },
  people: readonly User[],
) => {
  const id = who === PARTY ? bookerId : hostId;
  const person = who === PARTY || who === HOST_OF_IT ? people.find((each) => each.id === id) : people[who];
  return actorOf(person as User);
};

const stateTerms = async (
  { slot, terms: stated }: Extract<Step, { do: 'state' }>,
  model: PlainModel,
  real: Real,
): Promise<Outcomes> => {
  const { store, ids, zones, people, eventTypeIds } = real;
  const host = hostOf(slot, people);
  const actor = actorOf(host);
  const id = eventTypeIds[slot];
  const before = id === undefined ? undefined : model.eventTypes.get(id);
  const statement = { name: `offer ${slot}`, ...stated };
  const optional = [
    'stepMinutes',
    'horizon',
    'approvalMinutes',
    'cancelCutoffMinutes',
    'rescheduleCutoffMinutes',
  ] as const;
  const cleared = Object.fromEntries(optional.map((name) => [name, statement[name] ?? null]));
  const outcome =
    before === undefined
      ? await stateEventType({ ...store, ids, zones })({ actor, hostId: host.id, statement })
      : await changeEventType({ ...store, zones })({
          actor,
          id: before.id,
          change: { ...statement, ...cleared },
        });
  if (!outcome.ok) return { expected: 'ok', actual: outcome.error.kind };
  const answer = 'answer' in outcome.value ? outcome.value.answer : outcome.value;
  const expected = {
    ...anEventType(),
    ...statement,
    id: answer.id,
    hostId: host.id,
    revision: (before?.revision ?? 0) + 1,
    createdAt: before?.createdAt ?? model.now,
    updatedAt: model.now,
  };
  eventTypeIds[slot] = answer.id;
  model.eventTypes.set(answer.id, expected);
  return { expected: 'ok', actual: isDeepStrictEqual(answer, expected) ? 'ok' : JSON.stringify(answer) };
};

const placeParty = async (
  step: Extract<Step, { do: 'book' | 'hold' | 'join' }>,
  model: PlainModel,
  real: Real,
): Promise<Outcomes> => {
  const { people, eventTypeIds } = real;
  const dependencies = dependenciesOf(real);
  const eventTypeId = eventTypeIds[step.of];
  const host = step.of < SLOTS ? hostOf(step.of, people) : (people[step.of - SLOTS] as User);
  const actor = actorOf(people[step.who] as User);
  const startTime = DEFAULT_NOW + OPENS + step.at * 15 * MINUTE_MS;
  const endTime = startTime + step.minutes * MINUTE_MS;
  const { attendees } = step;
  const planned: PlainTarget = { hostId: host.id, eventTypeId };
  const wanted = { ...planned, start: startTime, end: endTime, attendees };
  const target = eventTypeId === undefined ? { hostId: host.id } : { eventTypeId };
  const command = { ...target, actor, startTime, endTime, attendees };
  const bookerId = actor.role === 'HOST' ? (people[2] as User).id : actor.userId;
  const overrides = actor.role === 'HOST' || step.attendees > 2 ? step.sets : [];
  switch (step.do) {
    case 'book': {
      const expected = model.place('book', actor, wanted, { bookerId, overrides });
      const actual = kindOf(await book(dependencies)({ ...command, bookerId, overrides }));
      return { expected, actual };
    }
    case 'hold': {
      const expected = model.place('hold', actor, wanted, { minutes: step.lasts });
      return { expected, actual: kindOf(await hold(dependencies)({ ...command, minutes: step.lasts })) };
    }
    case 'join': {
      const expected = model.join(actor, wanted);
      return { expected, actual: kindOf(await joinWaitlist(dependencies)(command)) };
    }
  }
};

type BookingStep = Extract<Step, { readonly who: Who; readonly which: Which }>;

const changeBooking = async (
  step: Exclude<BookingStep, { do: 'leave' }>,
  model: PlainModel,
  real: Real,
): Promise<Outcomes> => {
  const booking = pick(model.bookings, step.which);
  if (booking === undefined) return SAME;
  const { people } = real;
  const dependencies = dependenciesOf(real);
  const actor = actorFor(step.who, booking, people);
  const command = { actor, id: booking.id };
  switch (step.do) {
    case 'confirm': {
      const expected = model.confirm(actor, booking);
      return { expected, actual: kindOf(await confirmHold(dependencies)(command)) };
    }
    case 'approve': {
      const expected = model.approve(actor, booking, step.sets);
      const outcome = await approveBooking(dependencies)({ ...command, overrides: step.sets });
      return { expected, actual: kindOf(outcome) };
    }
    case 'extend': {
      const expected = model.extend(actor, booking, step.lasts);
      const outcome = await extendHold(dependencies)({ ...command, minutes: step.lasts });
      return { expected, actual: kindOf(outcome) };
    }
    case 'release': {
      const expected = model.release(actor, booking);
      return { expected, actual: kindOf(await releaseHold(dependencies)(command)) };
    }
    case 'cancel': {
      const expected = model.cancel(actor, booking);
      return { expected, actual: kindOf(await cancelBooking(dependencies)(command)) };
    }
    case 'decline': {
      const expected = model.decline(actor, booking);
      return { expected, actual: kindOf(await declineBooking(dependencies)(command)) };
    }
    case 'move': {
      const startTime: Instant = DEFAULT_NOW + OPENS + step.at * 15 * MINUTE_MS;
      const expected = model.reschedule(actor, booking, startTime, step.sets);
      const outcome = await rescheduleBooking(dependencies)({ ...command, startTime, overrides: step.sets });
      return { expected, actual: kindOf(outcome) };
    }
    case 'no-show':
    case 'undo-no-show':
    case 'complete':
    case 'check-in': {
      const expected = model.attend(actor, booking, step.do);
      const record = {
        'no-show': markNoShow,
        'undo-no-show': undoNoShow,
        complete: completeBooking,
        'check-in': checkIn,
      }[step.do];
      return { expected, actual: kindOf(await record(dependencies)(command)) };
    }
  }
};

const ALL = { limit: 1_000 };

/** Holds all that is stored to all that the model has, and gives to what is new the ids that it has in the store. */
const compare = async (model: PlainModel, { store, people }: Real): Promise<void> => {
  const hosts = people.slice(0, 2);
  const [bookings, entries] = await Promise.all([
    Promise.all(hosts.map(({ id: hostId }) => store.queries.bookings({ hostId }, ALL))),
    Promise.all(hosts.map(({ id: hostId }) => store.queries.waitlist({ hostId }, ALL))),
  ]);
  const storedBookings = bookings.flatMap(({ items }) => items);
  const storedEntries = entries.flatMap(({ items }) => items);
  adopt(model, model.entries, storedEntries, ({ bookerId, hostId, startTime }) => [
    bookerId,
    hostId,
    startTime,
  ]);
  adopt(model, model.bookings, storedBookings, (booking) => [
    booking.bookerId,
    booking.hostId,
    booking.startTime,
    booking.endTime,
    booking.waitlistEntryId,
  ]);
  for (const { id, session } of model.bookings) {
    const twin = storedBookings.find((other) => other.id === id);
    // A session that was begun by a booking that was moved has an id of its own.
    if (session?.id.startsWith(NEW) === true && twin?.session !== undefined)
      model.rename(session.id, twin.session.id);
  }
  for (const [kept, there] of [
    [model.bookings, storedBookings],
    [model.entries, storedEntries],
  ] as const) {
    const [expected, actual] = [kept, there].map((items) => items.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    if (!isDeepStrictEqual(expected, actual)) throw new Differs(differenceOf(expected, actual));
  }
};

const adopt = <T extends Booking | WaitlistEntry>(
  model: PlainModel,
  made: readonly T[],
  stored: readonly T[],
  likeness: (item: T) => readonly unknown[],
): void => {
  for (const item of made.filter(({ id }) => id.startsWith(NEW))) {
    const known = new Set(made.map(({ id }) => id));
    const twin = stored.find(
      (other) => !known.has(other.id) && isDeepStrictEqual(likeness(other), likeness(item)),
    );
    if (twin !== undefined) model.rename(item.id, twin.id);
  }
};

const differenceOf = (
  expected: readonly { readonly id: string }[] = [],
  actual: readonly { readonly id: string }[] = [],
): string => {
  const only = (some: readonly { readonly id: string }[], others: readonly { readonly id: string }[]) =>
    some.filter((item) => !others.some((other) => isDeepStrictEqual(item, other)));
  return JSON.stringify({ model: only(expected, actual), store: only(actual, expected) }, null, 1);
};
