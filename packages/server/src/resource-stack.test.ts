import { expect, test } from 'vitest';
import { resourceStack } from './resource-stack.js';

test('resources are closed in reverse order, once', async () => {
  const closed: string[] = [];
  const stack = resourceStack();
  for (const name of ['database', 'store', 'http']) {
    stack.hold(name, async () => {
      await Promise.resolve();
      closed.push(name);
    });
  }
  await Promise.all([stack.close(), stack.close()]);
  expect(closed).toEqual(['http', 'store', 'database']);
});

test('one that fails to close keeps none of the others open', async () => {
  const closed: string[] = [];
  const stack = resourceStack();
  stack.hold('database', async () => {
    closed.push(await Promise.resolve('database'));
  });
  stack.hold('http', () => Promise.reject(new Error('stuck')));
  await expect(stack.close()).rejects.toThrow('http could not be closed');
  expect(closed).toEqual(['database']);
});
