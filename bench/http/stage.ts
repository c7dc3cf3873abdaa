import { createPostgresStore, migrateUp } from '@slotkeeper/adapters-postgres';
import {
  loadZoneTables,
  stateEventType,
  stateSchedule,
  truncateToSecond,
  type EventTypeStatement,
  type Role,
  type ScheduleStatement,
} from '@slotkeeper/domain';
import { createTokenService } from '@slotkeeper/http-fastify';
import { randomUUID } from 'node:crypto';

/** Hosts that can be booked, and users who hold tokens. */
export interface Stage {
  readonly hosts: readonly { readonly id: string; readonly eventTypeId: string }[];
  readonly users: readonly { readonly id: string; readonly token: string }[];
}

export const TOKEN_SECRET = 'a secret of the benchmarks, made for nothing else';
/** Longer than any run of the benchmarks. */
const TOKEN_LIFETIME_SECONDS = 86_400;

/** Users on every stage. */
export const USERS = 64;

export const SLOT_MINUTES = 30;

/** Office hours, in a zone whose clocks change, as most are. */
const HOURS: ScheduleStatement = {
  name: 'Hours',
  timeZone: 'America/New_York',
  weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], start: '09:00', end: '17:00' }],
  recurring: [],
  overrides: [],
};

/** One with policies of most kinds, none of which refuses what is asked for here. */
const CONSULTATION: EventTypeStatement = {
  name: 'Consultation',
  timeZone: 'America/New_York',
  durationsMinutes: [SLOT_MINUTES],
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  minimumNoticeMinutes: 60,
  hostMinimumNoticeMinutes: 0,
  horizon: { kind: 'days', days: 3_650 },
  limits: [{ per: 'event-type', period: 'day', maxBookings: 100 }],
  weekStartsOn: 'MO',
  seats: 1,
  maxConcurrent: 1,
  bookerMustBeFree: false,
  cancelCutoffMinutes: 120,
};

const numbered = (kind: number, n: number): string =>
  `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

/** Of the n-th host, so that whoever knows how many there are knows all of them. */
export const hostId = (n: number): string => numbered(1, n);

/** Of the n-th user. */
export const bookerId = (n: number): string => numbered(2, n);

const clock = { now: () => truncateToSecond(Date.now()) };
const ids = { next: () => randomUUID() };

/** Migrates the database and plants so many hosts, each with hours and an event type, and users. */
export const plantStage = async (
  connectionString: string,
  { hosts, users }: { readonly hosts: number; readonly users: number },
): Promise<Stage> => {
  await migrateUp({ connectionString });
  const store = createPostgresStore({ connectionString, clock });
  const zones = await loadZoneTables();
  const tokens = createTokenService({
    secret: TOKEN_SECRET,
    issuer: 'slotkeeper',
    audience: 'slotkeeper',
    lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
    clock,
  });
  const dependencies = { ...store, clock, ids, zones };
  const addUser = async (id: string, role: Role): Promise<string> => {
    const user = {
      id,
      email: `${id}@example.com`,
      name: role,
      role,
      timeZone: 'America/New_York',
      createdAt: clock.now(),
    };
    const added = await store.users.add(user, undefined);
    if (!added.ok) throw new Error(`no user: ${added.error.kind}`);
    return id;
  };
  const addHost = async (n: number): Promise<Stage['hosts'][number]> => {
    const id = await addUser(hostId(n), 'HOST');
    const actor = { userId: id, role: 'HOST' as const };
    const schedule = await stateSchedule(dependencies)({
      actor,
      hostId: id,
      statement: HOURS,
      isDefault: true,
    });
    if (!schedule.ok) throw new Error(`no schedule: ${JSON.stringify(schedule.error)}`);
    const eventType = await stateEventType(dependencies)({ actor, hostId: id, statement: CONSULTATION });
    if (!eventType.ok) throw new Error(`no event type: ${JSON.stringify(eventType.error)}`);
    return { id, eventTypeId: eventType.value.answer.id };
  };
  const addBooker = async (n: number): Promise<Stage['users'][number]> => {
    const id = await addUser(bookerId(n), 'USER');
    const { accessToken } = await tokens.issue({ actor: { userId: id, role: 'USER' } });
    return { id, token: accessToken };
  };
  try {
    return {
      hosts: await Promise.all(Array.from({ length: hosts }, (_, n) => addHost(n))),
      users: await Promise.all(Array.from({ length: users }, (_, n) => addBooker(n))),
    };
  } finally {
    await store.close();
  }
};
