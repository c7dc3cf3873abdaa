import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookThroughStop, faultsAfterRestart } from '../test/booking-through-a-stop.js';
import { assertFreshBuild } from '../test/fresh-build.js';
import { clusterPlaces } from './embedded-postgres/cluster.js';
import { runningPostmaster } from './embedded-postgres/postmaster-record.js';
import { apiClient } from './demo/api-client.js';
import { startServerProcess, type ServerProcess } from './demo/server-process.js';

const BOOKINGS = 500;
const TIMEOUT_MS = 120_000;

const folders: string[] = [];
const running = new Set<ServerProcess>();

const newDataFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-restart-'));
  folders.push(folder);
  return folder;
};

const start = async (environment: Readonly<Record<string, string>>): Promise<ServerProcess> => {
  const server = await startServerProcess({
    PORT: '0',
    LOG_LEVEL: 'info',
    SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '0',
    SLOTKEEPER_RATE_LIMIT_PER_CALLER: '0',
    ...environment,
  });
  running.add(server);
  void server.exited.then(() => running.delete(server));
  return server;
};

beforeAll(assertFreshBuild);
afterAll(async () => {
  await Promise.all([...running].map((server) => server.stop()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}, TIMEOUT_MS);

const killPostgres = async (dataFolder: string): Promise<void> => {
  const running = await runningPostmaster(clusterPlaces(dataFolder).data);
  if (running === undefined) throw new Error('there is no PostgreSQL to kill');
  process.kill(running.pid, 'SIGKILL');
};

test.each([
  { name: 'SIGTERM', signal: 'SIGTERM', withPostgres: false, exit: { code: 0, signal: null } },
  { name: 'SIGKILL', signal: 'SIGKILL', withPostgres: false, exit: { code: null, signal: 'SIGKILL' } },
  {
    name: 'SIGKILL, and PostgreSQL too,',
    signal: 'SIGKILL',
    withPostgres: true,
    exit: { code: null, signal: 'SIGKILL' },
  },
] as const)(
  'after $name in the middle of 500 bookings, all that was acknowledged is there, and no retry books twice',
  async ({ name, signal, withPostgres, exit }) => {
    const dataFolder = await newDataFolder();
    const environment = { SLOTKEEPER_STORE: 'embedded', SLOTKEEPER_DATA_DIR: dataFolder };
    const server = await start(environment);
    const stop = async (): Promise<void> => {
      if (withPostgres) await killPostgres(dataFolder);
      await server.stop(signal);
    };
    let stopped: Promise<void> | undefined;
    const memory = await bookThroughStop(server.url, {
      bookings: BOOKINGS,
      stopAfter: 150,
      stop: () => {
        stopped = stop();
      },
    });
    await stopped;
    expect(await server.exited).toEqual(exit);
    // It was the middle: some were acknowledged, and some were not.
    expect(memory.acknowledged.size).toBeGreaterThanOrEqual(150);
    expect(memory.acknowledged.size).toBeLessThan(BOOKINGS);
    // While it stops, a server may turn requests away, and does nothing else.
    expect([...memory.otherAnswers.values()].filter((status) => status !== 503)).toEqual([]);

    const again = await start(environment);
    const faults = await faultsAfterRestart(again.url, memory);
    console.log(
      `${name} ${memory.acknowledged.size} of ${BOOKINGS} acknowledged before, ${faults.length} faults after`,
    );
    expect(faults).toEqual([]);
    expect(await again.stop()).toEqual({ code: 0, signal: null });
  },
  TIMEOUT_MS,
);

test(
  'a client that keeps its connections and goes quiet does not keep a server, or its PostgreSQL, from stopping',
  async () => {
    const dataFolder = await newDataFolder();
    const server = await start({
      SLOTKEEPER_STORE: 'embedded',
      SLOTKEEPER_DATA_DIR: dataFolder,
      SLOTKEEPER_SHUTDOWN_TIMEOUT_MS: '60000',
    });
    const client = apiClient(server.url);
    try {
      const account = { email: 'ada@example.com', password: 'a good long password' };
      const body = { ...account, name: 'Ada', role: 'USER' };
      expect((await client.send({ method: 'POST', path: '/users', body })).status).toBe(201);
      // To look at a password takes the server long enough to be told to stop meanwhile.
      const logins = Array.from({ length: 6 }, () =>
        client.send({ method: 'POST', path: '/auth/login', body: account }),
      );
      await client.send({ method: 'GET', path: '/healthz' });
      const exit = await server.stop();
      const statuses = (await Promise.all(logins)).map(({ status }) => status);
      expect(statuses).toContain(200);
      expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
      expect(exit).toEqual({ code: 0, signal: null });
      expect(server.log()).not.toContain('cut off');
      expect(await runningPostmaster(clusterPlaces(dataFolder).data)).toBeUndefined();
    } finally {
      client.close();
    }
  },
  TIMEOUT_MS,
);

test(
  'a server that keeps nothing is caught by the same check',
  async () => {
    const environment = {
      SLOTKEEPER_STORE: 'memory',
      SLOTKEEPER_TOKEN_SECRET: 'a secret of the tests, 32 bytes long',
    };
    const server = await start(environment);
    const memory = await bookThroughStop(server.url, {
      bookings: BOOKINGS,
      stopAfter: 150,
      stop: () => void server.stop('SIGTERM'),
    });
    await server.exited;
    const again = await start(environment);
    const faults = await faultsAfterRestart(again.url, memory);
    expect(faults.filter((fault) => fault.includes('is lost'))).toHaveLength(memory.acknowledged.size);
  },
  TIMEOUT_MS,
);
