import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { formatInstant, HOUR_MS } from '@slotkeeper/domain';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type ApiAnswer,
  apiClient,
  type ApiClient,
  type Cast,
  expectStatus,
  nextMidnight,
  registerCast,
} from '../../../packages/server/test/inside-server.js';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import { createTestDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { openCuttingProxy, type CuttingProxy } from '../../test-database/cutting-proxy.js';
import { boundMs, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { serversUnderTest } from '../servers-under-test.js';

const PROCEEDS_WITHIN_MS = 5_000;
const OTHERS = 10;
const LOCK_HOLDER = fileURLToPath(new URL('hold-calendar.js', import.meta.url));

const { start, stopAll } = serversUnderTest();
const thaws: (() => void)[] = [];
let database: TestDatabase;
let proxy: CuttingProxy;
let url: string;
let client: ApiClient;

beforeAll(assertFreshBuild);
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await openCuttingProxy(database.connectionString);
  ({ url } = await start({ DATABASE_URL: database.connectionString }));
  client = apiClient(url, 2 * OTHERS);
}, scenarioTimeoutMs());
afterEach(async () => {
  for (const thaw of thaws.splice(0)) thaw();
  client.close();
  await stopAll();
  await proxy.close();
  await database.drop();
}, scenarioTimeoutMs());

const freeze = (pid: number): void => {
  process.kill(pid, 'SIGSTOP');
  thaws.push(() => process.kill(pid, 'SIGCONT'));
};

/** A host with a day of slots, and somebody to book them. */
const openDay = async (): Promise<Cast> => {
  const cast = await registerCast(client, 1);
  const opening = nextMidnight(Date.now());
  const body = {
    hostId: cast.host.id,
    startTime: formatInstant(opening),
    endTime: formatInstant(opening + 24 * HOUR_MS),
    slotDuration: 60,
  };
  const stated = await client.send({ method: 'POST', path: '/availability', token: cast.host.token, body });
  expectStatus(201, stated);
  return cast;
};

const book = (at: ApiClient, { host, users }: Cast, hour: number): Promise<ApiAnswer> =>
  at.send({
    method: 'POST',
    path: '/bookings',
    token: users[0]?.token,
    idempotencyKey: `hour ${hour}`,
    body: { hostId: host.id, startTime: formatInstant(nextMidnight(Date.now()) + hour * HOUR_MS) },
  });

/** Several book at once. @returns the statuses, and how long the slowest took, in milliseconds */
const bookMany = async (cast: Cast): Promise<{ readonly statuses: Set<number>; readonly tookMs: number }> => {
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: OTHERS }, (_, number) => book(client, cast, 1 + number)),
  );
  return { statuses: new Set(answers.map(({ status }) => status)), tookMs: performance.now() - begun };
};

/** Until a session, other than that of the server under test, has locked calendars and does nothing more. */
const untilLocked = async (): Promise<void> => {
  const session = new pg.Client({ connectionString: database.connectionString });
  await session.connect();
  try {
    for (;;) {
      const { rowCount } = await session.query(
        `select from pg_stat_activity
         where datname = current_database() and state = 'idle in transaction' and query like '%for update%'`,
      );
      if (rowCount === 1) return;
      await sleep(5);
    }
  } finally {
    await session.end();
  }
};

test(
  'a second server that is stopped while it holds the lock of a calendar: others book on it within 5 s',
  async () => {
    for (const _ of roundsOf({ rounds: 1, seed: 1 })) {
      const [held, other] = [await openDay(), await openDay()];
      const second = await start({ DATABASE_URL: proxy.connectionString });
      const itsClient = apiClient(second.url, 1);
      // Slow enough to be met in the middle of a transaction.
      proxy.tear({ delayMs: () => 100, inHalves: false });
      const itsAnswer = book(itsClient, held, 0).catch(() => undefined);
      await untilLocked();
      freeze(second.pid);
      const begun = performance.now();
      const elsewhere = await bookMany(other);
      const here = await bookMany(held);
      const tookMs = performance.now() - begun;
      console.log(
        `a server frozen with a lock: booked elsewhere in ${Math.round(elsewhere.tookMs)} ms, here after ${Math.round(tookMs)} ms`,
      );
      expect([elsewhere.statuses, here.statuses]).toEqual([new Set([201]), new Set([201])]);
      expect(tookMs).toBeLessThan(boundMs(PROCEEDS_WITHIN_MS));
      for (const thaw of thaws.splice(0)) thaw();
      proxy.tear(undefined);
      // It has lost its transaction, and makes the booking in another, or says that it did not.
      expect([201, 503]).toContain((await itsAnswer)?.status);
      itsClient.close();
      await second.stop();
    }
  },
  scenarioTimeoutMs(),
);

test(
  'a client of the database that is stopped with the lock of a calendar, and has no bound on that, is caught by the same check; others are kept from nothing',
  async () => {
    const [held, other] = [await openDay(), await openDay()];
    const holder = spawn(process.execPath, [LOCK_HOLDER, database.connectionString, held.host.id], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    thaws.push(() => holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    if (holder.pid === undefined) throw new Error('the holder has no process id');
    freeze(holder.pid);
    const [here, elsewhere] = await Promise.all([bookMany(held), bookMany(other)]);
    console.log(
      `a client frozen with a lock: booked elsewhere in ${Math.round(elsewhere.tookMs)} ms, told 503 after ${Math.round(here.tookMs)} ms`,
    );
    expect(elsewhere.statuses).toEqual(new Set([201]));
    expect(elsewhere.tookMs).toBeLessThan(boundMs(PROCEEDS_WITHIN_MS));
    expect(here.statuses).toEqual(new Set([503]));
  },
  scenarioTimeoutMs(),
);
