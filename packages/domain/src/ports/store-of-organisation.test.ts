import { createInMemoryStore } from '@slotkeeper/in-memory';
import { describe, expect, it } from 'vitest';
import {
  aBooking,
  aHost,
  anAvailability,
  anEventType,
  aSchedule,
  aTimeOff,
  aWaitlistEntry,
} from '../testing/builders.js';
import { DEFAULT_NOW, manualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import type { Queries } from './queries.js';
import { storesByOrganisation } from './store-of-organisation.js';
import type { Membership } from './users.js';

const OWN = 'a0000000-0000-4000-8000-000000000001';
const OTHER = 'a0000000-0000-4000-8000-000000000002';
const HOST = aHost();

const page = { limit: 5 };
const listOf = <T>(item: T) => ({ items: [item], hasMore: false });
const calendarState = {
  calendarId: HOST.id,
  ownerId: HOST.id,
  role: 'HOST',
  version: 0,
  claims: [],
  availability: [],
  schedules: [],
  timeOff: [],
  bookings: [],
  eventTypes: [],
  waitlist: [],
  holds: [],
} as const;
const event = {
  type: 'booking.confirmed',
  calendarId: HOST.id,
  at: DEFAULT_NOW,
  actor: { userId: HOST.id, role: 'HOST' },
  booking: aBooking(),
} as const;

/** Answers every query with something of one host, whatever is asked for. */
const generousQueries = (organisationId: string): Queries => ({
  calendar: async () => ({ ...calendarState, organisationId }),
  version: async () => 1,
  booking: async () => aBooking(),
  bookings: async () => listOf(aBooking()),
  history: async () => [
    {
      bookingId: aBooking().id,
      revision: 1,
      type: 'booking.confirmed',
      at: DEFAULT_NOW,
      actor: { userId: HOST.id, role: 'HOST' },
      status: 'confirmed',
      startTime: DEFAULT_NOW,
      endTime: DEFAULT_NOW + 1_000,
    },
  ],
  availability: async () => anAvailability(),
  availabilityOf: async () => listOf(anAvailability()),
  schedule: async () => aSchedule(),
  schedulesOf: async () => [aSchedule()],
  timeOff: async () => aTimeOff(),
  timeOffOf: async () => listOf(aTimeOff()),
  eventType: async () => anEventType(),
  recentEventType: () => anEventType(),
  eventTypeRevision: async () => anEventType(),
  eventTypesOf: async () => [anEventType()],
  waitlistEntry: async () => aWaitlistEntry(),
  waitlist: async () => listOf(aWaitlistEntry()),
  lapsed: async () => [aBooking()],
  events: async () => [{ version: 1, event }],
});

/** Every query, of the one host. */
const ASK: {
  readonly [Name in Exclude<keyof Queries, 'recentEventType'>]: (queries: Queries) => Promise<unknown>;
} = {
  calendar: ({ calendar }) => calendar(HOST.id, {}),
  version: ({ version }) => version(HOST.id),
  booking: ({ booking }) => booking('id'),
  bookings: ({ bookings }) => bookings({ hostId: HOST.id }, page),
  history: ({ history }) => history('id'),
  availability: ({ availability }) => availability('id'),
  availabilityOf: ({ availabilityOf }) => availabilityOf({ hostId: HOST.id }, page),
  schedule: ({ schedule }) => schedule('id'),
  schedulesOf: ({ schedulesOf }) => schedulesOf(HOST.id),
  timeOff: ({ timeOff }) => timeOff('id'),
  timeOffOf: ({ timeOffOf }) => timeOffOf(HOST.id, page),
  eventType: ({ eventType }) => eventType('id'),
  eventTypeRevision: ({ eventTypeRevision }) => eventTypeRevision('id', 1),
  eventTypesOf: ({ eventTypesOf }) => eventTypesOf(HOST.id),
  waitlistEntry: ({ waitlistEntry }) => waitlistEntry('id'),
  waitlist: ({ waitlist }) => waitlist({ hostId: HOST.id }, page),
  lapsed: ({ lapsed }) => lapsed(DEFAULT_NOW, 5),
  events: ({ events }) => events(HOST.id, { afterVersion: 0, limit: 5 }),
};

const NOTHING: readonly unknown[] = [undefined, [], { items: [], hasMore: false }];

/** Ports on which the one host is of one organisation, and how often that was looked up. */
const portsOn = (membershipOf: (id: string) => Membership | undefined) => {
  const store = createInMemoryStore({ clock: manualClock() });
  const looked: string[] = [];
  const membership = async (id: string) => {
    looked.push(id);
    return membershipOf(id);
  };
  const users = { ...store.users, membership };
  const queries = generousQueries(OWN);
  return { looked, portsOf: storesByOrganisation({ ...store, users, queries }) };
};

const inOwn = (id: string): Membership | undefined => (id === HOST.id ? { organisationId: OWN } : undefined);

describe('the ports of one organisation', () => {
  it.each(Object.entries(ASK))('give %s of their own, and nothing of another’s', async (_, ask) => {
    const { portsOf } = portsOn(inOwn);
    expect(await ask(portsOf(OWN).queries)).toEqual(await ask(generousQueries(OWN)));
    expect(NOTHING).toContainEqual(await ask(portsOf(OTHER).queries));
    expect(NOTHING).toContainEqual(await ask(portsOf(undefined).queries));
  });

  it('know of a recent event type only where they know whose it is, and never of another’s', async () => {
    const { looked, portsOf } = portsOn(inOwn);
    const recent = (id: string | undefined) => portsOf(id).queries.recentEventType?.('id');
    expect([recent(OWN), recent(OTHER)]).toEqual([undefined, undefined]);
    await portsOf(OWN).queries.eventType('id');
    looked.length = 0;
    expect([OWN, OTHER, undefined].map(recent)).toEqual([anEventType(), undefined, undefined]);
    expect(looked).toEqual([]);
  });

  it('give nothing of a list that names no owner', async () => {
    const { portsOf } = portsOn(inOwn);
    expect(await portsOf(OWN).queries.bookings({}, page)).toEqual({ items: [], hasMore: false });
    expect(await portsOf(OWN).queries.waitlist({}, page)).toEqual({ items: [], hasMore: false });
  });

  it('look up once where somebody belongs, for all organisations together', async () => {
    const { looked, portsOf } = portsOn(inOwn);
    for (const id of [OWN, OTHER, undefined, OWN]) await portsOf(id).queries.schedulesOf(HOST.id);
    expect(looked).toEqual([HOST.id]);
  });

  it('find who was unknown before, once there is a calendar', async () => {
    const known = new Map<string, Membership>();
    const { portsOf } = portsOn((id) => known.get(id));
    expect(await portsOf(OWN).queries.schedulesOf(HOST.id)).toEqual([]);
    known.set(HOST.id, { organisationId: OWN });
    expect(await portsOf(OWN).queries.schedulesOf(HOST.id)).toHaveLength(1);
  });

  it('remember no more than a bounded number of people, and are right about those they have forgotten', async () => {
    const ids = sequentialIds();
    const own = ids.next();
    const { looked, portsOf } = portsOn((id) => ({ organisationId: id === own ? OWN : OTHER }));
    const { queries } = portsOf(OWN);
    await queries.schedulesOf(own);
    for (let count = 0; count < 100_000; count += 1) await queries.schedulesOf(ids.next());
    looked.length = 0;
    expect(await queries.schedulesOf(own)).toHaveLength(1);
    expect(looked).toEqual([own]);
  });
});
