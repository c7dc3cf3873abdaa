import { manualClock } from '@slotkeeper/domain/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tools/test-database/create-test-database.js';
import { openCuttingProxy, type Cut, type CuttingProxy } from '../../../tools/test-database/cutting-proxy.js';
import { addBooker, addHost, bookIfFree, bookingAt, overlapsIn, runSql } from '../test/stage.js';
import { createPostgresStore, type PostgresStore } from './postgres-store.js';

let database: TestDatabase;
let proxy: CuttingProxy;
let store: PostgresStore;

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await openCuttingProxy(database.connectionString);
  store = createPostgresStore({ connectionString: proxy.connectionString, clock: manualClock() });
});

afterEach(async () => {
  await store.close();
  await proxy.close();
  await database.drop();
});

const storedBookings = async (): Promise<number> => {
  const [row] = await runSql<{ bookings: number }>(
    database.connectionString,
    'select count(*)::integer as bookings from booking',
  );
  return row?.bookings ?? Number.NaN;
};

describe.each<[Cut, number]>([
  ['before the commit', 0],
  ['after the commit', 1],
])('a connection that is lost %s', (when, stored) => {
  it('is no trouble for a decision with an idempotency key: it is carried out once and answered', async () => {
    const [host, booker] = [await addHost(store), await addBooker(store)];
    const booking = bookingAt(host, 0, { bookerId: booker.id });
    const key = { callerId: booker.id, key: 'once', fingerprint: 'same' };
    proxy.cut(when, 1);
    const outcome = await bookIfFree(store.unitOfWork, booking, key);
    expect(outcome).toMatchObject({ ok: true, value: { answer: booking } });
    const again = await bookIfFree(store.unitOfWork, bookingAt(host, 0), key);
    expect(again).toEqual({ ok: true, value: { answer: booking, replayed: true } });
    expect(await storedBookings()).toBe(1);
  });

  it('is an outcome that nobody knows for a decision without one, which is not made again', async () => {
    const host = await addHost(store);
    proxy.cut(when, 1);
    await expect(bookIfFree(store.unitOfWork, bookingAt(host, 0))).rejects.toMatchObject({
      name: 'StoreUnavailable',
      outcome: 'unknown',
    });
    expect(await storedBookings()).toBe(stored);
  });

  it('answers each decision of a transaction truthfully', async () => {
    const [host, booker] = [await addHost(store), await addBooker(store)];
    proxy.cut(when, 1);
    const [keyless, refused, keyed] = await Promise.allSettled([
      bookIfFree(store.unitOfWork, bookingAt(host, 0)),
      bookIfFree(store.unitOfWork, bookingAt(host, 0)),
      bookIfFree(store.unitOfWork, bookingAt(host, 60), { callerId: booker.id, key: 'k', fingerprint: 'f' }),
    ]);
    expect(keyless).toMatchObject({ status: 'rejected', reason: { outcome: 'unknown' } });
    // Whether its time is taken hangs on the first one: it is judged again, on what was really stored.
    expect(refused).toMatchObject({ status: 'fulfilled', value: { ok: stored === 0 } });
    expect(keyed).toMatchObject({ status: 'fulfilled', value: { ok: true } });
    expect(await storedBookings()).toBe(2);
    expect(await overlapsIn(database.connectionString)).toBe(0);
  });

  it('stays unknown where every further try is cut too, key or no key', async () => {
    const [host, booker] = [await addHost(store), await addBooker(store)];
    proxy.cut('before the commit', 1_000);
    await expect(
      bookIfFree(store.unitOfWork, bookingAt(host, 0), { callerId: booker.id, key: 'k', fingerprint: 'f' }),
    ).rejects.toMatchObject({ name: 'StoreUnavailable', outcome: 'unknown' });
  });
});
