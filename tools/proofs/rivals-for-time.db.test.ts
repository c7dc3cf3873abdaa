import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import { loadZoneTables, SECOND_MS, type Store } from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test-database/create-test-database.js';
import { PAIRS, stageContest, standing, wrongs, type Answer, type Contest } from './rivals-for-time.js';
import { withoutLock } from './without-lock.js';

const ZONES = await loadZoneTables();
const clock = manualClock();
const ids = sequentialIds();
let database: TestDatabase;
let first: PostgresStore;
let second: PostgresStore;
let session: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const { connectionString } = database;
  first = createPostgresStore({ connectionString, clock, applicationName: 'rival-one' });
  second = createPostgresStore({ connectionString, clock, applicationName: 'rival-two' });
  session = new pg.Client({ connectionString });
  await session.connect();
});
afterAll(async () => {
  await session.end();
  await Promise.all([first.close(), second.close()]);
  await database.drop();
});

const WAITING = `
  select 1 from pg_stat_activity
  where datname = current_database() and application_name like $1 and wait_event_type = 'Lock'`;

/** Resolves once a store waits for a lock, or its work is done without. */
const waitsOrEnds = async (applicationName: string, work: Promise<unknown>): Promise<void> => {
  let isDone = false;
  const end = (): void => {
    isDone = true;
  };
  work.then(end, end);
  while (!isDone) {
    // The statistics that a transaction has seen once stay what they were.
    await session.query('select pg_stat_clear_snapshot()');
    const { rowCount } = await session.query(WAITING, [`${applicationName}%`]);
    if (rowCount !== 0) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

/** By when the second begins, whenever the first did. */
const LATER_MS = 5 * SECOND_MS;

interface Race {
  readonly answers: readonly [Answer, Answer];
  /** Whether the first was about to commit when the clock passed the deadline. */
  readonly wasPaused: boolean;
}

/** The first stands before its commit while the clock passes the deadline, and the second begins. */
const race = async (contest: Contest, pair: (typeof PAIRS)[number], seconds: number): Promise<Race> => {
  clock.set(contest.deadline + seconds * SECOND_MS);
  await session.query('begin');
  await session.query('lock table outbox in access exclusive mode');
  const one = contest.verbs[pair[0]](first);
  await waitsOrEnds('rival-one', one);
  const { rowCount } = await session.query(WAITING, ['rival-one%']);
  clock.set(contest.deadline + LATER_MS);
  const two = contest.verbs[pair[1]](second);
  await waitsOrEnds('rival-two', two);
  await session.query('commit');
  return { answers: await Promise.all([one, two]), wasPaused: rowCount !== 0 };
};

/** The same two, one after the other, where nobody is ever interrupted. */
const inTurn = async (pair: (typeof PAIRS)[number], seconds: number) => {
  const own = manualClock();
  const store = createInMemoryStore({ clock: own });
  const contest = await stageContest(store, { clock: own, ids: sequentialIds(), zones: ZONES });
  own.set(contest.deadline + seconds * SECOND_MS);
  const one = await contest.verbs[pair[0]](store);
  own.set(contest.deadline + LATER_MS);
  const two = await contest.verbs[pair[1]](store);
  const answers = [one, two] as const;
  return {
    answers,
    wrongs: await wrongs(contest, store, pair, answers),
    standing: await standing(contest, store),
  };
};

const kindsOf = (answers: readonly Answer[]): readonly string[] => answers.map(({ kind }) => kind);

describe.each([
  // Confirm and cancel write before the deadline; the others find the time held, or nothing to do.
  ['before the deadline, and the clock passes it', -1, 14],
  // From the deadline on only a cancellation finds nothing to give up.
  ['at the deadline', 0, 42],
  ['after the deadline', 1, 42],
] as const)('the first begins %s', (_, seconds, pauses) => {
  let paused = 0;

  it.each(PAIRS)(
    '%s stands before its commit when %s begins: one has the time, and all answers are true',
    async (...pair) => {
      const contest = await stageContest(first, { clock, ids, zones: ZONES });
      const { answers, wasPaused } = await race(contest, pair, seconds);
      if (wasPaused) paused += 1;
      expect(await wrongs(contest, first, pair, answers)).toEqual([]);
      // And it is as if they had come one after the other.
      const serial = await inTurn(pair, seconds);
      expect(serial.wrongs).toEqual([]);
      expect(kindsOf(answers)).toEqual(kindsOf(serial.answers));
      expect(await standing(contest, first)).toEqual(serial.standing);
      // What this contest has left behind is none of the next one's.
      await contest.verbs.expire(first);
    },
  );

  it('those that write did stand before their commit', () => {
    expect(paused).toBe(pauses);
  });
});

describe('a confirmation that holds no lock', () => {
  it('is caught: it takes a time that somebody else has by then', async () => {
    const naive = await createTestDatabase();
    const { connectionString } = naive;
    const own = manualClock();
    const store = createPostgresStore({ connectionString, clock: own });
    const constraint = new pg.Client({ connectionString });
    await constraint.connect();
    try {
      // With these the database itself refuses the second: they are the proof, not the mechanism.
      await constraint.query('alter table claim drop constraint claim_no_overlap');
      await constraint.query('alter table booking_history drop constraint booking_history_pkey');
      const contest = await stageContest(store, { clock: own, ids: sequentialIds(), zones: ZONES });
      const rival: { answer?: Answer } = {};
      const unlocked: Store = withoutLock(store, own, async () => {
        own.set(contest.deadline + LATER_MS);
        rival.answer ??= await contest.verbs.create(store);
      });
      const confirmed = await contest.verbs.confirm(unlocked);
      const answers = [confirmed, rival.answer ?? { kind: 'none' }] as const;
      expect(kindsOf(answers)).toEqual(['ok', 'ok']);
      expect(await wrongs(contest, store, ['confirm', 'create'], answers)).toContain('2 have the time');
    } finally {
      await constraint.end();
      await store.close();
      await naive.drop();
    }
  });
});
