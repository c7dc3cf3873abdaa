import { expect, test } from 'vitest';
import { timeOrderedIds } from './time-ordered-ids.js';

test('an id is a UUID of version 7 that begins with its time', () => {
  const id = timeOrderedIds(() => 0x0193_5b7e_1234).next();
  expect(id).toMatch(/^01935b7e-1234-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a later id sorts after an earlier one, and ids of one millisecond differ', () => {
  let now = 1_700_000_000_000;
  const ids = timeOrderedIds(() => now);
  const earlier = new Set(Array.from({ length: 1_000 }, () => ids.next()));
  now += 1;
  const later = ids.next();
  expect(earlier.size).toBe(1_000);
  expect([...earlier].every((id) => id < later)).toBe(true);
});
