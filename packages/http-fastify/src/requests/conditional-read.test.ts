import { describe, expect, it } from 'vitest';
import { at, createBookedDay } from '../../test/booked-day.js';
import { ALL_OPERATIONS } from '../operations/all-operations.js';
import { isKnown, tagOfBytes } from './if-none-match.js';

describe('If-None-Match', () => {
  it.each([
    ['"3"', true],
    ['W/"3"', true],
    ['*', true],
    [' * ', true],
    ['"1", "3"', true],
    ['"1",W/"2" ,\t"3"', true],
    [', "3",, "4"', true],
    ['"a,b", "3"', true],
    ['"a, b", "3"', false],
    ['"4"', false],
    ['3', false],
    ['"33"', false],
    ['"1", 3', false],
    ['"3" "4"', false],
    ['"3", *', false],
    ['w/"3"', false],
    ['"3', false],
    ['', false],
  ])('%s of what is "3"', (header, known) => {
    expect(isKnown(header, '"3"')).toBe(known);
  });

  it('compares weak tags by what they quote', () => {
    expect(isKnown('"3"', 'W/"3"')).toBe(true);
    expect(isKnown(undefined, '"3"')).toBe(false);
  });

  it('is read in time that grows with its length alone', () => {
    const long = `${'"",'.repeat(5_000)}${' '.repeat(100_000)}x`;
    expect(isKnown(long, '"3"')).toBe(false);
  });

  it('never takes the tag of bytes for a revision', () => {
    expect(tagOfBytes('{}')).toMatch(/^"[\w-]{27}"$/);
    expect(tagOfBytes('{}')).not.toBe(tagOfBytes('{ }'));
  });
});

describe('a read', () => {
  it('has a tag, which the next read is answered 304 for, until there is something else to see', async () => {
    const { send, host, user, book, availability, offer } = await createBookedDay();
    const booking = await book(at('10:00'));
    const eventType = await offer();
    const paths = [
      '/users/me',
      '/hosts',
      `/hosts/${host.id}`,
      `/availability?hostId=${host.id}`,
      `/availability/${availability.id}`,
      `/event-types?hostId=${host.id}`,
      `/event-types/${eventType.id}`,
      `/slots?hostId=${host.id}&from=${at('00:00')}&to=${at('23:00')}`,
      '/bookings',
      `/bookings/${booking.id}`,
      `/bookings/${booking.id}/history`,
      '/openapi.json',
    ];
    for (const path of paths) {
      const first = await send(`GET ${path}`, { token: host.token });
      expect([path, first.statusCode]).toEqual([path, 200]);
      const { etag, vary } = first.headers;
      expect([first.headers['cache-control'], vary]).toEqual(['private, no-cache', 'Authorization']);
      for (const method of ['GET', 'HEAD']) {
        const headers = { 'if-none-match': `"other", W/${String(etag)}` };
        const again = await send(`${method} ${path}`, { token: host.token, headers });
        expect([again.statusCode, again.body, again.headers.etag], `${method} ${path}`).toEqual([
          304,
          '',
          etag,
        ]);
        expect(again.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Authorization' });
      }
    }
    const headers = { 'if-none-match': '"1"' };
    const path = `GET /bookings/${booking.id}`;
    expect((await send(path, { token: host.token, headers })).statusCode).toBe(304);
    await send(`POST /bookings/${booking.id}/cancel`, { token: user.token });
    const changed = await send(path, { token: host.token, headers });
    expect([changed.statusCode, changed.headers.etag]).toEqual([200, '"2"']);
  });

  it('is not answered by a tag to who may not see it', async () => {
    const { send, register, book } = await createBookedDay();
    const booking = await book(at('10:00'));
    const headers = { 'if-none-match': '*' };
    const { token } = await register('USER');
    expect((await send(`GET /bookings/${booking.id}`, { token, headers })).statusCode).toBe(404);
    expect((await send(`GET /bookings/${booking.id}`, { headers })).statusCode).toBe(401);
  });

  it('to HEAD says how long the answer would be', async () => {
    const { send, host } = await createBookedDay();
    const got = await send('GET /users/me', { token: host.token });
    const head = await send('HEAD /users/me', { token: host.token });
    expect(head.headers).toMatchObject({ etag: got.headers.etag, 'content-length': String(got.body.length) });
    expect(head.body).toBe('');
  });

  it('of the state of a moment is kept by nobody', async () => {
    const { send } = await createBookedDay();
    for (const path of ['/healthz', '/readyz']) {
      const { statusCode, headers } = await send(`GET ${path}`, { headers: { 'if-none-match': '*' } });
      expect([statusCode, headers.etag, headers['cache-control']]).toEqual([200, undefined, 'no-store']);
    }
  });
});

describe('a change that would undo another', () => {
  it('needs an If-Match: every PUT and PATCH of what a host has stated', () => {
    const stated = /^\/(availability|schedules|event-types)\//;
    const changing = ALL_OPERATIONS.filter(
      ({ method, path }) => ['PUT', 'PATCH'].includes(method) && stated.test(path),
    );
    expect(changing.length).toBeGreaterThan(2);
    expect(changing.filter(({ conditional }) => conditional !== 'required')).toEqual([]);
  });

  it('is told so once it is right in all else, and changes nothing', async () => {
    const { app, send, host, availability } = await createBookedDay();
    const patch = (headers: object, payload: object) =>
      app.inject({
        method: 'PATCH',
        url: `/availability/${availability.id}`,
        headers: { authorization: `Bearer ${host.token}`, ...headers },
        payload,
      });
    const refused = await patch({}, { slotDuration: 60 });
    expect(refused.json()).toMatchObject({
      status: 428,
      code: 'precondition_required',
      errors: [{ field: 'If-Match' }],
    });
    expect((await patch({}, { slotDuration: 'x' })).statusCode).toBe(400);
    expect((await patch({ 'if-match': '"7"' }, { slotDuration: 60 })).statusCode).toBe(412);
    const shown = await send(`GET /availability/${availability.id}`, { token: host.token });
    expect(shown.json()).toMatchObject({ slotDuration: 30, revision: 1 });
    const headers = { 'if-match': String(shown.headers.etag) };
    expect((await patch(headers, { slotDuration: 60 })).statusCode).toBe(200);
    expect((await patch(headers, { slotDuration: 90 })).statusCode).toBe(412);
    expect((await patch({ 'if-match': '*' }, { slotDuration: 90 })).statusCode).toBe(200);
  });
});
