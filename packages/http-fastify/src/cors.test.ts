import { describe, expect, it } from 'vitest';
import { manualClock } from '@slotkeeper/domain/testing';
import { createTestServer } from '../test/test-server.js';
import { createLocalRateLimiter } from './limits/local-rate-limiter.js';

const ORIGIN = 'https://app.example';
const allowed = { plugin: { corsOrigins: [ORIGIN, 'http://localhost:5173'] } };

const preflight = (origin: string, method = 'POST') => ({
  method: 'OPTIONS' as const,
  url: '/bookings',
  headers: {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,idempotency-key',
  },
});

const corsHeaders = (headers: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('a page of an origin that is allowed', () => {
  it('may ask anything, and read what the API says in headers', async () => {
    const { app } = await createTestServer(allowed);
    const may = await app.inject(preflight(ORIGIN, 'PATCH'));
    expect(may.statusCode).toBe(204);
    expect(may.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match',
    });
    const read = await app.inject({ url: '/openapi.json', headers: { origin: ORIGIN } });
    expect(read.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-expose-headers':
        'ETag, Location, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Idempotency-Replayed',
      vary: 'Origin, Authorization',
    });
    expect(read.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('may read refusals, of limits also', async () => {
    const limiter = createLocalRateLimiter(manualClock());
    const perAddress = { name: 'address', quota: 1, windowSeconds: 60 };
    const { app } = await createTestServer({
      plugin: { ...allowed.plugin, rateLimits: { limiter, perAddress } },
    });
    const statuses = [];
    for (const url of ['/users/me', '/users/me', '/nope']) {
      const { statusCode, headers } = await app.inject({ url, headers: { origin: ORIGIN } });
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      statuses.push(statusCode);
    }
    expect(statuses).toEqual([401, 429, 429]);
  });
});

describe('a page of any other origin', () => {
  it.each(['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example'])(
    'may not: %s',
    async (origin) => {
      const { app } = await createTestServer(allowed);
      const may = await app.inject(preflight(origin));
      expect(may.headers['access-control-allow-origin']).toBeUndefined();
      const read = await app.inject({ url: '/openapi.json', headers: { origin } });
      expect(read.headers['access-control-allow-origin']).toBeUndefined();
      expect(String(read.headers.vary)).toContain('Origin');
    },
  );
});

describe('OPTIONS that asks nothing of that kind', () => {
  it('is a method that the path does not have, as without CORS', async () => {
    for (const plugin of [{}, allowed.plugin]) {
      const { send } = await createTestServer({ plugin });
      const answer = await send('OPTIONS /slots', { headers: { origin: ORIGIN } });
      expect(answer.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
    }
  });
});

describe('a server that allows no origin', () => {
  it('says nothing of origins', async () => {
    const { app } = await createTestServer();
    const may = await app.inject(preflight(ORIGIN));
    expect([may.statusCode, corsHeaders(may.headers)]).toEqual([405, []]);
    const read = await app.inject({ url: '/openapi.json', headers: { origin: ORIGIN } });
    expect([corsHeaders(read.headers), read.headers.vary]).toEqual([[], 'Authorization']);
  });
});
