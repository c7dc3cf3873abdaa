import { describe, expect, it } from 'vitest';
import { aWaitlistEntry } from '../testing/builders.js';
import { byWaitingOrder } from './waitlist.js';

describe('the order in which parties are asked', () => {
  const entry = (id: string, createdAt: number) => aWaitlistEntry({ id, createdAt });

  it('is that in which they came, and of those who came together that of their ids', () => {
    const [first, second, third, last] = [
      entry('z', 1_000),
      entry('a', 2_000),
      entry('b', 2_000),
      entry('0', 3_000),
    ];
    for (const mixed of [
      [last, third, second, first],
      [second, last, first, third],
      [third, first, last, second],
    ]) {
      expect(mixed.toSorted(byWaitingOrder)).toEqual([first, second, third, last]);
    }
  });

  it('puts none before itself', () => {
    expect(byWaitingOrder(entry('a', 1_000), entry('a', 1_000))).toBe(0);
    expect(byWaitingOrder(entry('a', 1_000), entry('b', 1_000))).toBeLessThan(0);
    expect(byWaitingOrder(entry('b', 1_000), entry('a', 1_000))).toBeGreaterThan(0);
  });
});
