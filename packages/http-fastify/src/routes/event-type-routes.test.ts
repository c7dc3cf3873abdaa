import { describe, expect, it } from 'vitest';
import { at, createBookedDay, type WireBooking, type WireEventType } from '../../test/booked-day.js';
import { ANY_TEXT } from '../../test/test-server.js';

const FULL = {
  name: 'Lesson',
  timeZone: 'Europe/Berlin',
  durationsMinutes: [60, 30],
  stepMinutes: 15,
  bufferBeforeMinutes: 5,
  bufferAfterMinutes: 10,
  minimumNoticeMinutes: 60,
  hostMinimumNoticeMinutes: 1,
  horizon: { kind: 'dates', from: '2030-01-01', until: '2030-06-30' },
  limits: [
    { per: 'host', period: 'day', maxBookings: 5 },
    { per: 'booker', period: 'week', maxMinutes: 120 },
  ],
  weekStartsOn: 'SU',
  seats: 8,
  maxConcurrent: 2,
  bookerMustBeFree: true,
  approvalMinutes: 90,
  cancelCutoffMinutes: 0,
  rescheduleCutoffMinutes: 1_440,
};

describe('POST /event-types', () => {
  it('fills in what is not said, with the host’s own zone', async () => {
    const { send, host } = await createBookedDay();
    const stated = await send('POST /event-types', {
      token: host.token,
      body: { hostId: host.id, name: 'Visit', durationsMinutes: [30] },
    });
    expect(stated.statusCode).toBe(201);
    const body = stated.json<WireEventType>();
    expect(body).toEqual({
      id: ANY_TEXT,
      hostId: host.id,
      name: 'Visit',
      timeZone: 'UTC',
      durationsMinutes: [30],
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      minimumNoticeMinutes: 0,
      hostMinimumNoticeMinutes: 0,
      limits: [],
      weekStartsOn: 'MO',
      seats: 1,
      maxConcurrent: 1,
      bookerMustBeFree: false,
      allowsGuests: false,
      revision: 1,
      createdAt: '2030-01-01T00:00:00Z',
      updatedAt: '2030-01-01T00:00:00Z',
    });
    expect(stated.headers).toMatchObject({ location: `/event-types/${body.id}`, etag: '"1"' });
  });

  it('keeps all that is said', async () => {
    const { send, host, offer } = await createBookedDay();
    const schedule = await send('POST /schedules', {
      token: host.token,
      body: { hostId: host.id, name: 'S', timeZone: 'UTC', weekly: [] },
    });
    const { id: scheduleId } = schedule.json<{ id: string }>();
    const stated = { ...FULL, scheduleId: scheduleId.toUpperCase() };
    const { id } = await offer(stated);
    const shown = await send(`GET /event-types/${id}`, { token: host.token });
    expect(shown.json()).toMatchObject({ ...FULL, scheduleId });
  });

  it('is done once for one key', async () => {
    const { send, host } = await createBookedDay();
    const request = {
      token: host.token,
      headers: { 'idempotency-key': 'one' },
      body: { hostId: host.id, name: 'Visit', durationsMinutes: [30] },
    };
    const first = await send('POST /event-types', request);
    const again = await send('POST /event-types', request);
    expect([again.statusCode, again.body]).toEqual([201, first.body]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const listed = await send('GET /event-types', { token: host.token });
    expect(listed.json()).toEqual({ items: [first.json()] });
  });
});

describe('GET /event-types', () => {
  it('lists those of a host to whoever is logged in, in order of id, and none of a user', async () => {
    const { send, host, user, offer } = await createBookedDay();
    const all = [await offer({ name: 'One' }), await offer({ name: 'Two' })];
    const listed = await send(`GET /event-types?hostId=${host.id}`, { token: user.token });
    expect(listed.json<{ items: WireEventType[] }>().items).toEqual(
      all.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
    expect((await send('GET /event-types', { token: user.token })).json()).toEqual({ items: [] });
  });
});

describe('PATCH /event-types/{eventTypeId}', () => {
  it('changes what is named, takes away what is null, and keeps every revision to be read', async () => {
    const { send, host, user, offer } = await createBookedDay();
    const before = await offer(FULL);
    const operation = `PATCH /event-types/${before.id}`;
    const changed = await send(operation, {
      token: host.token,
      headers: { 'if-match': '"1"' },
      body: { name: 'Course', horizon: null, approvalMinutes: null, seats: 9 },
    });
    expect(changed.headers.etag).toBe('"2"');
    const { horizon: _horizon, approvalMinutes: _approval, ...others } = before;
    const after = { ...others, name: 'Course', seats: 9, revision: 2 };
    expect(changed.json()).toEqual(after);
    const show = async (path: string) => (await send(`GET ${path}`, { token: user.token })).json<object>();
    expect(await show(`/event-types/${before.id}`)).toEqual(after);
    expect(await show(`/event-types/${before.id}/revisions/1`)).toEqual(before);
    expect(await show(`/event-types/${before.id}/revisions/2`)).toEqual(after);
    expect(await show(`/event-types/${before.id}/revisions/3`)).toMatchObject({
      status: 404,
      code: 'event_type_not_found',
    });
  });

  it('is refused for what was changed since', async () => {
    const { send, host, offer } = await createBookedDay();
    const { id } = await offer();
    await send(`PATCH /event-types/${id}`, { token: host.token, body: { seats: 2 } });
    for (const method of ['PATCH', 'DELETE']) {
      const refused = await send(`${method} /event-types/${id}`, {
        token: host.token,
        headers: { 'if-match': '"1"' },
        body: method === 'PATCH' ? { seats: 3 } : undefined,
      });
      expect(refused.json()).toMatchObject({ status: 412, code: 'revision_stale', revision: 2 });
    }
    const shown = await send(`GET /event-types/${id}`, { token: host.token });
    expect(shown.json()).toMatchObject({ seats: 2, revision: 2 });
  });

  it('leaves bookings on the terms of their making', async () => {
    const { send, host, user, offer } = await createBookedDay();
    const { id } = await offer({ bufferAfterMinutes: 10, cancelCutoffMinutes: 60 });
    const booked = await send('POST /bookings', {
      token: user.token,
      body: { eventTypeId: id, startTime: at('10:00') },
    });
    await send(`PATCH /event-types/${id}`, {
      token: host.token,
      body: { bufferAfterMinutes: 30, cancelCutoffMinutes: null },
    });
    const shown = await send(`GET /bookings/${booked.json<WireBooking>().id}`, { token: user.token });
    expect(shown.json()).toEqual(booked.json());
    expect(shown.json()).toMatchObject({
      eventTypeId: id,
      eventTypeRevision: 1,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 10,
      cancelCutoffMinutes: 60,
    });
  });
});

describe('DELETE /event-types/{eventTypeId}', () => {
  it('answers what was withdrawn, which is no longer booked, and can still be read as it was', async () => {
    const { send, host, user, offer } = await createBookedDay();
    const eventType = await offer();
    const withdrawn = await send(`DELETE /event-types/${eventType.id}`, { token: host.token });
    expect(withdrawn.json()).toEqual(eventType);
    for (const [operation, body] of [
      [`GET /event-types/${eventType.id}`, undefined],
      [`DELETE /event-types/${eventType.id}`, undefined],
      ['POST /bookings', { eventTypeId: eventType.id, startTime: at('10:00') }],
    ] as const) {
      const token = operation.startsWith('POST') ? user.token : host.token;
      expect((await send(operation, { token, body })).json()).toMatchObject({
        status: 404,
        code: 'event_type_not_found',
      });
    }
    const past = await send(`GET /event-types/${eventType.id}/revisions/1`, { token: user.token });
    expect(past.json()).toEqual(eventType);
  });
});

describe('DELETE /schedules/{id}', () => {
  it('is refused for a schedule that event types use', async () => {
    const { send, host, offer } = await createBookedDay();
    let scheduleId = '';
    for (const name of ['First', 'Second']) {
      const stated = await send('POST /schedules', {
        token: host.token,
        body: { hostId: host.id, name, timeZone: 'UTC', weekly: [] },
      });
      scheduleId = stated.json<{ id: string }>().id;
    }
    const { id } = await offer({ scheduleId });
    const refused = await send(`DELETE /schedules/${scheduleId}`, { token: host.token });
    expect(refused.json()).toMatchObject({ status: 409, code: 'schedule_in_use', eventTypeIds: [id] });
    await send(`PATCH /event-types/${id}`, { token: host.token, body: { scheduleId: null } });
    expect((await send(`DELETE /schedules/${scheduleId}`, { token: host.token })).statusCode).toBe(200);
  });
});

describe('POST /event-types/{eventTypeId}:preview', () => {
  it('tells which bookings to come the terms, or others, would refuse, and changes nothing', async () => {
    const { send, host, user, offer } = await createBookedDay();
    const eventType = await offer();
    const bookings: WireBooking[] = [];
    for (const time of ['10:00', '11:30']) {
      const booked = await send('POST /bookings', {
        token: user.token,
        body: { eventTypeId: eventType.id, startTime: at(time) },
      });
      bookings.push(booked.json<WireBooking>());
    }
    const preview = async (body?: object) =>
      (await send(`POST /event-types/${eventType.id}:preview`, { token: host.token, body })).json<object>();
    expect(await preview()).toEqual({ count: 0, items: [] });
    expect(await preview({})).toEqual({ count: 0, items: [] });
    expect(await preview({ stepMinutes: 60, minimumNoticeMinutes: 35 * 60 })).toEqual({
      count: 2,
      items: [
        {
          booking: bookings[0],
          refusals: [{ code: 'notice_too_short', message: ANY_TEXT, earliest: '2030-01-02T11:00:00Z' }],
        },
        { booking: bookings[1], refusals: [{ code: 'off_grid', message: ANY_TEXT, slotDurations: [30] }] },
      ],
    });
    const shown = await send(`GET /event-types/${eventType.id}`, { token: host.token });
    expect(shown.json()).toEqual(eventType);
  });
});
