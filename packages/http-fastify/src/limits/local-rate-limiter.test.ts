import { manualClock } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createLocalRateLimiter, exactlyBy } from './local-rate-limiter.js';
import { windowCounts } from './window-counts.js';

const limit = { name: 'caller', quota: 3, windowSeconds: 60 };

describe('a limit', () => {
  it('lets so many pass, says how many are left, and for how long none are', () => {
    const clock = manualClock();
    const { take } = createLocalRateLimiter(clock);
    clock.advance(10_000);
    expect([1, 2, 3, 4].map(() => take(limit, 'ada'))).toEqual([
      { allowed: true, remaining: 2, resetSeconds: 50 },
      { allowed: true, remaining: 1, resetSeconds: 50 },
      { allowed: true, remaining: 0, resetSeconds: 50 },
      { allowed: false, remaining: 0, resetSeconds: 51 },
    ]);
  });

  it('is of one key, and of one name', () => {
    const { take } = createLocalRateLimiter(manualClock());
    for (const _ of [1, 2, 3]) take(limit, 'ada');
    expect(take(limit, 'ada').allowed).toBe(false);
    expect(take(limit, 'bob').allowed).toBe(true);
    expect(take({ ...limit, name: 'other' }, 'ada').allowed).toBe(true);
  });

  it('counts nothing that it refuses: who waits is let pass', () => {
    const clock = manualClock();
    const { take } = createLocalRateLimiter(clock);
    for (let tries = 0; tries < 1_000; tries += 1) take(limit, 'ada');
    clock.advance(120_000);
    expect(take(limit, 'ada')).toEqual({ allowed: true, remaining: 2, resetSeconds: 60 });
  });

  it('is as new for whom it is forgotten, and for nobody else', async () => {
    const exact = exactlyBy(createLocalRateLimiter(manualClock()));
    for (const key of ['ada', 'bob']) for (const _ of [1, 2, 3]) await exact.take(limit, key);
    await exact.forget(limit, 'ada');
    await exact.forget({ ...limit, name: 'other' }, 'bob');
    expect(await exact.take(limit, 'ada')).toMatchObject({ allowed: true, remaining: 2 });
    expect(await exact.take(limit, 'bob')).toMatchObject({ allowed: false });
  });

  it('is exact where one process counts', async () => {
    const exact = exactlyBy(createLocalRateLimiter(manualClock()));
    const taken = await Promise.all(Array.from({ length: 9 }, () => exact.take(limit, 'ada')));
    expect(taken.filter(({ allowed }) => allowed)).toHaveLength(3);
  });
});

describe('counts of very many keys', () => {
  it('forget the key that was asked for the longest ago', () => {
    const counts = windowCounts(2);
    const one = (key: string) => counts.at(limit, key, 0);
    one('a').current = 1;
    one('b').current = 2;
    one('a');
    one('c').current = 3;
    expect([counts.size(limit), one('a').current, counts.peek(limit, 'b')]).toEqual([2, 1, undefined]);
  });

  it('are of one limit by whatever object it is told', () => {
    const counts = windowCounts();
    counts.at(limit, 'a', 0).current = 1;
    expect(counts.at({ ...limit }, 'a', 0).current).toBe(1);
    expect(counts.at({ ...limit, windowSeconds: 120 }, 'a', 0).current).toBe(0);
  });

  it('take no more room for a million of them', () => {
    const counts = windowCounts(1_000);
    for (let index = 0; index < 1_000_000; index += 1) counts.at(limit, String(index), 0);
    expect(counts.size(limit)).toBe(1_000);
  });
});
