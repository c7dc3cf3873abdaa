import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import { manualClock } from '@slotkeeper/domain/testing';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import {
  addBooker,
  addHost,
  bookBlindly,
  bookingAt,
  runSql,
} from '../../../packages/adapters-postgres/test/stage.js';
import { findDumpTools, type DumpTools } from '../../../packages/server/test/dump-tools.js';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import {
  createBareDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../../test-database/create-test-database.js';
import { isLongForm, scenarioTimeoutMs } from '../rounds.js';
import { plantBookings } from './plant-bookings.js';
import { runDoctor } from './run-doctor.js';

const PLANTED = isLongForm() ? { hosts: 1_000, bookingsPerHost: 1_000 } : { hosts: 30, bookingsPerHost: 100 };
const DATA_ALONE = ['--section=pre-data', '--section=data'];
const TIMEOUT_MS = scenarioTimeoutMs() * 6;

const tools = await findDumpTools();

let database: TestDatabase;
let restored: TestDatabase;
let store: PostgresStore;
let folder: string;

beforeEach(async () => {
  await assertFreshBuild();
  [database, restored] = await Promise.all([createTestDatabase(), createBareDatabase()]);
  folder = await mkdtemp(join(tmpdir(), 'slotkeeper-dump-'));
  store = createPostgresStore({ connectionString: database.connectionString, clock: manualClock() });
});
afterEach(async () => {
  await store.close();
  await Promise.all([database.drop(), restored.drop()]);
  await rm(folder, { recursive: true });
});

const plant = async (planted: typeof PLANTED): Promise<void> => {
  const session = new pg.Client({ connectionString: database.connectionString });
  await session.connect();
  await plantBookings(session, planted);
  await session.end();
};

/** Books for some hosts until it is told to stop, which gives how many bookings were made. */
const bookOn = (): { readonly made: () => number; readonly stop: () => Promise<number> } => {
  let isStopped = false;
  let made = 0;
  const booking = Promise.all(
    Array.from({ length: 8 }, async () => {
      const [host, booker] = [await addHost(store), await addBooker(store)];
      for (let number = 0; !isStopped; number += 1) {
        await bookBlindly(store.unitOfWork, bookingAt(host, number * 30, { bookerId: booker.id }));
        made += 1;
      }
    }),
  );
  return {
    made: () => made,
    stop: async () => {
      isStopped = true;
      await booking;
      return made;
    },
  };
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const countOf = async (connectionString: string, table: string): Promise<number> => {
  const [row] = await runSql<{ readonly count: string }>(connectionString, `select count(*) from ${table}`);
  return Number(row?.count);
};

const majorOf = async (connectionString: string): Promise<number> => {
  const [row] = await runSql<{ readonly number: string }>(
    connectionString,
    `select current_setting('server_version_num') as number`,
  );
  return Math.floor(Number(row?.number) / 10_000);
};

/** Where there are no programs for it the other checks have to do; CI has them, or fails. */
const isWanted = tools !== undefined || process.env['CI'] === 'true' || isLongForm();

describe.runIf(isWanted)('a dump', () => {
  const { dump, restore, major } = tools ?? ({} as DumpTools);
  beforeAll(async () => {
    const wanted = await majorOf(inject('testDatabase').adminUrl);
    if (tools === undefined || major < wanted) {
      throw new Error(`No pg_dump of PostgreSQL ${wanted} or newer: install postgresql-client-${wanted}.`);
    }
  });
  const file = (): string => join(folder, 'dump');

  test(
    'that was taken while bookings were made is restored whole, consumers and all',
    async () => {
      await plant(PLANTED);
      await store.outbox.subscribe('mail', 'beginning');
      await store.outbox.deliver('mail', { limit: 500 }, async () => {});
      const writing = bookOn();
      while (writing.made() < 50) await nextTurn();
      const before = writing.made();
      await dump(database.connectionString, file());
      const made = await writing.stop();
      await restore(file(), restored.connectionString);
      const bookings = await countOf(restored.connectionString, 'booking');
      const { faults, seconds, megabytes } = await runDoctor(restored.connectionString);
      console.log(
        `restored: ${bookings} bookings, ${made} made meanwhile; doctor --deep ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`,
      );
      expect(faults).toEqual({});
      expect(made).toBeGreaterThan(before);
      expect(bookings).toBeGreaterThanOrEqual(PLANTED.hosts * PLANTED.bookingsPerHost + before);
      const copy = createPostgresStore({
        connectionString: restored.connectionString,
        clock: manualClock(),
      });
      try {
        let first = Number.POSITIVE_INFINITY;
        await copy.outbox.deliver('mail', { limit: 1 }, async ([entry]) => {
          first = entry?.version ?? first;
        });
        expect(first).toBeGreaterThanOrEqual(1);
      } finally {
        await copy.close();
      }
    },
    TIMEOUT_MS,
  );

  test(
    'of some tables at one moment and of others at another is found out',
    async () => {
      await plant({ hosts: 2, bookingsPerHost: 20 });
      await dump(database.connectionString, file(), [
        '--exclude-table=booking_history',
        '--exclude-table=outbox',
      ]);
      const writing = bookOn();
      while (writing.made() < 50) await nextTurn();
      await writing.stop();
      const later = join(folder, 'later');
      await dump(database.connectionString, later, ['--table=booking_history', '--table=outbox']);
      await restore(file(), restored.connectionString);
      await restore(later, restored.connectionString);
      const { faults } = await runDoctor(restored.connectionString);
      expect(Object.keys(faults)).toEqual(
        expect.arrayContaining(['history-without-booking', 'outbox-versions']),
      );
    },
    TIMEOUT_MS,
  );

  test(
    'that was restored without its end is found out',
    async () => {
      await plant({ hosts: 2, bookingsPerHost: 20 });
      await dump(database.connectionString, file());
      await restore(file(), restored.connectionString, DATA_ALONE);
      const { faults } = await runDoctor(restored.connectionString);
      expect(Object.keys(faults)).toEqual(['exclusion-constraint', 'indexes']);
    },
    TIMEOUT_MS,
  );
});
