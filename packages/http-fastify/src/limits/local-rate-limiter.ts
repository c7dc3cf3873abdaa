import type { Clock } from '@slotkeeper/domain';
import type { ExactRateLimiter, RateLimiter } from './rate-limiter.js';
import { takenOf } from './sliding-window.js';
import { countedAs, windowCounts } from './window-counts.js';

/** Counts in this process alone, for a server that is the only one. */
export const createLocalRateLimiter = (clock: Clock, maxKeys?: number): RateLimiter => {
  const counts = windowCounts(maxKeys);
  return {
    take: (limit, key) => {
      const now = clock.now();
      const of = counts.at(limit, countedAs(limit, key), now);
      const taken = takenOf(limit, now, of);
      if (taken.allowed) of.current += 1;
      return taken;
    },
  };
};

/** Where one process counts, what it knows is exact. */
export const exactlyBy = ({ take }: RateLimiter): ExactRateLimiter => ({
  take: (limit, key) => Promise.resolve(take(limit, key)),
});
