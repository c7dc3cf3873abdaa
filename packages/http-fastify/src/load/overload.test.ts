import type { Store } from '@slotkeeper/domain';
import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createTestServer } from '../../test/test-server.js';
import { DEFAULT_LOAD_BOUNDS, loadShedder, type LoadBounds } from './load-shedder.js';
import { workOfRequests } from './work-of-requests.js';

/** A server whose store lists hosts only when it is told to. */
const createSlowServer = async (load?: LoadBounds) => {
  const waiting: (() => void)[] = [];
  let isSlow = false;
  const server = await createTestServer({
    ...(load === undefined ? {} : { plugin: { load } }),
    store: (store: Store): Store => ({
      ...store,
      users: {
        ...store.users,
        hosts: async (page) => {
          if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
          return store.users.hosts(page);
        },
      },
    }),
  });
  const { token } = await server.register('USER');
  return {
    ...server,
    list: () => server.send('GET /hosts', { token }),
    waiting: () => waiting.length,
    beSlow: () => {
      isSlow = true;
    },
    recover: () => {
      isSlow = false;
      for (const answer of waiting.splice(0)) answer();
    },
    untilWaiting: async (count: number) => {
      while (waiting.length < count) await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

const REQUESTS = 60;

describe('a server whose store has become slow', () => {
  it('works on no more than its bound, turns the rest away at once, and recovers by itself', async () => {
    const server = await createSlowServer({ ...DEFAULT_LOAD_BOUNDS, maxInFlight: 5 });
    server.beSlow();
    const answers = Array.from({ length: REQUESTS }, () => server.list());
    const shed = await Promise.all(answers.slice(5));
    await server.untilWaiting(5);
    expect(server.waiting()).toBe(5);
    for (const { statusCode, headers } of shed)
      expect([statusCode, headers['retry-after'], headers['cache-control']]).toEqual([503, '1', 'no-store']);
    expect(shed[0]?.json()).toMatchObject({ code: 'overloaded' });
    expect((await server.send('GET /healthz')).statusCode).toBe(200);
    expect((await server.send('GET /readyz')).statusCode).toBe(200);
    expect((await server.app.inject('/nope')).statusCode).toBe(503);
    server.recover();
    const taken = await Promise.all(answers.slice(0, 5));
    expect(taken.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    expect((await server.list()).statusCode).toBe(200);
  });

  it('without a bound has it all pile up', async () => {
    const server = await createSlowServer();
    server.beSlow();
    const answers = Array.from({ length: REQUESTS }, () => server.list());
    await server.untilWaiting(REQUESTS);
    expect(server.waiting()).toBe(REQUESTS);
    server.recover();
    const taken = await Promise.all(answers);
    expect(new Set(taken.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  });
});

describe('the work of a request', () => {
  const request = (): FastifyRequest => Object.create(null) as FastifyRequest;
  const bounded = () => {
    const shedder = loadShedder(DEFAULT_LOAD_BOUNDS, () => 0);
    return { ...workOfRequests(shedder), inFlight: shedder.inFlight };
  };

  it('goes on until its handler has ended, though its client has hung up', async () => {
    const { enter, during, answered, inFlight } = bounded();
    const one = request();
    enter(one);
    let end: () => void = () => undefined;
    const handled = during(one, () => new Promise<void>((resolve) => (end = resolve)));
    answered(one);
    expect(inFlight()).toBe(1);
    end();
    await handled;
    expect(inFlight()).toBe(0);
  });

  it('goes on until it is answered, though its handler has failed', async () => {
    const { enter, during, answered, inFlight } = bounded();
    const one = request();
    enter(one);
    await expect(during(one, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(inFlight()).toBe(1);
    answered(one);
    expect(inFlight()).toBe(0);
  });

  it('of one that had no handler ends with its answer', () => {
    const { enter, answered, inFlight } = bounded();
    const one = request();
    enter(one);
    answered(one);
    expect(inFlight()).toBe(0);
  });
});
