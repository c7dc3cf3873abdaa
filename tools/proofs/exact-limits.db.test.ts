import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import { loadZoneTables } from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test-database/create-test-database.js';
import { raceForADay, raceForSeats, raceOfMoves, raceOfOneBooker, type Racing } from './exact-limits.js';
import { withoutLock } from './without-lock.js';

const ZONES = await loadZoneTables();
const clock = manualClock();
const ids = sequentialIds();
let database: TestDatabase;
let stores: readonly PostgresStore[];

beforeAll(async () => {
  database = await createTestDatabase();
  const { connectionString } = database;
  // Two stores are two processes: what one keeps in order in its memory does not bind the other.
  stores = [1, 2].map(() => createPostgresStore({ connectionString, clock }));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

const racing = (): Racing => ({ stores, clock, ids, zones: ZONES });
const naive = (): Racing => ({
  ...racing(),
  stores: stores.map((store) => withoutLock(store, clock, () => Promise.resolve())),
});

const RACES = [
  ['five bookings in a day of the host’s, for a hundred who want other slots', raceForADay],
  ['five bookings in a day of one booker’s, of two hosts', raceOfOneBooker],
  ['ten seats, for two hundred parties', raceForSeats],
] as const;

describe('on PostgreSQL, from two processes, limits are exact, however many come at once', () => {
  it.each([...RACES, ['a booking that moves about does not count itself', raceOfMoves]] as const)(
    '%s',
    async (_, race) => {
      expect(await race(racing())).toEqual([]);
    },
  );
});

describe('a store that judges without a lock is caught', () => {
  it.each(RACES)('%s', async (_, race) => {
    expect(await race(naive())).not.toEqual([]);
  });
});
