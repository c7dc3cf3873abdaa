import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clusterPlaces, readSecrets, runningEmbedded } from '../../../packages/server/test/inside-server.js';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import { createTestDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { bookingFaults } from '../booking-faults.js';
import { tallyOf } from '../figures.js';
import { boundMs, isLongForm, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { serversUnderTest } from '../servers-under-test.js';
import { beStubborn, type Heard, type StubbornClients } from '../stubborn-clients.js';
import { mountSmallDisk, type SmallDisk } from './small-disk.js';

const CROWD = { clients: 8, wishes: 4_000, withKeys: true, pauseMs: 50 };
const DISK_MEGABYTES = 512;
const RECOVERED_WITHIN_MS = 10_000;

const { start, stopAll } = serversUnderTest();
let disk: SmallDisk | undefined;

beforeAll(assertFreshBuild);
afterEach(stopAll, scenarioTimeoutMs());
afterAll(async () => {
  await disk?.remove();
});

const NOT_RUN =
  'NOT RUN: PostgreSQL on a disk that is full. This process may not mount a file system; as root, or with sudo, it may. ' +
  'What PostgreSQL answers on a full disk is played to the server instead.';

/** Clients that note what a 503 tells them. */
const crowdAt = async (
  url: string,
): Promise<{ readonly clients: StubbornClients; readonly refusals: Map<unknown, number> }> => {
  const refusals = new Map<unknown, number>();
  const onHeard = ({ answer }: Heard): void => {
    if (answer?.status !== 503) return;
    const code: unknown = Reflect.get(Object(answer.body), 'code');
    refusals.set(code, (refusals.get(code) ?? 0) + 1);
  };
  return { clients: await beStubborn(url, { ...CROWD, onHeard }), refusals };
};

const untilRefused = async (refusals: ReadonlyMap<unknown, number>, more: number): Promise<void> => {
  const count = (): number => [...refusals.values()].reduce((sum, times) => sum + times, 0);
  const wanted = count() + more;
  while (count() < wanted) await sleep(5);
};

const query = async (connectionString: string, statement: string): Promise<void> => {
  const session = new pg.Client({ connectionString });
  session.on('error', () => undefined);
  await session.connect();
  try {
    await session.query(statement);
  } finally {
    await session.end().catch(() => undefined);
  }
};

const MAX_LOG_FILES = 20;

/** Makes PostgreSQL begin new files of its log, until there is no room for one. */
const endLogFile = async (dataFolder: string, databaseUrl: string): Promise<void> => {
  const { superuser } = await readSecrets(clusterPlaces(dataFolder));
  const url = new URL(databaseUrl);
  Object.assign(url, { username: 'postgres', password: superuser, pathname: '/postgres' });
  // It may have files of old left to use again. In the end it dies of it, and the session with it.
  for (let file = 0; file < MAX_LOG_FILES; file += 1) {
    const next = `select pg_logical_emit_message(true, 'end', 'of file'); select pg_switch_wal()`;
    const isDead = await query(url.href, next).then(
      () => false,
      () => true,
    );
    if (isDead) return;
  }
};

test(
  'PostgreSQL whose disk is full, at first for its tables and then for its log: 503, nothing lost, and it recovers',
  async ({ skip }) => {
    disk = await mountSmallDisk(DISK_MEGABYTES);
    if (disk === undefined) {
      // In CI there may be no way to mount; who asks for the long form is told by a failure.
      if (isLongForm()) throw new Error(NOT_RUN);
      console.warn(NOT_RUN);
      return skip(NOT_RUN);
    }
    const dataFolder = disk.folder;
    const { url } = await start({ SLOTKEEPER_STORE: 'embedded', SLOTKEEPER_DATA_DIR: dataFolder });
    const databaseUrl = async (): Promise<string> => (await runningEmbedded(dataFolder)) ?? '';
    for (const _ of roundsOf({ rounds: 1, seed: 1 })) {
      const { clients, refusals } = await crowdAt(url);
      await clients.untilGranted(20);
      await disk.fill();
      await untilRefused(refusals, 20);
      await endLogFile(dataFolder, await databaseUrl());
      await untilRefused(refusals, 40);
      const isDead = (await runningEmbedded(dataFolder)) === undefined;
      await disk.free();
      const begun = performance.now();
      await clients.untilGranted(1);
      const recoveredMs = performance.now() - begun;
      await clients.untilGranted(20);
      await clients.finish();
      const faults = await bookingFaults(clients, { url, connectionString: await databaseUrl() });
      clients.close();
      console.log(
        `disk full, PostgreSQL ${isDead ? 'died of it' : 'lived on'}: ${tallyOf(clients.statuses)}; recovered in ${Math.round(recoveredMs)} ms; ${faults.length} faults`,
      );
      expect(faults).toEqual([]);
      expect([...refusals.keys()].filter((code) => code !== 'overloaded')).toEqual(['store_unavailable']);
      expect(isDead).toBe(true);
      expect(recoveredMs).toBeLessThan(boundMs(RECOVERED_WITHIN_MS));
    }
  },
  scenarioTimeoutMs(),
);

/** Refuses to store bookings, as if by an error of this SQLSTATE (PostgreSQL manual, appendix A). */
const refuseBookings = (database: TestDatabase, sqlState: string): Promise<void> =>
  query(
    database.connectionString,
    `create function refuse() returns trigger language plpgsql as
       $$ begin raise exception 'could not extend file' using errcode = '${sqlState}'; end $$;
     create trigger refuse before insert on booking for each row execute function refuse()`,
  );

const playFullDisk = async (sqlState: string): Promise<readonly string[]> => {
  const database = await createTestDatabase();
  try {
    const { url } = await start({ DATABASE_URL: database.connectionString });
    const { clients, refusals } = await crowdAt(url);
    await clients.untilGranted(20);
    await refuseBookings(database, sqlState);
    while (refusals.size === 0 && clients.strangeAnswers.length === 0) await sleep(5);
    await query(database.connectionString, 'drop trigger refuse on booking');
    await clients.untilGranted(20);
    await clients.finish();
    const faults = await bookingFaults(clients, { url, connectionString: database.connectionString });
    clients.close();
    console.log(`${sqlState} played: ${tallyOf(clients.statuses)}; ${faults.length} faults`);
    return faults;
  } finally {
    await stopAll();
    await database.drop();
  }
};

test(
  'what PostgreSQL answers on a full disk is a 503, and is tried again with success',
  async () => {
    expect(await playFullDisk('53100')).toEqual([]);
  },
  scenarioTimeoutMs(),
);

test(
  'an error that no client can do anything about is caught by the same check',
  async () => {
    expect(await playFullDisk('XX000')).toContainEqual(expect.stringMatching(/was answered 500/));
  },
  scenarioTimeoutMs(),
);
