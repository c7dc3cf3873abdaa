import { HOUR_MS, type Upkeep } from '@slotkeeper/domain';
import { manualClock } from '@slotkeeper/domain/testing';
import { expect, test } from 'vitest';
import { pruneOutdated } from './prune-outdated.js';
import { createSweeper, SWEEP_LIMIT } from './sweeper.js';

const keptIn = (counts: { answers: number; logins: number; invitations: number }) => {
  const asked: Parameters<Upkeep['prune']>[0][] = [];
  const upkeep: Upkeep = {
    prune: async (bounds) => {
      asked.push(bounds);
      const take = (kind: keyof typeof counts): number => {
        const taken = Math.min(counts[kind], bounds.limit);
        counts[kind] -= taken;
        return taken;
      };
      return { answers: take('answers'), logins: take('logins'), invitations: take('invitations') };
    },
  };
  return { upkeep, asked };
};

test('answers are thrown away once they are so many hours old, and what has expired at once', async () => {
  const clock = manualClock();
  const { upkeep, asked } = keptIn({ answers: 3, logins: 0, invitations: 1 });
  expect(await pruneOutdated({ upkeep, clock }, 48)(100)).toBe(3);
  const now = clock.now();
  expect(asked).toEqual([{ answersBefore: now - 48 * HOUR_MS, expiredBefore: now, limit: 100 }]);
});

test('however much there is, it goes in bounded batches, one after the other, until there is no more', async () => {
  const counts = { answers: 10, logins: 5 * SWEEP_LIMIT + 1, invitations: 2 * SWEEP_LIMIT };
  const { upkeep, asked } = keptIn(counts);
  let paused: () => void = () => undefined;
  const pausing = new Promise<void>((resolve) => {
    paused = resolve;
  });
  const pruner = createSweeper({
    sweep: pruneOutdated({ upkeep, clock: manualClock() }, 48),
    intervalMs: 1,
    log: { debug: () => undefined, error: () => undefined },
    pause: (_, signal) =>
      new Promise((resolve) => {
        paused();
        signal.addEventListener('abort', () => resolve());
      }),
  });
  pruner.start();
  await pausing;
  await pruner.stop();
  expect(counts).toEqual({ answers: 0, logins: 0, invitations: 0 });
  expect(asked).toHaveLength(6);
  expect(new Set(asked.map(({ limit }) => limit))).toEqual(new Set([SWEEP_LIMIT]));
});
