import { expect, test } from 'vitest';
import type { Delivered, Outbox } from '../ports/outbox.js';
import { StoreUnavailable } from '../ports/store-unavailable.js';
import { relayOutbox } from './relay-outbox.js';

const NOTHING: Delivered = { delivered: 0, failures: [] };

/** Runs a relay on an outbox that answers so, until it has no more answers; gives what happened, in order. */
const relayThrough = async (
  answers: readonly (() => Promise<Delivered>)[],
): Promise<{ readonly told: readonly unknown[]; readonly limits: readonly number[] }> => {
  const told: unknown[] = [];
  const limits: number[] = [];
  const left = [...answers];
  const deliver: Outbox['deliver'] = (_, { limit }) => {
    limits.push(limit);
    return left.shift()?.() ?? Promise.reject(new Error('asked once too often'));
  };
  const pause = async () => {
    told.push('pause');
  };
  await relayOutbox({ outbox: { deliver }, pause })({
    consumer: 'mail',
    deliver: async () => {},
    limit: 10,
    isStopped: () => left.length === 0,
    onFailure: ({ calendarId }) => told.push(calendarId),
    onUnavailable: ({ message }) => told.push(message),
  });
  return { told, limits };
};

test('goes on at once while there may be more, pauses where there is not, and stops when it is told to', async () => {
  const some = async () => ({ delivered: 3, failures: [] });
  const many = async () => ({ delivered: 10, failures: [] });
  const { told, limits } = await relayThrough([many, many, some, async () => NOTHING, some]);
  expect(told).toEqual(['pause', 'pause']);
  expect(limits).toEqual([10, 10, 10, 10, 10]);
});

test('what was not delivered is told of, and the relay goes on', async () => {
  const failed = async () => ({ delivered: 0, failures: [{ calendarId: 'a', error: new Error('no') }] });
  expect((await relayThrough([failed, failed])).told).toEqual(['a', 'pause', 'a']);
});

test('a store that is not reached is waited for, and any other trouble ends the relay', async () => {
  const away = () => Promise.reject(new StoreUnavailable('away', { outcome: 'unchanged' }));
  expect((await relayThrough([away, async () => NOTHING])).told).toEqual(['away', 'pause']);
  const unknown = () => Promise.reject(new RangeError('there is no consumer mail'));
  await expect(relayThrough([unknown, async () => NOTHING])).rejects.toThrow('there is no consumer mail');
});
