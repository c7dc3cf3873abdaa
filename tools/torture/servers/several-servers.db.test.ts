import { migrateUp } from '@slotkeeper/adapters-postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addsEverywhere,
  migrateToNext,
  migrateWithoutTurns,
  NEXT_MIGRATION,
  renamesColumn,
} from '../../../packages/adapters-postgres/test/migrate-with.js';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import { seededRandom, type SeededRandom } from '../../fuzz/seeded-random.js';
import { createBareDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { isLongForm, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { fleetFaults, longestGapMs } from './fleet-faults.js';
import { startFleet, type ServerFleet } from './server-fleet.js';
import { beginLoad, type LoadRecord } from './steady-load.js';

const SERVERS = 4;
const KILLS = 2;
const MOST_KILLS = 20;
/** Between one kill, or one server that is replaced, and the next. */
const ANSWERS_BETWEEN = 30;
/** So long may nobody answer. Of four servers three go on, but in CI other tests have the same processors. */
const MOST_GAP_MS = isLongForm() ? 4_000 : 8_000;

let database: TestDatabase;
beforeAll(assertFreshBuild);
beforeEach(async () => {
  database = await createBareDatabase();
});
afterEach(() => database.drop());

const withFleet = async <T>(size: number, use: (fleet: ServerFleet) => Promise<T>): Promise<T> => {
  const fleet = await startFleet(size, { DATABASE_URL: database.connectionString });
  try {
    return await use(fleet);
  } finally {
    await fleet.close();
  }
};

const faultsOf = (record: LoadRecord): Promise<readonly string[]> =>
  fleetFaults(record, { connectionString: database.connectionString, gapMs: MOST_GAP_MS });

const report = (name: string, record: LoadRecord): void => {
  const { client, slots, told } = record;
  console.log(
    `${name}: ${client.answeredAt.length} answers, ${client.cutOff()} cut off and ` +
      `${client.turnedAway()} turned away, and sent again; ${told.size} bookings ` +
      `of ${slots} slots; the longest time without any answer ${Math.round(longestGapMs(record))} ms`,
  );
};

const sql = async (statement: string): Promise<readonly unknown[]> => {
  const session = new pg.Client(database);
  await session.connect();
  try {
    return (await session.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await session.end();
  }
};

/** Kills servers in the middle of a load, and starts them again: so often, and until a request was cut off by it. */
const killNowAndThen = async (fleet: ServerFleet, random: SeededRandom): Promise<LoadRecord> => {
  const load = await beginLoad(fleet, { random });
  for (let kill = 0; kill < KILLS || (load.cutOff() === 0 && kill < MOST_KILLS); kill += 1) {
    await load.passed(ANSWERS_BETWEEN);
    const victim = random.below(fleet.size);
    await fleet.kill(victim);
    await load.passed(ANSWERS_BETWEEN);
    await fleet.start(victim);
  }
  return load.stop();
};

describe('four servers on one database', () => {
  it(
    'start at once on an empty one, and lose nothing while some of them are killed',
    async () => {
      for (const seed of roundsOf({ rounds: 1, seed: 1 })) {
        await withFleet(SERVERS, async (fleet) => {
          const record = await killNowAndThen(fleet, seededRandom(seed));
          expect(await faultsOf(record), `seed ${seed}`).toEqual([]);
          expect(record.client.cutOff()).toBeGreaterThan(0);
          expect(fleet.loggedErrors()).toEqual([]);
          report('killed now and then', record);
        });
      }
    },
    scenarioTimeoutMs(),
  );

  it(
    'serve on while the next version changes the schema, and are replaced one after the other',
    async () => {
      await withFleet(SERVERS, async (fleet) => {
        const load = await beginLoad(fleet, { random: seededRandom(1) });
        await load.passed(ANSWERS_BETWEEN);
        await migrateToNext(database.connectionString, addsEverywhere);
        const [marked] = await sql(
          `with marked as (update booking set next_note = 'of the next version' returning id)
           select count(*)::integer as count from marked`,
        );
        await load.passed(ANSWERS_BETWEEN);
        // An old one that is started again does not know what it would serve on; told to, it serves all the same.
        await fleet.stop(0);
        await expect(fleet.start(0)).rejects.toThrow(NEXT_MIGRATION);
        for (let index = 0; index < fleet.size; index += 1) {
          if (index > 0) await fleet.stop(index);
          await fleet.start(index, ['--no-migrate']);
          await load.passed(ANSWERS_BETWEEN);
        }
        const record = await load.stop();
        expect(await faultsOf(record)).toEqual([]);
        expect(fleet.loggedErrors()).toEqual([]);
        // What the next version has written stays, whatever the servers of this one have changed beside it.
        expect(
          await sql(`select count(*)::integer as count from booking where next_note is not null`),
        ).toEqual([marked]);
        report('a migration of the next version, and a rolling upgrade', record);
      });
    },
    scenarioTimeoutMs(),
  );
});

describe('the same look finds', () => {
  it(
    'a migration that servers do not survive',
    async () => {
      await withFleet(1, async (fleet) => {
        const load = await beginLoad(fleet, { random: seededRandom(1) });
        await load.passed(ANSWERS_BETWEEN);
        await migrateToNext(database.connectionString, renamesColumn);
        await load.passed(ANSWERS_BETWEEN);
        expect((await load.stop()).unexpected).toContainEqual(expect.stringMatching(/^slot \d+: 5\d\d/));
      });
    },
    scenarioTimeoutMs(),
  );

  it(
    'requests that do their work twice, where clients have no keys',
    async () => {
      await withFleet(1, async (fleet) => {
        const load = await beginLoad(fleet, { random: seededRandom(1), hasKeys: false });
        await load.passed(ANSWERS_BETWEEN);
        expect(await faultsOf(await load.stop())).toContainEqual(
          expect.stringMatching(/sent again: 201 .*, then 409/),
        );
      });
    },
    scenarioTimeoutMs(),
  );

  it(
    'bookings that are lost, and a time without any server, where one server keeps them in memory and is away',
    async () => {
      // Nothing is kept there, and the look expects tables.
      await migrateUp(database);
      const fleet = await startFleet(1, { SLOTKEEPER_STORE: 'memory' });
      try {
        const load = await beginLoad(fleet, { random: seededRandom(1) });
        await load.passed(ANSWERS_BETWEEN);
        await fleet.kill(0);
        await sleep(MOST_GAP_MS);
        await fleet.start(0);
        const faults = await faultsOf(await load.stop());
        expect(faults).toContainEqual(expect.stringMatching(/^nobody answered for \d+ ms$/));
        expect(faults).toContainEqual(expect.stringMatching(/^slot \d+ is undefined, and was told/));
      } finally {
        await fleet.close();
      }
    },
    scenarioTimeoutMs(),
  );

  it('starters that do not take turns', async () => {
    const starters = await Promise.allSettled(
      Array.from({ length: SERVERS }, () => migrateWithoutTurns(database.connectionString)),
    );
    expect(starters.filter(({ status }) => status === 'rejected')).not.toEqual([]);
  });
});
