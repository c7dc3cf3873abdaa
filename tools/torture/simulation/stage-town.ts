import {
  HOUR_MS,
  MINUTE_MS,
  ok,
  type Actor,
  type EventType,
  type IdSource,
  type Store,
} from '@slotkeeper/domain';
import { actorOf, aHost, anAvailability, anEventType, aUser, DEFAULT_NOW } from '@slotkeeper/domain/testing';

const OPENS = DEFAULT_NOW + 10 * HOUR_MS;
const SLOT_MS = 30 * MINUTE_MS;
const SLOTS = 6;

/** The one day on which everything takes place. */
export const DAY = {
  /** Its first bookings have begun before its simulation ends. */
  begins: OPENS - 10 * MINUTE_MS,
  starts: Array.from({ length: SLOTS }, (_, slot) => OPENS + slot * SLOT_MS),
  textOf: (instant: number): string => new Date(instant).toISOString().slice(11, 16),
} as const;

export const VISITS_A_DAY = 1;
export const SEATS_OF_A_CLASS = 2;

/** What can be booked. */
interface Offer {
  readonly name: 'slot' | 'visit' | 'class' | 'audience';
  readonly hostId: string;
  readonly eventTypeId?: string;
}

/** Two hosts and their users, on a store. */
export interface Town {
  readonly hosts: readonly Actor[];
  readonly users: readonly { readonly id: string; readonly actor: Actor }[];
  readonly offers: readonly Offer[];
  /** The short name of whatever has an id. */
  readonly nameOf: (id: string) => string;
}

const HOSTS = 2;
const USERS = 4;

/**
 * Each host is available from 10:00 to 13:00 and offers slots; visits that keep a quarter of an hour free behind them, of
 * which there are few a day; seats in classes; and audiences, which it must approve.
 */
export const stageTown = async ({ users, unitOfWork }: Store, ids: IdSource): Promise<Town> => {
  const hosts = Array.from({ length: HOSTS }, () => aHost({ id: ids.next() }));
  const bookers = Array.from({ length: USERS }, () => aUser({ id: ids.next() }));
  for (const user of [...hosts, ...bookers]) await users.add(user, 'hash');
  const offers: Offer[] = [];
  for (const { id: hostId } of hosts) {
    const typeOf = (terms: Partial<EventType>): EventType =>
      anEventType({ id: ids.next(), hostId, ...terms });
    const limits = [{ per: 'event-type', period: 'day', maxBookings: VISITS_A_DAY }] as const;
    const visit = typeOf({ name: 'visit', bufferAfterMinutes: 15, limits });
    const seat = typeOf({ name: 'class', seats: SEATS_OF_A_CLASS });
    const audience = typeOf({ name: 'audience', approvalMinutes: 15 });
    const endTime = OPENS + SLOTS * SLOT_MS;
    const availability = anAvailability({ id: ids.next(), hostId, startTime: OPENS, endTime });
    await unitOfWork.decide<null, never>({ calendars: [hostId], reading: {} }, ({ now: at }) =>
      ok({
        answer: null,
        availability: [availability],
        eventTypes: [visit, seat, audience],
        events: [
          {
            type: 'availability.stated',
            calendarId: hostId,
            at,
            actor: { userId: hostId, role: 'HOST' },
            availability,
          },
        ],
      }),
    );
    offers.push({ name: 'slot', hostId });
    // Few of them may be booked, so they are asked for often.
    for (const { id: eventTypeId, name } of [visit, visit, seat, seat, audience])
      offers.push({ name: name as Offer['name'], hostId, eventTypeId });
  }
  // Ids count upwards in base 16.
  const numberOf = (id: string): number => Number.parseInt(id.slice(-12), 16);
  return {
    hosts: hosts.map(actorOf),
    users: bookers.map((user) => ({ id: user.id, actor: actorOf(user) })),
    offers,
    nameOf: (id) => `#${numberOf(id)}`,
  };
};
