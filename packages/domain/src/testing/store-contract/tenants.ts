import type { Booking } from '../../booking/booking.js';
import type { OrganisationId } from '../../identity/organisation.js';
import type { User } from '../../identity/user.js';
import type { Queries } from '../../ports/queries.js';
import { storesByOrganisation, type TenantPorts } from '../../ports/store-of-organisation.js';
import { err } from '../../result.js';
import { aHost, aUser } from '../builders.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addBooker,
  addHost,
  addOrganisation,
  ALWAYS,
  at,
  availabilityOf,
  between,
  bookingOf,
  calendarOf,
  emptyCalendar,
  EVERYTHING,
  eventTypeOf,
  minutesOff,
  scheduleOf,
  seenUnderLock,
  storeAvailability,
  storeBookings,
  storeEventTypes,
  storeSchedules,
  storeTimeOff,
  storeWaitlist,
  timeOffOf,
  waitlistEntryOf,
  type Stage,
} from './stage.js';

const ADDRESS = 'same@example.org';

/** One organisation with something of everything in it. */
interface Tenancy {
  readonly organisationId: OrganisationId | undefined;
  readonly host: User;
  readonly booker: User;
  /** Everything that a query can ask for in it, by name. */
  readonly asked: Readonly<Record<string, (queries: Queries) => Promise<unknown>>>;
  readonly booking: Booking;
  readonly readings: {
    readonly availabilityId: string;
    readonly timeOffId: string;
    readonly waitlistEntryId: string;
  };
}

const fill = async (stage: Stage, organisationId: OrganisationId | undefined): Promise<Tenancy> => {
  const own = organisationId === undefined ? {} : { organisationId };
  const host = await addHost(stage, own);
  const booker = await addBooker(stage, own);
  const deadline = at(-5);
  const booking = bookingOf(stage, host, booker, between(0, 30), { status: 'held', deadline });
  const availability = availabilityOf(stage, host, between(0, 60));
  const schedule = scheduleOf(stage, host);
  const timeOff = timeOffOf(stage, host, minutesOff(60, 90));
  const eventType = eventTypeOf(stage, host);
  const entry = waitlistEntryOf(stage, host, booker, between(0, 30));
  await storeBookings(stage, host, [booking]);
  await storeAvailability(stage, host, [availability]);
  await storeSchedules(stage, host, [schedule]);
  await storeTimeOff(stage, host, [timeOff]);
  await storeEventTypes(stage, host, [eventType]);
  await storeWaitlist(stage, host, [entry]);
  const page = { limit: 5 };
  const [hostId, bookerId] = [host.id, booker.id];
  return {
    organisationId,
    host,
    booker,
    booking,
    readings: { availabilityId: availability.id, timeOffId: timeOff.id, waitlistEntryId: entry.id },
    asked: {
      'the calendar of the host': (queries) => queries.calendar(hostId, EVERYTHING),
      'the calendar of the booker': (queries) => queries.calendar(bookerId, EVERYTHING),
      'the booking': (queries) => queries.booking(booking.id),
      'bookings of the host': (queries) => queries.bookings({ hostId }, page),
      'bookings of the booker': (queries) => queries.bookings({ bookerId }, page),
      'bookings of both': (queries) => queries.bookings({ hostId, bookerId }, page),
      'the history': (queries) => queries.history(booking.id),
      'the availability': (queries) => queries.availability(availability.id),
      'availability of the host': (queries) => queries.availabilityOf({ hostId }, page),
      'the schedule': (queries) => queries.schedule(schedule.id),
      'schedules of the host': (queries) => queries.schedulesOf(hostId),
      'the time off': (queries) => queries.timeOff(timeOff.id),
      'time off of the host': (queries) => queries.timeOffOf(hostId, page),
      'the event type': (queries) => queries.eventType(eventType.id),
      'a revision of the event type': (queries) => queries.eventTypeRevision(eventType.id, 1),
      'event types of the host': (queries) => queries.eventTypesOf(hostId),
      'the waitlist entry': (queries) => queries.waitlistEntry(entry.id),
      'the waitlist of the host': (queries) => queries.waitlist({ hostId }, page),
      'the waitlist of the booker': (queries) => queries.waitlist({ bookerId }, page),
      'the outbox': (queries) => queries.events(hostId, { afterVersion: 0, limit: 50 }),
    } satisfies Record<string, (queries: Queries) => Promise<unknown>>,
  };
};

const fillAll = async (stage: Stage): Promise<readonly Tenancy[]> => {
  const [first, second] = [await addOrganisation(stage), await addOrganisation(stage)];
  return [await fill(stage, undefined), await fill(stage, first.id), await fill(stage, second.id)];
};

/** Whether an answer holds nothing at all. */
const isNothing = (answer: unknown): boolean =>
  answer === undefined ||
  (Array.isArray(answer) && answer.length === 0) ||
  JSON.stringify(answer) === JSON.stringify({ items: [], hasMore: false });

/** Calls back with each organisation’s ports and each organisation, its own included. */
const crossing = async (
  stage: Stage,
  look: (ports: TenantPorts, viewer: Tenancy, viewed: Tenancy) => Promise<void>,
): Promise<void> => {
  const tenancies = await fillAll(stage);
  const portsOf = storesByOrganisation(stage.store);
  for (const viewer of tenancies)
    for (const viewed of tenancies) await look(portsOf(viewer.organisationId), viewer, viewed);
};

/** Rules about organisations, of which none sees anything of another. */
export const TENANTS: readonly ContractRule[] = [
  {
    name: 'organisations come back by id, and all of them in order of id',
    check: async (stage) => {
      const { organisations } = stage.store;
      expectEqual(await organisations.all(), [], 'at first');
      const added = [await addOrganisation(stage, 'Zwei 🏢'), await addOrganisation(stage, 'Acht')];
      const last = { id: '00000000-0000-4000-8000-000000000000', name: 'Null', createdAt: at(0) };
      await organisations.add(last);
      for (const organisation of [...added, last])
        expectEqual(await organisations.byId(organisation.id), organisation, 'by id');
      expectEqual(await organisations.all(), [last, ...added], 'all');
      expectEqual(await organisations.byId(stage.ids.next()), undefined, 'of an unknown id');
    },
  },
  {
    name: 'one address may have an account in each organisation, and is found in that alone',
    check: async (stage) => {
      const { users } = stage.store;
      const { id: organisationId } = await addOrganisation(stage);
      const { id: emptyId } = await addOrganisation(stage);
      const email = ADDRESS;
      const here = await addHost(stage, { email });
      const there = await addHost(stage, { email, organisationId });
      for (const overrides of [{}, { organisationId }]) {
        const twin = aHost({ id: stage.ids.next(), email: 'SAME@Example.org', ...overrides });
        expectEqual(await users.add(twin, 'hash'), err({ kind: 'email_taken' }), 'a second time');
      }
      expectEqual((await users.credentials(ADDRESS))?.user, here, 'in the installation itself');
      expectEqual((await users.credentials(ADDRESS, organisationId))?.user, there, 'in the organisation');
      expectEqual(await users.credentials(ADDRESS, emptyId), undefined, 'in an empty organisation');
      for (const user of [here, there]) expectEqual(await users.byId(user.id), user, 'by id');
    },
  },
  {
    name: 'of many who open an account with one address in one organisation at once, one gets it',
    check: async (stage) => {
      const { id: organisationId } = await addOrganisation(stage);
      for (const overrides of [{}, { organisationId }]) {
        const outcomes = await Promise.all(
          Array.from({ length: 8 }, () =>
            stage.store.users.add(aUser({ id: stage.ids.next(), email: ADDRESS, ...overrides }), 'hash'),
          ),
        );
        expectEqual(outcomes.filter((outcome) => outcome.ok).length, 1, 'winners');
      }
    },
  },
  {
    name: 'hosts are listed by organisation, page by page',
    check: async (stage) => {
      const { users } = stage.store;
      const organisation = await addOrganisation(stage);
      const lists = new Map<OrganisationId | undefined, string[]>([
        [undefined, []],
        [organisation.id, []],
      ]);
      for (let index = 0; index < 4; index += 1)
        for (const [organisationId, ids] of lists)
          ids.push((await addHost(stage, organisationId === undefined ? {} : { organisationId })).id);
      await addBooker(stage, { organisationId: organisation.id });
      for (const [organisationId, ids] of lists) {
        const first = await users.hosts({ limit: 3, organisationId });
        expectEqual(
          { ...first, items: first.items.map(({ id }) => id) },
          { items: ids.slice(0, 3), hasMore: true },
          'the first page',
        );
        const second = await users.hosts({ limit: 3, organisationId, afterId: ids[2] });
        expectEqual(
          { ...second, items: second.items.map(({ id }) => id) },
          { items: ids.slice(3), hasMore: false },
          'the second page',
        );
      }
    },
  },
  {
    name: 'a calendar tells to which organisation it belongs, whoever asks, and a guest’s too',
    check: async (stage) => {
      const { users } = stage.store;
      const { id: organisationId } = await addOrganisation(stage);
      const host = await addHost(stage, { organisationId });
      const guest = { id: stage.ids.next(), role: 'USER', organisationId } as const;
      await users.admitGuest(guest.id, organisationId);
      // To have been admitted elsewhere changes nothing.
      await users.admitGuest(guest.id);
      const alone = await addHost(stage);
      for (const owner of [host, guest, alone]) {
        const expected = emptyCalendar(owner);
        expectEqual(await calendarOf(stage, owner.id), expected, 'to a query');
        const seen = await seenUnderLock(stage, { calendars: [owner.id], reading: EVERYTHING });
        expectEqual([...seen.calendars.values()], [expected], 'under lock');
        const membership = expected.organisationId === undefined ? {} : { organisationId };
        expectEqual(await users.membership(owner.id), membership, 'where its owner belongs');
        expectEqual('organisationId' in (await calendarOf(stage, owner.id)), owner !== alone, 'left out');
      }
      expectEqual(await users.membership(stage.ids.next()), undefined, 'where nobody belongs');
    },
  },
  {
    name: 'whatever is asked for, the ports of an organisation show its own and nothing of another',
    check: (stage) =>
      crossing(stage, async ({ queries }, viewer, viewed) => {
        for (const [name, ask] of Object.entries(viewed.asked)) {
          const shown = await ask(queries);
          if (viewer === viewed) {
            expectEqual(shown, await ask(stage.store.queries), `${name}, one’s own`);
            expectThat(!isNothing(shown), `${name}: there is nothing to show`);
          } else expectThat(isNothing(shown), `${name}, another organisation’s: ${JSON.stringify(shown)}`);
        }
        const lapsed = await queries.lapsed(at(0), 50);
        expectEqual(lapsed, [viewer.booking], 'what has lapsed');
      }),
  },
  {
    name: 'the ports of an organisation know its own people and nobody else',
    check: (stage) =>
      crossing(stage, async ({ users }, viewer, viewed) => {
        const { host, booker } = viewed;
        const isOwn = viewer === viewed;
        expectEqual(await users.byId(host.id), isOwn ? host : undefined, 'by id');
        expectEqual((await users.credentials(booker.email))?.user, isOwn ? booker : undefined, 'by address');
        expectEqual((await users.membership(host.id)) !== undefined, isOwn, 'where a host belongs');
        const hosts = (await users.hosts({ limit: 5 })).items.map(({ id }) => id);
        expectEqual(hosts, [viewer.host.id], 'hosts');
        if (isOwn) return;
        expectEqual(await users.change(host.id, { name: 'Mallory' }), false, 'a change');
        expectEqual(await users.erase(booker.id, at(0)), false, 'an erasure');
        expectEqual(await stage.store.users.byId(host.id), host, 'the host');
        expectEqual(await stage.store.users.byId(booker.id), booker, 'the booker');
      }),
  },
  {
    name: 'a decision of an organisation sees its own calendars and what is on them, and nothing of another',
    check: (stage) =>
      crossing(stage, async ({ unitOfWork }, viewer, viewed) => {
        const isOwn = viewer === viewed;
        const calendars = [viewed.host.id, viewed.booker.id, viewer.host.id];
        const reading = { ...EVERYTHING, ...viewed.readings, bookingId: viewed.booking.id };
        const store = { ...stage.store, unitOfWork };
        const seen = await seenUnderLock({ ...stage, store }, { calendars, reading });
        const expected = isOwn ? [viewed.host.id, viewed.booker.id] : [viewer.host.id];
        expectEqual([...seen.calendars.keys()].sort(), expected.sort(), 'calendars');
        const found = [seen.booking, seen.availability, seen.timeOff, seen.waitlistEntry];
        expectEqual(
          found.map((one) => one !== undefined),
          found.map(() => isOwn),
          'what is looked up by id',
        );
      }),
  },
  {
    name: 'who is added through the ports of an organisation belongs to it',
    check: async (stage) => {
      const organisation = await addOrganisation(stage);
      const portsOf = storesByOrganisation(stage.store);
      for (const organisationId of [undefined, organisation.id]) {
        const { users } = portsOf(organisationId);
        const user = aUser({ id: stage.ids.next(), email: ADDRESS });
        const guestId = stage.ids.next();
        await users.add(user, 'hash');
        await users.admitGuest(guestId);
        const expected = organisationId === undefined ? {} : { organisationId };
        expectEqual(await stage.store.users.byId(user.id), { ...user, ...expected }, 'the account');
        for (const id of [user.id, guestId]) {
          expectEqual(await stage.store.users.membership(id), expected, 'where it belongs');
          const seen = await stage.store.queries.calendar(id, { bookings: ALWAYS });
          expectEqual(seen?.organisationId, organisationId, 'its calendar');
        }
      }
    },
  },
];
