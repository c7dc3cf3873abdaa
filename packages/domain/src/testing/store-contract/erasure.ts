import type { Booking } from '../../booking/booking.js';
import { MAX_PAGE_LIMIT } from '../../ports/queries.js';
import { ok } from '../../result.js';
import { aHost, aUser } from '../builders.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  apiKeyDigestOf,
  expectPlants,
  identityOf,
  invitationDigestOf,
  plantWorld,
  tokenOf,
  type PlantedPerson,
  type PlantedWorld,
} from './planted-world.js';
import {
  addHost,
  addOrganisation,
  at,
  between,
  bookingOf,
  calendarOf,
  eventOfBooking,
  revised,
  storeBookings,
  type Stage,
} from './stage.js';
import { contentOf, type StoredContent } from './stored-content.js';

const WRITERS = 6;
const ROUNDS = 8;
const ERASED_AT = at(1_000);

const eraseEach = async (
  stage: Stage,
  kind: PlantedPerson['kind'],
  look: (world: PlantedWorld, erased: PlantedPerson) => Promise<void>,
): Promise<void> => {
  const world = await plantWorld(stage);
  const erased = world.people.find((person) => person.kind === kind);
  expectThat(erased !== undefined, `there is no ${kind}`);
  await look(world, erased);
};

const expectGone = (kind: PlantedPerson['kind']): ContractRule => ({
  name: `of a ${kind} that is erased nothing is found anywhere, and of everybody else everything`,
  check: (stage) =>
    eraseEach(stage, kind, async (world, erased) => {
      expectPlants(world, await world.dump(), []);
      expectEqual(await stage.store.users.erase(erased.user.id, ERASED_AT), true, 'an erasure');
      expectPlants(world, await world.dump(), [erased]);
      const { users, logins, apiKeys, invitations } = stage.store;
      expectEqual(await users.byId(erased.user.id), undefined, 'the account');
      expectEqual(await users.byIdentity(identityOf(erased)), undefined, 'the identity');
      expectEqual(await logins.byToken(tokenOf(erased)), undefined, 'the login');
      expectEqual(await apiKeys.byDigest(apiKeyDigestOf(erased)), undefined, 'the API key');
      expectEqual(await invitations.byDigest(invitationDigestOf(erased)), undefined, 'the invitation');
      for (const other of world.people) {
        if (other === erased || other.kind === 'guest') continue;
        expectThat((await logins.byToken(tokenOf(other))) !== undefined, 'another’s login has ended');
      }
      expectEqual(
        (await users.membership(erased.user.id)) !== undefined,
        true,
        'whether it is known where the id belongs',
      );
    }),
});

/** A booking as it is when one of its parties was erased. */
const bare = (booking: Booking): Booking => {
  const { guest: _, ending, ...rest } = booking;
  return { ...rest, ...(ending === undefined ? {} : { ending: { by: ending.by } }) };
};

const contentOfHosts = async (
  stage: Stage,
  { people }: PlantedWorld,
): Promise<ReadonlyMap<PlantedPerson, StoredContent>> => {
  const contents = new Map<PlantedPerson, StoredContent>();
  for (const person of people)
    if (person.kind === 'host') contents.set(person, await contentOf(stage, person.user.id));
  return contents;
};

const expectBare = (
  { bookings }: PlantedWorld,
  erased: PlantedPerson,
  before: StoredContent,
  after: StoredContent,
): void => {
  const touched = new Set(
    bookings.filter(({ host, booker }) => host === erased || booker === erased).map(({ id }) => id),
  );
  const expected = before.bookings.map((booking) => (touched.has(booking.id) ? bare(booking) : booking));
  expectEqual(after.bookings, expected, 'bookings');
  expectEqual(after.calendar.claims, before.calendar.claims, 'claims');
  const histories = before.histories.map((entries) =>
    entries.map(({ ending, ...entry }) => ({
      ...entry,
      ending: ending && touched.has(entry.bookingId) ? { by: ending.by } : ending,
    })),
  );
  expectEqual(after.histories, histories, 'histories');
  const told = ({ events }: StoredContent) =>
    events.map(({ version, event }) => {
      const { type, calendarId, at: when, actor } = event;
      const booking = 'booking' in event ? event.booking : undefined;
      return { version, type, calendarId, when, actor, booking: booking && bare(booking) };
    });
  expectEqual(told(after), told(before), 'events, but for what tells who it was');
};

const expectTimesKept = (kind: PlantedPerson['kind']): ContractRule => ({
  name: `where a ${kind} is erased, bookings keep their times, states and ids, and so do history and outbox`,
  check: (stage) =>
    eraseEach(stage, kind, async (world, erased) => {
      const before = await contentOfHosts(stage, world);
      const own = await stage.store.queries.calendar(erased.user.id, {});
      await stage.store.users.erase(erased.user.id, ERASED_AT);
      for (const [host, content] of await contentOfHosts(stage, world)) {
        const former = before.get(host);
        expectThat(former !== undefined, 'a host has come out of nothing');
        expectBare(world, erased, former, content);
        const isTouched = kind !== 'host' || host === erased;
        expectThat(
          content.calendar.version > former.calendar.version === isTouched,
          `the version of a calendar that ${isTouched ? 'is' : 'is not'} changed: ${content.calendar.version}`,
        );
        const { availability, schedules, timeOff, eventTypes, eventTypeRevisions } = content;
        const stated = { availability, schedules, timeOff, eventTypes, eventTypeRevisions };
        const { availability: a, schedules: s, timeOff: t, eventTypes: e, eventTypeRevisions: r } = former;
        expectEqual(
          stated,
          host === erased
            ? { availability: [], schedules: [], timeOff: [], eventTypes: [], eventTypeRevisions: [] }
            : { availability: a, schedules: s, timeOff: t, eventTypes: e, eventTypeRevisions: r },
          'what is stated',
        );
        for (const type of former.eventTypes) {
          const name = host === erased ? '' : type.name;
          expectEqual(
            await stage.store.queries.eventTypeRevision(type.id, type.revision),
            { ...type, name },
            'the terms that bookings were made on',
          );
        }
        const waiting = former.waitlist.map((entry) =>
          host === erased || entry.bookerId === erased.user.id
            ? { ...entry, status: 'left', revision: entry.revision + 1, updatedAt: ERASED_AT }
            : entry,
        );
        expectEqual(content.waitlist, waiting, 'who waits');
      }
      const after = await stage.store.queries.calendar(erased.user.id, {});
      expectThat(
        own !== undefined && after !== undefined && after.version > own.version,
        'the person’s own calendar is of the same version',
      );
    }),
});

/** Rules about persons who are taken away. */
export const ERASURE: readonly ContractRule[] = [
  expectGone('host'),
  expectGone('user'),
  expectGone('guest'),
  expectTimesKept('host'),
  expectTimesKept('user'),
  expectTimesKept('guest'),
  {
    name: 'the address and the identity of who was erased may have an account again',
    check: async (stage) => {
      const { users } = stage.store;
      const identity = { issuer: 'https://issuer.example', subject: 'ada' };
      const user = aUser({ id: stage.ids.next(), email: 'ada@example.org' });
      await users.add(user, 'hash', { identity });
      expectEqual(await users.erase(user.id, at(0)), true, 'an erasure');
      expectEqual(await users.credentials('ada@example.org'), undefined, 'by address');
      const again = { ...user, id: stage.ids.next() };
      expectEqual(await users.add(again, 'another hash', { identity }), ok(undefined), 'opened anew');
      expectEqual(await users.byIdentity(identity), again, 'by identity');
      expectEqual(await users.byId(user.id), undefined, 'by the former id');
    },
  },
  {
    name: 'of whom nothing is known nothing can be erased, and other organisations keep what they have',
    check: async (stage) => {
      const { users, invitations } = stage.store;
      const { id: organisationId } = await addOrganisation(stage);
      const email = 'ada@example.org';
      const user = aUser({ id: stage.ids.next(), email });
      const twin = aHost({ id: stage.ids.next(), email, organisationId });
      await users.add(user, 'hash');
      await users.add(twin, 'hash');
      const sent = { role: 'USER', email, createdAt: at(0), expiresAt: at(60) } as const;
      const foreign = { ...sent, id: stage.ids.next(), organisationId };
      await invitations.add({ ...sent, id: stage.ids.next() }, 'own');
      await invitations.add(foreign, 'foreign');
      expectEqual(await users.erase(stage.ids.next(), at(0)), false, 'nobody');
      expectEqual(await users.byId(user.id), user, 'somebody else');
      await users.erase(user.id, at(0));
      expectEqual(await users.byId(twin.id), twin, 'who has the same address elsewhere');
      expectEqual(await invitations.byDigest('own'), undefined, 'an invitation to the address');
      expectEqual(await invitations.byDigest('foreign'), foreign, 'another organisation’s invitation to it');
    },
  },
  {
    name: 'decisions at once with an erasure bring nothing back',
    check: async (stage) => {
      const { store } = stage;
      const host = await addHost(stage);
      for (let round = 0; round < ROUNDS; round += 1) {
        const id = stage.ids.next();
        await store.users.admitGuest(id);
        const guest = { name: `Guest ${round}`, email: `guest-${round}@example.org`, accessDigest: '00' };
        const range = between(round * 30, round * 30 + 30);
        const made = bookingOf(stage, host, aUser({ id }), range, { guest });
        await storeBookings(stage, host, [made]);
        const revise = () =>
          store.unitOfWork.decide<null, never>(
            { calendars: [host.id], reading: { bookingId: made.id } },
            ({ booking }) => {
              expectThat(booking !== undefined, 'the booking is gone');
              const next = revised(booking, {});
              return ok({ answer: null, bookings: [next], events: [eventOfBooking(next)] });
            },
          );
        const writing = Array.from({ length: WRITERS }, revise);
        // At another step of the decisions each time.
        for (let turn = 0; turn < round; turn += 1) await Promise.resolve();
        const erasing = store.users.erase(id, at(0));
        await Promise.all([...writing, ...Array.from({ length: WRITERS }, revise), erasing]);
        const found = JSON.stringify([
          await store.queries.booking(made.id),
          await store.queries.events(host.id, { afterVersion: 0, limit: MAX_PAGE_LIMIT }),
        ]);
        expectThat(!found.includes(guest.name), `still found: ${guest.name}`);
        expectEqual((await store.queries.booking(made.id))?.revision, 1 + 2 * WRITERS, 'revisions');
      }
    },
  },
  {
    name: 'after an erasure the events of a calendar go on, in order, up to its version',
    check: async (stage) => {
      const { queries, users } = stage.store;
      const host = await addHost(stage);
      for (let round = 0; round < 3; round += 1) {
        const id = stage.ids.next();
        await users.admitGuest(id);
        const guest = { name: 'Ada', email: 'ada@example.org', accessDigest: '00' };
        const [first, second] = [0, 30].map((from) =>
          bookingOf(stage, host, aUser({ id }), between(60 * round + from, 60 * round + from + 30), {
            guest,
          }),
        );
        expectThat(first !== undefined && second !== undefined, 'no bookings');
        await storeBookings(stage, host, [first]);
        await users.erase(id, at(0));
        await storeBookings(stage, host, [second]);
      }
      const all = await queries.events(host.id, { afterVersion: 0, limit: MAX_PAGE_LIMIT });
      const versions = all.map(({ version }) => version);
      expectEqual(versions.length, 6, 'events');
      expectThat(
        versions.every((version, index) => index === 0 || version > (versions[index - 1] ?? 0)),
        `versions do not rise: ${versions.join(' ')}`,
      );
      const { version: last } = await calendarOf(stage, host.id);
      expectEqual(versions.at(-1), last, 'the last version, and the calendar’s own');
      for (let after = 0; after <= last; after += 1)
        expectEqual(
          await queries.events(host.id, { afterVersion: after, limit: 2 }),
          all.filter(({ version }) => version > after).slice(0, 2),
          `events after version ${after}`,
        );
    },
  },
];
