import type { ListingValidity } from '@slotkeeper/domain';
import { manualClock } from '@slotkeeper/domain/testing';
import { expect, it } from 'vitest';
import { Written } from '../operations/written.js';
import { keptListings, type ListingAnswer, type MadeListing } from './kept-listings.js';

const asking = (maxBytes?: number) => {
  const clock = manualClock();
  const kept = keptListings<string>(maxBytes);
  const world = {
    version: 1 as number | undefined,
    made: 0,
    validity: {} as Partial<ListingValidity> | undefined,
  };
  const make = (): MadeListing<string> => {
    world.made += 1;
    const now = clock.now();
    const always = { calendarId: 'a', version: world.version ?? 0, from: now, before: Infinity };
    const validity = world.validity && { ...always, ...world.validity };
    return { answer: { body: Written.of(`answer ${world.made}`), headers: {} }, validity };
  };
  const queries = { version: async () => world.version };
  const ask = async (question = 'slots?'): Promise<string> => {
    const recalled = await kept.recall({ queries, clock }, question);
    if (recalled !== undefined) return textOf(recalled);
    const made = make();
    kept.keep(question, made);
    // As if it had been asked before.
    kept.keep(question, made);
    return textOf(made.answer);
  };
  return { ask, clock, kept, world, make };
};

const textOf = ({ body }: ListingAnswer<string>): string => JSON.parse(body.bytes.toString()) as string;

it('a question is kept the answer to when it is asked again, within some thousands of others', async () => {
  const { clock, kept, make } = asking();
  const isKept = async (question: string): Promise<boolean> =>
    (await kept.recall({ queries: { version: async () => 1 }, clock }, question)) !== undefined;
  kept.keep('a', make());
  expect(await isKept('a')).toBe(false);
  for (let other = 0; other < 4_000; other += 1) kept.keep(`other ${other}`, make());
  kept.keep('a', make());
  expect([await isKept('a'), await isKept('other 0')]).toEqual([true, false]);
  for (let other = 0; other < 10_000; other += 1) kept.keep(`another ${other}`, make());
  expect([await isKept('a'), await isKept('another 0')]).toEqual([true, false]);
  kept.keep('other 0', make());
  expect(await isKept('other 0')).toBe(false);
});

it('a question that is longer than any client needs is never kept the answer to', async () => {
  const { ask, kept, make } = asking();
  const long = `slots?${'&'.repeat(500)}`;
  for (const _ of [1, 2]) kept.keep(long, make());
  expect([await ask(long), await ask(long)]).toEqual(['answer 3', 'answer 4']);
});

it('what can’t be kept does not count among the questions that were asked', async () => {
  const { clock, kept, make, world } = asking();
  kept.keep('a', make());
  world.validity = undefined;
  for (let other = 0; other < 10_000; other += 1) kept.keep(`other ${other}`, make());
  world.validity = {};
  kept.keep('a', make());
  const queries = { version: async () => 1 };
  expect(await kept.recall({ queries, clock }, 'a')).toBeDefined();
});

it('an answer keeps no more memory than its own', () => {
  const { bytes } = Written.of('answer');
  expect(bytes.buffer.byteLength).toBe(bytes.length);
});

it('the same question has the same answer, which is made once', async () => {
  const { ask } = asking();
  expect([await ask(), await ask(), await ask('others?'), await ask()]).toEqual([
    'answer 1',
    'answer 1',
    'answer 2',
    'answer 1',
  ]);
});

it('after a write to the calendar it is made anew', async () => {
  const { ask, world } = asking();
  expect(await ask()).toBe('answer 1');
  world.version = 2;
  expect([await ask(), await ask()]).toEqual(['answer 2', 'answer 2']);
});

it('where there is no calendar any more it is made anew', async () => {
  const { ask, world } = asking();
  expect(await ask()).toBe('answer 1');
  world.version = undefined;
  expect(await ask()).toBe('answer 2');
});

it('one that is made anew while the one before is asked for takes its place', async () => {
  const { ask, clock, kept, make } = asking(2 * (1_000 + 2 * 'a'.length + JSON.stringify('answer 1').length));
  await ask('a');
  const queries = {
    version: async () => {
      kept.keep('a', make());
      return 1;
    },
  };
  expect(await kept.recall({ queries, clock }, 'a')).toBeDefined();
  expect([await ask('a'), await ask('b'), await ask('a')]).toEqual(['answer 2', 'answer 3', 'answer 2']);
});

it('time outruns it: from its last moment on it is made anew, and before its first too, if clocks go back', async () => {
  const { ask, clock, world } = asking();
  world.validity = { before: clock.now() + 60_000 };
  expect(await ask()).toBe('answer 1');
  clock.advance(59_000);
  expect(await ask()).toBe('answer 1');
  clock.advance(1_000);
  world.validity = { before: Infinity };
  expect([await ask(), await ask()]).toEqual(['answer 2', 'answer 2']);
  clock.advance(-1_000);
  expect(await ask()).toBe('answer 3');
});

it('of what nobody knows how long it holds, nothing is kept', async () => {
  const { ask, world } = asking();
  expect(await ask()).toBe('answer 1');
  world.version = 2;
  world.validity = undefined;
  expect([await ask(), await ask()]).toEqual(['answer 2', 'answer 3']);
});

it('what was not asked for the longest makes room', async () => {
  const { ask } = asking(2 * (1_000 + 2 * 'a'.length + JSON.stringify('answer 1').length));
  expect([await ask('a'), await ask('b'), await ask('a'), await ask('c')]).toEqual([
    'answer 1',
    'answer 2',
    'answer 1',
    'answer 3',
  ]);
  expect([await ask('a'), await ask('b')]).toEqual(['answer 1', 'answer 4']);
});
