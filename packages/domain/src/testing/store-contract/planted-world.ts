import type { Booking } from '../../booking/booking.js';
import { SCOPES } from '../../identity/scope.js';
import type { User, UserId } from '../../identity/user.js';
import { ANONYMOUS_CALLER } from '../../ports/kept-answers.js';
import { MAX_PAGE_LIMIT } from '../../ports/queries.js';
import type { IdempotencyKey } from '../../ports/unit-of-work.js';
import { aHost, aUser } from '../builders.js';
import { expectThat } from '../expectation.js';
import {
  addOrganisation,
  at,
  between,
  bookingOf,
  eventOfBooking,
  eventOfEventType,
  eventOfSchedule,
  eventOfTimeOff,
  EVERYTHING,
  eventTypeOf,
  keptFor,
  madeBooking,
  minutesOff,
  revised,
  scheduleOf,
  storeAvailability,
  storeWaitlist,
  timeOffOf,
  availabilityOf,
  waitlistEntryOf,
  write,
  type Stage,
} from './stage.js';
import { contentOf } from './stored-content.js';

/** Somebody of whom a store holds all that a store can hold of somebody. */
export interface PlantedPerson {
  readonly kind: 'host' | 'user' | 'guest';
  /** How plants name the person. */
  readonly mark: string;
  readonly user: User;
}

/** A text that was put somewhere, and whom it tells of: when one of them is erased, it must be nowhere. */
interface Plant {
  readonly text: string;
  readonly of: readonly PlantedPerson[];
}

/** A store full of people, each of whom has left texts wherever texts can be left. */
export interface PlantedWorld {
  readonly people: readonly PlantedPerson[];
  readonly plants: readonly Plant[];
  readonly bookings: readonly {
    readonly id: string;
    readonly host: PlantedPerson;
    readonly booker: PlantedPerson;
  }[];
  /** All that the ports give, as JSON. */
  readonly dump: () => Promise<string>;
}

export const identityOf = ({ mark }: PlantedPerson) => ({
  issuer: 'https://issuer.example',
  subject: `subject of ${mark}`,
});
export const tokenOf = ({ mark }: PlantedPerson): string => `token of ${mark}`;
export const apiKeyDigestOf = ({ mark }: PlantedPerson): string => `key of ${mark}`;
export const invitationDigestOf = ({ mark }: PlantedPerson): string => `invitation of ${mark}`;

/** Two hosts, two users and two guests, of which each has booked with each host. */
export const plantWorld = async (stage: Stage): Promise<PlantedWorld> => {
  const planting = new Planting(stage, await addOrganisation(stage).then(({ id }) => id));
  const hosts = [await planting.account('host', 'h1'), await planting.account('host', 'h2')];
  const users = [await planting.account('user', 'u1'), await planting.account('user', 'u2')];
  const guests = [await planting.guest('g1'), await planting.guest('g2')];
  for (const host of hosts) await planting.state(host);
  for (const host of hosts) {
    for (const [index, booker] of [...users, ...guests].entries())
      await planting.book(host, booker, 30 * index);
  }
  return planting.world([...hosts, ...users, ...guests]);
};

class Planting {
  readonly #stage: Stage;
  readonly #organisationId: string;
  readonly #plants: Plant[] = [];
  readonly #keys: IdempotencyKey[] = [];
  readonly #eventTypes: string[] = [];
  readonly #bookings: PlantedWorld['bookings'][number][] = [];

  constructor(stage: Stage, organisationId: string) {
    this.#stage = stage;
    this.#organisationId = organisationId;
  }

  #plant(what: string, ...of: readonly PlantedPerson[]): string {
    const text = `planted ${what} of ${of.map(({ mark }) => mark).join(' and ')}.`;
    this.#plants.push({ text, of });
    return text;
  }

  #key(callerId: UserId): IdempotencyKey {
    const key = { callerId, key: `key ${this.#keys.length}`, fingerprint: 'fingerprint' };
    this.#keys.push(key);
    return key;
  }

  async account(kind: 'host' | 'user', mark: string): Promise<PlantedPerson> {
    const { users, logins, apiKeys, invitations } = this.#stage.store;
    const id = this.#stage.ids.next();
    const build = kind === 'host' ? aHost : aUser;
    const email = `Planted.${mark}@Example.org`;
    const organisationId = this.#organisationId;
    const person = { kind, mark, user: build({ id, email, organisationId }) };
    const user = { ...person.user, name: this.#plant('name', person) };
    this.#plants.push({ text: email, of: [person] }, { text: email.toUpperCase(), of: [person] });
    const kept = keptFor(this.#key(ANONYMOUS_CALLER), this.#plant('opening', person));
    const passwordHash = this.#plant('hash', person);
    await users.add(user, passwordHash, {
      identity: identityOf(person),
      kept: { ...kept, about: id },
    });
    const login = { id: this.#stage.ids.next(), userId: id, createdAt: at(0), expiresAt: at(600) };
    await logins.begin({
      login,
      tokenDigest: tokenOf(person),
      provenBy: passwordHash,
      kept: { ...keptFor(this.#key(ANONYMOUS_CALLER), this.#plant('login', person)), about: id },
    });
    const name = this.#plant('key', person);
    const apiKey = { id: this.#stage.ids.next(), userId: id, name, scopes: SCOPES, createdAt: at(0) };
    await apiKeys.add({
      apiKey,
      digest: apiKeyDigestOf(person),
      limit: 1,
      now: at(0),
      kept: keptFor(this.#key(id), name),
    });
    const invitation = { id: this.#stage.ids.next(), role: user.role, createdAt: at(0), expiresAt: at(600) };
    await invitations.add(
      { ...invitation, email: email.toUpperCase(), organisationId },
      invitationDigestOf(person),
    );
    return { ...person, user };
  }

  async guest(mark: string): Promise<PlantedPerson> {
    const { users, invitations } = this.#stage.store;
    const id = this.#stage.ids.next();
    const email = `Planted.${mark}@Example.org`;
    const person = { kind: 'guest' as const, mark, user: aUser({ id, email }) };
    await users.admitGuest(id, this.#organisationId);
    this.#plants.push({ text: email, of: [person] }, { text: email.toUpperCase(), of: [person] });
    await invitations.add(
      {
        id: this.#stage.ids.next(),
        role: 'USER',
        organisationId: this.#organisationId,
        email: email.toUpperCase(),
        createdAt: at(0),
        expiresAt: at(600),
      },
      invitationDigestOf(person),
    );
    return person;
  }

  /** What a host states, in two revisions, one of which is withdrawn. */
  async state(host: PlantedPerson): Promise<void> {
    const { user } = host;
    const stage = this.#stage;
    const schedule = scheduleOf(stage, user, { name: this.#plant('hours', host) });
    const eventType = eventTypeOf(stage, user, { name: this.#plant('offer', host) });
    const renamed = { ...eventType, name: this.#plant('offer, renamed,', host), revision: 2 };
    const withdrawn = eventTypeOf(stage, user, { name: this.#plant('offer, withdrawn,', host) });
    const timeOff = timeOffOf(stage, user, minutesOff(600, 660), this.#plant('absence', host));
    this.#eventTypes.push(eventType.id, withdrawn.id);
    await storeAvailability(stage, user, [availabilityOf(stage, user, between(0, 300))]);
    await write(
      stage,
      [user.id],
      {
        answer: schedule,
        schedules: [schedule],
        timeOff: [timeOff],
        eventTypes: [eventType, withdrawn],
        events: [
          eventOfSchedule(schedule),
          eventOfTimeOff(timeOff),
          eventOfEventType(eventType),
          eventOfEventType(withdrawn),
        ],
      },
      this.#key(user.id),
    );
    await write(
      stage,
      [user.id],
      {
        answer: renamed,
        eventTypes: [renamed],
        withdrawnEventTypes: [withdrawn.id],
        events: [
          eventOfEventType(renamed, 'event-type.changed'),
          eventOfEventType(withdrawn, 'event-type.withdrawn'),
        ],
      },
      this.#key(user.id),
    );
  }

  /** One booking that stands and one that the host has cancelled, and a place in the waitlist. */
  async book(host: PlantedPerson, booker: PlantedPerson, minute: number): Promise<void> {
    const stage = this.#stage;
    const guest =
      booker.kind === 'guest'
        ? {
            name: this.#plant('guest', booker, host),
            email: booker.user.email,
            accessDigest: this.#plant('digest', booker, host),
          }
        : undefined;
    const range = between(minute, minute + 30);
    const standing = bookingOf(stage, host.user, booker.user, range, { guest });
    const cancelled = bookingOf(stage, host.user, booker.user, range, { guest, status: 'cancelled' });
    for (const booking of [cancelled, standing]) {
      this.#bookings.push({ id: booking.id, host, booker });
      const callerId = guest === undefined ? booker.user.id : ANONYMOUS_CALLER;
      await write(stage, [host.user.id], madeBooking(booking), this.#key(callerId));
    }
    const ending: Booking['ending'] = {
      by: 'HOST',
      note: this.#plant('note', booker, host),
      reason: this.#plant('why', booker, host),
    };
    const ended = revised(cancelled, { ending });
    await write(
      stage,
      [host.user.id],
      { answer: ended, bookings: [ended], events: [eventOfBooking(ended, 'booking.cancelled')] },
      this.#key(host.user.id),
    );
    await storeWaitlist(stage, host.user, [waitlistEntryOf(stage, host.user, booker.user, range)]);
  }

  world(people: readonly PlantedPerson[]): PlantedWorld {
    return {
      people,
      plants: this.#plants,
      bookings: this.#bookings,
      dump: async () => JSON.stringify([await this.#dumpOfPeople(people), await this.#dumpOfAnswers()]),
    };
  }

  async #dumpOfPeople(people: readonly PlantedPerson[]): Promise<unknown> {
    const { users, logins, apiKeys, invitations, queries } = this.#stage.store;
    const organisationId = this.#organisationId;
    const all: unknown[] = [await users.hosts({ limit: 50, organisationId })];
    for (const person of people) {
      const { id, email } = person.user;
      all.push(
        await users.byId(id),
        await users.credentials(email, organisationId),
        await users.byIdentity(identityOf(person)),
        await logins.byToken(tokenOf(person)),
        await apiKeys.of(id),
        await apiKeys.byDigest(apiKeyDigestOf(person)),
        await invitations.byDigest(invitationDigestOf(person)),
        await queries.calendar(id, EVERYTHING),
        await queries.bookings({ bookerId: id }, { limit: MAX_PAGE_LIMIT }),
        person.kind === 'host' ? await contentOf(this.#stage, id) : undefined,
      );
    }
    for (const { id } of this.#bookings) all.push(await queries.booking(id), await queries.history(id));
    for (const id of this.#eventTypes)
      for (const revision of [1, 2])
        all.push(await queries.eventType(id), await queries.eventTypeRevision(id, revision));
    return all;
  }

  async #dumpOfAnswers(): Promise<unknown> {
    const found = await Promise.all(this.#keys.map((key) => this.#stage.store.answers.find(key)));
    return found.map((kept) => kept && (JSON.parse(kept.answer) as unknown));
  }
}

/** Where plants are found, and where they are not, when these have been erased. @throws ExpectationFailed */
export const expectPlants = (
  { plants }: PlantedWorld,
  dumped: string,
  erased: readonly PlantedPerson[],
): void => {
  const gone = new Set(erased.map(({ mark }) => mark));
  for (const { text, of } of plants) {
    const isErased = of.some(({ mark }) => gone.has(mark));
    const isThere = dumped.includes(text);
    expectThat(isThere !== isErased, isErased ? `still found: ${text}` : `no longer found: ${text}`);
  }
};
