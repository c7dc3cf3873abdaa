import type { SeededRandom } from '../../fuzz/seeded-random.js';

/** Thrown into all that a process had under way when it died. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

interface Waiting {
  readonly process: number;
  readonly where: string;
  readonly goOn: () => void;
  readonly die: () => void;
}

/** Who waits where, in a run in which one thing goes on at a time. */
export interface Schedule {
  /** Waits until this is what goes on next. @throws ProcessDied where the process dies first. */
  readonly wait: (process: number, where: string) => Promise<void>;
  /** Lets one of those that wait go on, and tells which; undefined where nobody waits. */
  readonly goOn: () => Promise<string | undefined>;
  /** Whatever the process has under way, and waits, ends. */
  readonly kill: (process: number) => Promise<number>;
  /** Resolves once all that does not wait has come to an end. */
  readonly settle: () => Promise<void>;
}

/** Chances alone decide who goes on: the same ones, the same run. */
export const createSchedule = (random: SeededRandom): Schedule => {
  let waiting: readonly Waiting[] = [];
  // Nothing here is done outside of this process, so a turn of the event loop comes when no promise is left to go on.
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    settle,
    wait: (process, where) =>
      new Promise((resolve, reject) => {
        waiting = [...waiting, { process, where, goOn: resolve, die: () => reject(new ProcessDied(where)) }];
      }),
    goOn: async () => {
      if (waiting.length === 0) return undefined;
      const next = random.pick(waiting);
      waiting = waiting.filter((other) => other !== next);
      next.goOn();
      await settle();
      return next.where;
    },
    kill: async (process) => {
      const dying = waiting.filter((each) => each.process === process);
      waiting = waiting.filter((each) => each.process !== process);
      for (const { die } of dying) die();
      await settle();
      return dying.length;
    },
  };
};
