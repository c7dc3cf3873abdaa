import type { RateLimit } from './rate-limiter.js';
import { windowAt } from './sliding-window.js';

/** What is known of one key. */
export interface Counts {
  /** The start of the present window, in epoch milliseconds. */
  start: number;
  current: number;
  previous: number;
}

/** The most keys that are counted at a time, by default. */
export const DEFAULT_MAX_KEYS = 50_000;

/**
 * Counts by key, of so many keys at the most: where there are more, the key that was asked for the longest ago is
 * forgotten. Whoever has so many addresses at hand gains nothing by that: each of them has a quota of its own anyway.
 */
export const windowCounts = (maxKeys: number = DEFAULT_MAX_KEYS) => {
  const known = new Map<string, Counts>();
  return {
    /** The counts of a key as of now, to be changed in place. */
    at: (limit: RateLimit, key: string, now: number): Counts => {
      const { start, previousStart } = windowAt(now, limit);
      const before = known.get(key);
      known.delete(key);
      const previous = before?.start === previousStart ? before.current : 0;
      const counts = before?.start === start ? before : { start, current: 0, previous };
      known.set(key, counts);
      if (known.size > maxKeys) for (const [oldest] of known) if (known.delete(oldest)) break;
      return counts;
    },
    /** The counts of a key as they were last left, if they are known. */
    peek: (key: string): Counts | undefined => known.get(key),
    forget: (key: string): void => {
      known.delete(key);
    },
    size: (): number => known.size,
  };
};

/** One text for a limit and a key of it. */
export const countedAs = ({ name, windowSeconds }: RateLimit, key: string): string =>
  `${name}\n${windowSeconds}\n${key}`;
