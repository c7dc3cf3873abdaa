import { describe, expect, it } from 'vitest';
import { at, createBookedDay, type WireAvailability } from '../../test/booked-day.js';
import { ANY_TEXT } from '../../test/test-server.js';

describe('POST /availability', () => {
  it('answers what was stated, in UTC, with where it is and its revision', async () => {
    const { send, host } = await createBookedDay();
    const stated = await send('POST /availability', {
      token: host.token,
      body: {
        hostId: host.id.toUpperCase(),
        startTime: '2030-01-03T11:00:00+01:00',
        endTime: '2030-01-03T12:00:00.000Z',
        slotDuration: 60,
      },
    });
    expect(stated.statusCode).toBe(201);
    const body = stated.json<WireAvailability>();
    expect(body).toEqual({
      id: ANY_TEXT,
      hostId: host.id,
      startTime: '2030-01-03T10:00:00Z',
      endTime: '2030-01-03T12:00:00Z',
      slotDuration: 60,
      revision: 1,
      createdAt: '2030-01-01T00:00:00Z',
      updatedAt: '2030-01-01T00:00:00Z',
    });
    expect(stated.headers).toMatchObject({ location: `/availability/${body.id}`, etag: '"1"' });
    expect((await send(`GET ${String(stated.headers.location)}`, { token: host.token })).json()).toEqual(
      body,
    );
  });
});

describe('GET /availability', () => {
  it('lists what the caller stated, page by page and within a stretch', async () => {
    const { send, host, availability } = await createBookedDay();
    const token = host.token;
    const body = {
      hostId: host.id,
      startTime: '2030-02-01T10:00:00Z',
      endTime: '2030-02-01T11:00:00Z',
      slotDuration: 20,
    };
    const later = (await send('POST /availability', { token, body })).json<WireAvailability>();
    const first = await send('GET /availability?limit=1', { token });
    const { nextCursor } = first.json<{ nextCursor: string }>();
    expect(first.json()).toMatchObject({ items: [availability] });
    expect(first.headers.link).toContain(nextCursor);
    const second = await send(`GET /availability?limit=1&cursor=${nextCursor}`, { token });
    expect(second.json()).toEqual({ items: [later], nextCursor: null });
    const stretch = `hostId=${host.id}&from=2030-01-31T00:00:00Z&to=2030-02-02T00:00:00Z`;
    expect((await send(`GET /availability?${stretch}`, { token })).json()).toEqual({
      items: [later],
      nextCursor: null,
    });
  });
});

describe('PATCH /availability/{id}', () => {
  it('changes what is given, and says which bookings now lie outside', async () => {
    const { send, host, availability, book } = await createBookedDay();
    const booking = await book(at('12:30'));
    const changed = await send(`PATCH /availability/${availability.id}`, {
      token: host.token,
      body: { endTime: at('12:00') },
    });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers.etag).toBe('"2"');
    expect(changed.json()).toEqual({
      ...availability,
      endTime: at('12:00'),
      revision: 2,
      bookingsOutside: { count: 1, items: [booking] },
    });
    expect((await send(`GET /bookings/${booking.id}`, { token: host.token })).json()).toEqual(booking);
  });

  it('takes an If-Match of the present revision, and refuses one of an earlier or a foreign one', async () => {
    const { send, host, availability } = await createBookedDay();
    const patch = (ifMatch: string) =>
      send(`PATCH /availability/${availability.id}`, {
        token: host.token,
        headers: { 'if-match': ifMatch },
        body: { endTime: at('12:00') },
      });
    expect((await patch('"1"')).headers.etag).toBe('"2"');
    for (const stale of ['"1"', 'W/"2"', '"2-gzip"', '"0"']) {
      const refused = await patch(stale);
      expect(refused.json()).toMatchObject({ status: 412, code: 'revision_stale', revision: 2 });
    }
    expect((await patch('*')).headers.etag).toBe('"3"');
    expect((await patch('3')).json()).toMatchObject({ status: 400, errors: [{ field: 'If-Match' }] });
  });

  it('refuses a change of nothing, and one that makes no sense of the whole', async () => {
    const { send, host, availability } = await createBookedDay();
    const patch = (body: object) =>
      send(`PATCH /availability/${availability.id}`, { token: host.token, body });
    expect((await patch({})).json()).toMatchObject({
      status: 400,
      errors: [{ field: 'body', code: 'empty' }],
    });
    const refused = await patch({ endTime: at('10:00') });
    expect(refused.json()).toMatchObject({
      status: 400,
      errors: [{ field: 'endTime', code: 'end_not_after_start' }],
    });
    expect((await send(`GET /availability/${availability.id}`, { token: host.token })).json()).toEqual(
      availability,
    );
  });
});

describe('DELETE /availability/{id}', () => {
  it('withdraws it once, and says which bookings now lie outside', async () => {
    const { send, host, availability, book } = await createBookedDay();
    const booking = await book(at('10:00'));
    const path = `/availability/${availability.id}`;
    const stale = await send(`DELETE ${path}`, { token: host.token, headers: { 'if-match': '"2"' } });
    expect(stale.statusCode).toBe(412);
    const withdrawn = await send(`DELETE ${path}`, { token: host.token, headers: { 'if-match': '"1"' } });
    expect(withdrawn.json()).toEqual({
      id: availability.id,
      bookingsOutside: { count: 1, items: [booking] },
    });
    for (const gone of [`GET ${path}`, `DELETE ${path}`]) {
      expect((await send(gone, { token: host.token })).json()).toMatchObject({
        code: 'availability_not_found',
      });
    }
  });
});

describe('POST /availability:preview', () => {
  const range = { from: at('00:00'), to: '2030-01-03T00:00:00Z' };

  it('says what stating, changing and withdrawing would do, and does none of it', async () => {
    const { send, host, availability, book } = await createBookedDay();
    const booking = await book(at('12:30'));
    const seen = async () =>
      (
        await Promise.all([
          send('GET /availability', { token: host.token }),
          send('GET /bookings', { token: host.token }),
          send(`GET /slots?hostId=${host.id}&from=${range.from}&to=${range.to}`),
        ])
      ).map(({ body }) => body);
    const before = await seen();
    const preview = async (change: object) => {
      const previewed = await send('POST /availability:preview', {
        token: host.token,
        body: { hostId: host.id, ...range, ...change },
      });
      expect(previewed.statusCode).toBe(200);
      return previewed.json<object>();
    };
    const nothing = { count: 0, items: [] };
    expect(await preview({ startTime: at('13:00'), endTime: at('14:00'), slotDuration: 30 })).toEqual({
      slotsGained: {
        count: 2,
        items: [
          { startTime: at('13:00'), endTime: at('13:30') },
          { startTime: at('13:30'), endTime: at('14:00') },
        ],
      },
      slotsLost: nothing,
      bookingsOutside: nothing,
    });
    expect(await preview({ id: availability.id.toUpperCase(), endTime: at('12:00') })).toEqual({
      slotsGained: nothing,
      slotsLost: { count: 1, items: [{ startTime: at('12:00'), endTime: at('12:30') }] },
      bookingsOutside: { count: 1, items: [booking] },
    });
    expect(await preview({ id: availability.id, withdraw: true })).toMatchObject({
      slotsGained: nothing,
      slotsLost: { count: 5 },
      bookingsOutside: { count: 1, items: [booking] },
    });
    expect(await seen()).toEqual(before);
  });

  it('knows no availability of another host', async () => {
    const { send, register, availability } = await createBookedDay();
    const other = await register('HOST');
    const previewed = await send('POST /availability:preview', {
      token: other.token,
      body: { hostId: other.id, ...range, id: availability.id, withdraw: true },
    });
    expect(previewed.json()).toMatchObject({ status: 404, code: 'availability_not_found' });
  });
});
