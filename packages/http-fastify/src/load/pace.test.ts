import { expect, test } from 'vitest';
import { paceOf } from './pace.js';

test('what was done more than a second ago is no part of the pace', () => {
  let now = 0;
  const pace = paceOf(() => now);
  const seen: number[] = [];
  for (now = 0; now < 3_000; now += 50) {
    if (now < 1_500) pace.count();
    if (now % 500 === 0) seen.push(pace.perSecond());
  }
  expect(seen).toEqual([1, 11, 19, 18, 8, 0]);
});

test('nothing done is a pace of none, also after a long pause', () => {
  let now = 0;
  const pace = paceOf(() => now);
  expect(pace.perSecond()).toBe(0);
  pace.count();
  now = 1_000_000;
  expect(pace.perSecond()).toBe(0);
});
