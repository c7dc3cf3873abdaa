import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gatherLookups } from './gather-lookups.js';

/** A look-up whose statements are answered when the test says so, by what is stored then. */
const gathering = (bounds = { underWay: 1, maxKeys: 3 }) => {
  const statements: { readonly keys: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const lookUp = gatherLookups(
    (keys: readonly string[]) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const end = (error?: Error) =>
          error === undefined ? resolve(keys.map((key) => `${key}!`)) : reject(error);
        statements.push({ keys, end });
      }),
    bounds,
  );
  return { statements, lookUp };
};

describe('what is asked for together', () => {
  it('goes in one statement by the next turn, once each, and each gets what it asked for', async () => {
    const { statements, lookUp } = gathering();
    const answers = Promise.all([lookUp('a'), lookUp('b'), lookUp('a')]);
    expect(statements).toHaveLength(0);
    await nextTurn();
    expect(statements.map(({ keys }) => keys)).toEqual([['a', 'b']]);
    statements[0]?.end();
    expect(await answers).toEqual(['a!', 'b!', 'a!']);
  });

  it('is looked up anew for who asks when it is under way', async () => {
    const { statements, lookUp } = gathering({ underWay: 2, maxKeys: 3 });
    const first = lookUp('a');
    await nextTurn();
    const second = lookUp('a');
    await nextTurn();
    expect(statements.map(({ keys }) => keys)).toEqual([['a'], ['a']]);
    for (const { end } of statements) end();
    expect(await Promise.all([first, second])).toEqual(['a!', 'a!']);
  });

  it('goes in several where it is more than one statement takes', async () => {
    const { statements, lookUp } = gathering({ underWay: 2, maxKeys: 3 });
    const answers = Promise.all(['a', 'b', 'c', 'd'].map(lookUp));
    await nextTurn();
    expect(statements.map(({ keys }) => keys)).toEqual([['a', 'b', 'c'], ['d']]);
    for (const { end } of statements) end();
    expect(await answers).toEqual(['a!', 'b!', 'c!', 'd!']);
  });
});

describe('what is asked for while a statement is under way', () => {
  it('is never answered by it, which may have read what was before', async () => {
    const { statements, lookUp } = gathering();
    const first = lookUp('a');
    await nextTurn();
    const second = lookUp('a');
    await nextTurn();
    expect(statements).toHaveLength(1);
    statements[0]?.end();
    expect(await first).toBe('a!');
    await nextTurn();
    await nextTurn();
    expect(statements).toHaveLength(2);
    statements[1]?.end();
    expect(await second).toBe('a!');
  });
});

describe('a statement that fails', () => {
  it('fails for those that it would have answered, and for nobody else', async () => {
    const { statements, lookUp } = gathering({ underWay: 1, maxKeys: 1 });
    const outcomes = Promise.allSettled([lookUp('a'), lookUp('b')]);
    await nextTurn();
    statements[0]?.end(new Error('gone'));
    await nextTurn();
    await nextTurn();
    statements[1]?.end();
    expect(await outcomes).toMatchObject([
      { status: 'rejected', reason: { message: 'gone' } },
      { status: 'fulfilled', value: 'b!' },
    ]);
  });

  it('is one that finds more or fewer than were asked for', async () => {
    const lookUp = gatherLookups(async () => [], { underWay: 1, maxKeys: 1 });
    await expect(lookUp('a')).rejects.toThrow(RangeError);
  });
});
