import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from '@slotkeeper/domain/testing';
import { createLocalRateLimiter } from './local-rate-limiter.js';
import type { RateLimit } from './rate-limiter.js';

const limits = fc.record({
  name: fc.constant('some'),
  quota: fc.integer({ min: 1, max: 8 }),
  windowSeconds: fc.integer({ min: 1, max: 12 }),
});
/** Requests, each so many seconds after the one before. */
const pauses = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 80 });

/** The seconds at which a request was let pass. */
const passes = (limit: RateLimit, between: readonly number[]): readonly number[] => {
  const clock = manualClock();
  const { take } = createLocalRateLimiter(clock);
  const begun = clock.now();
  const passed: number[] = [];
  for (const seconds of between) {
    clock.advance(seconds * 1_000);
    if (take(limit, 'k').allowed) passed.push((clock.now() - begun) / 1_000);
  }
  return passed;
};

const most = (passed: readonly number[], seconds: number): number =>
  Math.max(0, ...passed.map((from) => passed.filter((at) => at >= from && at < from + seconds).length));

describe('a sliding window', () => {
  it('lets the quota pass at once, and at most twice the quota in a stretch of its length', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, between) => {
        const passed = passes(limit, between);
        expect(most(passed, 1)).toBeLessThanOrEqual(limit.quota);
        expect(most(passed, limit.windowSeconds)).toBeLessThanOrEqual(2 * limit.quota);
      }),
    );
  });

  it('refuses nobody who asks no more often than the quota in any two windows', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, between) => {
        const asked = between.reduce<number[]>((at, pause) => [...at, (at.at(-1) ?? 0) + pause], []);
        fc.pre(most(asked, 2 * limit.windowSeconds) <= limit.quota);
        expect(passes(limit, between)).toHaveLength(between.length);
      }),
    );
  });

  it('tells a client that it refuses the first second at which it lets it pass', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, between) => {
        const clock = manualClock();
        const limiter = createLocalRateLimiter(clock);
        for (const seconds of between) {
          clock.advance(seconds * 1_000);
          let taken = limiter.take(limit, 'k');
          if (taken.allowed) continue;
          for (let left = taken.resetSeconds - 1; left > 0; left -= 1) {
            clock.advance(1_000);
            taken = limiter.take(limit, 'k');
            expect([taken.allowed, taken.resetSeconds]).toEqual([false, left]);
          }
          clock.advance(1_000);
          expect(limiter.take(limit, 'k').allowed).toBe(true);
        }
      }),
    );
  });
});
