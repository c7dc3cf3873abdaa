import type { Clock } from '@slotkeeper/domain';
import type { ExactRateLimiter, RateLimit, RateLimiter } from './rate-limiter.js';
import { takenOf } from './sliding-window.js';
import { windowCounts } from './window-counts.js';

export interface LocalRateLimiter extends RateLimiter {
  /** As if nothing had been taken of the limit for the key. */
  readonly forget: (limit: RateLimit, key: string) => void;
}

/** Counts in this process alone, for a server that is the only one. */
export const createLocalRateLimiter = (clock: Clock, maxKeys?: number): LocalRateLimiter => {
  const counts = windowCounts(maxKeys);
  return {
    take: (limit, key) => {
      const now = clock.now();
      const of = counts.at(limit, key, now);
      const taken = takenOf(limit, now, of);
      if (taken.allowed) of.current += 1;
      return taken;
    },
    forget: (limit, key) => counts.forget(limit, key),
  };
};

/** Where one process counts, what it knows is exact. */
export const exactlyBy = ({ take, forget }: LocalRateLimiter): ExactRateLimiter => ({
  take: (limit, key) => Promise.resolve(take(limit, key)),
  forget: (limit, key) => Promise.resolve(forget(limit, key)),
});
