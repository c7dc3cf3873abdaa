import { describe, expect, it } from 'vitest';
import { at, createBookedDay, type WireBooking } from '../../test/booked-day.js';
import { ANY_TEXT } from '../../test/test-server.js';

describe('POST /bookings', () => {
  it('books the one slot that starts then', async () => {
    const { send, host, user } = await createBookedDay();
    const booked = await send('POST /bookings', {
      token: user.token,
      body: { hostId: host.id, startTime: at('10:00') },
    });
    expect(booked.statusCode).toBe(201);
    const body = booked.json<WireBooking>();
    expect(body).toEqual({
      id: ANY_TEXT,
      hostId: host.id,
      bookerId: user.id,
      startTime: at('10:00'),
      endTime: at('10:30'),
      status: 'confirmed',
      attendees: 1,
      revision: 1,
      createdAt: '2030-01-01T00:00:00Z',
      updatedAt: '2030-01-01T00:00:00Z',
    });
    expect(booked.headers).toMatchObject({ location: `/bookings/${body.id}`, etag: '"1"' });
  });

  it('books several slots that follow each other, where the end is given', async () => {
    const { book } = await createBookedDay();
    expect(await book(at('10:00'), at('11:30'))).toMatchObject({
      startTime: at('10:00'),
      endTime: at('11:30'),
    });
  });

  it('answers 409 with the range in the way and free ones near it, where the time is taken', async () => {
    const { send, host, user, book } = await createBookedDay();
    await book(at('10:30'));
    const refused = await send('POST /bookings', {
      token: user.token,
      body: { hostId: host.id, startTime: at('10:30') },
    });
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({
      code: 'time_taken',
      busy: { startTime: at('10:30'), endTime: at('11:00') },
      alternatives: [
        { startTime: at('10:00'), endTime: at('10:30') },
        { startTime: at('11:00'), endTime: at('11:30') },
        { startTime: at('11:30'), endTime: at('12:00') },
      ],
      errors: [{ field: 'startTime', code: 'time_taken' }],
    });
  });

  it.each<[string, object, object]>([
    ['off the grid', { startTime: at('10:10') }, { status: 422, code: 'off_grid', slotDurations: [30] }],
    ['outside of availability', { startTime: at('15:00') }, { status: 422, code: 'outside_availability' }],
    [
      'in the past',
      { startTime: '2029-12-31T10:00:00Z' },
      { status: 422, code: 'start_in_past', now: '2030-01-01T00:00:00Z' },
    ],
    [
      'that ends before it starts',
      { startTime: at('11:00'), endTime: at('10:30') },
      { status: 400, code: 'invalid_input' },
    ],
  ])('refuses a range %s', async (_, range, problem) => {
    const { send, host, user } = await createBookedDay();
    const refused = await send('POST /bookings', { token: user.token, body: { hostId: host.id, ...range } });
    expect(refused.json()).toMatchObject(problem);
    expect(refused.json<{ errors: object[] }>().errors).toHaveLength(1);
  });

  it('asks for an end where slots of two durations start then', async () => {
    const { send, host, user } = await createBookedDay();
    const body = { hostId: host.id, startTime: at('10:00'), endTime: at('13:00'), slotDuration: 60 };
    await send('POST /availability', { token: host.token, body });
    const refused = await send('POST /bookings', {
      token: user.token,
      body: { hostId: host.id, startTime: at('10:00') },
    });
    expect(refused.json()).toMatchObject({
      status: 422,
      code: 'duration_ambiguous',
      slotDurations: [30, 60],
    });
  });
});

describe('an Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'order 17' };

  it('gives the first answer again, and books nothing twice', async () => {
    const { send, host, user } = await createBookedDay();
    const first = await send('POST /bookings', {
      token: user.token,
      headers,
      body: { hostId: host.id, startTime: at('10:00') },
    });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const again = await send('POST /bookings', {
      token: user.token,
      headers,
      body: { startTime: at('10:00'), hostId: host.id },
    });
    expect([again.statusCode, again.body]).toEqual([201, first.body]);
    expect(again.headers).toMatchObject({
      'idempotency-replayed': 'true',
      location: first.headers.location,
      etag: '"1"',
    });
    const list = (await send('GET /bookings', { token: user.token })).json<{ items: object[] }>();
    expect(list.items).toHaveLength(1);
  });

  it('knows the same request however it is spelled', async () => {
    const { send, host, user } = await createBookedDay();
    const first = await send('POST /bookings', {
      token: user.token,
      headers,
      body: { hostId: host.id, startTime: at('10:00') },
    });
    const again = await send('POST /bookings', {
      token: user.token,
      headers,
      body: { hostId: host.id.toUpperCase(), startTime: '2030-01-02T11:00:00+01:00' },
    });
    expect([again.statusCode, again.body]).toEqual([201, first.body]);
    const { id } = first.json<WireBooking>();
    const cancelling = { token: user.token, headers: { 'idempotency-key': 'cancel 17' } };
    const cancelled = await send(`POST /bookings/${id}/cancel`, cancelling);
    expect(cancelled.statusCode).toBe(200);
    const encoded = `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`;
    const retried = await send(`POST /bookings/${encoded}/cancel`, { ...cancelling, body: {} });
    expect([retried.statusCode, retried.body]).toEqual([200, cancelled.body]);
    expect(retried.headers['idempotency-replayed']).toBe('true');
  });

  it('is refused for another body, another path, and nothing is done', async () => {
    const { send, host, user, availability } = await createBookedDay();
    const first = await send('POST /bookings', {
      token: user.token,
      headers,
      body: { hostId: host.id, startTime: at('10:00') },
    });
    const { id } = first.json<WireBooking>();
    const other = await send('POST /bookings', {
      token: user.token,
      headers,
      body: { hostId: host.id, startTime: at('11:00') },
    });
    const elsewhere = await send(`POST /bookings/${id}/cancel`, { token: user.token, headers });
    for (const refused of [other, elsewhere]) {
      expect(refused.json()).toMatchObject({
        status: 422,
        code: 'key_reused',
        errors: [{ field: 'Idempotency-Key' }],
      });
    }
    expect((await send('GET /bookings', { token: user.token })).json()).toMatchObject({
      items: [first.json()],
    });
    expect(availability.revision).toBe(1);
  });

  it('of one caller says nothing about that of another', async () => {
    const { send, host, user, register } = await createBookedDay();
    const other = await register('USER');
    const body = { hostId: host.id, startTime: at('10:00') };
    await send('POST /bookings', { token: user.token, headers, body });
    expect((await send('POST /bookings', { token: other.token, headers, body })).json()).toMatchObject({
      code: 'time_taken',
    });
  });

  it('holds for stating, cancelling and moving too', async () => {
    const { send, host, user, book } = await createBookedDay();
    const { id } = await book(at('10:00'));
    const requests = [
      {
        operation: 'POST /availability',
        token: host.token,
        body: {
          hostId: host.id,
          startTime: '2030-02-01T10:00:00Z',
          endTime: '2030-02-01T11:00:00Z',
          slotDuration: 20,
        },
      },
      { operation: `POST /bookings/${id}/reschedule`, token: user.token, body: { startTime: at('11:00') } },
      { operation: `POST /bookings/${id}/cancel`, token: user.token, body: undefined },
    ];
    for (const [index, { operation, token, body }] of requests.entries()) {
      const request = { token, headers: { 'idempotency-key': `key ${index}` }, body };
      const first = await send(operation, request);
      const again = await send(operation, request);
      expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([
        first.statusCode,
        first.body,
        'true',
      ]);
    }
  });

  it.each([
    ['empty', ''],
    ['beyond 255 characters', 'x'.repeat(256)],
    ['of other characters', 'clé'],
  ])('that is %s is refused, and nothing is booked', async (_, key) => {
    const { send, host, user } = await createBookedDay();
    const body = { hostId: host.id, startTime: at('10:00') };
    const refused = await send('POST /bookings', {
      token: user.token,
      headers: { 'idempotency-key': key },
      body,
    });
    expect(refused.json()).toMatchObject({ status: 400, errors: [{ field: 'Idempotency-Key' }] });
    expect((await send('GET /bookings', { token: user.token })).json()).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});

describe('GET /bookings', () => {
  it('lists in order of start, page by page, by status and within a stretch', async () => {
    const { send, user, host, book } = await createBookedDay();
    const second = await book(at('11:00'));
    const first = await book(at('10:00'));
    const cancelled = (
      await send(`POST /bookings/${second.id}/cancel`, { token: user.token })
    ).json<WireBooking>();
    const list = async (query: string) =>
      (await send(`GET /bookings?${query}`, { token: user.token })).json<object>();
    expect(await list('')).toEqual({ items: [first, cancelled], nextCursor: null });
    expect(await list('status=confirmed')).toEqual({ items: [first], nextCursor: null });
    expect(await list(`from=${at('10:30')}&to=${at('12:00')}&hostId=${host.id}`)).toEqual({
      items: [cancelled],
      nextCursor: null,
    });
    const page = (await list('limit=1')) as { nextCursor: string };
    expect(page).toMatchObject({ items: [first] });
    expect(await list(`limit=1&cursor=${page.nextCursor}`)).toEqual({ items: [cancelled], nextCursor: null });
  });
});

describe('a booking', () => {
  it('is shown with its revision to both parties', async () => {
    const { send, user, host, book } = await createBookedDay();
    const booking = await book(at('10:00'));
    for (const { token } of [user, host]) {
      const shown = await send(`GET /bookings/${booking.id.toUpperCase()}`, { token });
      expect(shown.json()).toEqual(booking);
      expect(shown.headers.etag).toBe('"1"');
    }
  });

  it('is moved by its id, and keeps its length and its history', async () => {
    const { send, user, host, book } = await createBookedDay();
    const booking = await book(at('10:00'), at('11:00'));
    const moved = await send(`POST /bookings/${booking.id}/reschedule`, {
      token: host.token,
      body: { startTime: at('10:30') },
    });
    expect(moved.headers.etag).toBe('"2"');
    expect(moved.json()).toEqual({ ...booking, startTime: at('10:30'), endTime: at('11:30'), revision: 2 });
    const shorter = { startTime: at('10:30'), endTime: at('11:00') };
    await send(`POST /bookings/${booking.id}/reschedule`, { token: user.token, body: shorter });
    await send(`POST /bookings/${booking.id}/cancel`, { token: user.token, body: {} });
    const history = await send(`GET /bookings/${booking.id}/history`, { token: user.token });
    expect(history.json<{ items: object[] }>().items).toMatchObject([
      {
        revision: 1,
        type: 'booking.confirmed',
        actor: { userId: user.id, role: 'USER' },
        startTime: at('10:00'),
      },
      {
        revision: 2,
        type: 'booking.rescheduled',
        actor: { userId: host.id, role: 'HOST' },
        startTime: at('10:30'),
      },
      { revision: 3, type: 'booking.rescheduled', endTime: at('11:00') },
      { revision: 4, type: 'booking.cancelled', status: 'cancelled' },
    ]);
  });

  it('that is cancelled can be cancelled again but not moved', async () => {
    const { send, user, book } = await createBookedDay();
    const { id } = await book(at('10:00'));
    const first = await send(`POST /bookings/${id}/cancel`, { token: user.token });
    const again = await send(`POST /bookings/${id}/cancel`, { token: user.token });
    expect([again.statusCode, again.body]).toEqual([200, first.body]);
    const refused = await send(`POST /bookings/${id}/reschedule`, {
      token: user.token,
      body: { startTime: at('11:00') },
    });
    expect(refused.json()).toMatchObject({
      status: 409,
      code: 'illegal_transition',
      from: 'cancelled',
      attempted: 'reschedule',
    });
  });

  it('is not moved onto another', async () => {
    const { send, user, book } = await createBookedDay();
    const { id } = await book(at('10:00'));
    await book(at('11:00'));
    const refused = await send(`POST /bookings/${id}/reschedule`, {
      token: user.token,
      body: { startTime: at('11:00') },
    });
    expect(refused.json()).toMatchObject({
      status: 409,
      code: 'time_taken',
      busy: { startTime: at('11:00') },
    });
  });
});
