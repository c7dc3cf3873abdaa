import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tools/test-database/create-test-database.js';
import { assertFreshBuild } from '../test/fresh-build.js';
import { createNaiveStore } from '../test/naive-store.js';
import { raceForOneSlot, raceForOverlappingRanges, raceOfChanges, type RaceReport } from '../test/race.js';
import { serveStore } from '../test/serve-store.js';
import { countOverlaps } from './demo/count-overlaps.js';
import { startServerProcess, type ServerProcess } from './demo/server-process.js';
import { deepFaults } from '../test/deep-faults.js';

const CLIENTS = 1_000;
/** Where clients and server share a process: so few that all find room in its listening queue while it is busy. */
const CLIENTS_INSIDE = 300;
const TIMEOUT_MS = 120_000;
const SECRET = 'a secret of the tests, 32 bytes long';

let database: TestDatabase;

const report = (name: string, { summary }: RaceReport): void => {
  console.log(`${name}: ${summary}`);
};

describe('a server on PostgreSQL', () => {
  let server: ServerProcess;

  beforeAll(async () => {
    await assertFreshBuild();
    database = await createTestDatabase();
    server = await startServerProcess({
      PORT: '0',
      DATABASE_URL: database.connectionString,
      SLOTKEEPER_TOKEN_SECRET: SECRET,
      LOG_LEVEL: 'info',
      // A thousand clients of one address.
      SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '0',
      SLOTKEEPER_RATE_LIMIT_PER_CALLER: '0',
    });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await server?.stop();
    await database?.drop();
  });

  test(
    'a thousand clients want one slot: one gets it, 999 are told that it is taken',
    async () => {
      const race = await raceForOneSlot(server.url, CLIENTS);
      report('one slot', race);
      expect(race.faults).toEqual([]);
      expect(await countOverlaps(database.connectionString)).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'a thousand clients want unequal ranges that overlap: what is booked does not',
    async () => {
      const race = await raceForOverlappingRanges(server.url, CLIENTS, 1);
      report('unequal ranges', race);
      expect(race.faults).toEqual([]);
      expect(await countOverlaps(database.connectionString)).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'clients book, move and cancel at once: every booking is as its client was last told',
    async () => {
      const race = await raceOfChanges(server.url, { clients: 100, rounds: 15, seed: 2 });
      report('book, move, cancel', race);
      expect(race.faults).toEqual([]);
      expect(await countOverlaps(database.connectionString)).toBe(0);
      expect(await deepFaults(database.connectionString)).toEqual({});
    },
    TIMEOUT_MS,
  );

  test('no server error was logged', () => {
    expect(
      server
        .log()
        .split('\n')
        .filter((line) => /"status":5\d\d|"level":"(error|fatal)"/.test(line)),
    ).toEqual([]);
  });
});

describe('a server that checks and then inserts, without a lock or a constraint', () => {
  test(
    'is caught by the same races',
    async () => {
      const naive = await createTestDatabase();
      await query(naive.connectionString, 'alter table claim drop constraint claim_no_overlap');
      const { url, close } = await serveStore((clock) => createNaiveStore(naive.connectionString, clock));
      try {
        const oneSlot = await raceForOneSlot(url, CLIENTS_INSIDE);
        report('naive, one slot', oneSlot);
        expect(oneSlot.faults).toContainEqual(expect.stringMatching(/^([2-9]|\d{2,}) clients got the slot$/));
        expect(await countOverlaps(naive.connectionString)).toBeGreaterThan(0);
        const ranges = await raceForOverlappingRanges(url, CLIENTS_INSIDE, 1);
        report('naive, unequal ranges', ranges);
        expect(ranges.faults).toContainEqual(expect.stringMatching(/are both booked$/));
      } finally {
        await close();
        await naive.drop();
      }
    },
    TIMEOUT_MS,
  );
});

const query = async (connectionString: string, statement: string): Promise<void> => {
  const session = new pg.Client({ connectionString });
  await session.connect();
  try {
    await session.query(statement);
  } finally {
    await session.end();
  }
};
