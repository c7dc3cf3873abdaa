import {
  approveBooking,
  book,
  cancelBooking,
  checkIn,
  completeBooking,
  confirmHold,
  declineBooking,
  extendHold,
  hold,
  joinWaitlist,
  leaveWaitlist,
  markNoShow,
  MINUTE_MS,
  releaseHold,
  rescheduleBooking,
  stateTimeOff,
  undoNoShow,
  type Actor,
  type Booking,
  type Dependencies,
  type IdempotencyKey,
  type WaitlistEntry,
} from '@slotkeeper/domain';
import type { SeededRandom } from '../../fuzz/seeded-random.js';
import { DAY, type Town } from './stage-town.js';

/** What somebody was told that there is now. */
export interface Told {
  readonly id: string;
  /** 1 for what has no revisions. */
  readonly revision: number;
  readonly status?: string | undefined;
  readonly startTime?: number | undefined;
}

/** What came of an order: what there is, or why not. */
type Settled = { readonly ok: true; readonly told: Told } | { readonly ok: false; readonly kind: string };

/** Something that somebody wants done, however often it has to be sent. */
export interface Order {
  readonly text: string;
  readonly send: (dependencies: Dependencies, idempotency: IdempotencyKey | undefined) => Promise<Settled>;
}

/** What there is to choose from. */
export interface Choices {
  readonly town: Town;
  readonly actor: Actor;
  readonly bookings: readonly Booking[];
  readonly waitlist: readonly WaitlistEntry[];
}

/** What an actor wants next. */
export const chooseOrder = (random: SeededRandom, choices: Choices): Order => {
  const { actor, bookings, waitlist } = choices;
  const known = bookings
    .filter(({ bookerId, hostId }) => [bookerId, hostId].includes(actor.userId))
    .slice(-6);
  const entries = waitlist
    .filter(({ bookerId, hostId }) => [bookerId, hostId].includes(actor.userId))
    .slice(-3);
  const make = actor.role === 'HOST' ? hostOrder : userOrder;
  return make(random, choices, known, entries) ?? bookOrder(random, choices);
};

type MakeOrder = (
  random: SeededRandom,
  choices: Choices,
  known: readonly Booking[],
  entries: readonly WaitlistEntry[],
) => Order | undefined;

const userOrder: MakeOrder = (random, choices, known, entries) => {
  const verb = random.pick([
    ...(['book', 'book', 'hold', 'hold', 'hold', 'join'] as const),
    ...(['confirm', 'confirm', 'extend', 'release', 'cancel', 'reschedule', 'leave'] as const),
  ]);
  if (verb === 'book') return bookOrder(random, choices);
  if (verb === 'hold' || verb === 'join') return placing(random, choices, verb);
  if (verb === 'leave') return entries.length === 0 ? undefined : leaving(choices, random.pick(entries));
  return known.length === 0 ? undefined : changing(random, choices, verb, random.pick(known));
};

const hostOrder: MakeOrder = (random, choices, known, entries) => {
  const verb = random.pick([
    ...(['approve', 'approve', 'decline', 'cancel', 'reschedule', 'time off', 'leave'] as const),
    ...(['no-show', 'undo no-show', 'complete', 'check in'] as const),
  ]);
  if (verb === 'time off') return timeOff(random, choices);
  if (verb === 'leave') return entries.length === 0 ? undefined : leaving(choices, random.pick(entries));
  return known.length === 0 ? undefined : changing(random, choices, verb, random.pick(known));
};

const bookOrder = (random: SeededRandom, choices: Choices): Order => placing(random, choices, 'book');

const MINUTES = [2, 10, 30];

const placing = (random: SeededRandom, { town, actor }: Choices, verb: 'book' | 'hold' | 'join'): Order => {
  const offers = town.offers.filter(({ hostId }) => actor.role === 'USER' || hostId === actor.userId);
  const { name, hostId, eventTypeId } = random.pick(offers);
  const startTime = random.pick(DAY.starts);
  const attendees = name === 'class' ? random.integer(1, 2) : 1;
  const minutes = random.pick(MINUTES);
  const target = eventTypeId === undefined ? { hostId } : { eventTypeId };
  const wanted = { actor, ...target, startTime, attendees };
  const bookerId = actor.role === 'HOST' ? random.pick(town.users).id : undefined;
  const text = `${verb} ${name} of ${town.nameOf(hostId)} at ${DAY.textOf(startTime)} for ${attendees}`;
  switch (verb) {
    case 'book':
      return {
        text,
        send: async (dependencies, idempotency) =>
          ofBooking(await book(dependencies)({ ...wanted, bookerId, idempotency })),
      };
    case 'hold':
      return {
        text: `${text}, ${minutes} minutes`,
        send: async (dependencies, idempotency) =>
          ofBooking(await hold(dependencies)({ ...wanted, minutes, idempotency })),
      };
    case 'join':
      return {
        text,
        send: async (dependencies, idempotency) =>
          settled(await joinWaitlist(dependencies)({ ...wanted, idempotency }), ({ answer }) => answer),
      };
  }
};

const CHANGES = {
  confirm: confirmHold,
  release: releaseHold,
  cancel: cancelBooking,
  approve: approveBooking,
  decline: declineBooking,
  'no-show': markNoShow,
  'undo no-show': undoNoShow,
  complete: completeBooking,
  'check in': checkIn,
} as const;

const changing = (
  random: SeededRandom,
  { town, actor }: Choices,
  verb: keyof typeof CHANGES | 'extend' | 'reschedule',
  { id }: Booking,
): Order => {
  const text = `${verb} ${town.nameOf(id)}`;
  if (verb === 'extend') {
    const minutes = random.pick(MINUTES);
    return {
      text: `${text} to ${minutes} minutes`,
      send: async (dependencies, idempotency) =>
        ofBooking(await extendHold(dependencies)({ actor, id, minutes, idempotency })),
    };
  }
  if (verb === 'reschedule') {
    const startTime = random.pick(DAY.starts);
    return {
      text: `${text} to ${DAY.textOf(startTime)}`,
      send: async (dependencies, idempotency) =>
        ofBooking(await rescheduleBooking(dependencies)({ actor, id, startTime, idempotency })),
    };
  }
  const change = CHANGES[verb];
  return {
    text,
    send: async (dependencies, idempotency) =>
      ofBooking(await change(dependencies)({ actor, id, idempotency })),
  };
};

/** Leaving twice is leaving once: it takes no key. */
const leaving = ({ town, actor }: Choices, { id }: WaitlistEntry): Order => ({
  text: `leave ${town.nameOf(id)}`,
  send: async (dependencies) => settled(await leaveWaitlist(dependencies)({ actor, id }), (entry) => entry),
});

const timeOff = (random: SeededRandom, { actor }: Choices): Order => {
  const startTime = random.pick(DAY.starts.slice(-3));
  const command = {
    actor,
    hostId: actor.userId,
    span: { startTime, endTime: startTime + 30 * MINUTE_MS },
    note: 'away',
  };
  return {
    text: `time off at ${DAY.textOf(startTime)}`,
    send: async (dependencies, idempotency) =>
      settled(await stateTimeOff(dependencies)({ ...command, idempotency }), ({ answer }) => ({
        id: answer.timeOff.id,
        revision: 1,
      })),
  };
};

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly kind: string } };

const settled = <T>(outcome: Outcome<T>, toldOf: (value: T) => Told): Settled => {
  if (!outcome.ok) return { ok: false, kind: outcome.error.kind };
  const { id, revision, status, startTime } = toldOf(outcome.value);
  return { ok: true, told: { id, revision, status, startTime } };
};

const ofBooking = (outcome: Outcome<{ readonly answer: Booking }>): Settled =>
  settled(outcome, ({ answer }) => answer);
