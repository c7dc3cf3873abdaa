import { customPolicy, evaluatorOf, POLICIES } from '@slotkeeper/domain';
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

describe('a booking of an event type', () => {
  const request = (eventTypeId: string, time: string, change: object = {}) => ({
    eventTypeId,
    startTime: at(time),
    ...change,
  });

  it('has a length and a party of the booker’s choice, and shares its slot', async () => {
    const { send, host, user, offer } = await createBookedDay();
    const { id } = await offer({ durationsMinutes: [30, 60], seats: 4, maxConcurrent: 2 });
    const book = async (change: object) =>
      (
        await send('POST /bookings', { token: user.token, body: request(id, '10:00', change) })
      ).json<object>();
    const first = (await book({ durationMinutes: 60, attendees: 3 })) as WireBooking;
    expect(first).toMatchObject({
      endTime: at('11:00'),
      attendees: 3,
      eventTypeId: id,
      eventTypeRevision: 1,
      sessionId: first.id,
    });
    expect(await book({ endTime: at('11:00') })).toMatchObject({ sessionId: first.id, attendees: 1 });
    expect(await book({ durationMinutes: 60 })).toMatchObject({
      status: 409,
      code: 'seats_taken',
      remaining: 0,
      attendees: 1,
      errors: [{ field: 'attendees', code: 'seats_taken' }],
    });
    const list = async (query: string) =>
      (await send(`GET /bookings?${query}`, { token: host.token })).json<{ items: object[] }>().items;
    expect(await list(`eventTypeId=${id}`)).toHaveLength(2);
    expect(await list(`eventTypeId=${host.id}`)).toEqual([]);
    const cancelled = await send(`POST /bookings/${first.id}/cancel`, { token: user.token });
    expect(cancelled.json()).toMatchObject({ status: 'cancelled' });
    expect(await list(`eventTypeId=${id}&status=confirmed`)).toHaveLength(1);
  });

  it('is refused beyond a limit, with its figures and what can be booked instead', async () => {
    const { send, host, user, offer } = await createBookedDay();
    const day2 = { startTime: '2030-01-03T10:00:00Z', endTime: '2030-01-03T11:00:00Z', slotDuration: 30 };
    await send('POST /availability', { token: host.token, body: { hostId: host.id, ...day2 } });
    const { id } = await offer({
      limits: [
        { per: 'event-type', period: 'day', maxBookings: 1 },
        { per: 'booker-and-event-type', period: 'month', maxMinutes: 60 },
      ],
    });
    const book = async (body: object) =>
      (await send('POST /bookings', { token: user.token, body })).json<object>();
    expect(await book(request(id, '10:00'))).toMatchObject({ status: 'confirmed' });
    expect(await book(request(id, '11:00'))).toMatchObject({
      status: 422,
      code: 'day_limit_reached',
      type: 'urn:slotkeeper:problem:day_limit_reached',
      per: 'event-type',
      booked: 1,
      limit: 1,
      alternatives: [
        { startTime: '2030-01-03T10:00:00Z', endTime: '2030-01-03T10:30:00Z' },
        { startTime: '2030-01-03T10:30:00Z', endTime: '2030-01-03T11:00:00Z' },
      ],
    });
    const next = { eventTypeId: id, startTime: '2030-01-03T10:30:00Z' };
    expect(await book(next)).toMatchObject({ status: 'confirmed' });
  });

  it('is cancelled and moved by its booker up to the cut-off, and by the host after it', async () => {
    const day = await createBookedDay({ tokenLifetimeSeconds: 172_800 });
    const { send, host, user, offer } = day;
    const { id: eventTypeId } = await offer({ cancelCutoffMinutes: 60, rescheduleCutoffMinutes: 120 });
    const booked = await send('POST /bookings', { token: user.token, body: request(eventTypeId, '12:00') });
    const { id } = booked.json<WireBooking>();
    day.clock.set(Date.parse(at('11:30')));
    const moving = { startTime: at('12:30') };
    const ask = async (verb: string, token: string, body: object) =>
      (await send(`POST /bookings/${id}/${verb}`, { token, body })).json<object>();
    expect(await ask('cancel', user.token, {})).toMatchObject({
      status: 422,
      code: 'cutoff_passed',
      attempted: 'cancel',
      cutoff: at('11:00'),
    });
    expect(await ask('reschedule', user.token, moving)).toMatchObject({
      code: 'cutoff_passed',
      attempted: 'reschedule',
      cutoff: at('10:00'),
    });
    expect(await ask('reschedule', host.token, moving)).toMatchObject({ ...moving, revision: 2 });
    const ending = { reason: 'illness', note: 'Sorry.' };
    expect(await ask('cancel', host.token, ending)).toMatchObject({
      status: 'cancelled',
      ending: { by: 'HOST', ...ending },
    });
  });

  it('that waits for approval is declined for a reason, and frees its time', async () => {
    const { send, host, user, offer, book } = await createBookedDay();
    const { id: eventTypeId } = await offer({ approvalMinutes: 30 });
    const asked = await send('POST /bookings', { token: user.token, body: request(eventTypeId, '10:00') });
    expect(asked.json()).toMatchObject({
      status: 'pending',
      deadline: '2030-01-01T00:30:00Z',
      approvalMinutes: 30,
    });
    const { id } = asked.json<WireBooking>();
    const declined = await send(`POST /bookings/${id}/decline`, {
      token: host.token,
      body: { reason: 'full', note: 'Try next week.' },
    });
    const ending = { by: 'HOST', reason: 'full', note: 'Try next week.' };
    expect(declined.json()).toMatchObject({ status: 'declined', ending });
    expect(declined.json()).not.toHaveProperty('deadline');
    const history = await send(`GET /bookings/${id}/history`, { token: user.token });
    expect(history.json<{ items: object[] }>().items).toMatchObject([
      { type: 'booking.requested', status: 'pending' },
      { type: 'booking.declined', status: 'declined', ending },
    ]);
    expect(await book(at('10:00'))).toMatchObject({ status: 'confirmed' });
  });
});

describe('a host', () => {
  it('books its own time for somebody, sets policies aside by name, and the history says which', async () => {
    const { send, host, user, offer } = await createBookedDay();
    const { id: eventTypeId } = await offer({
      hostMinimumNoticeMinutes: 4_320,
      limits: [{ per: 'host', period: 'day', maxBookings: 0 }],
      approvalMinutes: 60,
    });
    const ask = async (change: object) =>
      (
        await send('POST /bookings', {
          token: host.token,
          body: { eventTypeId, startTime: at('10:00'), bookerId: user.id, ...change },
        })
      ).json<object>();
    expect(await ask({ bookerId: host.id })).toMatchObject({ status: 404, code: 'booker_not_found' });
    expect(await ask({ overrides: ['notice'] })).toMatchObject({ status: 422, code: 'day_limit_reached' });
    const booked = (await ask({ overrides: ['limits', 'notice', 'horizon'] })) as WireBooking;
    expect(booked).toMatchObject({ status: 'confirmed', bookerId: user.id });
    expect(await ask({ overrides: ['limits', 'notice'] })).toMatchObject({ status: 409, code: 'time_taken' });
    const moved = await send(`POST /bookings/${booked.id}/reschedule`, {
      token: host.token,
      body: { startTime: at('10:10'), overrides: ['limits', 'notice', 'grid'] },
    });
    expect(moved.json()).toMatchObject({ startTime: at('10:10') });
    const history = await send(`GET /bookings/${booked.id}/history`, { token: user.token });
    expect(history.json<{ items: object[] }>().items).toMatchObject([
      { type: 'booking.confirmed', actor: { role: 'HOST' }, overridden: ['notice', 'limits'] },
      { type: 'booking.rescheduled', overridden: ['notice', 'grid', 'limits'] },
    ]);
  });

  it('says who came and who did not, from the start on', async () => {
    const day = await createBookedDay({ tokenLifetimeSeconds: 172_800 });
    const { send, host, book } = day;
    const { id } = await book(at('10:00'));
    const say = async (verb: string) =>
      (await send(`POST /bookings/${id}/${verb}`, { token: host.token })).json<object>();
    for (const attempted of ['no-show', 'complete']) {
      expect(await say(attempted)).toMatchObject({
        status: 422,
        code: 'too_early',
        attempted,
        earliest: at('10:00'),
      });
    }
    day.clock.set(Date.parse(at('10:00')));
    expect(await say('check-in')).toMatchObject({ status: 'confirmed', checkedInAt: at('10:00') });
    const noShow = await say('no-show');
    expect(noShow).toMatchObject({ status: 'no-show', revision: 3 });
    expect(noShow).not.toHaveProperty('checkedInAt');
    expect(await say('no-show')).toEqual(noShow);
    expect(await say('check-in')).toMatchObject({
      status: 409,
      code: 'illegal_transition',
      from: 'no-show',
      attempted: 'check-in',
    });
    expect(await say('undo-no-show')).toMatchObject({ status: 'confirmed' });
    expect(await say('complete')).toMatchObject({ status: 'completed', revision: 5 });
  });
});

describe('a policy that the server has added', () => {
  const lunch = customPolicy('lunch_break', ({ start, end }) =>
    start < Date.parse(at('11:30')) && end > Date.parse(at('11:00'))
      ? { from: '11:00', until: '11:30' }
      : undefined,
  );
  const dependencies = { evaluator: evaluatorOf([...POLICIES, lunch]) };

  it('lists, refuses and explains by its own code and its figures, and is set aside by it', async () => {
    const { send, host, user } = await createBookedDay({ dependencies });
    const slots = await send(`GET /slots?hostId=${host.id}&from=${at('10:00')}&to=${at('12:00')}`);
    expect(slots.json<{ items: WireBooking[] }>().items.map(({ startTime }) => startTime)).toEqual(
      ['10:00', '10:30', '11:30'].map(at),
    );
    const wanted = { hostId: host.id, startTime: at('11:00') };
    const figures = { from: '11:00', until: '11:30' };
    const refused = await send('POST /bookings', { token: user.token, body: wanted });
    expect(refused.json()).toMatchObject({
      type: 'urn:slotkeeper:problem:custom_policy',
      status: 422,
      code: 'lunch_break',
      errors: [{ field: 'startTime', code: 'lunch_break' }],
      figures,
      alternatives: [{ startTime: at('10:00') }, { startTime: at('10:30') }, { startTime: at('11:30') }],
    });
    const explained = await send('POST /slots/explain', { body: wanted });
    expect(explained.json()).toMatchObject({
      bookable: false,
      refusals: [{ code: 'lunch_break', message: ANY_TEXT, figures }],
    });
    const booked = await send('POST /bookings', {
      token: host.token,
      body: { ...wanted, bookerId: user.id, overrides: ['lunch_break'] },
    });
    expect(booked.json()).toMatchObject({ status: 'confirmed' });
  });
});
