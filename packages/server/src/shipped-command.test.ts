import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { assertFreshBuild } from '../test/fresh-build.js';

const COMMAND = new URL('../dist/command/', import.meta.url);

const scripts = async (): Promise<ReadonlyMap<string, string>> => {
  const names = (await readdir(COMMAND)).filter((name) => name.endsWith('.js'));
  const read = names.map(async (name) => [name, await readFile(new URL(name, COMMAND), 'utf8')] as const);
  return new Map(await Promise.all(read));
};

beforeAll(assertFreshBuild);

/** Outside of ASCII. */
const FOREIGN = /[^\0-\x7f]/u;

it('is in ASCII, and what it says is not', async () => {
  const all = await scripts();
  expect(all.get('main.js')?.length).toBeGreaterThan(1_000_000);
  expect([...all].filter(([, source]) => FOREIGN.test(source)).map(([name]) => name)).toEqual([]);
  const source = await readFile(
    new URL('../../http-fastify/dist/schemas/booking.js', import.meta.url),
    'utf8',
  );
  const [said] = /description: 'A code of the caller.s choice\.'/u.exec(source) ?? [''];
  expect(FOREIGN.test(said)).toBe(true);
  expect(all.get('main.js')).toContain(String.raw`A code of the caller\u2019s choice.`);
});

it('has the packed time zones, and nothing that unpacks them all', async () => {
  const all = [...(await scripts()).values()];
  const has = (text: string): boolean => all.some((source) => source.includes(text));
  expect(has('Europe/Berlin|')).toBe(true);
  expect([has('getTzdbData'), has('loadTzdbData')]).toEqual([true, false]);
});
