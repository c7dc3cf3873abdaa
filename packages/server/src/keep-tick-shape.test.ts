import { expect, it } from 'vitest';
import { keepTickShape, keptTick } from './keep-tick-shape.js';

it('what is kept is what Node makes of a call of nextTick', async () => {
  const holder = {};
  keepTickShape(holder);
  expect(keptTick(holder)).toBeUndefined();
  await new Promise((resolve) => setImmediate(resolve));
  expect(keptTick(holder)).toMatchObject({ callback: expect.any(Function) as unknown });
});
