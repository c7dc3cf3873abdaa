import { describe, expect, it } from 'vitest';
import { at, createBookedDay } from '../../test/booked-day.js';
import { createTestServer } from '../../test/test-server.js';
import { isTooDeep, MAX_JSON_DEPTH } from './json-depth.js';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a body', () => {
  it('that nests too deep is refused by that rule, and one that does not is not', async () => {
    const { send } = await createTestServer();
    const body = (depth: number) => `{"email":${nested(depth - 1)}}`;
    const refused = await send('POST /auth/login', { body: body(MAX_JSON_DEPTH + 1) });
    expect(refused.json()).toMatchObject({
      status: 400,
      code: 'json_too_deep',
      errors: [{ field: 'body', message: 'must nest at most 32 levels deep' }],
    });
    const read = await send('POST /auth/login', { body: body(MAX_JSON_DEPTH) });
    expect(read.json()).toMatchObject({ code: 'invalid_input' });
  });

  it('of nothing but opening brackets is refused without being parsed', async () => {
    const { send } = await createTestServer();
    const refused = await send('POST /auth/login', { body: '[{"a":'.repeat(10_000) });
    expect(refused.json()).toMatchObject({ code: 'json_too_deep' });
  });

  it.each([
    ['', 0],
    ['[]', 1],
    ['{"a":[1,{"b":2}],"c":{"d":3}}', 3],
    [String.raw`{"[[[\"{{{":"]]]"}`, 1],
    [String.raw`["\\", ["x"]]`, 2],
    ['[[],[],[[]]]', 3],
  ])('%s nests %d deep', (text, depth) => {
    expect([isTooDeep(text, depth), depth > 0 && isTooDeep(text, depth - 1)]).toEqual([false, depth > 0]);
  });

  it.each(['gzip', 'br', 'GZIP', 'identity, gzip', 'x'])('that is coded as %s is refused', async (coding) => {
    const { send, user, host } = await createBookedDay();
    const wanted = { hostId: host.id, startTime: at('10:00') };
    const headers = { 'content-encoding': coding };
    const refused = await send('POST /bookings', { token: user.token, headers, body: wanted });
    expect(refused.json()).toMatchObject({ status: 415, code: 'unsupported_content_encoding' });
    expect(refused.headers['accept-encoding']).toBe('identity');
  });

  it('may say that it is not coded', async () => {
    const { send, user, host } = await createBookedDay();
    const wanted = { hostId: host.id, startTime: at('10:00') };
    const headers = { 'content-encoding': 'Identity' };
    expect((await send('POST /bookings', { token: user.token, headers, body: wanted })).statusCode).toBe(201);
  });

  it('that nobody reads is refused, so that nobody takes it for done', async () => {
    const { send, app, host, availability } = await createBookedDay();
    const notTaken = { code: 'invalid_input', errors: [{ field: 'body', code: 'not_taken' }] };
    const operation = `DELETE /availability/${availability.id}`;
    expect((await send(operation, { token: host.token, body: { force: true } })).json()).toMatchObject(
      notTaken,
    );
    for (const [name, value] of [
      ['content-length', '2'],
      ['transfer-encoding', 'chunked'],
    ] as const) {
      const answer = await app.inject({ url: '/healthz', headers: { [name]: value }, payload: '{}' });
      expect(answer.json()).toMatchObject(notTaken);
    }
    expect((await app.inject({ url: '/healthz', headers: { 'content-length': '0' } })).statusCode).toBe(200);
    expect((await send(operation, { token: host.token })).statusCode).toBe(200);
  });
});

describe('a request of very many header fields', () => {
  it('is refused, none of them left out', async () => {
    const { app } = await createTestServer();
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, '1']));
    const refused = await app.inject({ url: '/healthz', headers: fields(101) });
    expect(refused.json()).toMatchObject({ status: 431, code: 'headers_too_large' });
    expect((await app.inject({ url: '/healthz', headers: fields(90) })).statusCode).toBe(200);
  });
});
