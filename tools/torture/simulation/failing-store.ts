import {
  ConcurrencyConflict,
  ok,
  StoreUnavailable,
  type Changes,
  type Decision,
  type DecisionRequest,
  type Queries,
  type Store,
} from '@slotkeeper/domain';
import type { StoresOnOneState } from '../../../packages/in-memory/test/stores-on-one-state.js';
import type { SeededRandom } from '../../fuzz/seeded-random.js';
import { ProcessDied, type Schedule } from './schedule.js';

/** What goes wrong with one decision. */
const TROUBLES = [
  /** Nobody answers in time, and nothing was done. */
  'lost before the commit',
  /** It was done, and the answer is lost. */
  'lost after the commit',
  /** The store gave up, as after serialization failures; nothing was done. */
  'given up',
  /** The store had to abort, and makes the decision again. */
  'made again',
] as const;

export interface Trouble {
  readonly random: SeededRandom;
  readonly schedule: Schedule;
  /** How likely a decision fails; asked each time. */
  readonly chance: () => number;
  /** Hears of each failure. */
  readonly note: (line: string) => void;
}

/** A process that works on a state, until it dies. */
export interface Process {
  readonly store: Store;
  /** Ends all that it has under way; nothing that it is asked from then on is done. */
  readonly die: () => Promise<void>;
}

/** Aborts a decision that has been made. */
class Aborted extends Error {
  override readonly name = 'Aborted';
}

/**
 * A process whose store is slow and fails on purpose: it waits before and under the locks, between the commit and the
 * answer, and before queries are answered, while others go on.
 * @param losesOften a store that acknowledges what it never writes, for those that must be caught
 */
export const startProcess = (
  number: number,
  stores: StoresOnOneState,
  { random, schedule, chance, note }: Trouble,
  losesOften = 0,
): Process => {
  let isDead = false;
  const reach = async (where: string): Promise<void> => {
    if (isDead) throw new ProcessDied(where);
    await schedule.wait(number, `${number}: ${where}`);
  };
  const inner = stores.open(reach);

  const decide: Store['unitOfWork']['decide'] = async <T, R>(
    request: DecisionRequest,
    decision: Decision<T, R>,
  ) => {
    const trouble = random.chance(chance()) ? random.pick(TROUBLES) : undefined;
    if (trouble !== undefined) note(`${number}: ${trouble}`);
    if (trouble === 'lost before the commit') {
      await reach('about to be lost');
      throw new StoreUnavailable('nobody answered in time', { outcome: 'unknown' });
    }
    if (trouble === 'given up') {
      await abort(request, decision);
      throw new ConcurrencyConflict('gave up');
    }
    if (trouble === 'made again') await abort(request, decision);
    const outcome = random.chance(losesOften)
      ? await acknowledgeOnly(request, decision)
      : await inner.unitOfWork.decide(request, decision);
    await reach('about to answer');
    if (trouble === 'lost after the commit')
      throw new StoreUnavailable('the answer was lost', { outcome: 'unknown' });
    return outcome;
  };

  /** Makes a decision, and takes it back. */
  const abort = async <T, R>(request: DecisionRequest, decision: Decision<T, R>): Promise<void> => {
    const aborted: Decision<T, R> = (locked) => {
      decision(locked);
      throw new Aborted();
    };
    await inner.unitOfWork.decide(request, aborted).catch((error: unknown) => {
      if (!(error instanceof Aborted)) throw error;
    });
  };

  const acknowledgeOnly = async <T, R>(request: DecisionRequest, decision: Decision<T, R>) => {
    let made: Changes<T> | undefined;
    const outcome = await inner.unitOfWork.decide<T, R>(request, (locked) => {
      const decided = decision(locked);
      if (!decided.ok) return decided;
      made = decided.value;
      return ok({ answer: decided.value.answer, events: [] });
    });
    if (made !== undefined) note(`${number}: never written`);
    return outcome;
  };

  return {
    store: { ...inner, unitOfWork: { decide }, queries: slowly(inner.queries, reach) },
    die: async () => {
      isDead = true;
      const ended = await schedule.kill(number);
      note(`${number}: died with ${ended} under way`);
    },
  };
};

/** Each query is answered of the state in which it was asked, some time later. */
const slowly = (queries: Queries, reach: (where: string) => Promise<void>): Queries => ({
  ...queries,
  booking: async (id) => {
    const found = await queries.booking(id);
    await reach('a booking is about to be shown');
    return found;
  },
  waitlistEntry: async (id) => {
    const found = await queries.waitlistEntry(id);
    await reach('a waitlist entry is about to be shown');
    return found;
  },
  lapsed: async (now, limit) => {
    const found = await queries.lapsed(now, limit);
    await reach('what has lapsed is about to be shown');
    return found;
  },
});
