import { connect, type AddressInfo } from 'node:net';
import { ConcurrencyConflict, StoreUnavailable, type Store } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { at, createBookedDay } from '../test/booked-day.js';
import { createTestServer } from '../test/test-server.js';
import { ALL_OPERATIONS } from './operations/all-operations.js';
import { routeUrl } from './operations/route-url.js';
import { openApiDocument } from './openapi/open-api-document.js';

describe('what nobody serves', () => {
  it.each([
    'GET /',
    'GET /nope',
    'POST /bookings/x/y/z',
    'DELETE /slotsx',
    'PROPFIND /nope',
    'GET /users/you',
    'GET /availability:previews',
    'POST /availability:',
  ])('%s is not found', async (operation) => {
    const { send } = await createTestServer();
    expect((await send(operation)).json()).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('is not found before its body is looked at', async () => {
    const { send } = await createTestServer();
    const answer = await send('POST /nope', { headers: { 'content-type': 'text/plain' }, body: '{' });
    expect(answer.statusCode).toBe(404);
  });

  it.each([
    ['PUT /bookings', 'POST, GET, HEAD'],
    ['PUT /users/me', 'GET, HEAD, PATCH, DELETE'],
    ['GET /auth/login', 'POST'],
    ['POST /availability/0a000000-0000-4000-8000-000000000001', 'GET, HEAD, PATCH, DELETE'],
    ['OPTIONS /slots?hostId=x', 'GET, HEAD'],
    ['PROPFIND /healthz', 'GET, HEAD'],
    ['PATCH /schedules/0a000000-0000-4000-8000-000000000001', 'GET, HEAD, PUT, DELETE'],
    ['PATCH /schedules/0a000000-0000-4000-8000-000000000001:preview', 'POST'],
    ['PATCH /availability:preview', 'POST'],
    ['GET /time-off/0a000000-0000-4000-8000-000000000001', 'DELETE'],
  ])('%s is a method that the path does not have', async (operation, allow) => {
    const { send } = await createTestServer();
    const answer = await send(operation);
    expect(answer.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(answer.headers.allow).toBe(allow);
  });

  it('is a problem also where the path cannot be read', async () => {
    const { send } = await createTestServer();
    expect((await send('GET /%zz')).json()).toMatchObject({ status: 400, code: 'malformed_request' });
  });

  it('is a problem also where a part of the path is very long', async () => {
    const { app } = await createTestServer();
    const answer = await app.inject(`/bookings/${'x'.repeat(1_000)}`);
    expect(answer.json()).toMatchObject({ status: 414, code: 'uri_too_long' });
  });
});

/** A store whose every write fails so. */
const failing =
  (error: Error) =>
  (store: Store): Store => ({
    ...store,
    unitOfWork: { decide: () => Promise.reject(error) },
  });

describe('a store that fails', () => {
  const secret = 'password authentication failed for user "slotkeeper" at 10.0.0.1';

  const withdraw = async (error: Error) => {
    const { send, register } = await createTestServer({ store: failing(error) });
    const host = await register('HOST');
    return send('POST /availability', {
      token: host.token,
      body: { hostId: host.id, startTime: at('10:00'), endTime: at('13:00'), slotDuration: 30 },
    });
  };

  it('for others that were faster is a conflict, to be tried again', async () => {
    const answer = await withdraw(new ConcurrencyConflict(secret));
    expect(answer.json()).toMatchObject({ status: 409, code: 'concurrency_conflict' });
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).not.toContain(secret);
  });

  it.each(['unchanged', 'unknown'] as const)(
    'to answer is unavailable, what was written being %s',
    async (outcome) => {
      const answer = await withdraw(new StoreUnavailable(secret, { outcome }));
      expect(answer.json()).toMatchObject({ status: 503, code: 'store_unavailable', outcome });
      expect(answer.headers['retry-after']).toBe('1');
      expect(answer.body).not.toContain(secret);
    },
  );

  it.each([
    new Error(secret),
    new RangeError(secret),
    Object.assign(new Error(secret), { statusCode: 503, code: '28P01' }),
  ])('in any other way is an internal error that tells nothing: %s', async (error) => {
    const answer = await withdraw(error);
    expect(answer.json()).toEqual({
      type: 'urn:slotkeeper:problem:internal_error',
      title: 'Internal error',
      status: 500,
      detail: expect.not.stringContaining(secret) as unknown,
      code: 'internal_error',
    });
    expect(answer.body).not.toContain('10.0.0.1');
  });
});

describe('a body that nobody asked for', () => {
  it('is refused as any other, if it cannot be read', async () => {
    const { send, host, availability } = await createBookedDay();
    const operation = `DELETE /availability/${availability.id}`;
    expect((await send(operation, { token: host.token, body: '{' })).json()).toMatchObject({
      code: 'malformed_json',
    });
    const text = { token: host.token, headers: { 'content-type': 'text/plain' }, body: 'x' };
    expect((await send(operation, text)).json()).toMatchObject({ code: 'unsupported_media_type' });
    expect((await send(operation, { token: host.token, body: '' })).statusCode).toBe(200);
  });
});

describe('every answer', () => {
  it('is not to be kept or guessed at, and has the id of its request', async () => {
    const { send } = await createTestServer();
    for (const operation of ['GET /healthz', 'GET /users/me', 'GET /nope', 'POST /users']) {
      const { headers } = await send(operation);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('a server that closes', () => {
  it('finishes what is in flight, turns away what still comes, and keeps no connection', async () => {
    let answer: () => void = () => undefined;
    let enter: () => void = () => undefined;
    const inFlight = new Promise<void>((resolve) => {
      enter = resolve;
    });
    const { app } = await createTestServer({
      plugin: {
        readiness: () =>
          new Promise((resolve) => {
            answer = () => resolve({ ready: true });
            enter();
          }),
      },
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const bothAccepted = new Promise<void>((resolve) => {
      app.server.once('connection', () => app.server.once('connection', () => resolve()));
    });
    const { port } = app.server.address() as AddressInfo;
    const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const kept = connect(port, '127.0.0.1', () => kept.write(ask('/readyz')));
    const late = connect(port, '127.0.0.1', () => late.write(ask('/healthz').slice(0, -2)));
    const answers = [kept, late].map(async (socket) => {
      let text = '';
      for await (const chunk of socket.setEncoding('utf8')) text += String(chunk);
      return text;
    });
    await Promise.all([inFlight, bothAccepted]);
    const closing = app.close();
    // Its request began before the server closed, and ends while it does.
    late.write('\r\n');
    const turnedAway = await answers[1];
    answer();
    const finished = await answers[0];
    await closing;
    expect(finished).toMatch(/^HTTP\/1\.1 200 [^]*^connection: close\r\n/im);
    expect(turnedAway).toMatch(/^HTTP\/1\.1 503 [^]*^connection: close\r\n/im);
    expect(turnedAway).toMatch(/^retry-after: 1\r\n/im);
    expect(turnedAway).toContain('application/problem+json');
    expect(turnedAway).toContain('"code":"not_ready"');
  });
});

describe('inside of another server', () => {
  it('lives below its prefix, links included, and leaves the rest alone', async () => {
    const { app, send, host, availability } = await createBookedDay({
      prefix: '/api',
      around: (server) => server.get('/own', async () => ({ own: true })),
    });
    expect(availability.hostId).toBe(host.id);
    expect((await app.inject('/own')).json()).toEqual({ own: true });
    expect((await app.inject('/nope')).json()).toMatchObject({ error: 'Not Found' });
    expect((await app.inject('/api/nope')).json()).toMatchObject({ code: 'not_found' });
    const wrong = await send('PUT /slots');
    expect(wrong.headers.allow).toBe('GET, HEAD');
    const page = await send(`GET /slots?hostId=${host.id}&from=${at('00:00')}&to=${at('23:00')}&limit=1`);
    expect(page.headers.link).toMatch(/^<\/api\/slots\?/);
    const document = (await send('GET /openapi.json')).json<{ servers: object[] }>();
    expect(document.servers).toMatchObject([{ url: '/api' }]);
  });

  it('checks as strictly as ever, whatever that server has set', async () => {
    const { send, host, user } = await createBookedDay({
      server: {
        ajv: { customOptions: { coerceTypes: 'array', removeAdditional: 'all', useDefaults: true } },
        onProtoPoisoning: 'ignore',
        onConstructorPoisoning: 'ignore',
        bodyLimit: 1_048_576,
      },
    });
    const body = { hostId: [host.id], startTime: at('10:00'), extra: 1 };
    const refused = await send('POST /bookings', { token: user.token, body });
    expect(refused.json<{ errors: object[] }>().errors).toHaveLength(2);
    const poisoned = `{"hostId":"${host.id}","startTime":"${at('10:00')}","__proto__":{"x":1}}`;
    expect((await send('POST /bookings', { token: user.token, body: poisoned })).statusCode).toBe(400);
    const large = JSON.stringify({ hostId: host.id, startTime: at('10:00') }).padEnd(65_537, ' ');
    expect((await send('POST /bookings', { token: user.token, body: large })).statusCode).toBe(413);
  });

  it('leaves what that server refuses to its words', async () => {
    const { app } = await createTestServer({
      around: (server) =>
        server.addHook('onRequest', async () => {
          throw Object.assign(new Error('slow down'), { statusCode: 429, code: 'TOO_MANY' });
        }),
    });
    const answer = await app.inject('/healthz');
    expect(answer.json()).toMatchObject({ statusCode: 429, code: 'TOO_MANY', message: 'slow down' });
  });
});

describe('what is served', () => {
  it('is what is documented, operation by operation', async () => {
    const { app } = await createTestServer();
    await app.ready();
    for (const { method, path } of ALL_OPERATIONS) {
      expect(app.hasRoute({ method, url: routeUrl(path) }), `${method} ${path}`).toBe(true);
      expect(openApiDocument().paths[path]?.[method.toLowerCase()], `${method} ${path}`).toBeDefined();
    }
    const served = app.printRoutes({ commonPrefix: false }).match(/\((?:[A-Z]+(?:, )?)+\)/g) ?? [];
    const methods = served
      .flatMap((list) => list.slice(1, -1).split(', '))
      .filter((method) => method !== 'HEAD');
    expect(methods).toHaveLength(ALL_OPERATIONS.length);
  });
});
