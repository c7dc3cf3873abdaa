import type { Clock, Store } from '@slotkeeper/domain';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { tally } from '../figures.js';
import { withoutLock } from '../../proofs/without-lock.js';
import { createTestDatabase } from '../../test-database/create-test-database.js';
import { isLongForm, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { describeViolation } from './describe-violation.js';
import { recordHistory } from './record-history.js';
import { startTwoServers } from './two-servers.js';

const DISTURBED = { hangUps: 0.1, lostCommits: 0.02 };
/** Each commit that is lost takes half a second, so of many histories fewer have one. */
const NOW_AND_THEN = { hangUps: 0.1, lostCommits: 0.008 };
/** A control whose fault does not show in so many histories has shown nothing. */
const MOST_OF_CONTROL = 60;

it(
  'what the clients of two servers hear could all be heard by clients who ask one after the other',
  async () => {
    const database = await createTestDatabase();
    const servers = await startTwoServers(database.connectionString);
    const ends: string[] = [];
    let histories = 0;
    try {
      for (const seed of roundsOf({ rounds: 200, seed: 1 })) {
        const history = await recordHistory(servers, { seed, day: histories, ...NOW_AND_THEN });
        expect(describeViolation(history)).toBeUndefined();
        ends.push(...history.ends);
        histories += 1;
      }
    } finally {
      await servers.close();
      await database.drop();
    }
    console.log(`${histories} histories, ${servers.proxy.cuts()} commits cut: ${tally(ends)}`);
    // A round of the long form, which may be alone, does not have it all.
    if (isLongForm()) return;
    for (const end of ['no answer', 'store_unavailable, outcome unknown', 'time_taken', 'seats_taken'])
      expect(ends).toContain(end);
  },
  scenarioTimeoutMs(),
);

/** With these the database itself refuses what has been judged without a lock. */
const WITHOUT_CONSTRAINTS = `
  alter table claim drop constraint claim_no_overlap;
  alter table booking_history drop constraint booking_history_pkey`;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const withoutKeys = (store: Store): Store => ({
  ...store,
  unitOfWork: {
    decide: (request, decision) => store.unitOfWork.decide({ ...request, idempotency: undefined }, decision),
  },
});

const listingAsBefore = (store: Store): Store => {
  const listed = new Map<string | undefined, Awaited<ReturnType<Store['queries']['bookings']>>>();
  const bookings: Store['queries']['bookings'] = async (filter, page) => {
    const now = await store.queries.bookings(filter, page);
    const before = listed.get(filter.hostId) ?? now;
    listed.set(filter.hostId, now);
    return before;
  };
  return { ...store, queries: { ...store.queries, bookings } };
};

describe.each<[string, (store: Store, clock: Clock) => Store]>([
  ['looks, judges and writes without a lock', (store, clock) => withoutLock(store, clock, nextTurn)],
  ['forgets the keys of requests', withoutKeys],
  ['lists what it listed before', listingAsBefore],
])('a store that %s', (_, spoil) => {
  it(
    'is caught by the same check',
    async () => {
      const database = await createTestDatabase();
      const session = new pg.Client({ connectionString: database.connectionString });
      await session.connect();
      await session.query(WITHOUT_CONSTRAINTS);
      await session.end();
      const servers = await startTwoServers(database.connectionString, spoil);
      try {
        let violation: string | undefined;
        for (let seed = 1; seed <= MOST_OF_CONTROL && violation === undefined; seed += 1)
          violation = describeViolation(await recordHistory(servers, { seed, day: seed, ...DISTURBED }));
        expect(violation).toMatch(/^seed \d+, calendar \d: no order of these/);
        console.log(violation);
      } finally {
        await servers.close();
        await database.drop();
      }
    },
    scenarioTimeoutMs(),
  );
});
