import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import { evaluatorOf, loadZoneTables, POLICIES, type Evaluator } from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test-database/create-test-database.js';
import {
  holdToLaw,
  inquiries,
  LawBroken,
  missedBy,
  nothingReached,
  type Reached,
} from './listed-is-bookable.js';
import { stageWorld } from './stage-world.js';
import { scenes, worldOf, worldPlans } from './worlds.js';

const BATCHES = 25;
const WORLDS_PER_BATCH = 30;
const ZONES = await loadZoneTables();

/** Worlds that are looked at at the same instant: they share a store, and its transactions. */
const batches = scenes.chain((scene) =>
  fc.record({
    scene: fc.constant(scene),
    worlds: fc.array(fc.record({ plan: worldPlans(scene), inquiry: inquiries }), {
      minLength: WORLDS_PER_BATCH,
      maxLength: WORLDS_PER_BATCH,
    }),
  }),
);

const clock = manualClock();
const ids = sequentialIds();
let database: TestDatabase;
let store: PostgresStore;

beforeAll(async () => {
  database = await createTestDatabase();
  store = createPostgresStore({ connectionString: database.connectionString, clock });
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

const holding = (reached: Reached, listingEvaluator?: Evaluator) =>
  fc.asyncProperty(batches, async ({ scene, worlds }) => {
    clock.set(scene.now);
    await Promise.all(
      worlds.map(async ({ plan, inquiry }) => {
        const world = worldOf(scene, plan, ids);
        await stageWorld(store, world);
        await holdToLaw({ ...store, clock, ids, zones: ZONES, listingEvaluator }, world, inquiry, reached);
      }),
    );
  });

it('on PostgreSQL a slot is listed if and only if it can be booked, and an oracle finds the same reasons', async () => {
  const reached = nothingReached();
  await fc.assert(holding(reached), { numRuns: BATCHES, endOnFailure: true });
  expect(missedBy(reached, BATCHES * WORLDS_PER_BATCH)).toEqual([]);
}, 240_000);

it('catches a listing that does not know the limits there, too', async () => {
  const listing = evaluatorOf(POLICIES.filter(({ name }) => name !== 'limits'));
  const outcome = await fc.check(holding(nothingReached(), listing), {
    numRuns: BATCHES,
    endOnFailure: true,
  });
  expect(outcome.failed).toBe(true);
  expect(outcome.errorInstance).toBeInstanceOf(LawBroken);
}, 240_000);
