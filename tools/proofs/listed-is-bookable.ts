import {
  book,
  err,
  explainSlot,
  listSlots,
  type Actor,
  type Clock,
  type Decision,
  type DecisionRequest,
  type Evaluator,
  type EventType,
  type IdSource,
  type PolicyRefusal,
  type Slot,
  type Store,
  type UnitOfWork,
  type ZoneTables,
} from '@slotkeeper/domain';
import { actorOf } from '@slotkeeper/domain/testing';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { judgeByMinutes, type MinuteJudge, type PlainWish, type Reason } from './judge-by-minutes.js';
import { instantOf, minuteOf, type Minute } from './open-minutes.js';
import { sceneStretch, type World } from './worlds.js';

/** What somebody looks at, and which of the times near what is listed they try. */
export interface Inquiry {
  readonly who: 'ada' | 'bob' | 'host' | 'anybody';
  readonly of: 'nothing' | 'first' | 'second';
  readonly attendees: number;
  /** Fractions of the list, and by how many minutes, and how much longer, what is tried differs from what is there. */
  readonly tries: readonly { readonly at: number; readonly shift: number; readonly longer: number }[];
  /** Which of the listed slots are really booked, one after the other. */
  readonly booked: readonly number[];
}

export const inquiries: fc.Arbitrary<Inquiry> = fc.record({
  who: fc.constantFrom('ada', 'bob', 'ada', 'bob', 'host', 'anybody'),
  of: fc.constantFrom('nothing', 'first', 'first', 'first', 'second'),
  attendees: fc.constantFrom(1, 1, 1, 2, 3),
  tries: fc.array(
    fc.record({
      at: fc.nat({ max: 999 }),
      shift: fc.constantFrom(0, 0, 0, 0, 1, -1, 15, -15, 30, 60, 720),
      longer: fc.constantFrom(0, 0, 0, 0, 30, -15, 1),
    }),
    { minLength: 10, maxLength: 20 },
  ),
  booked: fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 2 }),
});

export interface Proving extends Store {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly zones: ZoneTables;
  /** By what is listed, where that is not what the others go by: the fault that the law is about. */
  readonly listingEvaluator?: Evaluator | undefined;
}

/** What the cases that were made up have reached: laws that hold of nothing say nothing. */
export interface Reached {
  listed: number;
  refused: number;
  joined: number;
  booked: number;
  alternatives: number;
  readonly kinds: Set<PolicyRefusal['kind']>;
}

export const nothingReached = (): Reached => ({
  listed: 0,
  refused: 0,
  joined: 0,
  booked: 0,
  alternatives: 0,
  kinds: new Set(),
});

const KINDS = 16;

/** What cases so many have reached too little of: each refusal that there is, and enough of all else. */
export const missedBy = ({ kinds, ...reached }: Reached, cases: number): readonly string[] => {
  const wanted = { listed: 1, refused: 1, booked: 0.1, alternatives: 0.1, joined: 0.005 } as const;
  const names = ['listed', 'refused', 'booked', 'alternatives', 'joined'] as const;
  return [
    ...(kinds.size === KINDS ? [] : [`kinds: ${[...kinds].join(', ')}`]),
    ...names.filter((name) => reached[name] < cases * wanted[name]),
  ];
};

export class LawBroken extends Error {
  override readonly name = 'LawBroken';
}

const demand = (holds: boolean, law: string, shown: unknown): void => {
  if (!holds) throw new LawBroken(`${law}: ${JSON.stringify(shown, null, 1)}`);
};

/**
 * Holds a store, with a world in it, to the law: a slot is listed if and only if a booking of it succeeds, and if and
 * only if there is no reason against it; and the reasons are those that an oracle finds, each policy by itself.
 * @throws LawBroken
 */
export const holdToLaw = async (
  proving: Proving,
  world: World,
  inquiry: Inquiry,
  reached: Reached,
): Promise<void> => {
  const asking = askingOf(world, inquiry);
  const lengths = asking.eventType?.durationsMinutes ?? [undefined];
  for (const [index, durationMinutes] of lengths.entries()) {
    const listed = await listedFor(proving, world, asking, durationMinutes);
    reached.listed += listed.length;
    const { oracle } = asking;
    const { from, to } = sceneStretch(world.scene);
    const expected =
      durationMinutes === undefined
        ? oracle.lengths.flatMap((minutes) => oracle.judge.starts({ from, to }, minutes).map(slotOf(minutes)))
        : oracle.judge.starts({ from, to }, durationMinutes).map(slotOf(durationMinutes));
    demand(
      sameSlots(listed, expected),
      'the slots that are listed are those against which an oracle finds no reason',
      { listed, expected, wish: asking.wishToList },
    );
    const perLength = Math.ceil(inquiry.tries.length / lengths.length);
    const tries = inquiry.tries.slice(index * perLength, (index + 1) * perLength);
    const around = candidatesNear(world, listed, durationMinutes ?? oracle.lengths[0] ?? 30, tries);
    const keys = new Set(listed.map(keyOf));
    await Promise.all(
      around.map(async ({ slot, isExpected }) => {
        const isListed = keys.has(keyOf(slot));
        await tryTime(proving, asking, slot, isExpected ? isListed : undefined, reached);
      }),
    );
  }
  for (const pick of asking.actor === undefined ? [] : inquiry.booked)
    await bookOneListed(proving, world, asking, pick, reached);
};

interface Asking {
  readonly target: { readonly hostId: string } | { readonly eventTypeId: string };
  readonly eventType: EventType | undefined;
  readonly actor: Actor | undefined;
  /** For whom a host books. */
  readonly bookerId: string | undefined;
  readonly attendees: number;
  readonly wishToList: PlainWish;
  readonly wishToBook: PlainWish;
  readonly oracle: Oracle;
  /** For whoever is booked for: the same, unless a host books. */
  readonly oracleOfBooking: Oracle;
}

interface Oracle {
  readonly judge: MinuteJudge;
  readonly lengths: readonly number[];
}

const askingOf = (world: World, { who, of, attendees }: Inquiry): Asking => {
  const eventType = of === 'nothing' ? undefined : world.eventTypes[of === 'first' ? 0 : 1];
  const user = who === 'anybody' ? undefined : world[who];
  const asHost = who === 'host';
  const bookerId = asHost ? world.bob.id : undefined;
  const wishToList: PlainWish = {
    eventType,
    bookerId: user?.role === 'USER' ? user.id : undefined,
    attendees,
    asHost,
  };
  const wishToBook = { ...wishToList, bookerId: bookerId ?? wishToList.bookerId };
  const oracle = oracleOf(world, wishToList);
  return {
    target: eventType === undefined ? { hostId: world.host.id } : { eventTypeId: eventType.id },
    eventType,
    actor: user && actorOf(user),
    bookerId,
    attendees,
    wishToList,
    wishToBook,
    oracle,
    oracleOfBooking: asHost ? oracleOf(world, wishToBook) : oracle,
  };
};

const oracleOf = (
  { scene, host, schedules, availability, timeOff, bookings }: World,
  wish: PlainWish,
): Oracle => {
  const time = { now: scene.now, hostId: host.id, schedules, availability, timeOff, bookings };
  const slotDurations = new Set(availability.map(({ slotDuration }) => slotDuration));
  const standard = schedules.find(({ isDefault }) => isDefault)?.slotDuration;
  if (standard !== undefined) slotDurations.add(standard);
  return {
    judge: judgeByMinutes(time, wish, widened(sceneStretch(scene))),
    lengths: wish.eventType?.durationsMinutes ?? [...slotDurations].sort((a, b) => a - b),
  };
};

/** What is tried may lie somewhat before or after what is listed. */
const widened = ({ from, to }: { readonly from: Minute; readonly to: Minute }) => ({
  from: from - 1_440,
  to: to + 1_440,
});

const listedFor = async (
  { listingEvaluator, ...proving }: Proving,
  { scene }: World,
  { target, actor, attendees }: Asking,
  durationMinutes: number | undefined,
): Promise<readonly Slot[]> => {
  const { from, to } = sceneStretch(scene);
  const listed = await listSlots({ ...proving, evaluator: listingEvaluator })({
    ...target,
    from: instantOf(from),
    to: instantOf(to),
    durationMinutes,
    actor,
    attendees,
    limit: 1_000,
  });
  if (!listed.ok) throw new LawBroken(`a listing is refused: ${JSON.stringify(listed.error)}`);
  return listed.value.items;
};

const slotOf =
  (minutes: number) =>
  (start: Minute): Slot => ({ startTime: instantOf(start), endTime: instantOf(start + minutes) });

const keyOf = ({ startTime, endTime }: Slot): string => `${startTime}/${endTime}`;

const sameSlots = (a: readonly Slot[], b: readonly Slot[]): boolean =>
  a.length === b.length && new Set([...a, ...b].map(keyOf)).size === a.length;

interface Candidate {
  readonly slot: Slot;
  /** Whether the listing would name it if it could be booked: it is of the length, and in the range, asked for. */
  readonly isExpected: boolean;
}

/** Listed slots, times of bookings, and times anywhere, as they are or a little off. */
const candidatesNear = (
  { scene, bookings }: World,
  listed: readonly Slot[],
  minutes: number,
  tries: Inquiry['tries'],
): readonly Candidate[] => {
  const { from, to } = sceneStretch(scene);
  return tries.map(({ at, shift, longer }, index) => {
    const anchors = index % 3 === 0 ? bookings : index % 3 === 1 ? listed : [];
    const anchor = anchors[at % Math.max(1, anchors.length)];
    const start = (anchor === undefined ? from + (at % 96) * 30 : minuteOf(anchor.startTime)) + shift;
    const length = Math.max(1, minutes + longer);
    return {
      slot: { startTime: instantOf(start), endTime: instantOf(start + length) },
      isExpected: length === minutes && start >= from && start < to,
    };
  });
};

/** Explains a time and books it without writing, and holds both to the oracle. */
const tryTime = async (
  proving: Proving,
  asking: Asking,
  slot: Slot,
  isListed: boolean | undefined,
  reached: Reached,
): Promise<void> => {
  const { target, actor, eventType, attendees, wishToBook, oracle, oracleOfBooking } = asking;
  const shown = { slot, wish: wishToBook };
  const start = minuteOf(slot.startTime);
  const end = minuteOf(slot.endTime);
  const explained = await explainSlot(proving)({ ...target, ...slot, attendees, actor });
  if (!explained.ok) throw new LawBroken(`an explanation is refused: ${JSON.stringify(explained.error)}`);
  const { refusals } = explained.value;
  const found = oracle.judge.reasons(start, end);
  demand(sameReasons(refusals, found), 'what is explained is what an oracle finds', {
    ...shown,
    refusals,
    found,
  });
  for (const { kind } of refusals) reached.kinds.add(kind);
  if (isListed !== undefined && (eventType !== undefined || refusals.length > 0))
    demand(isListed === (refusals.length === 0), 'a slot is listed iff nothing is to be said against it', {
      ...shown,
      refusals,
    });
  if (actor === undefined) return;
  const outcome = await bookWithoutWriting(proving, asking, slot);
  const [first] = oracle === oracleOfBooking ? refusals : oracleOfBooking.judge.reasons(start, end);
  demand(outcome === (first?.kind ?? 'booked'), 'a booking gets the first of the reasons, or the time', {
    ...shown,
    outcome,
    first,
  });
  if (outcome !== 'booked') reached.refused += 1;
};

/** The same, whatever stretch is told to be busy. */
const sameReasons = (refusals: readonly PolicyRefusal[], found: readonly Reason[]): boolean =>
  JSON.stringify(refusals.map(withoutBusy)) === JSON.stringify(found.map(sorted));

const withoutBusy = (refusal: PolicyRefusal): unknown => {
  const { busy: _, ...rest } = refusal as PolicyRefusal & { readonly busy?: unknown };
  return sorted(rest);
};

const sorted = (reason: object): unknown =>
  Object.fromEntries(Object.entries(reason).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** A booking up to the moment at which it would be written: what comes of it. */
const bookWithoutWriting = async (
  proving: Proving,
  { target, actor, bookerId, attendees }: Asking,
  slot: Slot,
): Promise<string> => {
  if (actor === undefined) throw new RangeError('somebody books');
  const outcome = await book({
    ...proving,
    unitOfWork: unwritten(proving.unitOfWork),
    queries: { ...proving.queries, calendar: () => Promise.resolve(undefined) },
  })({ ...target, ...slot, actor, bookerId, attendees });
  return outcome.ok ? 'booked' : outcome.error.kind;
};

interface WouldBeWritten {
  readonly kind: 'booked';
}

/** Decides as the store does, and writes nothing. */
const unwritten = (unitOfWork: UnitOfWork): UnitOfWork => ({
  decide: <T, R>(request: DecisionRequest, decision: Decision<T, R>) =>
    unitOfWork.decide<T, R>(request, (locked) => {
      const outcome = decision(locked);
      return outcome.ok ? err({ kind: 'booked' } satisfies WouldBeWritten as R) : outcome;
    }),
});

/** Books one of the slots that are listed by now, to the end; a rival for it is refused, and told of others. */
const bookOneListed = async (
  proving: Proving,
  world: World,
  asking: Asking,
  pick: number,
  reached: Reached,
): Promise<void> => {
  const { target, actor, bookerId, attendees, eventType, wishToBook, wishToList } = asking;
  if (actor === undefined) return;
  const listed = await listedFor(proving, world, asking, eventType?.durationsMinutes[0]);
  // Sessions that somebody is in are what is hardest to be right about.
  const begun = new Set(world.bookings.filter(({ session }) => session !== undefined).map(keyOf));
  const joinable = listed.filter((slot) => begun.has(keyOf(slot)));
  const choice = joinable.length > 0 ? joinable : listed;
  const slot = choice[pick % Math.max(1, choice.length)];
  if (slot === undefined) return;
  const command = { ...target, ...slot, actor, bookerId, attendees };
  const outcome = await book(proving)(command);
  const isSameWish = wishToBook.bookerId === wishToList.bookerId;
  if (!outcome.ok) {
    demand(!isSameWish && isOfBooker(outcome.error), 'a slot that is listed books', {
      slot,
      wish: wishToBook,
      refusal: outcome.error,
    });
    return;
  }
  const booking = outcome.value.answer;
  reached.booked += 1;
  if (booking.session !== undefined && booking.session.id !== booking.id) reached.joined += 1;
  const stored = await proving.queries.booking(booking.id);
  demand(isDeepStrictEqual(stored, booking), 'what is booked is stored', {
    booking,
    stored,
  });
  const again = await book(proving)(command);
  if (again.ok) return;
  if (!('alternatives' in again.error))
    throw new LawBroken(`no alternatives: ${JSON.stringify(again.error)}`);
  for (const alternative of again.error.alternatives ?? []) {
    const tried = await bookWithoutWriting(proving, asking, alternative);
    demand(tried === 'booked', 'an alternative books', { alternative, tried, wish: wishToBook });
    reached.alternatives += 1;
  }
};

/** A host that lists does not say for whom; what is limited per booker comes up when it books. */
const isOfBooker = (error: { readonly kind: string }): boolean =>
  error.kind === 'booker_busy' || ('per' in error && String(error.per).startsWith('booker'));
