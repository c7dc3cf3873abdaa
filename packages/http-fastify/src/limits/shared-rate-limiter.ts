import { createHash } from 'node:crypto';
import type { Clock } from '@slotkeeper/domain';
import type { ExactRateLimiter, RateLimiter } from './rate-limiter.js';
import type { SharedRateCounts, WindowCount } from './shared-rate-counts.js';
import { isOverAt, takenOf, windowAt } from './sliding-window.js';
import { countedAs, DEFAULT_MAX_KEYS, windowCounts, type Counts } from './window-counts.js';

export interface SharedRateLimiter extends RateLimiter {
  /** Tells the others what was taken here since the last time, and learns what they have taken. Never rejects. */
  readonly exchange: () => Promise<void>;
}

export interface SharedRateLimiterOptions {
  readonly clock: Clock;
  readonly counts: SharedRateCounts;
  readonly maxKeys?: number;
  /** Hears what kept an exchange from being made; what was taken is told with the next one. */
  readonly onFailure: (error: unknown) => void;
}

const SWEEP_EVERY_MS = 60_000;

/**
 * Counts in this process, and exchanges counts with other servers now and then, so that no request waits for a store.
 *
 * Between two exchanges a server does not know what the others let pass. Of n servers each lets at most the quota pass
 * by itself, so all of them together at most n times the quota, and that only where all of it arrives within one
 * interval: after each exchange every server that was asked for the key knows of all that was taken before. While the
 * store fails, each server limits by its own counts.
 */
export const createSharedRateLimiter = ({
  clock,
  counts: shared,
  maxKeys = DEFAULT_MAX_KEYS,
  onFailure,
}: SharedRateLimiterOptions): SharedRateLimiter => {
  const counts = windowCounts(maxKeys);
  // How often was taken what the others have not been told yet.
  let untold = new Map<Counts, number>();
  let telling: Promise<void> | undefined;
  let sweptAt = clock.now();

  const note = (of: Counts, taken: number): void => {
    const before = untold.get(of) ?? 0;
    if (before === 0 && untold.size >= maxKeys) return;
    untold.set(of, before + taken);
  };

  const learn = (of: Counts, taken: number): void => {
    const known = counts.peek(of.limit, of.key);
    if (known === undefined) return;
    if (known.start === of.start) known.current = taken + (untold.get(known) ?? 0);
    // What was taken of that window while this was under way is told with the next exchange.
    else if (known.start > of.start) known.previous = taken + (untold.get(of) ?? 0);
  };

  const tell = async (): Promise<void> => {
    const told = [...untold];
    untold = new Map();
    try {
      if (told.length > 0) {
        // A key that was forgotten and came again has two counts of one window.
        const added = new Map<string, Telling>();
        for (const [of, taken] of told) {
          const { limit, start } = of;
          const key = digestOf(countedAs(limit, of.key));
          const id = `${start} ${key}`;
          const before = added.get(id)?.taken ?? 0;
          added.set(id, { of, key, start, taken: before + taken, expiresAt: isOverAt(start, limit) });
        }
        const answers = await shared.add(
          [...added.values()].map(({ key, start, taken, expiresAt }) => ({ key, start, taken, expiresAt })),
        );
        for (const { key, start, taken } of answers) {
          const one = added.get(`${start} ${key}`);
          if (one !== undefined) learn(one.of, taken);
        }
      }
      const now = clock.now();
      if (now - sweptAt >= SWEEP_EVERY_MS) {
        sweptAt = now;
        await shared.sweep(now);
      }
    } catch (error) {
      // If it was counted after all, it counts twice: rather that than not at all.
      const now = clock.now();
      for (const [of, taken] of told) if (isOverAt(of.start, of.limit) > now) note(of, taken);
      onFailure(error);
    }
  };

  return {
    take: (limit, key) => {
      const now = clock.now();
      const of = counts.at(limit, key, now);
      const taken = takenOf(limit, now, of);
      if (taken.allowed) {
        of.current += 1;
        note(of, 1);
      }
      return taken;
    },
    exchange: async () => {
      await telling;
      telling = tell();
      await telling;
    },
  };
};

interface Telling extends WindowCount {
  readonly of: Counts;
  readonly expiresAt: number;
}

/** Takes from shared counts, each time in one step: exact, for the price of a write. */
export const createExactRateLimiter = (clock: Clock, counts: SharedRateCounts): ExactRateLimiter => ({
  take: async (limit, key) => {
    const now = clock.now();
    const { start, previousStart, previousShare } = windowAt(now, limit);
    const before = await counts.takeOne({
      key: digestOf(countedAs(limit, key)),
      start,
      previousStart,
      previousShare,
      quota: limit.quota,
      expiresAt: isOverAt(start, limit),
    });
    const taken = takenOf(limit, now, before);
    // The counts of a refusal may be a moment old: whether it was one, the store alone has decided.
    return before.allowed === taken.allowed
      ? taken
      : { allowed: before.allowed, remaining: 0, resetSeconds: Math.max(1, taken.resetSeconds) };
  },
  forget: (limit, key) => counts.forget(digestOf(countedAs(limit, key))),
});

const digestOf = (counted: string): string => createHash('sha256').update(counted).digest('base64url');
