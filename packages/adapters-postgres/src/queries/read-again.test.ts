import pg from 'pg';
import { expect, it } from 'vitest';
import { readAgainAfterDeadlock } from './read-again.js';

const refusal = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError(code, 0, 'error'), { code });

/** Reads that fail so often before they answer, and how often they were made. */
const failing = (times: number, code: string) => {
  let made = 0;
  const read = async (): Promise<string> => {
    made += 1;
    if (made <= times) throw refusal(code);
    return 'read';
  };
  return { read, made: () => made };
};

it.each([0, 1, 2])('a read that was ended %s times for a deadlock is made again', async (times) => {
  const { read, made } = failing(times, '40P01');
  expect(await readAgainAfterDeadlock(read)).toBe('read');
  expect(made()).toBe(times + 1);
});

it('three times at the most', async () => {
  const { read, made } = failing(3, '40P01');
  await expect(readAgainAfterDeadlock(read)).rejects.toMatchObject({ code: '40P01' });
  expect(made()).toBe(3);
});

it('and not for anything else', async () => {
  const { read, made } = failing(1, '42703');
  await expect(readAgainAfterDeadlock(read)).rejects.toMatchObject({ code: '42703' });
  expect(made()).toBe(1);
});
