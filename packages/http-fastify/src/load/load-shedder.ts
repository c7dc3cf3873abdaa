import { DepartureQueue } from './departure-queue.js';
import { paceOf } from './pace.js';

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
  /**
   * Where so many requests have been worked on for so long, in milliseconds, and there is no hope for them, they are
   * answered without waiting for their work any longer …
   */
  readonly letGoAfterMs: number;
  /** … that is, where all that is worked on would take longer than this, in milliseconds, at the pace of the last second. */
  readonly hopelessAfterMs: number;
}

export const DEFAULT_LOAD_BOUNDS: LoadBounds = {
  maxInFlight: 2_000,
  maxLoopDelayMs: 1_000,
  stuckAfterMs: 5_000,
  maxStuck: 50,
  letGoAfterMs: 1_250,
  // As long as a connection or a lock is waited for: who would have to wait for longer is refused in the end.
  hopelessAfterMs: 5_000,
};

/** What is asked of a server at the moment. */
export interface LoadShedder {
  /** Whether a request that comes now is to be turned away. */
  readonly isOverloaded: () => boolean;
  /**
   * One more is worked on.
   * @param letGo called, maybe more than once, where there is no hope for it: its work goes on, and it counts until that has ended
   * @returns ends that; calling it again is harmless
   */
  readonly enter: (letGo: () => void) => () => void;
  /** Lets go of what there is no hope for. To be called every now and then. */
  readonly look: () => void;
  readonly inFlight: () => number;
}

const SECOND_MS = 1_000;

/**
 * Turns away what can't be answered in time, so that what is in flight can (Little's law: what waits longer is only
 * more). It takes in again by itself, as soon as enough of what it works on has been answered.
 *
 * A crowd alone is no reason to let go of anybody: as long as answers come at a pace that serves it in time, it waits.
 *
 * @param loopDelayMs how late the event loop has been lately
 * @param nowMs of a clock that never goes back
 */
export const loadShedder = (
  bounds: LoadBounds,
  loopDelayMs: () => number,
  nowMs: () => number,
): LoadShedder => {
  // In order of their beginning: the oldest are found without looking at the others.
  const inFlight = new DepartureQueue<{ readonly sinceMs: number; readonly letGo: () => void }>();
  const pace = paceOf(nowMs);
  const areManyOlderThan = (ageMs: number): boolean => {
    if (inFlight.size < bounds.maxStuck) return false;
    const before = nowMs() - ageMs;
    let older = 0;
    for (const { sinceMs } of inFlight) {
      if (sinceMs > before) return false;
      older += 1;
      if (older >= bounds.maxStuck) return true;
    }
    return false;
  };
  const isHopeless = (): boolean =>
    areManyOlderThan(bounds.letGoAfterMs) &&
    inFlight.size * SECOND_MS > pace.perSecond() * bounds.hopelessAfterMs;
  return {
    isOverloaded: () =>
      inFlight.size >= bounds.maxInFlight ||
      loopDelayMs() > bounds.maxLoopDelayMs ||
      areManyOlderThan(bounds.stuckAfterMs) ||
      isHopeless(),
    enter: (letGo) => {
      const leave = inFlight.enter({ sinceMs: nowMs(), letGo });
      return () => {
        if (leave()) pace.count();
      };
    },
    look: () => {
      if (!isHopeless()) return;
      const before = nowMs() - bounds.letGoAfterMs;
      for (const { sinceMs, letGo } of inFlight) {
        if (sinceMs > before) return;
        letGo();
      }
    },
    inFlight: () => inFlight.size,
  };
};
