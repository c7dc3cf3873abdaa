import { ANONYMOUS_CALLER, ok, SCOPES, type Booking, type Changes, type User } from '@slotkeeper/domain';
import {
  aBooking,
  actorOf,
  aHost,
  anEventType,
  aSchedule,
  aTimeOff,
  aUser,
  DEFAULT_NOW,
  manualClock,
} from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { at, madeBooking, runSql, untilWaitingForLock } from '../../test/stage.js';
import { createPostgresStore, type PostgresStore } from '../postgres-store.js';

let database: TestDatabase;
let store: PostgresStore;

beforeEach(async () => {
  database = await createTestDatabase();
  store = createPostgresStore({ connectionString: database.connectionString, clock: manualClock() });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

/** Every row of every table, as text: what a dump of the database holds. */
const dump = async (): Promise<string> => {
  const tables = await runSql<{ name: string }>(
    database.connectionString,
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) =>
      runSql<{ row: string }>(database.connectionString, `select t::text as row from ${name} t`),
    ),
  );
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n');
};

const write = async (
  changes: Omit<Changes<unknown>, 'answer'> & { readonly answer?: unknown },
  calendarId: string,
  callerId: string,
): Promise<void> => {
  const idempotency = { callerId, key: randomUUID(), fingerprint: 'fingerprint' };
  const written = await store.unitOfWork.decide<unknown, never>(
    { calendars: [calendarId], reading: {}, idempotency },
    () => ok({ answer: null, ...changes }),
  );
  expect(written.ok).toBe(true);
};

/** An account with everything that belongs to one. */
const open = async (user: User, plant: (what: string) => string): Promise<void> => {
  const key = () => ({ callerId: ANONYMOUS_CALLER, key: randomUUID(), fingerprint: 'fingerprint' });
  const kept = (what: string) => ({
    key: key(),
    answer: JSON.stringify(plant(what)),
    at: DEFAULT_NOW,
    about: user.id,
  });
  const identity = { issuer: plant('issuer'), subject: plant('subject') };
  const provenBy = plant('hash');
  await store.users.add(user, provenBy, { identity, kept: kept('opening') });
  const times = { createdAt: at(0), expiresAt: at(600) };
  const login = { id: randomUUID(), userId: user.id, ...times };
  const tokenDigest = plant('token');
  expect((await store.logins.begin({ login, tokenDigest, provenBy, kept: kept('login') })).ok).toBe(true);
  const renewed = { tokenDigest, nextDigest: plant('next'), now: at(1), expiresAt: at(600) };
  expect((await store.logins.renew({ ...renewed, kept: kept('renewal') })).ok).toBe(true);
  const apiKey = { id: randomUUID(), userId: user.id, name: plant('key'), scopes: SCOPES, createdAt: at(0) };
  await store.apiKeys.add({
    apiKey,
    digest: plant('digest'),
    limit: 1,
    now: at(0),
    kept: kept('making'),
  });
  await store.invitations.add({ id: randomUUID(), role: 'USER', email: user.email, ...times }, plant('code'));
};

/** Texts by which somebody can be known, each in a place of its own. */
const planting = (who: string) => {
  const texts = new Set<string>();
  const plant = (what: string): string => {
    const text = `${who}-${what}`;
    texts.add(text);
    return text;
  };
  return { texts, plant };
};

const bookingOf = (host: User, bookerId: string, overrides: Partial<Booking> = {}): Booking =>
  aBooking({ id: randomUUID(), hostId: host.id, bookerId, ...overrides });

const cancel = async (booking: Booking, plant: (what: string) => string, callerId: string): Promise<void> => {
  const ending = { by: 'HOST', note: plant('note'), reason: plant('reason') } as const;
  const ended: Booking = { ...booking, status: 'cancelled', ending, revision: 2 };
  const event = { type: 'booking.cancelled', calendarId: booking.hostId, at: at(0) } as const;
  const actor = { userId: booking.hostId, role: 'HOST' } as const;
  await write(
    { answer: ended, bookings: [ended], events: [{ ...event, actor, booking: ended }] },
    booking.hostId,
    callerId,
  );
};

describe('a dump of the database after an erasure', () => {
  it('holds nothing of a host, and all of another', async () => {
    const [erased, other] = [planting('erased'), planting('other')];
    const hosts: User[] = [];
    for (const { plant } of [erased, other]) {
      const host = aHost({
        id: randomUUID(),
        name: plant('name'),
        email: `${plant('email')}@example.org`,
        timeZone: 'Europe/Berlin',
      });
      hosts.push(host);
      await open(host, plant);
      const own = { id: randomUUID(), hostId: host.id };
      const schedule = aSchedule({ ...own, name: plant('hours') });
      const eventType = anEventType({ ...own, name: plant('offer') });
      const timeOff = aTimeOff({ ...own, note: plant('absence') });
      const event = { calendarId: host.id, at: at(0), actor: actorOf(host) };
      await write(
        {
          answer: [schedule, eventType, timeOff],
          schedules: [schedule],
          eventTypes: [eventType],
          timeOff: [timeOff],
          events: [
            { ...event, type: 'schedule.stated', schedule },
            { ...event, type: 'event-type.stated', eventType },
            { ...event, type: 'time-off.stated', timeOff },
          ],
        },
        host.id,
        host.id,
      );
      const booker = aUser({ id: randomUUID() });
      await store.users.add(booker, 'hash');
      const booking = bookingOf(host, booker.id);
      await write(madeBooking(booking), host.id, booker.id);
      await cancel(booking, plant, booker.id);
    }
    const before = await dump();
    for (const text of [...erased.texts, ...other.texts]) expect(before).toContain(text);
    expect(erased.texts.size).toBeGreaterThanOrEqual(18);
    expect(await store.users.erase(hosts[0]?.id ?? '', at(0))).toBe(true);
    const after = await dump();
    expect([...erased.texts].filter((text) => after.includes(text))).toEqual([]);
    expect(after).not.toMatch(/erased/i);
    expect([...other.texts].filter((text) => !after.includes(text))).toEqual([]);
  });

  it('holds nothing of a guest and of a user, and all of others', async () => {
    const [guest, user, other] = [planting('guest'), planting('user'), planting('other')];
    const host = aHost({ id: randomUUID() });
    await store.users.add(host, 'hash');
    const ids: string[] = [];
    for (const { plant } of [guest, user, other]) {
      const isAccount = plant !== guest.plant;
      const id = randomUUID();
      ids.push(id);
      const email = `${plant('email')}@example.org`;
      if (isAccount) await open(aUser({ id, name: plant('name'), email }), plant);
      else await store.users.admitGuest(id);
      const booking = bookingOf(host, id, {
        startTime: at(ids.length * 60),
        ...(isAccount ? {} : { guest: { name: plant('name'), email, accessDigest: plant('access') } }),
      });
      await write(madeBooking(booking), host.id, isAccount ? id : ANONYMOUS_CALLER);
      await cancel(booking, plant, host.id);
    }
    const before = await dump();
    for (const text of [...guest.texts, ...user.texts, ...other.texts]) expect(before).toContain(text);
    for (const id of ids.slice(0, 2)) expect(await store.users.erase(id, at(0))).toBe(true);
    const after = await dump();
    expect([...guest.texts, ...user.texts].filter((text) => after.includes(text))).toEqual([]);
    expect([...other.texts].filter((text) => !after.includes(text))).toEqual([]);
    // The bare ids remain, where bookings are.
    for (const id of ids) expect(after).toContain(id);
  });
});

it('takes a person away also where it has booked of a further host while the erasure waited for the first', async () => {
  const id = randomUUID();
  await store.users.admitGuest(id);
  const [first, second] = [aHost({ id: randomUUID() }), aHost({ id: randomUUID() })];
  for (const host of [first, second]) await store.users.add(host, 'hash');
  const guest = { name: 'planted', email: 'planted@example.org', accessDigest: 'planted' };
  await write(madeBooking(bookingOf(first, id, { guest })), first.id, ANONYMOUS_CALLER);
  const holder = new pg.Client({ connectionString: database.connectionString });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select from calendar where id = $1 for update', [first.id]);
    const erasing = store.users.erase(id, at(0));
    await untilWaitingForLock(database.connectionString, 'slotkeeper queries');
    await write(madeBooking(bookingOf(second, id, { guest })), second.id, ANONYMOUS_CALLER);
    await holder.query('commit');
    expect(await erasing).toBe(true);
  } finally {
    await holder.end();
  }
  expect(await dump()).not.toContain('planted');
});
