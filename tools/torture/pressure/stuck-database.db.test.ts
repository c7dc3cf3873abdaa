import { DEFAULT_LOAD_BOUNDS } from '@slotkeeper/http-fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import { createTestDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { openCuttingProxy, type CuttingProxy } from '../../test-database/cutting-proxy.js';
import { bookingFaults } from '../booking-faults.js';
import { tallyOf } from '../figures.js';
import { boundMs, isLongForm, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { serversUnderTest } from '../servers-under-test.js';
import { beStubborn, type Heard } from '../stubborn-clients.js';

const CROWD = { clients: 200, wishes: 4_000, withKeys: true, pauseMs: 250 };
const TURNED_AWAY_WITHIN_MS = 2_000;
const RECOVERED_WITHIN_MS = 1_000;
/** Until it is seen that there is no hope, and until it has been said to so many. */
const MARGIN_MS = 250;

const { start, stopAll } = serversUnderTest();
let database: TestDatabase;
let proxy: CuttingProxy;

beforeAll(assertFreshBuild);
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await openCuttingProxy(database.connectionString);
}, scenarioTimeoutMs());
afterEach(async () => {
  await stopAll();
  await proxy.close();
  await database.drop();
}, scenarioTimeoutMs());

const LATE_MS = 1_000;

/** Lets pass nothing at all; lets it pass slowly. @returns ends that, once what was on its way has arrived */
type Pressure = () => () => Promise<void>;
const stuck: Pressure = () => {
  const letPass = proxy.hold();
  return async () => letPass();
};
const slow: Pressure = () => {
  proxy.tear({ delayMs: () => LATE_MS, inHalves: false });
  return async () => {
    proxy.tear(undefined);
    await sleep(LATE_MS);
  };
};

interface Pressed {
  /** Of the requests that were sent or answered under pressure, the slowest, in milliseconds. */
  readonly slowestMs: number;
  /** From the end of the pressure to the answer of a request that was sent after it, in milliseconds. */
  readonly recoveredMs: number;
  /** What the slowest request took before, in milliseconds. */
  readonly healthyMs: number;
  readonly faults: readonly string[];
  readonly summary: string;
}

/** Presses on the database under load, and lets go of it again. */
const press = async (
  pressure: Pressure,
  environment: Readonly<Record<string, string>> = {},
): Promise<Pressed> => {
  const { url } = await start({
    DATABASE_URL: proxy.connectionString,
    SLOTKEEPER_QUERY_CONNECTIONS: '5',
    ...environment,
  });
  const heard: Heard[] = [];
  const clients = await beStubborn(url, { ...CROWD, onHeard: (one) => heard.push(one) });
  // Each has been answered at least once when all is well.
  await clients.untilGranted(3 * CROWD.clients);
  const from = performance.now();
  const healthyMs = Math.max(...heard.map(({ tookMs }) => tookMs));
  const release = pressure();
  await sleep(1.75 * allowedMs({ healthyMs }));
  await release();
  const to = performance.now();
  const served = ({ sentAtMs, answer }: Heard): boolean => sentAtMs > to && answer?.status === 201;
  while (!heard.some(served)) await sleep(1);
  const recoveredMs = performance.now() - to;
  await clients.finish();
  const pressed = heard.filter(({ sentAtMs, tookMs }) => sentAtMs + tookMs > from && sentAtMs < to);
  const faults = [
    ...pressed.flatMap(({ answer }) =>
      answer?.status === 503 && answer.headers['retry-after'] === undefined
        ? ['a 503 does not say when to try again']
        : [],
    ),
    ...(await bookingFaults(clients, { url, connectionString: database.connectionString })),
  ];
  clients.close();
  const slowestMs = Math.max(...pressed.map(({ tookMs }) => tookMs));
  const summary = `${tallyOf(clients.statuses)}; slowest ${ms(slowestMs)} (${ms(healthyMs)} before), recovered in ${ms(recoveredMs)}`;
  return { slowestMs, recoveredMs, healthyMs, faults, summary };
};

const ms = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;

/** A machine that is slow when all is well is given that much more, and one that has others at work a half more. */
const allowedMs = ({ healthyMs }: Pick<Pressed, 'healthyMs'>): number =>
  Math.max(TURNED_AWAY_WITHIN_MS, DEFAULT_LOAD_BOUNDS.letGoAfterMs + MARGIN_MS + healthyMs) *
  (isLongForm() ? 1 : 1.5);

test.each([
  { name: 'stuck', pressure: stuck },
  { name: 'slow', pressure: slow },
])(
  '200 clients of a pool of 5 whose database is $name: all hear within 2 s, and are served within 1 s once it is not',
  async ({ name, pressure }) => {
    for (const _ of roundsOf({ rounds: 1, seed: 1 })) {
      const pressed = await press(pressure);
      console.log(`database ${name}: ${pressed.summary}`);
      expect(pressed.faults).toEqual([]);
      expect(pressed.slowestMs).toBeLessThan(allowedMs(pressed));
      expect(pressed.recoveredMs).toBeLessThan(boundMs(RECOVERED_WITHIN_MS));
      await stopAll();
    }
  },
  scenarioTimeoutMs(),
);

test(
  'a server that waits for as long as it takes is caught by the same check',
  async () => {
    const pressed = await press(stuck, { SLOTKEEPER_LET_GO_AFTER_MS: '600000' });
    console.log(`database stuck, nobody let go: ${pressed.summary}`);
    expect(pressed.faults).toEqual([]);
    expect(pressed.slowestMs).toBeGreaterThan(allowedMs(pressed));
  },
  scenarioTimeoutMs(),
);
