import { ok, StoreUnavailable, type Booking, type User } from '@slotkeeper/domain';
import { actorOf, manualClock } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import {
  addHost,
  at,
  bookIfFree,
  bookingAt,
  kindsOf,
  overlapsIn,
  untilWaitingForLock,
} from '../../test/stage.js';
import { createPostgresStore, type PostgresStore, type PostgresStoreOptions } from '../postgres-store.js';
import type { StoreEvent } from '../store-event.js';

let database: TestDatabase;
let events: StoreEvent[];
let stores: PostgresStore[];
let outsiders: pg.Client[];

const openStore = (options: Partial<PostgresStoreOptions> = {}): PostgresStore => {
  const store = createPostgresStore({
    connectionString: database.connectionString,
    clock: manualClock(),
    onEvent: (event) => events.push(event),
    ...options,
  });
  stores.push(store);
  return store;
};

/** Somebody else locks the calendar of a host, or what else is said, until the function that it gives is called. */
const lockFromOutside = async (host: User, lock?: string): Promise<() => Promise<unknown>> => {
  const outsider = new pg.Client({ connectionString: database.connectionString });
  await outsider.connect();
  outsiders.push(outsider);
  await outsider.query('begin');
  await (lock === undefined
    ? outsider.query('select 1 from calendar where id = $1 for update', [host.id])
    : outsider.query(lock));
  return () => outsider.query('commit');
};

const addHosts = (store: PostgresStore, count: number): Promise<User[]> =>
  Promise.all(Array.from({ length: count }, () => addHost(store)));

/** So many bookings for each host, one after the other, the hosts by turns. */
const bookingsOf = (hosts: readonly User[], each: number): Booking[] =>
  Array.from({ length: each }, (_, index) => hosts.map((host) => bookingAt(host, index * 30))).flat();

const allOk = (count: number): string[] => Array.from({ length: count }, () => 'ok');

/** A decision on several calendars, which changes each. */
const touchAll = (store: PostgresStore, hosts: readonly User[]) =>
  store.unitOfWork.decide<null, never>(
    { calendars: hosts.map(({ id }) => id), reading: {} },
    ({ calendars }) =>
      ok({
        answer: null,
        events: hosts
          .filter(({ id }) => calendars.has(id))
          .map((host) => ({
            type: 'booking.confirmed' as const,
            calendarId: host.id,
            at: at(0),
            actor: actorOf(host),
            booking: bookingAt(host, 0),
          })),
      }),
  );

beforeEach(async () => {
  database = await createTestDatabase();
  events = [];
  stores = [];
  outsiders = [];
});

afterEach(async () => {
  await Promise.all(outsiders.map((outsider) => outsider.end()));
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

describe('a calendar that somebody else has locked', () => {
  it.each([1, 2])(
    'keeps no other calendar waiting, with %i connections: the others settle before it is released',
    async (connections) => {
      const store = openStore({ batching: { connections } });
      const [locked, ...free] = await addHosts(store, 11);
      const release = await lockFromOutside(locked!);
      const lockedOnes = bookingsOf([locked!], 6).map((booking) => bookIfFree(store.unitOfWork, booking));
      let settled = 0;
      for (const one of lockedOnes) void one.finally(() => (settled += 1));
      const others = bookingsOf(free, 6).map((booking) => bookIfFree(store.unitOfWork, booking));
      expect(kindsOf(await Promise.all(others))).toEqual(allOk(60));
      const later = free.map((host) => bookIfFree(store.unitOfWork, bookingAt(host, 600)));
      expect(kindsOf(await Promise.all(later))).toEqual(allOk(10));
      expect(settled).toBe(0);
      await release();
      expect(kindsOf(await Promise.all(lockedOnes))).toEqual(allOk(6));
    },
  );

  it('fails its own decisions together after the lock timeout, and nobody else’s', async () => {
    const store = openStore({ timeouts: { lockMs: 300 } });
    const [locked, ...free] = await addHosts(store, 11);
    const release = await lockFromOutside(locked!);
    const lockedOnes = Promise.allSettled(
      bookingsOf([locked!], 100).map((booking) => bookIfFree(store.unitOfWork, booking)),
    );
    const others = bookingsOf(free, 6).map((booking) => bookIfFree(store.unitOfWork, booking));
    expect(kindsOf(await Promise.all(others))).toEqual(allOk(60));
    for (const outcome of await lockedOnes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { outcome: 'unchanged' } });
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(StoreUnavailable);
    }
    await release();
    expect(await bookIfFree(store.unitOfWork, bookingAt(locked!, 0))).toMatchObject({ ok: true });
    expect((await store.queries.calendar(locked!.id, {}))?.version).toBe(1);
  });

  it('may be locked with its whole table, and that is what is told, though more was asked behind the lock', async () => {
    const store = openStore({ timeouts: { lockMs: 300 } });
    const host = await addHost(store);
    expect(await bookIfFree(store.unitOfWork, bookingAt(host, 0))).toMatchObject({ ok: true });
    const release = await lockFromOutside(host, 'lock table calendar in access exclusive mode');
    await expect(bookIfFree(store.unitOfWork, bookingAt(host, 30))).rejects.toMatchObject({
      name: 'StoreUnavailable',
      outcome: 'unchanged',
      message: expect.stringContaining('too long') as string,
    });
    await release();
    expect(await bookIfFree(store.unitOfWork, bookingAt(host, 30))).toMatchObject({ ok: true });
  });

  it('is waited for beside others that are locked: each goes on when it is released itself', async () => {
    const store = openStore({ applicationName: 'patient' });
    const hosts = await addHosts(store, 5);
    const releases = await Promise.all(hosts.map((host) => lockFromOutside(host)));
    const order: number[] = [];
    const booked = hosts.map(async (host, index) => {
      const outcome = await bookIfFree(store.unitOfWork, bookingAt(host, 0));
      order.push(index);
      return outcome;
    });
    await untilWaitingForLock(database.connectionString, 'patient');
    for (const index of [4, 1, 3, 0, 2]) {
      await releases[index]!();
      await booked[index];
    }
    expect(order).toEqual([4, 1, 3, 0, 2]);
    expect(kindsOf(await Promise.all(booked))).toEqual(allOk(5));
  });

  it('is served in the order in which its decisions came, once it is released', async () => {
    const store = openStore({ applicationName: 'patient' });
    const host = await addHost(store);
    const release = await lockFromOutside(host);
    const made: number[] = [];
    const decide = (index: number) =>
      store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () => {
        made.push(index);
        return ok({ answer: null, events: [] });
      });
    const first = Array.from({ length: 100 }, (_, index) => decide(index));
    await untilWaitingForLock(database.connectionString, 'patient');
    const second = Array.from({ length: 100 }, (_, index) => decide(100 + index));
    await release();
    await Promise.all([...first, ...second]);
    expect(made).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it('keeps a decision on several waiting, but not those on the others of them', async () => {
    const store = openStore({ applicationName: 'patient' });
    const [locked, free] = await addHosts(store, 2);
    const release = await lockFromOutside(locked!);
    const order: string[] = [];
    const both = touchAll(store, [locked!, free!]).then(() => order.push('both'));
    await untilWaitingForLock(database.connectionString, 'patient');
    for (let index = 0; index < 3; index += 1) {
      expect(await bookIfFree(store.unitOfWork, bookingAt(free!, index * 30))).toMatchObject({ ok: true });
      order.push('free');
    }
    await release();
    await both;
    expect(order).toEqual(['free', 'free', 'free', 'both']);
  });

  it('is told from one that there is not: nobody waits for that', async () => {
    const store = openStore();
    const [locked, free] = await addHosts(store, 2);
    const release = await lockFromOutside(locked!);
    const unknown = { ...free!, id: randomUUID() };
    expect(await touchAll(store, [unknown, free!])).toMatchObject({ ok: true });
    await release();
    expect((await store.queries.calendar(free!.id, {}))?.version).toBe(1);
  });

  it('keeps a store that is closing only until its decisions have their answers', async () => {
    const store = openStore({ timeouts: { lockMs: 200 } });
    const host = await addHost(store);
    await lockFromOutside(host);
    const booked = Promise.allSettled([bookIfFree(store.unitOfWork, bookingAt(host, 0))]);
    await store.close();
    expect(await booked).toMatchObject([{ status: 'rejected', reason: { outcome: 'unchanged' } }]);
  });
});

describe('two processes that want the same calendars', () => {
  it('settle all decisions of both, without an overlap', async () => {
    const [here, there] = [openStore(), openStore()];
    const hosts = await addHosts(here, 3);
    // Both want the same hundred times of each host: one of the two gets each.
    const attempts = [here, there].flatMap((store) =>
      bookingsOf(hosts, 100).map((booking) => bookIfFree(store.unitOfWork, booking)),
    );
    const kinds = kindsOf(await Promise.all(attempts));
    expect(kinds).toEqual([...allOk(300), ...Array.from({ length: 300 }, () => 'taken')]);
    expect(await overlapsIn(database.connectionString)).toBe(0);
    expect(events.filter(({ kind }) => kind === 'retried' || kind === 'batch_split')).toEqual([]);
  });

  it('settle decisions on several of them, named in whatever order, without a deadlock', async () => {
    const [here, there] = [openStore(), openStore()];
    const [a, b, c] = (await addHosts(here, 3)) as [User, User, User];
    const groups = [[a, b], [b, a], [b, c], [c, a], [c, b, a], [a], [b]];
    const attempts = Array.from({ length: 40 }, () =>
      groups.flatMap((group) => [touchAll(here, group), touchAll(there, group.toReversed())]),
    ).flat();
    expect(kindsOf(await Promise.all(attempts))).toEqual(allOk(560));
    expect(events.filter(({ kind }) => kind === 'retried' || kind === 'batch_split')).toEqual([]);
    const versions = await Promise.all(
      [a, b, c].map(async ({ id }) => (await here.queries.calendar(id, {}))?.version),
    );
    expect(versions).toEqual([400, 400, 240]);
  });
});
