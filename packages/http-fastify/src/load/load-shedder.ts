import { performance } from 'node:perf_hooks';

/** How much a server takes on before it turns requests away. */
export interface LoadBounds {
  /** The most requests that are worked on at a time. */
  readonly maxInFlight: number;
  /** The event loop counts as late when a turn takes so long on average, in milliseconds. */
  readonly maxLoopDelayMs: number;
  /** Requests that have been worked on for so long, in milliseconds, count as stuck … */
  readonly stuckAfterMs: number;
  /** … and so many of them mean that the store is too slow for what is asked of it. */
  readonly maxStuck: number;
}

export const DEFAULT_LOAD_BOUNDS: LoadBounds = {
  maxInFlight: 2_000,
  maxLoopDelayMs: 1_000,
  stuckAfterMs: 5_000,
  maxStuck: 50,
};

/** What is asked of a server at the moment. */
export interface LoadShedder {
  /** Whether a request that comes now is to be turned away. */
  readonly isOverloaded: () => boolean;
  /** One more is worked on. @returns ends that; calling it again is harmless */
  readonly enter: () => () => void;
  readonly inFlight: () => number;
}

/**
 * Turns away what can't be answered in time, so that what is in flight can (Little's law: what waits longer is only
 * more). It takes in again by itself, as soon as enough of what it works on has been answered.
 *
 * @param loopDelayMs how late the event loop has been lately
 * @param now milliseconds of a clock that never goes back
 */
export const loadShedder = (
  bounds: LoadBounds,
  loopDelayMs: () => number,
  now: () => number = () => performance.now(),
): LoadShedder => {
  // In order of their beginning, as a Set keeps it: the oldest are found without looking at the others.
  const inFlight = new Set<{ readonly since: number }>();
  const isStuck = (): boolean => {
    if (inFlight.size < bounds.maxStuck) return false;
    const before = now() - bounds.stuckAfterMs;
    let stuck = 0;
    for (const { since } of inFlight) {
      if (since > before) return false;
      stuck += 1;
      if (stuck >= bounds.maxStuck) return true;
    }
    return false;
  };
  return {
    isOverloaded: () =>
      inFlight.size >= bounds.maxInFlight || loopDelayMs() > bounds.maxLoopDelayMs || isStuck(),
    enter: () => {
      const one = { since: now() };
      inFlight.add(one);
      return () => {
        inFlight.delete(one);
      };
    },
    inFlight: () => inFlight.size,
  };
};
