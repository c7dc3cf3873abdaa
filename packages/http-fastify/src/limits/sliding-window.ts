import type { RateLimit, Taken } from './rate-limiter.js';

/**
 * The sliding window counter: what was taken in the present window of the clock, plus what was taken in the one before,
 * as far as a window that ends now still reaches into it, as if it had been spread evenly. Two numbers a key; counts of
 * several servers can be added up. Never more than the quota at once, and, like a bucket that refills, at most twice
 * the quota in any stretch of a window's length.
 */
export interface Window {
  /** Epoch milliseconds, a multiple of the window's length. */
  readonly start: number;
  readonly previousStart: number;
  /** How much of the previous window counts, over 0 and at most 1. */
  readonly previousShare: number;
}

const MS = 1_000;

/** The window of the clock that an instant, in epoch milliseconds, lies in. */
export const windowAt = (now: number, { windowSeconds }: RateLimit): Window => {
  const length = windowSeconds * MS;
  const start = Math.floor(now / length) * length;
  return { start, previousStart: start - length, previousShare: 1 - (now - start) / length };
};

/** From when on a count of that window says nothing any more. */
export const isOverAt = (start: number, { windowSeconds }: RateLimit): number =>
  start + 2 * windowSeconds * MS;

/** What is left of the quota: nothing where it is not above 0. */
const leftOf = (
  { quota }: RateLimit,
  { previousShare }: Window,
  counts: { readonly current: number; readonly previous: number },
): number => quota - counts.current - Math.floor(counts.previous * previousShare);

/** Whether one may be taken. @param counts as they were before it */
export const takenOf = (
  limit: RateLimit,
  now: number,
  counts: { readonly current: number; readonly previous: number },
): Taken => {
  const window = windowAt(now, limit);
  const left = leftOf(limit, window, counts);
  const end = window.start + limit.windowSeconds * MS;
  return left > 0
    ? { allowed: true, remaining: left - 1, resetSeconds: Math.ceil((end - now) / MS) }
    : { allowed: false, remaining: 0, resetSeconds: Math.ceil((freeAt(limit, window, counts) - now) / MS) };
};

/** The first whole second, in epoch milliseconds, at which another may be taken, if nothing is taken until then. */
const freeAt = (
  { quota, windowSeconds }: RateLimit,
  { start }: Window,
  { current, previous }: { readonly current: number; readonly previous: number },
): number => {
  const length = windowSeconds * MS;
  // floor(counted × share) must be below what is left for it, so the share must be less than their ratio.
  const [from, counted, leftForIt] =
    current < quota ? [start, previous, quota - current] : [start + length, current, quota];
  return from + (Math.floor((1 - leftForIt / counted) * windowSeconds) + 1) * MS;
};
