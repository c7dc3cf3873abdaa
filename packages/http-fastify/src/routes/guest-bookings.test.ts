import { describe, expect, it } from 'vitest';
import {
  at,
  createBookedDay,
  type BookedDay,
  type WireBooking,
  type WireEventType,
} from '../../test/booked-day.js';
import type { TestServerOptions } from '../../test/test-server.js';

interface MadeBooking extends WireBooking {
  readonly guestToken: string;
}

const gia = { name: 'Gia', email: 'gia@example.com' };

/** A day with an event type that guests may book. */
const createGuestDay = async (
  options: TestServerOptions = {},
  terms: object = {},
): Promise<BookedDay & { readonly eventType: WireEventType }> => {
  const day = await createBookedDay(options);
  return { ...day, eventType: await day.offer({ allowsGuests: true, ...terms }) };
};

const bookAsGuest = (day: Pick<BookedDay, 'send'>, eventTypeId: string, time: string, more: object = {}) =>
  day.send('POST /bookings', { body: { eventTypeId, startTime: at(time), guest: gia, ...more } });

describe('POST /bookings without a token', () => {
  it('books for a guest, and gives a token that shows, moves and cancels that booking', async () => {
    const day = await createGuestDay();
    const { send, eventType } = day;
    const booked = await bookAsGuest(day, eventType.id, '10:00');
    expect(booked.statusCode).toBe(201);
    expect(booked.headers['cache-control']).toBe('no-store');
    const { guestToken: token, ...made } = booked.json<MadeBooking>();
    expect(made).toMatchObject({ status: 'confirmed', guest: gia, startTime: at('10:00') });
    expect(token).toMatch(new RegExp(`^sg_${made.id}\\.[\\w-]{43}$`));
    expect((await send(`GET /bookings/${made.id}`, { token })).json()).toEqual(made);
    const moved = await send(`POST /bookings/${made.id}/reschedule`, {
      token,
      body: { startTime: at('11:00') },
    });
    expect(moved.json()).toMatchObject({ startTime: at('11:00'), guest: gia });
    const cancelled = await send(`POST /bookings/${made.id}/cancel`, { token });
    expect(cancelled.json()).toMatchObject({ status: 'cancelled', ending: { by: 'BOOKER' } });
    const history = await send(`GET /bookings/${made.id}/history`, { token });
    expect(history.json<{ items: object[] }>().items).toHaveLength(3);
  });

  it('keeps a digest of the token alone, and an id that tells nothing of the address', async () => {
    const day = await createGuestDay();
    const booked = await bookAsGuest(day, day.eventType.id, '10:00');
    const { guestToken, id, bookerId } = booked.json<MadeBooking>();
    const kept = JSON.stringify([
      await day.store.queries.booking(id),
      await day.store.queries.events(day.host.id, { afterVersion: 0, limit: 100 }),
    ]);
    expect(kept).toContain(bookerId);
    expect(kept).not.toContain(guestToken.split('.')[1]);
    const plain = await bookAsGuest(day, day.eventType.id, '11:00', {
      guest: { ...gia, email: 'GIA@example.com' },
    });
    expect(plain.json()).toMatchObject({ bookerId });
    const other = await bookAsGuest(day, day.eventType.id, '12:00', {
      guest: { ...gia, email: 'g@example.com' },
    });
    expect(other.json<MadeBooking>().bookerId).not.toBe(bookerId);
  });

  it('gives the same token again to the same key, and another one without', async () => {
    const day = await createGuestDay();
    const once = {
      headers: { 'idempotency-key': 'k1' },
      body: { eventTypeId: day.eventType.id, startTime: at('10:00'), guest: gia },
    };
    const first = await day.send('POST /bookings', once);
    const again = await day.send('POST /bookings', once);
    expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([
      201,
      first.body,
      'true',
    ]);
    const { guestToken } = first.json<MadeBooking>();
    const { id } = first.json<MadeBooking>();
    expect((await day.send(`GET /bookings/${id}`, { token: guestToken })).statusCode).toBe(200);
    const otherKey = { ...once.body, startTime: at('11:00') };
    const second = await day.send('POST /bookings', { headers: { 'idempotency-key': 'k2' }, body: otherKey });
    expect(second.json<MadeBooking>().guestToken.split('.')[1]).not.toBe(guestToken.split('.')[1]);
    const reused = await day.send('POST /bookings', { ...once, body: otherKey });
    expect(reused.json()).toMatchObject({ status: 422, code: 'key_reused' });
  });

  it('asks who it is where nobody is named', async () => {
    const day = await createGuestDay();
    for (const body of [
      { eventTypeId: day.eventType.id, startTime: at('10:00') },
      { hostId: day.host.id, startTime: at('10:00'), bookerId: day.user.id },
    ]) {
      const refused = await day.send('POST /bookings', { body });
      expect(refused.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
      expect(refused.headers['www-authenticate']).toBe('Bearer realm="slotkeeper"');
    }
  });

  it('is refused where guests are not allowed, the host’s bare time included', async () => {
    const day = await createGuestDay();
    const { id } = await day.offer();
    const refused = await bookAsGuest(day, id, '10:00');
    expect(refused.json()).toMatchObject({ status: 403, code: 'guests_not_allowed' });
    const bare = await day.send('POST /bookings', {
      body: { hostId: day.host.id, startTime: at('10:00'), guest: gia },
    });
    expect(bare.json()).toMatchObject({ status: 403, code: 'guests_not_allowed' });
    const { etag } = (await day.send(`GET /event-types/${id}`)).headers;
    await day.send(`PATCH /event-types/${id}`, {
      token: day.host.token,
      headers: { 'if-match': String(etag) },
      body: { allowsGuests: true },
    });
    expect((await bookAsGuest(day, id, '10:00')).statusCode).toBe(201);
  });

  it('books so much and no more of what is to come; what is cancelled makes room', async () => {
    const day = await createGuestDay({ dependencies: { guestBounds: { maxUpcoming: 2 } } });
    const first = (await bookAsGuest(day, day.eventType.id, '10:00')).json<MadeBooking>();
    await bookAsGuest(day, day.eventType.id, '10:30');
    const refused = await bookAsGuest(day, day.eventType.id, '11:00');
    expect(refused.json()).toMatchObject({ status: 422, code: 'too_many_guest_bookings', limit: 2 });
    const other = { guest: { ...gia, email: 'g@example.com' } };
    expect((await bookAsGuest(day, day.eventType.id, '11:00', other)).statusCode).toBe(201);
    await day.send(`POST /bookings/${first.id}/cancel`, { token: first.guestToken });
    expect((await bookAsGuest(day, day.eventType.id, '11:30')).statusCode).toBe(201);
  });

  it.each([
    [{ guest: { name: 'Gia', email: 'gia' } }, { field: 'guest.email', code: 'invalid_email' }],
    [{ guest: { name: ' ', email: gia.email } }, { field: 'guest.name', code: 'invalid_name' }],
    [{ guest: { ...gia, role: 'HOST' } }, { field: 'guest.role', code: 'unknown_field' }],
    [{ guest: { name: 'Gia' } }, { field: 'guest.email', code: 'missing' }],
    [{ bookerId: '0a000000-0000-4000-8000-000000000001' }, { field: 'guest', code: 'guest_or_booker' }],
  ])('refuses %o', async (change, error) => {
    const day = await createGuestDay();
    const refused = await bookAsGuest(day, day.eventType.id, '10:00', change);
    expect(refused.json()).toMatchObject({ status: 400, errors: [error] });
  });

  it('lets no guest set rules aside', async () => {
    const day = await createGuestDay();
    const refused = await bookAsGuest(day, day.eventType.id, '10:00', { overrides: ['notice'] });
    expect(refused.json()).toMatchObject({ status: 403, errors: [{ field: 'overrides' }] });
  });

  it('waits for approval where the event type asks for it', async () => {
    const day = await createGuestDay({}, { approvalMinutes: 60 });
    const booked = (await bookAsGuest(day, day.eventType.id, '10:00')).json<MadeBooking>();
    expect(booked.status).toBe('pending');
    const approve = `POST /bookings/${booked.id}/approve`;
    expect((await day.send(approve, { token: booked.guestToken })).statusCode).toBe(403);
    expect((await day.send(approve, { token: day.host.token })).json()).toMatchObject({
      status: 'confirmed',
    });
  });
});

describe('who a guest is', () => {
  it('is seen by the host, and by nobody else', async () => {
    const day = await createGuestDay();
    const { id } = (await bookAsGuest(day, day.eventType.id, '10:00')).json<MadeBooking>();
    const byHost = await day.send(`GET /bookings/${id}`, { token: day.host.token });
    expect(byHost.json()).toMatchObject({ guest: gia });
    expect((await day.send(`GET /bookings/${id}`, { token: day.user.token })).statusCode).toBe(404);
    const slots = await day.send(
      `GET /slots?hostId=${day.host.id}&from=${at('00:00')}&to=${at('23:00')}&include=unavailable`,
    );
    const taken = await bookAsGuest(day, day.eventType.id, '10:00', {
      guest: { name: 'Eve', email: 'eve@example.com' },
    });
    expect(taken.statusCode).toBe(409);
    for (const { body } of [slots, taken]) expect(body).not.toMatch(/gia/i);
  });

  it('is said by no user of another, and by a host of whom it books for', async () => {
    const day = await createGuestDay();
    const body = { hostId: day.host.id, startTime: at('10:00'), guest: gia };
    const refused = await day.send('POST /bookings', { token: day.user.token, body });
    expect(refused.json()).toMatchObject({ status: 403, code: 'forbidden', errors: [{ field: 'guest' }] });
    const booked = await day.send('POST /bookings', { token: day.host.token, body });
    const { guestToken: token, id } = booked.json<MadeBooking>();
    expect((await day.send(`POST /bookings/${id}/cancel`, { token })).statusCode).toBe(200);
  });
});
