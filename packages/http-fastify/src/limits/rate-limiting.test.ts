import { manualClock } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createBookedDay } from '../../test/booked-day.js';
import { createTestServer } from '../../test/test-server.js';
import { createLocalRateLimiter } from './local-rate-limiter.js';

const limited = ({ perAddress = 0, perCaller = 0 }: { perAddress?: number; perCaller?: number }) => {
  const clock = manualClock();
  const aMinute = (name: string, quota: number) =>
    quota === 0 ? undefined : { name, quota, windowSeconds: 60 };
  return {
    clock,
    plugin: {
      rateLimits: {
        limiter: createLocalRateLimiter(clock),
        perAddress: aMinute('address', perAddress),
        perCaller: aMinute('caller', perCaller),
      },
    },
  };
};

describe('a limit by address', () => {
  it('answers 429 beyond it, with the headers of the draft, until the time that it says', async () => {
    const { clock, plugin } = limited({ perAddress: 2 });
    const { send } = await createTestServer({ plugin });
    const first = await send('GET /openapi.json');
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"address";q=2;w=60',
      ratelimit: '"address";r=1;t=60',
    });
    await send('GET /openapi.json');
    const refused = await send('GET /openapi.json');
    expect(refused.json()).toMatchObject({ status: 429, code: 'rate_limited', policy: 'address' });
    expect(refused.headers).toMatchObject({
      'retry-after': '61',
      ratelimit: '"address";r=0;t=61',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    clock.advance(61_000);
    expect((await send('GET /openapi.json')).statusCode).toBe(200);
  });

  it('counts what has no path, and never keeps the server from saying how it is', async () => {
    const { send, app } = await createTestServer(limited({ perAddress: 1 }));
    expect((await send('GET /nope')).statusCode).toBe(404);
    expect((await app.inject('/nope')).statusCode).toBe(429);
    for (const path of ['/healthz', '/readyz']) {
      const answer = await send(`GET ${path}`);
      expect([answer.statusCode, answer.headers['ratelimit']]).toEqual([200, undefined]);
    }
  });

  const statusOf = async (
    { app }: Awaited<ReturnType<typeof createTestServer>>,
    remoteAddress: string,
    forwardedFor?: string,
  ): Promise<number> => {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
    return (await app.inject({ url: '/openapi.json', remoteAddress, headers })).statusCode;
  };

  it('is one limit for a network of 64 bits', async () => {
    const server = await createTestServer(limited({ perAddress: 1 }));
    expect(await statusOf(server, '2001:db8::1')).toBe(200);
    expect(await statusOf(server, '2001:db8::2')).toBe(429);
    expect(await statusOf(server, '2001:db8:0:1::1')).toBe(200);
  });

  it('believes nobody who says to speak for another address', async () => {
    const server = await createTestServer(limited({ perAddress: 1 }));
    expect(await statusOf(server, '192.0.2.1', '198.51.100.1')).toBe(200);
    expect(await statusOf(server, '192.0.2.1', '198.51.100.2')).toBe(429);
  });

  it('counts by the right-most address that is no trusted proxy', async () => {
    const server = await createTestServer({
      ...limited({ perAddress: 1 }),
      server: { trustProxy: ['10.0.0.0/8'] },
    });
    expect(await statusOf(server, '10.0.0.1', '1.1.1.1, 198.51.100.1')).toBe(200);
    // What a client writes itself comes to stand on the left.
    expect(await statusOf(server, '10.0.0.1', '2.2.2.2, 198.51.100.1, 10.0.0.2')).toBe(429);
    expect(await statusOf(server, '10.0.0.1', '1.1.1.1, 198.51.100.2')).toBe(200);
    expect(await statusOf(server, '192.0.2.9', '198.51.100.3')).toBe(200);
    expect(await statusOf(server, '192.0.2.9', '198.51.100.4')).toBe(429);
  });

  it('counts who is connected where a proxy says what is no address', async () => {
    const server = await createTestServer({
      ...limited({ perAddress: 1 }),
      server: { trustProxy: ['10.0.0.0/8'] },
    });
    expect(await statusOf(server, '10.0.0.1', 'unknown')).toBe(200);
    expect(await statusOf(server, '10.0.0.1', 'somebody')).toBe(429);
  });
});

describe('a limit by caller', () => {
  it('is of one account, and says so beside that of the address', async () => {
    const { send, host, user } = await createBookedDay(limited({ perAddress: 100, perCaller: 4 }));
    const ask = (token: string) => send('GET /users/me', { token });
    let answer = await ask(user.token);
    expect(answer.headers['ratelimit-policy']).toBe('"address";q=100;w=60, "caller";q=4;w=60');
    expect(answer.headers['ratelimit']).toMatch(/^"address";r=\d+;t=60, "caller";r=3;t=60$/);
    for (const _ of [1, 2, 3, 4]) answer = await ask(user.token);
    expect(answer.json()).toMatchObject({ status: 429, code: 'rate_limited', policy: 'caller' });
    expect((await ask(host.token)).statusCode).toBe(200);
    expect((await send('GET /users/me')).statusCode).toBe(401);
  });
});

describe('a server without limits', () => {
  it('answers as often as it is asked, and speaks of none', async () => {
    const { send } = await createTestServer();
    for (let round = 0; round < 50; round += 1) {
      const { statusCode, headers } = await send('GET /openapi.json');
      expect([statusCode, headers['ratelimit']]).toEqual([200, undefined]);
    }
  });
});
