import { expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.js';

it('a bounded map never holds more than it may, and always what was set last', () => {
  const map = new BoundedMap<number, string>(3);
  for (let key = 0; key < 10; key += 1) {
    map.set(key, `value ${key}`);
    expect(map.size).toBeLessThanOrEqual(3);
    expect(map.get(key)).toBe(`value ${key}`);
  }
});

it('another value of what it holds makes it forget nothing', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1).set('b', 2).set('a', 3);
  expect([...map]).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
});
