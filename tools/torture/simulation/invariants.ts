import {
  isBookingEvent,
  type Booking,
  type BookingHistoryEntry,
  type DomainEvent,
  type Instant,
  type OutboxEntry,
  type Store,
  type WaitlistEntry,
} from '@slotkeeper/domain';
import { doubleBookings } from '@slotkeeper/domain/testing';
import { isDeepStrictEqual } from 'node:util';
import { standsAt } from '../../proofs/judge-by-minutes.js';
import type { Told } from './choose-order.js';
import { SEATS_OF_A_CLASS, VISITS_A_DAY, type Town } from './stage-town.js';

/** So many holds a user may have. */
export const MOST_HOLDS = 1;

/** What a client was told. */
export interface Acknowledgement {
  readonly by: string;
  readonly told: Told;
}

/** Whom to believe what. */
export interface Witness {
  readonly town: Town;
  readonly now: Instant;
  readonly acknowledged: readonly Acknowledgement[];
  /** How many orders of a client have no answer yet. */
  readonly undecided: (clientId: string) => number;
}

/** All that is kept of one host's calendar. */
interface Kept {
  readonly version: number;
  readonly bookings: readonly Booking[];
  readonly histories: ReadonlyMap<string, readonly BookingHistoryEntry[]>;
  readonly outbox: readonly OutboxEntry[];
  readonly waitlist: readonly WaitlistEntry[];
}

const ALL = { limit: 200 };
const MOST_EVENTS = 100_000;

/** What is wrong with what a store keeps, in words; empty where nothing is. */
export const breachesOf = async (queries: Store['queries'], witness: Witness): Promise<readonly string[]> => {
  const kept = await Promise.all(witness.town.hosts.map(({ userId }) => keptOf(queries, userId)));
  const all = kept.flatMap(({ bookings }) => bookings);
  return [
    ...kept.flatMap((calendar) => [
      ...overlaps(calendar),
      ...overfilled(calendar, witness),
      ...incompleteHistories(calendar),
      ...outboxBreaches(calendar),
    ]),
    ...tooManyHolds(all, witness),
    ...lostAcknowledgements(kept, witness),
    ...unexplained(kept, witness),
  ];
};

const keptOf = async (queries: Store['queries'], hostId: string): Promise<Kept> => {
  const [state, { items: bookings }, outbox, { items: waitlist }] = await Promise.all([
    queries.calendar(hostId, {}),
    queries.bookings({ hostId }, ALL),
    queries.events(hostId, { afterVersion: 0, limit: MOST_EVENTS }),
    queries.waitlist({ hostId }, ALL),
  ]);
  const histories = new Map<string, readonly BookingHistoryEntry[]>();
  for (const { id } of bookings) histories.set(id, await queries.history(id));
  return { version: state?.version ?? 0, bookings, histories, outbox, waitlist };
};

const overlaps = ({ bookings }: Kept): readonly string[] =>
  doubleBookings(bookings).map(([a, b]) => `${a.id} and ${b.id} block the same time`);

const overfilled = ({ bookings }: Kept, { town, now }: Witness): readonly string[] => {
  const standing = bookings.filter((booking) => standsAt(booking, now));
  return town.offers.flatMap(({ name, eventTypeId }) => {
    if (eventTypeId === undefined) return [];
    const booked = standing.filter(({ eventType }) => eventType?.id === eventTypeId);
    if (name === 'visit' && booked.length > VISITS_A_DAY) return [`${booked.length} visits on one day`];
    const heads = new Map<number, number>();
    for (const { startTime, attendees } of booked)
      heads.set(startTime, (heads.get(startTime) ?? 0) + attendees);
    return [...heads.values()].some((sum) => sum > SEATS_OF_A_CLASS)
      ? ['a class has more heads than seats']
      : [];
  });
};

const tooManyHolds = (bookings: readonly Booking[], { town, now }: Witness): readonly string[] =>
  town.users.flatMap(({ id }) => {
    const holds = bookings.filter(
      (booking) =>
        booking.bookerId === id &&
        booking.status === 'held' &&
        booking.waitlistEntryId === undefined &&
        standsAt(booking, now),
    );
    return holds.length > MOST_HOLDS ? [`${id} has ${holds.length} holds`] : [];
  });

/** Each booking has a line for each of its revisions, and is what the last one says. */
const incompleteHistories = ({ bookings, histories }: Kept): readonly string[] =>
  bookings.flatMap(({ id, revision, status, startTime, endTime }) => {
    const lines = histories.get(id) ?? [];
    const isComplete = lines.length === revision && lines.every((line, index) => line.revision === index + 1);
    const last = lines.at(-1);
    const isLast = last?.status === status && last.startTime === startTime && last.endTime === endTime;
    return isComplete && isLast ? [] : [`the history of ${id} is not that of its ${revision} revisions`];
  });

/** The outbox has each version once, tells of each booking what its history does, and last what is kept. */
const outboxBreaches = ({ version, bookings, histories, outbox, waitlist }: Kept): readonly string[] => {
  const breaches: string[] = [];
  if (outbox.length !== version || outbox.some((entry, index) => entry.version !== index + 1))
    breaches.push(`an outbox of ${outbox.length} at version ${version} has a gap`);
  const events = outbox.map(({ event }) => event);
  for (const booking of bookings) {
    const told = events.filter(isBookingEvent).filter((event) => event.booking.id === booking.id);
    const lines = told.map((event) => [
      event.booking.revision,
      event.type,
      event.at,
      event.actor,
      event.booking.status,
    ]);
    const history = (histories.get(booking.id) ?? []).map(({ revision, type, at, actor, status }) => [
      revision,
      type,
      at,
      actor,
      status,
    ]);
    if (!isDeepStrictEqual(lines, history))
      breaches.push(`the outbox and the history of ${booking.id} differ`);
    if (!isDeepStrictEqual(told.at(-1)?.booking, booking))
      breaches.push(`${booking.id} is not as the outbox tells`);
  }
  for (const entry of waitlist) {
    const last = events.findLast((event) => 'waitlistEntry' in event && event.waitlistEntry.id === entry.id);
    if (last === undefined || !('waitlistEntry' in last) || !isDeepStrictEqual(last.waitlistEntry, entry))
      breaches.push(`${entry.id} is not as the outbox tells`);
  }
  const known = new Set(bookings.map(({ id }) => id));
  if (events.filter(isBookingEvent).some(({ booking }) => !known.has(booking.id)))
    breaches.push('the outbox tells of a booking that is not there');
  return breaches;
};

const markOf = ({ id, revision, status, startTime }: Told): string =>
  `${id} ${revision} ${status} ${startTime}`;

/** What an event says that there is. */
const toldBy = (event: DomainEvent): Told | undefined => {
  if ('booking' in event) return event.booking;
  if ('waitlistEntry' in event) return event.waitlistEntry;
  return 'timeOff' in event ? { id: event.timeOff.id, revision: 1 } : undefined;
};

/** Whatever was acknowledged is there, or was until the next revision. */
const lostAcknowledgements = (kept: readonly Kept[], { acknowledged }: Witness): readonly string[] => {
  const written = new Set(
    kept.flatMap(({ outbox }) => outbox.flatMap(({ event }) => toldBy(event) ?? [])).map(markOf),
  );
  return acknowledged
    .filter(({ told }) => !written.has(markOf(told)))
    .map(({ told }) => `${markOf(told)} was acknowledged and is not there`);
};

/** Whatever a client has done it was told, but for what it has no answer to: nothing is done twice, or in spite of a refusal. */
const unexplained = (
  kept: readonly Kept[],
  { acknowledged, undecided, town }: Witness,
): readonly string[] => {
  const events = kept.flatMap(({ outbox }) => outbox.map(({ event }) => event));
  return [...town.hosts, ...town.users.map(({ actor }) => actor)].flatMap(({ userId }) => {
    const told = new Set(acknowledged.filter(({ by }) => by === userId).map((each) => markOf(each.told)));
    const untold = events
      .filter(({ actor }) => actor.role !== 'SYSTEM' && actor.userId === userId)
      .flatMap((event) => toldBy(event) ?? [])
      .map(markOf)
      .filter((mark) => !told.has(mark));
    return untold.length > undecided(userId) ? [`${userId} was never told of ${untold.join(' and ')}`] : [];
  });
};
