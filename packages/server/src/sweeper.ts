import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/**
 * Looks after something, again and again: lets expire what has run out of time, throws away what is outdated, compares
 * clocks. Nothing waits for it.
 */
export interface Sweeper {
  /** Calling it again is harmless: no two sweeps ever run at once. */
  readonly start: () => void;
  /** Begins no more sweeps. @returns once the one that runs has ended */
  readonly stop: () => Promise<void>;
}

export interface SweeperOptions {
  /** Answers how many it has dealt with, at most so many. */
  readonly sweep: (limit: number) => Promise<number>;
  /** From the end of one sweep to the beginning of the next. */
  readonly intervalMs: number;
  readonly log: Pick<Logger, 'debug' | 'error'>;
  /** Waits; a signal ends the wait at once. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** So many at once. Where there are more, the next sweep follows without a pause. */
export const SWEEP_LIMIT = 100;

export const createSweeper = ({ sweep, intervalMs, log, pause = wait }: SweeperOptions): Sweeper => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;
  const sweepOnce = async (): Promise<number> => {
    try {
      const swept = await sweep(SWEEP_LIMIT);
      if (swept > 0) log.debug({ swept }, 'swept');
      return swept;
    } catch (error) {
      log.error({ err: error }, 'a sweep failed');
      return 0;
    }
  };
  const sweepUntilStopped = async (): Promise<void> => {
    while (!signal.aborted) {
      const swept = await sweepOnce();
      if (swept < SWEEP_LIMIT) await pause(intervalMs, signal);
    }
  };
  return {
    start: () => {
      running ??= sweepUntilStopped();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

const wait: NonNullable<SweeperOptions['pause']> = async (milliseconds, signal) => {
  // It never keeps a process alive that has nothing else to do.
  await sleep(milliseconds, undefined, { signal, ref: false }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
};
