import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiClient } from '../../../packages/server/test/inside-server.js';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import { createTestDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { bookingFaults } from '../booking-faults.js';
import { tallyOf } from '../figures.js';
import { boundMs, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { serversUnderTest } from '../servers-under-test.js';
import { beStubborn, type Heard } from '../stubborn-clients.js';

const CROWD = { clients: 50, wishes: 4_000, withKeys: true, pauseMs: 100 };
const BLOCKED_MS = 3_000;
const RECOVERED_WITHIN_MS = 1_000;
/** The event loop is late by 400 ms. */
const SHED_AFTER_MS = 250;
const BLOCKER = new URL('block-event-loop.js', import.meta.url).href;

const { start, stopAll } = serversUnderTest();
let database: TestDatabase;

beforeAll(assertFreshBuild);
beforeEach(async () => {
  database = await createTestDatabase();
}, scenarioTimeoutMs());
afterEach(async () => {
  await stopAll();
  await database.drop();
}, scenarioTimeoutMs());

/** Blocks the event loop of a server under load, and lets it go again. */
const block = async (maxLoopDelayMs: number) => {
  const server = await start({
    DATABASE_URL: database.connectionString,
    SLOTKEEPER_MAX_LOOP_DELAY_MS: String(maxLoopDelayMs),
    NODE_OPTIONS: `--import=${BLOCKER}`,
  });
  const heard: Heard[] = [];
  const clients = await beStubborn(server.url, { ...CROWD, onHeard: (one) => heard.push(one) });
  await clients.untilGranted(100);
  const from = performance.now();
  process.kill(server.pid, 'SIGUSR2');
  await sleep(BLOCKED_MS);
  const watcher = apiClient(server.url, 1);
  const { status: healthy } = await watcher.send({ method: 'GET', path: '/healthz' });
  // The crowd may all be waiting for what they asked before.
  const { status: newcomer } = await watcher.send({ method: 'GET', path: '/bookings' });
  watcher.close();
  process.kill(server.pid, 'SIGUSR2');
  while (!server.log().includes('unblocked')) await sleep(1);
  const to = performance.now();
  while (!heard.some(({ sentAtMs, answer }) => sentAtMs > to && answer?.status === 201)) await sleep(1);
  const recoveredMs = performance.now() - to;
  await clients.finish();
  const turnedAway = heard.filter(({ sentAtMs, answer }) => sentAtMs > from && answer?.status === 503).length;
  const faults = await bookingFaults(clients, {
    url: server.url,
    connectionString: database.connectionString,
  });
  clients.close();
  const summary = `${tallyOf(clients.statuses)}; ${turnedAway} turned away, recovered in ${Math.round(recoveredMs)} ms`;
  return { healthy, newcomer, recoveredMs, faults, summary };
};

test(
  'a server whose event loop is blocked turns requests away, is healthy to its watcher, and recovers within 1 s',
  async () => {
    for (const _ of roundsOf({ rounds: 1, seed: 1 })) {
      const blocked = await block(SHED_AFTER_MS);
      console.log(`event loop blocked: ${blocked.summary}`);
      expect(blocked.faults).toEqual([]);
      expect(blocked.healthy).toBe(200);
      expect(blocked.newcomer).toBe(503);
      expect(blocked.recoveredMs).toBeLessThan(boundMs(RECOVERED_WITHIN_MS));
      await stopAll();
    }
  },
  scenarioTimeoutMs(),
);

test(
  'a server that takes on whatever comes, however late it is, is caught by the same check',
  async () => {
    const blocked = await block(600_000);
    console.log(`event loop blocked, nothing shed: ${blocked.summary}`);
    expect(blocked.newcomer).toBe(401);
  },
  scenarioTimeoutMs(),
);
