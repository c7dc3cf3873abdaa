import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ok, type Store } from '@slotkeeper/domain';
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
const PIECE = { isVital: false, mayChange: false };

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
  const bounded = (maxInFlight: number) => {
    const shedder = loadShedder(
      { ...DEFAULT_LOAD_BOUNDS, maxInFlight },
      () => 0,
      () => 0,
    );
    return { ...workOfRequests(shedder, () => undefined), inFlight: shedder.inFlight };
  };

  it('goes on until its handler has ended, and is not begun where there is too much', async () => {
    const { during, isOverloaded, inFlight } = bounded(1);
    let end: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (end = resolve));
    const handled = during(PIECE, () => slow.then(() => ok('done')));
    expect([inFlight(), isOverloaded()]).toEqual([1, true]);
    const another = () => Promise.resolve(ok('another'));
    expect(await during(PIECE, another)).toEqual({ ok: false, error: { kind: 'overloaded' } });
    expect(await during({ ...PIECE, isVital: true }, another)).toEqual(ok('another'));
    end();
    expect(await handled).toEqual(ok('done'));
    expect([inFlight(), isOverloaded()]).toEqual([0, false]);
  });

  it('is not waited for where there is no hope for it, and counts until it has ended', async () => {
    let now = 0;
    const shedder = loadShedder(
      { ...DEFAULT_LOAD_BOUNDS, maxStuck: 2 },
      () => 0,
      () => now,
    );
    const failures: unknown[] = [];
    const { during } = workOfRequests(shedder, (error) => failures.push(error));
    const fails: ((error: Error) => void)[] = [];
    const stuck = () => new Promise<never>((_, reject) => fails.push(reject));
    const answers = [during(PIECE, stuck), during({ ...PIECE, mayChange: true }, stuck)];
    now = DEFAULT_LOAD_BOUNDS.letGoAfterMs;
    shedder.look();
    shedder.look();
    expect(await Promise.all(answers)).toEqual([
      { ok: false, error: { kind: 'store_unavailable', outcome: 'unchanged' } },
      { ok: false, error: { kind: 'store_unavailable', outcome: 'unknown' } },
    ]);
    expect(await during(PIECE, stuck)).toEqual({ ok: false, error: { kind: 'overloaded' } });
    expect([shedder.inFlight(), failures]).toEqual([2, []]);
    for (const fail of fails) fail(new Error('too late'));
    await sleep(0);
    expect([shedder.inFlight(), failures.length]).toEqual([0, 2]);
  });

  it('ends where its handler fails', async () => {
    const { during, inFlight } = bounded(1);
    await expect(during(PIECE, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(inFlight()).toBe(0);
  });
});

describe('clients that hang up, trickle or do not read', () => {
  const LOAD = {
    maxInFlight: 20,
    maxLoopDelayMs: 60_000,
    stuckAfterMs: 50,
    maxStuck: 5,
    letGoAfterMs: 50,
    hopelessAfterMs: 1_000,
  };
  const CLIENTS = 60;

  it('keep nobody from being answered', async () => {
    const { app, register } = await createTestServer({ plugin: { load: LOAD } });
    const { token } = await register('USER');
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = new URL(url);
    const sockets: Socket[] = [];
    const open = async (text: string): Promise<Socket> => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(text);
      sockets.push(socket);
      return socket;
    };
    const head = (method: string, path: string, more = '') =>
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`;
    const half = head('POST', '/bookings', 'Content-Type: application/json\r\nContent-Length: 500\r\n');
    try {
      for (let client = 0; client < CLIENTS; client += 1) {
        (await open(`${half}{"hostId":`)).destroy();
        await open(`${half}{"hostId":`);
        (await open(head('GET', '/hosts'))).destroy();
      }
      const unread = await open(head('GET', '/openapi.json').repeat(CLIENTS));
      unread.pause();
      await sleep(2 * LOAD.stuckAfterMs);
      const healthy = await fetch(`${url}/hosts`, { headers: { authorization: `Bearer ${token}` } });
      expect(healthy.status).toBe(200);
    } finally {
      for (const socket of sockets) socket.destroy();
      await app.close();
    }
  });
});
