import { HOUR_MS } from '@slotkeeper/domain';
import { DEFAULT_NOW } from '@slotkeeper/domain/testing';
import { expect, test } from 'vitest';
import { watchClock } from './watch-clock.js';

/** What is logged while the database's clock is ahead by so much at each comparison, and answers so slowly. */
const logged = async (aheadMs: readonly number[], answersInMs = 0): Promise<readonly string[]> => {
  let now = DEFAULT_NOW;
  let ahead = 0;
  const lines: string[] = [];
  const hear = (level: string) => (fields: unknown) => {
    lines.push(`${level} ${JSON.stringify(fields)}`);
  };
  const compare = watchClock({
    machineTime: () => now,
    databaseTime: async () => {
      now += answersInMs;
      return now + ahead;
    },
    log: { info: hear('info'), warn: hear('warn') },
  });
  for (ahead of aheadMs) expect(await compare()).toBe(0);
  return lines;
};

test('clocks that agree are not worth a word', async () => {
  expect(await logged([0, 1_999, -1_999])).toEqual([]);
});

test('clocks that differ are told of once, and again when they agree', async () => {
  expect(await logged([2_001, 2_001, -HOUR_MS, 0, 0, -2_001])).toEqual([
    'warn {"databaseAheadMs":2001}',
    'info {"databaseAheadMs":0}',
    'warn {"databaseAheadMs":-2001}',
  ]);
});

test('a database that is slow to answer is not taken for one whose clock is off', async () => {
  expect(await logged([0, 2_000, -6_000], 6_000)).toEqual([]);
  expect(await logged([2_001], 6_000)).toEqual(['warn {"databaseAheadMs":5001}']);
});
