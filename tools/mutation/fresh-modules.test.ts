import { afterAll, beforeAll, expect, it } from 'vitest';

interface FreshModules {
  readonly load: (file: string) => Promise<Readonly<Record<string, unknown>>>;
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

const PROGRAM = new URL('./fresh-modules.js', import.meta.url).href;
const STATEFUL = 'packages/domain/src/time/instant.ts';
let modules: FreshModules;

beforeAll(async () => {
  const { createFreshModules } = (await import(PROGRAM)) as {
    createFreshModules: (alias: readonly unknown[]) => Promise<FreshModules>;
  };
  modules = await createFreshModules([]);
});
afterAll(() => modules.close());

it('a module is evaluated once, and anew when all have been forgotten', async () => {
  const first = await modules.load(STATEFUL);
  expect(await modules.load(STATEFUL)).toBe(first);
  modules.forget();
  const second = await modules.load(STATEFUL);
  expect(Object.keys(second)).toEqual(Object.keys(first));
  expect(second['parseInstant']).not.toBe(first['parseInstant']);
});
