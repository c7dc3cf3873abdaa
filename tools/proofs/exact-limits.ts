import {
  book,
  HOUR_MS,
  MINUTE_MS,
  ok,
  rescheduleBooking,
  type Booking,
  type Clock,
  type EventType,
  type IdSource,
  type Result,
  type Store,
  type User,
  type ZoneTables,
} from '@slotkeeper/domain';
import { actorOf, aHost, anAvailability, anEventType, aUser, DEFAULT_NOW } from '@slotkeeper/domain/testing';

/** Stores that share their data, as processes do; attempts are spread over them. */
export interface Racing {
  readonly stores: readonly Store[];
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly zones: ZoneTables;
}

/** What was found wrong; nothing, where a limit is exact. */
export type Faults = readonly string[];

const ATTEMPTS = 100;
const PER_DAY = 5;
const SLOT_MINUTES = 10;
/** 2030-01-02 in New York goes from 05:00Z to 05:00Z: what counts there by the date of UTC counts two days. */
const DAY_STARTS = DEFAULT_NOW + 29 * HOUR_MS;
const TIME_ZONE = 'America/New_York';

const storeOf = ({ stores }: Racing, index: number): Store => stores[index % stores.length] as Store;

const addUser = async (racing: Racing, role: 'HOST' | 'USER'): Promise<User> => {
  const user = (role === 'HOST' ? aHost : aUser)({ id: racing.ids.next() });
  await storeOf(racing, 0).users.add(user, 'hash');
  return user;
};

/** A host that can be booked all that day, on these terms. */
const offerOf = async (racing: Racing, terms: Partial<EventType>): Promise<EventType> => {
  const host = await addUser(racing, 'HOST');
  const of = { hostId: host.id };
  const eventType = anEventType({
    ...of,
    id: racing.ids.next(),
    timeZone: TIME_ZONE,
    durationsMinutes: [SLOT_MINUTES],
    ...terms,
  });
  const availability = anAvailability({
    ...of,
    id: racing.ids.next(),
    startTime: DAY_STARTS,
    endTime: DAY_STARTS + 24 * HOUR_MS,
  });
  await storeOf(racing, 0).unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, ({ now }) =>
    ok({
      answer: null,
      availability: [availability],
      eventTypes: [eventType],
      events: [{ type: 'event-type.stated', calendarId: host.id, at: now, actor: actorOf(host), eventType }],
    }),
  );
  return eventType;
};

const slotStart = (index: number): number => DAY_STARTS + index * SLOT_MINUTES * MINUTE_MS;

const attempt = (
  racing: Racing,
  index: number,
  wanted: {
    readonly eventType: EventType;
    readonly booker: User;
    readonly slot: number;
    readonly attendees?: number;
  },
) =>
  book({ ...racing, ...storeOf(racing, index) })({
    actor: actorOf(wanted.booker),
    eventTypeId: wanted.eventType.id,
    startTime: slotStart(wanted.slot),
    attendees: wanted.attendees,
  });

type Attempted = PromiseSettledResult<Result<unknown, { readonly kind: string }>>;

const kindOf = (outcome: Attempted): string => {
  if (outcome.status === 'rejected') return `thrown: ${String(outcome.reason)}`;
  return outcome.value.ok ? 'ok' : outcome.value.error.kind;
};

const faultsOfDay = (outcomes: readonly Attempted[]): Faults => {
  const kinds = outcomes.map(kindOf);
  const accepted = kinds.filter((kind) => kind === 'ok').length;
  const others = kinds.filter((kind) => kind !== 'ok' && kind !== 'day_limit_reached');
  return [...(accepted === PER_DAY ? [] : [`${accepted} were accepted of ${PER_DAY}`]), ...new Set(others)];
};

/** A hundred at once want slots of one day of the host's, each another one; the day takes five. */
export const raceForADay = async (racing: Racing): Promise<Faults> => {
  const limits = [{ per: 'event-type', period: 'day', maxBookings: PER_DAY }] as const;
  const eventType = await offerOf(racing, { limits });
  const bookers = await Promise.all(Array.from({ length: 10 }, () => addUser(racing, 'USER')));
  const outcomes = await Promise.allSettled(
    Array.from({ length: ATTEMPTS }, (_, index) => {
      const booker = bookers[index % bookers.length] as User;
      return attempt(racing, index, { eventType, booker, slot: index });
    }),
  );
  return faultsOfDay(outcomes);
};

/** One booker wants a hundred slots at once, of two hosts by turns; whatever the host, five are allowed in a day. */
export const raceOfOneBooker = async (racing: Racing): Promise<Faults> => {
  const limits = [{ per: 'booker', period: 'day', maxBookings: PER_DAY }] as const;
  const offers = await Promise.all([offerOf(racing, { limits }), offerOf(racing, { limits })]);
  const booker = await addUser(racing, 'USER');
  const outcomes = await Promise.allSettled(
    Array.from({ length: ATTEMPTS }, (_, index) => {
      const eventType = offers[(index >> 1) % offers.length] as EventType;
      return attempt(racing, index, { eventType, booker, slot: index });
    }),
  );
  return faultsOfDay(outcomes);
};

const SEATS = 10;
const PARTIES = 200;

/**
 * Parties of one to four heads want seats of one session at once. Seats are only taken, so what is left only gets less:
 * that no refused party would fit when all is over means that none would have fitted at its turn. And what a refusal
 * tells to be left is what was left after some of the parties that were acknowledged, in the order in which they were.
 */
export const raceForSeats = async (racing: Racing): Promise<Faults> => {
  const eventType = await offerOf(racing, { seats: SEATS });
  const bookers = await Promise.all(Array.from({ length: 10 }, () => addUser(racing, 'USER')));
  const wanted = (index: number, attendees: number) => {
    const booker = bookers[index % bookers.length] as User;
    return attempt(racing, index, { eventType, booker, slot: 0, attendees });
  };
  // The session is there already, so that all of them want to join the same one.
  await wanted(0, 1);
  const sizes = Array.from({ length: PARTIES }, (_, index) => 1 + ((index * 7 + (index >> 3)) % 4));
  const outcomes = await Promise.allSettled(sizes.map((size, index) => wanted(index, size)));
  const { items } = await storeOf(racing, 1).queries.bookings(
    { hostId: eventType.hostId, status: 'confirmed' },
    { limit: 1_000 },
  );
  const events = await storeOf(racing, 1).queries.events(eventType.hostId, { afterVersion: 1, limit: 1_000 });
  const left = [SEATS];
  for (const { event } of events)
    if ('booking' in event) left.push((left.at(-1) ?? SEATS) - event.booking.attendees);
  const taken = items.reduce((sum, { attendees }) => sum + attendees, 0);
  const accepted = outcomes.filter((outcome) => kindOf(outcome) === 'ok').length;
  const faults: string[] = [];
  if (taken > SEATS) faults.push(`${taken} seats of ${SEATS} are taken`);
  if (accepted + 1 !== items.length)
    faults.push(`${accepted} were acknowledged, ${items.length - 1} are stored`);
  for (const [index, outcome] of outcomes.entries()) {
    const size = sizes[index] ?? 0;
    if (outcome.status === 'fulfilled' && outcome.value.ok) continue;
    const refusal = outcome.status === 'fulfilled' && !outcome.value.ok ? outcome.value.error : undefined;
    if (refusal?.kind !== 'seats_taken') faults.push(kindOf(outcome));
    else if (!left.includes(refusal.remaining)) faults.push(`never were ${refusal.remaining} seats left`);
    else if (refusal.remaining >= size) faults.push(`${size} would have fitted in ${refusal.remaining}`);
    if (SEATS - taken >= size) faults.push(`${size} would still fit in ${SEATS - taken}`);
  }
  return [...new Set(faults)];
};

/** The one booking that a day allows is moved about in that day by many at once, and never stands in its own way. */
export const raceOfMoves = async (racing: Racing): Promise<Faults> => {
  const limits = [
    { per: 'event-type', period: 'day', maxBookings: 1, maxMinutes: SLOT_MINUTES },
    { per: 'booker', period: 'day', maxBookings: 1 },
  ] as const;
  const eventType = await offerOf(racing, { limits });
  const booker = await addUser(racing, 'USER');
  const first = await attempt(racing, 0, { eventType, booker, slot: 0 });
  if (!first.ok) return [first.error.kind];
  const { id } = first.value.answer;
  const moves = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      rescheduleBooking({ ...racing, ...storeOf(racing, index) })({
        actor: actorOf(booker),
        id,
        startTime: slotStart(index + 1),
      }),
    ),
  );
  const second = await attempt(racing, 1, { eventType, booker, slot: 50 });
  const stored: Booking | undefined = await storeOf(racing, 1).queries.booking(id);
  return [
    ...moves.map(kindOf).filter((kind) => kind !== 'ok'),
    ...(stored?.revision === 21 ? [] : [`moved to revision ${stored?.revision ?? 0}`]),
    ...(!second.ok && second.error.kind === 'day_limit_reached' ? [] : ['a second booking is accepted']),
  ];
};
