import { ConcurrencyConflict, loadZoneTables, SECOND_MS } from '@slotkeeper/domain';
import { doubleBookings, manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createScheduledStore } from '../../../packages/in-memory/test/scheduled-store.js';
import {
  stageContest,
  standing,
  VERBS,
  wrongsOfAnswers,
  type Answer,
  type Verb,
} from '../../proofs/rivals-for-time.js';

/** What one caller does; `keyed` is to create, and all who do that send one and the same request under one key. */
const DEEDS = [...VERBS, 'keyed'] as const;
type Deed = (typeof DEEDS)[number];

interface Caller {
  readonly deed: Deed;
  /** At which of its steps it lets others by. */
  readonly waits: readonly number[];
}

/** One interleaving: what was done in what order, and what came of it. */
interface Schedule {
  readonly deeds: readonly Deed[];
  readonly steps: readonly string[];
  readonly answers: readonly string[];
  readonly standing: readonly string[];
  readonly wrongs: readonly string[];
}

export interface Exploration {
  readonly schedules: number;
  /** How many of them were not like any before. */
  readonly distinct: number;
  /** Of all of them, in order. */
  readonly digest: string;
  /** The smallest that went wrong. */
  readonly failure: Schedule | undefined;
}

const SMALLER_TRIES = 12;

/** The steps of a caller, by their number, at which it may wait for its turn; from any other it goes on at once. */
const CHANCES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const ZONES = await loadZoneTables();

/**
 * Lets callers meet over one time in as many interleavings as are asked for, those of the seed, until one goes wrong:
 * that one it makes as small as it can.
 */
export const exploreSchedules = async ({
  isLocked,
  runs,
  seed,
}: {
  readonly isLocked: boolean;
  readonly runs: number;
  readonly seed: number;
}): Promise<Exploration> => {
  const digest = createHash('sha256');
  const seen = new Set<string>();
  let schedules = 0;
  let failure: Schedule | undefined;
  // Each step is over before the next is chosen.
  const scheduler = fc.scheduler({ act: (step) => step().then(() => nextTurn()) });
  // An order does not shrink, but what waits for its turn does: what goes on at once is no step of its own.
  const waits = fc.subarray(CHANCES);
  const callers = fc.array(fc.record({ deed: fc.constantFrom(...DEEDS), waits }), {
    minLength: 2,
    maxLength: 4,
  });
  await fc.check(
    fc.asyncProperty(scheduler, callers, async (each, given) => {
      // An order does not get smaller, and means something else for fewer steps: what is smaller is tried in several.
      const tries = failure === undefined ? [each] : fc.sample(scheduler, { numRuns: SMALLER_TRIES, seed });
      for (const one of tries) {
        const schedule = await runSchedule(isLocked, one, given);
        const text = JSON.stringify(schedule);
        digest.update(text);
        seen.add(text);
        schedules += 1;
        if (schedule.wrongs.length > 0) {
          failure = schedule;
          return false;
        }
      }
      return true;
    }),
    { numRuns: runs, seed },
  );
  return { schedules, distinct: seen.size, digest: digest.digest('hex'), failure };
};

const runSchedule = async (
  isLocked: boolean,
  scheduler: fc.Scheduler,
  callers: readonly Caller[],
): Promise<Schedule> => {
  const clock = manualClock();
  const { store, seenBy } = createScheduledStore(clock, isLocked);
  const contest = await stageContest(store, { clock, ids: sequentialIds(), zones: ZONES });
  const steps: string[] = [];
  const turn = async (step: string): Promise<void> => {
    await scheduler.schedule(Promise.resolve(), step);
    steps.push(step);
  };
  const key = { callerId: contest.creatorId, key: 'sent twice', fingerprint: 'the same' };
  const act = async ({ deed, waits }: Caller, index: number): Promise<Answer> => {
    const name = `${deed} ${index + 1}`;
    let chances = 0;
    const own = seenBy(async (what) => {
      chances += 1;
      if (waits.includes(chances - 1)) await turn(`${name} ${what}`);
    });
    await turn(`${name} begins`);
    try {
      const answer = await contest.verbs[verbOf(deed)](own, deed === 'keyed' ? key : undefined);
      steps.push(`${name} is answered: ${answer.kind}`);
      return answer;
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error;
      steps.push(`${name} meets with a conflict`);
      return { kind: CONFLICT };
    }
  };
  const timePasses = async (): Promise<void> => {
    await turn('the deadline passes');
    clock.set(contest.deadline + SECOND_MS);
  };
  const deeds = callers.map(({ deed }) => deed);
  const passing = timePasses();
  const answers = await scheduler.waitFor(Promise.all(callers.map(act)));
  await scheduler.waitFor(passing);
  const { items } = await store.queries.bookings({ hostId: contest.hostId }, { limit: 100 });
  const made = new Set(
    answers.flatMap(({ booking }, index) => (deeds[index] === 'keyed' ? (booking?.id ?? []) : [])),
  );
  return {
    deeds,
    steps,
    answers: answers.map(({ kind }) => kind),
    standing: await standing(contest, store),
    wrongs: [
      ...(await wrongsOfAnswers(contest, store, deeds.map(verbOf), answers)),
      ...doubleBookings(items).map(([a, b]) => `${a.id} and ${b.id} overlap`),
      ...answers.flatMap(({ kind }, index) =>
        kind === CONFLICT ? [`${deeds[index]} met with a conflict`] : [],
      ),
      ...(made.size > 1 ? [`one key has made ${made.size} bookings`] : []),
    ],
  };
};

/** Who decides under the locks is never told that what it wants to write does not go with what is there. */
const CONFLICT = 'conflict';

const verbOf = (deed: Deed): Verb => (deed === 'keyed' ? 'create' : deed);
