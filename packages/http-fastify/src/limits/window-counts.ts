import type { RateLimit } from './rate-limiter.js';
import { windowAt } from './sliding-window.js';

/** What is known of one key of one limit, in one window. */
export interface Counts {
  readonly limit: RateLimit;
  readonly key: string;
  /** The start of the window, in epoch milliseconds. */
  readonly start: number;
  current: number;
  previous: number;
}

/** The most keys of one limit that are counted at a time, by default. */
export const DEFAULT_MAX_KEYS = 50_000;

/**
 * Counts by key, of each limit of so many keys at the most: where there are more, a key is forgotten that was not asked
 * for while half as many others came. Whoever has so many addresses at hand gains nothing by that: each of them has a
 * quota of its own anyway.
 */
export const windowCounts = (maxKeys: number = DEFAULT_MAX_KEYS) => {
  const byName = new Map<string, Map<string, Counts>>();
  // One and the same limit is asked for again and again.
  const byLimit = new WeakMap<RateLimit, Map<string, Counts>>();
  const of = (limit: RateLimit): Map<string, Counts> => {
    const known = byLimit.get(limit);
    if (known !== undefined) return known;
    const name = countedAs(limit, '');
    const counts = byName.get(name) ?? new Map<string, Counts>();
    byName.set(name, counts);
    byLimit.set(limit, counts);
    return counts;
  };
  return {
    /** The counts of a key as of now, to be changed in place. */
    at: (limit: RateLimit, key: string, now: number): Counts => {
      const known = of(limit);
      const { start, previousStart } = windowAt(now, limit);
      const before = known.get(key);
      if (before?.start === start) {
        // While it is far from full, nobody is about to be forgotten.
        if (known.size * 2 >= maxKeys) {
          known.delete(key);
          known.set(key, before);
        }
        return before;
      }
      const previous = before?.start === previousStart ? before.current : 0;
      const counts = { limit, key: before?.key ?? copyOf(key), start, current: 0, previous };
      known.delete(key);
      known.set(counts.key, counts);
      if (known.size > maxKeys) for (const [oldest] of known) if (known.delete(oldest)) break;
      return counts;
    },
    /** The counts of a key as they were last left, if they are known. */
    peek: (limit: RateLimit, key: string): Counts | undefined => of(limit).get(key),
    forget: (limit: RateLimit, key: string): void => {
      of(limit).delete(key);
    },
    size: (limit: RateLimit): number => of(limit).size,
  };
};

/** A text of its own: one that is a part of another, such as of a header, keeps all of that. */
const copyOf = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');

/** One text for a limit and a key of it. */
export const countedAs = ({ name, windowSeconds }: RateLimit, key: string): string =>
  `${name}\n${windowSeconds}\n${key}`;
