import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import { loadZoneTables } from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deepFaults } from '../../packages/server/test/deep-faults.js';
import { createTestDatabase, type TestDatabase } from '../test-database/create-test-database.js';
import { beginRun, commandsOf, Differs, type Real } from './model-steps.js';

const RUNS = 200;
const STEPS = 50;
/** Runs that go on at once, each on a store of its own with a clock of its own, in one database. */
const AT_ONCE = 8;
const ZONES = await loadZoneTables();

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const ids = sequentialIds();
const outcomes = new Map<string, number>();
const runningAtOnce = (faults: Partial<Pick<Real, 'loses'>> = {}) => {
  const stores = Array.from({ length: AT_ONCE }, () => {
    const clock = manualClock();
    const { connectionString } = database;
    return { clock, store: createPostgresStore({ connectionString, clock, queryConnections: 2 }) };
  });
  const runs = fc.tuple(...stores.map(() => commandsOf(STEPS)));
  return {
    property: fc.asyncProperty(runs, async (all) => {
      await Promise.all(
        stores.map(async ({ store, clock }, index) => {
          const run = await beginRun({ store, clock, ids, zones: ZONES, outcomes, ...faults });
          await fc.asyncModelRun(() => run, all[index] ?? []);
        }),
      );
    }),
    close: () => Promise.all(stores.map(({ store }) => store.close())),
  };
};

it('whatever is done, in whatever order, PostgreSQL and a model of plain lists do the same', async () => {
  const { property, close } = runningAtOnce();
  try {
    await fc.assert(property, { numRuns: RUNS / AT_ONCE, endOnFailure: true });
    expect(outcomes.size).toBeGreaterThan(90);
    expect(await deepFaults(database.connectionString)).toEqual({});
  } finally {
    await close();
  }
}, 300_000);

it('the model tells a waitlist that forgets whom to ask there, too', async () => {
  const { property, close } = runningAtOnce({ loses: 'waitlist' });
  try {
    const { errorInstance } = await fc.check(property, { numRuns: RUNS / AT_ONCE, endOnFailure: true });
    expect(errorInstance).toBeInstanceOf(Differs);
  } finally {
    await close();
  }
}, 300_000);
