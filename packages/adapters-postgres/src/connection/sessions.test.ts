import { StoreUnavailable } from '@slotkeeper/domain';
import pg from 'pg';
import { expect, it } from 'vitest';
import { answersOf } from './sessions.js';

const refusal = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('no', 2, 'error'), { code });

const later = (error: Error): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(error), 1);
  });

it('answers come together, in the order of the statements', async () => {
  expect(await answersOf([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
});

it('of what failed, it is told what failed of itself, whichever is heard first', async () => {
  const [deadlock, aborted] = [refusal('40P01'), refusal('25P02')];
  await expect(answersOf([Promise.reject(aborted), later(deadlock)])).rejects.toBe(deadlock);
  await expect(answersOf([later(deadlock), Promise.reject(aborted)])).rejects.toBe(deadlock);
  await expect(answersOf([Promise.resolve(1), Promise.reject(aborted)])).rejects.toBe(aborted);
});

it('a connection that is lost is told before what was refused after it', async () => {
  const lost = new StoreUnavailable('gone', { outcome: 'unchanged' });
  await expect(answersOf([later(lost), Promise.reject(refusal('25P02'))])).rejects.toBe(lost);
});
