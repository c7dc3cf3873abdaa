import {
  approveBooking,
  book,
  cancelBooking,
  confirmHold,
  hold,
  HOUR_MS,
  MINUTE_MS,
  ok,
  rescheduleBooking,
  SECOND_MS,
  sweepLapsed,
  type Booking,
  type IdempotencyKey,
  type IdSource,
  type Store,
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
import { blockedMinutes, standsAt } from './judge-by-minutes.js';

/** What may be done about one and the same time while a hold of it runs out. */
export const VERBS = ['create', 'hold', 'confirm', 'expire', 'cancel', 'reschedule', 'approve'] as const;
export type Verb = (typeof VERBS)[number];

/** Each pair of verbs, in both orders. */
export const PAIRS: readonly (readonly [Verb, Verb])[] = VERBS.flatMap((first) =>
  VERBS.map((second) => [first, second] as const),
);

/** These want the time for somebody; the others give it up. */
const TAKES: readonly Verb[] = ['create', 'hold', 'confirm', 'reschedule', 'approve'];

export interface Arena {
  readonly clock: ManualClock;
  readonly ids: IdSource;
  readonly zones: ZoneTables;
}

/**
 * One time that is held until a deadline which is a second away. Somebody asked for it before and was not approved in
 * time; somebody else has another time and would rather have this one.
 */
export interface Contest extends Arena {
  readonly hostId: string;
  /** A key is carried by `create` alone. */
  readonly verbs: Readonly<Record<Verb, (store: Store, idempotency?: IdempotencyKey) => Promise<Answer>>>;
  /** Who creates. */
  readonly creatorId: string;
  readonly start: number;
  readonly deadline: number;
}

/** `ok`, or why not, with the booking as it was acknowledged. */
export interface Answer {
  readonly kind: string;
  readonly booking?: Booking | undefined;
}

const SLOT = DEFAULT_NOW + 10 * HOUR_MS;
const HOLD_MINUTES = 10;

export const stageContest = async (store: Store, arena: Arena): Promise<Contest> => {
  const { clock, ids } = arena;
  clock.set(DEFAULT_NOW);
  const host = aHost({ id: ids.next() });
  const users = Array.from({ length: 4 }, () => aUser({ id: ids.next() }));
  for (const user of [host, ...users]) await store.users.add(user, 'hash');
  const [ada, bob, cleo, dora] = users.map(actorOf) as [Party, Party, Party, Party];
  const asHost = actorOf(host);
  const eventType = anEventType({ id: ids.next(), hostId: host.id });
  const onApproval = anEventType({ id: ids.next(), hostId: host.id, approvalMinutes: 1 });
  const availability = anAvailability({ id: ids.next(), hostId: host.id, startTime: SLOT });
  await store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, ({ now }) =>
    ok({
      answer: null,
      availability: [availability],
      eventTypes: [eventType, onApproval],
      events: [{ type: 'event-type.stated', calendarId: host.id, at: now, actor: asHost, eventType }],
    }),
  );
  const of = (each: Store) => ({ ...arena, ...each });
  const wanted = { eventTypeId: eventType.id, startTime: SLOT };
  const asked = await book(of(store))({ ...wanted, eventTypeId: onApproval.id, actor: dora });
  clock.advance(MINUTE_MS);
  await sweepLapsed(of(store))({ limit: 1_000 });
  const held = await hold(of(store))({ ...wanted, actor: ada, minutes: HOLD_MINUTES });
  const other = await book(of(store))({ ...wanted, startTime: SLOT + HOUR_MS, actor: bob });
  if (!asked.ok || !held.ok || !other.ok) throw new Error('the contest could not be staged');
  const [askedId, heldId, otherId] = [asked, held, other].map((each) => each.value.answer.id) as [
    string,
    string,
    string,
  ];
  const { deadline } = held.value.answer;
  if (deadline === undefined) throw new Error('a hold has a deadline');
  clock.set(deadline - SECOND_MS);
  return {
    ...arena,
    hostId: host.id,
    creatorId: cleo.userId,
    start: SLOT,
    deadline,
    verbs: {
      create: async (each, idempotency) =>
        answerOf(await book(of(each))({ ...wanted, actor: cleo, idempotency })),
      hold: async (each) => answerOf(await hold(of(each))({ ...wanted, actor: dora })),
      confirm: async (each) => answerOf(await confirmHold(of(each))({ actor: ada, id: heldId })),
      cancel: async (each) => answerOf(await cancelBooking(of(each))({ actor: ada, id: heldId })),
      reschedule: async (each) =>
        answerOf(await rescheduleBooking(of(each))({ actor: bob, id: otherId, startTime: SLOT })),
      approve: async (each) => answerOf(await approveBooking(of(each))({ actor: asHost, id: askedId })),
      expire: async (each) => ({ kind: `expired ${await sweepLapsed(of(each))({ limit: 1_000 })}` }),
    },
  };
};

type Party = ReturnType<typeof actorOf>;
type Placed =
  | { readonly ok: true; readonly value: { readonly answer: Booking } }
  | { readonly ok: false; readonly error: { readonly kind: string } };

const answerOf = (outcome: Placed): Answer =>
  outcome.ok ? { kind: 'ok', booking: outcome.value.answer } : { kind: outcome.error.kind };

/** What is there in the end: how it stands with each booking, in order of their making. */
export const standing = async ({ hostId }: Contest, store: Store): Promise<readonly string[]> => {
  const { items } = await store.queries.bookings({ hostId }, { limit: 100 });
  return items
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ status, startTime }) => `${status} at ${(startTime - SLOT) / MINUTE_MS}`);
};

/** What is wrong after one was done as the deadline passed, and the other after it. */
export const wrongs = async (
  contest: Contest,
  store: Store,
  pair: readonly [Verb, Verb],
  answers: readonly [Answer, Answer],
): Promise<readonly string[]> => {
  const found = await wrongsOfAnswers(contest, store, pair, answers);
  const owners = await ownersOf(contest, store);
  // Where both want it, and nobody gives it up, somebody has it.
  if (pair.every((verb) => TAKES.includes(verb)) && owners.length === 0)
    return [...found, 'nobody has the time'];
  return found;
};

const ownersOf = async ({ hostId, start, clock }: Contest, store: Store): Promise<readonly Booking[]> => {
  const { items } = await store.queries.bookings({ hostId }, { limit: 100 });
  const minute = start / MINUTE_MS;
  return items
    .filter((booking) => standsAt(booking, clock.now()))
    .filter((booking) => blockedMinutes(booking).from <= minute && minute < blockedMinutes(booking).to);
};

/** What is wrong in the end; nothing, where one has the time at most, and all that was acknowledged is true. */
export const wrongsOfAnswers = async (
  contest: Contest,
  store: Store,
  verbs: readonly Verb[],
  answers: readonly Answer[],
): Promise<readonly string[]> => {
  const owners = await ownersOf(contest, store);
  const found: string[] = [];
  if (owners.length > 1) found.push(`${owners.length} have the time`);
  for (const [index, { kind, booking }] of answers.entries()) {
    if (kind !== 'ok' || booking === undefined) continue;
    const entry = (await store.queries.history(booking.id)).find(
      ({ revision }) => revision === booking.revision,
    );
    if (entry?.status !== booking.status || entry.startTime !== booking.startTime)
      found.push(`the ${verbs[index]} that was acknowledged never was`);
    const isUndone = answers.some(
      ({ booking: other }) => other?.id === booking.id && other.revision > booking.revision,
    );
    const isOwner = owners.some(({ id, revision }) => id === booking.id && revision === booking.revision);
    if (TAKES.includes(verbs[index] as Verb) && !isUndone && !isOwner)
      found.push(`the ${verbs[index]} that was acknowledged does not hold`);
  }
  return found;
};
