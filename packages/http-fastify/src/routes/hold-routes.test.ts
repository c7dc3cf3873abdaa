import { describe, expect, it } from 'vitest';
import { at, createBookedDay, type BookedDay, type WireBooking } from '../../test/booked-day.js';
import { ANY_TEXT, type Account } from '../../test/test-server.js';

const MINUTE_MS = 60_000;

const hold = async (
  { send, host, user }: BookedDay,
  time: string,
  change: object = {},
  by: Account = user,
): Promise<WireBooking> => {
  const held = await send('POST /holds', {
    token: by.token,
    body: { hostId: host.id, startTime: at(time), ...change },
  });
  expect(held.statusCode).toBe(201);
  return held.json<WireBooking>();
};

const statusOf = async ({ send, user }: BookedDay, operation: string, body?: object): Promise<object> =>
  (await send(operation, { token: user.token, body })).json<object>();

describe('POST /holds', () => {
  it('blocks the time until a deadline, as a booking', async () => {
    const day = await createBookedDay();
    const { send, host, user } = day;
    const held = await send('POST /holds', {
      token: user.token,
      body: { hostId: host.id, startTime: at('10:00'), minutes: 15 },
    });
    expect(held.json()).toEqual({
      id: ANY_TEXT,
      hostId: host.id,
      bookerId: user.id,
      startTime: at('10:00'),
      endTime: at('10:30'),
      status: 'held',
      attendees: 1,
      deadline: '2030-01-01T00:15:00Z',
      revision: 1,
      createdAt: '2030-01-01T00:00:00Z',
      updatedAt: '2030-01-01T00:00:00Z',
    });
    const { id } = held.json<WireBooking>();
    expect(held.headers).toMatchObject({ location: `/bookings/${id}`, etag: '"1"' });
    expect(await statusOf(day, `GET /bookings/${id}`)).toEqual(held.json());
    expect(await statusOf(day, 'POST /bookings', { hostId: host.id, startTime: at('10:00') })).toMatchObject({
      status: 409,
      code: 'time_taken',
      busy: { startTime: at('10:00'), endTime: at('10:30') },
    });
  });

  it('blocks nothing from its deadline on, whoever has swept', async () => {
    const day = await createBookedDay();
    const held = await hold(day, '10:00', { minutes: 1 });
    day.clock.advance(MINUTE_MS);
    expect(await day.book(at('10:00'))).toMatchObject({ status: 'confirmed' });
    expect(await statusOf(day, `GET /bookings/${held.id}`)).toMatchObject({
      status: 'expired',
      expiredFrom: 'held',
      revision: 2,
    });
    const history = await day.send(`GET /bookings/${held.id}/history`, { token: day.user.token });
    expect(history.json<{ items: object[] }>().items).toMatchObject([
      { type: 'booking.held', actor: { userId: day.user.id, role: 'USER' } },
      { type: 'booking.expired', actor: { role: 'SYSTEM' }, status: 'expired' },
    ]);
    expect(history.json<{ items: { actor: object }[] }>().items[1]?.actor).toEqual({ role: 'SYSTEM' });
  });

  it('lasts and counts as the server’s own bounds say', async () => {
    const holdBounds = { defaultMinutes: 2, maxMinutes: 4, maxLivePerBooker: 2, offerMinutes: 60 };
    const day = await createBookedDay({ dependencies: { holdBounds } });
    const first = await hold(day, '10:00');
    expect(first.deadline).toBe('2030-01-01T00:02:00Z');
    await hold(day, '10:30');
    const wanted = { hostId: day.host.id, startTime: at('11:00') };
    expect(await statusOf(day, 'POST /holds', wanted)).toMatchObject({
      status: 422,
      code: 'too_many_holds',
      limit: 2,
    });
    expect(await statusOf(day, 'POST /holds', { ...wanted, minutes: 5 })).toMatchObject({
      status: 400,
      errors: [{ field: 'minutes', code: 'out_of_range', message: 'must be a whole number from 1 to 4' }],
    });
    await day.send(`DELETE /holds/${first.id}`, { token: day.user.token });
    expect(await hold(day, '11:00')).toMatchObject({ status: 'held' });
  });

  it('is done once for one key', async () => {
    const { send, host, user } = await createBookedDay();
    const request = {
      token: user.token,
      headers: { 'idempotency-key': 'hold 1' },
      body: { hostId: host.id, startTime: at('10:00') },
    };
    const first = await send('POST /holds', request);
    const again = await send('POST /holds', request);
    expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([
      201,
      first.body,
      'true',
    ]);
  });
});

describe('POST /holds/{id}/extend', () => {
  it('moves the deadline, never back, and no further than a hold may last', async () => {
    const day = await createBookedDay({ tokenLifetimeSeconds: 7_200 });
    const { id } = await hold(day, '10:00');
    const extend = (body?: object) => statusOf(day, `POST /holds/${id}/extend`, body);
    expect(await extend({ minutes: 5 })).toMatchObject({ revision: 1, deadline: '2030-01-01T00:10:00Z' });
    day.clock.advance(5 * MINUTE_MS);
    expect(await extend()).toMatchObject({ revision: 2, deadline: '2030-01-01T00:15:00Z' });
    expect(await extend({ minutes: 60 })).toMatchObject({ deadline: '2030-01-01T01:00:00Z' });
    expect(await extend({ minutes: 60 })).toMatchObject({
      status: 422,
      code: 'hold_at_limit',
      latest: '2030-01-01T01:00:00Z',
    });
    day.clock.advance(55 * MINUTE_MS);
    expect(await extend()).toMatchObject({
      status: 409,
      code: 'hold_expired',
      deadline: '2030-01-01T01:00:00Z',
    });
  });
});

describe('POST /holds/{id}/confirm', () => {
  it('books what is held, and once more does nothing', async () => {
    const day = await createBookedDay();
    const { id } = await hold(day, '10:00');
    const confirmed = await day.send(`POST /holds/${id}/confirm`, { token: day.user.token });
    expect(confirmed.json()).toMatchObject({ id, status: 'confirmed', revision: 2 });
    expect(confirmed.json()).not.toHaveProperty('deadline');
    expect(confirmed.headers.etag).toBe('"2"');
    expect(await statusOf(day, `POST /holds/${id}/confirm`, {})).toEqual(confirmed.json());
  });

  it('succeeds late while the time is free, and else names what can be booked', async () => {
    const day = await createBookedDay();
    const [early, late] = [await hold(day, '10:00'), await hold(day, '11:00')];
    day.clock.advance(10 * MINUTE_MS);
    expect(await statusOf(day, `POST /holds/${early.id}/confirm`)).toMatchObject({ status: 'confirmed' });
    await day.book(at('11:00'));
    expect(await statusOf(day, `POST /holds/${late.id}/confirm`)).toMatchObject({
      status: 409,
      code: 'time_taken',
      alternatives: [{ startTime: at('10:30') }, { startTime: at('11:30') }, { startTime: at('12:00') }],
    });
  });
});

describe('DELETE /holds/{id}', () => {
  it('frees the time, answers the booking, and once more does nothing', async () => {
    const day = await createBookedDay();
    const { id } = await hold(day, '10:00');
    const released = await statusOf(day, `DELETE /holds/${id}`);
    expect(released).toMatchObject({ id, status: 'cancelled', ending: { by: 'BOOKER' }, revision: 2 });
    expect(await statusOf(day, `DELETE /holds/${id}`)).toEqual(released);
    expect(await day.book(at('10:00'))).toMatchObject({ status: 'confirmed' });
    expect(await statusOf(day, `POST /holds/${id}/confirm`)).toMatchObject({
      status: 409,
      code: 'illegal_transition',
      from: 'cancelled',
      attempted: 'confirm',
    });
  });

  it('offers the time to who waits for it, and passes it on', async () => {
    const day = await createBookedDay();
    const { send, host } = day;
    const { id } = await hold(day, '10:00');
    const waiting = [await day.register('USER'), await day.register('USER')] as const;
    const entries: string[] = [];
    for (const { token } of waiting) {
      const joined = await send('POST /waitlist', {
        token,
        body: { hostId: host.id, startTime: at('10:00') },
      });
      expect(joined.headers.location).toBe(`/waitlist/${joined.json<{ id: string }>().id}`);
      entries.push(joined.json<{ id: string }>().id);
      day.clock.advance(MINUTE_MS);
    }
    await send(`DELETE /holds/${id}`, { token: day.user.token });
    const offerOf = async (index: 0 | 1): Promise<WireBooking> => {
      const { token } = waiting[index];
      const entry = await send(`GET /waitlist/${entries[index] ?? ''}`, { token });
      expect(entry.json()).toMatchObject({ status: 'offered' });
      const offer = await send(`GET /bookings/${entry.json<{ offerId: string }>().offerId}`, { token });
      return offer.json<WireBooking>();
    };
    const first = await offerOf(0);
    expect(first).toMatchObject({
      status: 'held',
      startTime: at('10:00'),
      waitlistEntryId: entries[0],
      deadline: '2030-01-01T01:02:00Z',
    });
    const left = await send(`DELETE /waitlist/${entries[0] ?? ''}`, { token: waiting[0].token });
    expect(left.json()).toMatchObject({ status: 409, code: 'waitlist_offered', offerId: first.id });
    await send(`DELETE /holds/${first.id}`, { token: waiting[0].token });
    const second = await offerOf(1);
    const confirmed = await send(`POST /holds/${second.id}/confirm`, { token: waiting[1].token });
    expect(confirmed.json()).toMatchObject({ status: 'confirmed', waitlistEntryId: entries[1] });
  });
});
