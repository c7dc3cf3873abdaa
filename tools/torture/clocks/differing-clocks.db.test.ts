import { HOUR_MS, MINUTE_MS } from '@slotkeeper/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../fuzz/seeded-random.js';
import { withoutLock } from '../../proofs/without-lock.js';
import { createTestDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { spendDay, type BusyDay, type DayPlan } from './busy-day.js';
import { dayFaults } from './day-faults.js';
import { openDifferingServers, type DifferingServer } from './differing-servers.js';
import { lastWriteWins, releasingEarly, stampedByTheClock, type Spoil } from './spoilt-stores.js';

const TURNS = 20;
const APART_MS = 10 * MINUTE_MS;

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

interface Weather {
  readonly aheadMs: readonly [number, number];
  /** The furthest that a clock is ahead of the time. */
  readonly furthestMs: number;
  readonly turnClocks?: DayPlan['turnClocks'];
}

/** One server is ahead, for good. */
const APART: Weather = { aheadMs: [0, APART_MS], furthestMs: APART_MS };

/** Now and then a clock is set, an hour back or forth, in the middle of what goes on. */
const SET_BACK: Weather = {
  aheadMs: [0, 0],
  furthestMs: HOUR_MS,
  turnClocks: (servers, random) => {
    if (random.chance(0.3)) random.pick(servers).setAheadMs(random.integer(-1, 1) * HOUR_MS);
  },
};

/** A day of two servers, and what is wrong with it. */
const spend = async (
  seed: number,
  { aheadMs, furthestMs, turnClocks }: Weather,
  spoil?: Spoil,
): Promise<{ readonly day: BusyDay; readonly faults: readonly string[] }> => {
  const { connectionString } = database;
  const differing = openDifferingServers(connectionString, aheadMs, spoil);
  try {
    const day = await spendDay(differing, { random: seededRandom(seed), turns: TURNS, turnClocks });
    const [{ store }] = differing.servers as [DifferingServer];
    return { day, faults: await dayFaults(day, { store, connectionString, skewMs: furthestMs }) };
  } finally {
    await differing.close();
  }
};

const report = (name: string, days: readonly BusyDay[]): void => {
  const attempts = days.flatMap((day) => day.attempts);
  const late = attempts.filter(
    ({ verb, at, before }) => verb === 'confirm' && before?.deadline !== undefined && before.deadline <= at,
  );
  const early = days.flatMap(({ releases }) => releases).map(({ deadline, seenAt }) => deadline - seenAt);
  console.log(
    `${name}: ${attempts.length} attempts, ${attempts.filter(({ outcome }) => outcome.ok).length} acknowledged; ` +
      `${early.length} holds lapsed, the earliest ${(Math.max(0, ...early) / MINUTE_MS).toFixed(1)} minutes before its deadline; ` +
      `${late.filter(({ outcome }) => outcome.ok).length} of ${late.length} late confirmations found their time free`,
  );
};

describe.each([
  { name: 'clocks that are 10 minutes apart', weather: APART, rounds: { rounds: 1, seed: 1 } },
  {
    name: 'clocks that are set back and forth by an hour',
    weather: SET_BACK,
    rounds: { rounds: 1, seed: 1 },
  },
])('two servers with $name', ({ name, weather, rounds }) => {
  it(
    'overlap nothing, lose nothing, and keep each hold as long as they may',
    async () => {
      const days: BusyDay[] = [];
      for (const seed of roundsOf(rounds)) {
        const { day, faults } = await spend(seed, weather);
        expect(faults, `seed ${seed}`).toEqual([]);
        days.push(day);
      }
      report(name, days);
    },
    scenarioTimeoutMs(),
  );
});

/** How requests meet differs from run to run: a spoilt store has so many days to be caught. */
const MOST_DAYS = 8;

/** Which of the faults that are looked for no day of a spoilt store shows. */
const notFound = async (weather: Weather, spoil: Spoil, wanted: readonly RegExp[]): Promise<RegExp[]> => {
  const missing = new Set(wanted);
  for (let seed = 1; seed <= MOST_DAYS && missing.size > 0; seed += 1) {
    const { faults } = await spend(seed, weather, spoil);
    for (const one of missing) if (faults.some((fault) => one.test(fault))) missing.delete(one);
  }
  return [...missing];
};

describe('the same look finds', () => {
  it(
    'overlaps, where bookings are judged without a lock',
    async () => {
      const session = new pg.Client(database);
      await session.connect();
      await session.query('alter table claim drop constraint claim_no_overlap');
      await session.query('alter table booking_history drop constraint booking_history_pkey');
      await session.end();
      const lockless: Spoil = (store, clock) => withoutLock(store, clock, () => sleep(25));
      expect(await notFound(APART, lockless, [/pairs of bookings overlap/])).toEqual([]);
    },
    scenarioTimeoutMs(),
  );

  it(
    'holds that are released too early, where a clock is off by twice as much',
    async () => {
      const early = [/was released \d+ minutes early/, /the confirm of .* was refused/];
      expect(await notFound(APART, releasingEarly(APART_MS), early)).toEqual([]);
    },
    scenarioTimeoutMs(),
  );

  it(
    'writes that are lost, where of two changes the one with the later time stays',
    async () => {
      const lost = [/the \w+ that made revision \d+ of .* is lost/];
      expect(await notFound(SET_BACK, lastWriteWins, lost)).toEqual([]);
    },
    scenarioTimeoutMs(),
  );

  it(
    'histories that go back in time, where each change has the time of its clock',
    async () => {
      const back = [/goes back in time/, /changed before it was made/];
      expect(await notFound(SET_BACK, stampedByTheClock, back)).toEqual([]);
    },
    scenarioTimeoutMs(),
  );
});
