import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { configurationTable, envExample } from '../../test/configuration-texts.js';
import type { Variable } from './variable.js';
import { VARIABLES } from './variables.js';

const variables = Object.values<Variable<unknown>>(VARIABLES);

test('.env.example names every variable with its meaning and its rule', async () => {
  await expect(envExample()).toMatchFileSnapshot('../../../../.env.example');
});

test("the README's table is that of the code", async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  // The formatter pads the columns.
  const squeezed = (text: string): string => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  expect(squeezed(readme)).toContain(squeezed(configurationTable()));
});

test.each(variables)('$name accepts its own example and has a name of its own', ({ name, example, read }) => {
  expect(read(example).ok).toBe(true);
  expect(variables.filter((other) => other.name === name)).toHaveLength(1);
});
