import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import type { Decided, Decision, DecisionRequest, KeyReused, Result, Store } from '@slotkeeper/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import { serveStore } from '../../../packages/server/test/serve-store.js';
import { seededRandom, type SeededRandom } from '../../fuzz/seeded-random.js';
import { createTestDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { openCuttingProxy, type Cut, type CuttingProxy } from '../../test-database/cutting-proxy.js';
import { bookingFaults } from '../booking-faults.js';
import { tallyOf } from '../figures.js';
import { isLongForm, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { serversUnderTest } from '../servers-under-test.js';
import { beStubborn, type StubbornClients } from '../stubborn-clients.js';

const TIMES = isLongForm() ? 200 : 60;
const CROWD = { clients: 6, wishes: 3_000, withKeys: true };
/** More than the server tries by itself: then the client is told that nobody knows, or that nothing was done. */
const MOST_IN_A_ROW = 6;

const { start, stopAll } = serversUnderTest();
let database: TestDatabase;
let proxy: CuttingProxy;
let url: string;

beforeAll(async () => {
  await assertFreshBuild();
  database = await createTestDatabase();
  proxy = await openCuttingProxy(database.connectionString);
  ({ url } = await start({
    DATABASE_URL: proxy.connectionString,
    // Nothing but bookings is committed while commits are cut.
    SLOTKEEPER_SWEEP_INTERVAL_MS: '3600000',
  }));
}, scenarioTimeoutMs());
afterAll(async () => {
  await stopAll();
  await proxy.close();
  await database.drop();
}, scenarioTimeoutMs());

/** Cuts so many connections while the clients book, now one alone and now many in a row. */
const cutAmidst = async (
  clients: StubbornClients,
  when: Cut,
  times: number,
  random: SeededRandom,
): Promise<void> => {
  const end = proxy.cuts() + times;
  while (proxy.cuts() < end) {
    const inARow = Math.min(end - proxy.cuts(), random.integer(1, MOST_IN_A_ROW));
    const wanted = proxy.cuts() + inARow;
    proxy.cut(when, inARow);
    while (proxy.cuts() < wanted) await sleep(2);
    await clients.untilGranted(1);
  }
};

/** All that is wrong in the end. */
const faultsOf = async (clients: StubbornClients, at = url): Promise<readonly string[]> => {
  await clients.finish();
  const faults = await bookingFaults(clients, { url: at, connectionString: database.connectionString });
  clients.close();
  return faults;
};

test.each<Cut>(['before the insert', 'before the commit', 'ahead of the commit', 'after the commit'])(
  `a database that is cut off ${TIMES} times %s: each wish is granted once`,
  async (when) => {
    for (const seed of roundsOf({ rounds: 1, seed: 1 })) {
      const before = proxy.cuts();
      const clients = await beStubborn(url, CROWD);
      await cutAmidst(clients, when, TIMES, seededRandom(seed));
      const faults = await faultsOf(clients);
      console.log(
        `${proxy.cuts() - before} cuts ${when}: ${tallyOf(clients.statuses)}; ${faults.length} faults`,
      );
      expect(faults).toEqual([]);
      expect(proxy.cuts() - before).toBe(TIMES);
      // Some clients were told, and did send again.
      expect(clients.statuses.get(503)).toBeGreaterThan(0);
    }
  },
  scenarioTimeoutMs(),
);

test.each([
  { what: 'comes late', inHalves: false, mostMs: 30 },
  { what: 'comes in halves', inHalves: true, mostMs: 8 },
])(
  `what is sent to and fro $what, for ${TIMES} bookings: each wish is granted once`,
  async ({ what, inHalves, mostMs }) => {
    for (const seed of roundsOf({ rounds: 1, seed: 1 })) {
      const random = seededRandom(seed);
      const clients = await beStubborn(url, CROWD);
      const before = proxy.tears();
      proxy.tear({ delayMs: () => random.integer(0, mostMs), inHalves });
      await clients.untilGranted(TIMES);
      proxy.tear(undefined);
      const faults = await faultsOf(clients);
      console.log(
        `${proxy.tears() - before} packets, each of which ${what}: ${tallyOf(clients.statuses)}; ${faults.length} faults`,
      );
      expect(faults).toEqual([]);
    }
  },
  scenarioTimeoutMs(),
);

test(
  'clients that send again without keys are caught by the same check',
  async () => {
    const clients = await beStubborn(url, { ...CROWD, withKeys: false });
    await cutAmidst(clients, 'after the commit', 20, seededRandom(1));
    const faults = await faultsOf(clients);
    console.log(`without keys: ${faults.length} faults, such as: ${faults[0]}`);
    expect(faults).toContainEqual(expect.stringMatching(/is one too many: in the database$/));
  },
  scenarioTimeoutMs(),
);

test(
  'a store that keeps the answers to keys outside of the transaction is caught by the same check',
  async () => {
    const forgetful = await serveStore((clock) => {
      const store = createPostgresStore({ connectionString: proxy.connectionString, clock });
      return { ...keepingAnswersOutside(store), close: store.close };
    });
    try {
      const clients = await beStubborn(forgetful.url, CROWD);
      await cutAmidst(clients, 'after the commit', 20, seededRandom(1));
      const faults = await faultsOf(clients, forgetful.url);
      console.log(`answers kept outside: ${faults.length} faults, such as: ${faults[0]}`);
      expect(faults).toContainEqual(expect.stringMatching(/is one too many: in the database$/));
    } finally {
      await forgetful.close();
    }
  },
  scenarioTimeoutMs(),
);

/** What must never be built: the answer to a key is kept once the transaction has been committed. */
const keepingAnswersOutside = (store: Store): Store => {
  const kept = new Map<string, unknown>();
  const decide = async <T, R>(
    { idempotency, ...request }: DecisionRequest,
    decision: Decision<T, R>,
  ): Promise<Result<Decided<T>, R | KeyReused>> => {
    const key = `${idempotency?.callerId} ${idempotency?.key}`;
    const known = kept.get(key);
    if (known !== undefined) return known as Result<Decided<T>, R>;
    const outcome = await store.unitOfWork.decide(request, decision);
    if (idempotency !== undefined && outcome.ok) kept.set(key, outcome);
    return outcome;
  };
  return { ...store, unitOfWork: { decide } };
};
