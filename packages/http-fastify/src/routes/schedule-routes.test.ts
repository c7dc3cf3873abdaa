import { describe, expect, it } from 'vitest';
import { at, createBookedDay, DAY, type BookedDay, type WireSchedule } from '../../test/booked-day.js';
import { ANY_TEXT, createTestServer } from '../../test/test-server.js';

interface SlotList {
  readonly items: { readonly startTime: string }[];
}

/** Wednesday 2 January 2030 is DAY; Berlin is an hour ahead. */
const hours = (change: object = {}) => ({
  name: 'Office hours',
  timeZone: 'Europe/Berlin',
  weekly: [{ days: ['WE', 'TH'], start: '15:00', end: '17:00' }],
  slotDuration: 60,
  ...change,
});

const state = async ({ send, host }: Pick<BookedDay, 'send' | 'host'>, change: object = {}) => {
  const stated = await send('POST /schedules', {
    token: host.token,
    body: { hostId: host.id, ...hours(change) },
  });
  expect(stated.statusCode).toBe(201);
  return stated.json<WireSchedule>();
};

const starts = async ({ send, host }: Pick<BookedDay, 'send' | 'host'>, from = at('13:00')) => {
  const listed = await send(`GET /slots?hostId=${host.id}&from=${from}&to=2030-01-04T00:00:00Z`);
  return listed.json<SlotList>().items.map(({ startTime }) => startTime);
};

describe('POST /schedules', () => {
  it('answers what was stated in full, with where it is and its revision', async () => {
    const { send, host } = await createBookedDay();
    const body = {
      hostId: host.id.toUpperCase(),
      name: 'Clinic',
      timeZone: 'US/Eastern',
      weekly: [{ days: ['MO', 'TU'], start: '22:00', end: '02:00' }],
      overrides: [
        { date: '2030-12-25', windows: [] },
        { date: '2030-12-27', kind: 'add', windows: [{ start: '09:00', end: '24:00' }] },
      ],
      recurring: [
        {
          rule: 'FREQ=MONTHLY;BYDAY=1MO',
          from: '2030-01-01',
          start: '08:00',
          end: '09:00',
          exceptDates: ['2030-02-04'],
          extraDates: ['2030-02-05'],
        },
      ],
      validFrom: '2030-01-01',
      validUntil: '2030-12-31',
      slotDuration: 45,
      isDefault: false,
    };
    const stated = await send('POST /schedules', { token: host.token, body });
    expect(stated.statusCode).toBe(201);
    const schedule = stated.json<WireSchedule>();
    expect(schedule).toEqual({
      ...body,
      id: ANY_TEXT,
      hostId: host.id,
      overrides: [{ ...body.overrides[0], kind: 'replace' }, body.overrides[1]],
      isDefault: true,
      revision: 1,
      createdAt: '2030-01-01T00:00:00Z',
      updatedAt: '2030-01-01T00:00:00Z',
    });
    expect(stated.headers).toMatchObject({ location: `/schedules/${schedule.id}`, etag: '"1"' });
    const shown = await send(`GET ${String(stated.headers.location)}`, { token: host.token });
    expect(shown.json()).toEqual(schedule);
    expect(shown.headers.etag).toBe('"1"');
  });

  it('opens the hours of the default schedule, in its zone', async () => {
    const day = await createBookedDay();
    await state(day);
    expect(await starts(day)).toEqual([
      at('14:00'),
      at('15:00'),
      '2030-01-03T14:00:00Z',
      '2030-01-03T15:00:00Z',
    ]);
  });

  it('does once what the same key asks for twice', async () => {
    const { send, host } = await createBookedDay();
    const request = {
      token: host.token,
      headers: { 'idempotency-key': 'k' },
      body: { hostId: host.id, ...hours() },
    };
    const first = await send('POST /schedules', request);
    const second = await send('POST /schedules', request);
    expect([second.statusCode, second.body]).toEqual([201, first.body]);
    expect(second.headers['idempotency-replayed']).toBe('true');
    const other = await send('POST /schedules', { ...request, body: { ...request.body, name: 'Other' } });
    expect(other.json()).toMatchObject({ status: 422, code: 'key_reused' });
    const listed = await send('GET /schedules', { token: host.token });
    expect(listed.json<{ items: object[] }>().items).toHaveLength(1);
  });
});

describe('GET /schedules', () => {
  it('lists all of the caller, one of them the default', async () => {
    const day = await createBookedDay();
    const { send, host } = day;
    const first = await state(day);
    const second = await state(day, { name: 'Evenings', isDefault: true });
    const listed = await send(`GET /schedules?hostId=${host.id}`, { token: host.token });
    expect(listed.json()).toEqual({
      items: [{ ...first, isDefault: false, revision: 2 }, second],
    });
    expect((await send('GET /schedules', { token: host.token })).json()).toEqual(listed.json());
  });
});

describe('PUT /schedules/{id}', () => {
  it('puts the whole in its place, and says which bookings now lie outside', async () => {
    const day = await createBookedDay();
    const { send, host, book } = day;
    const schedule = await state(day, { overrides: [{ date: '2030-05-01', windows: [] }] });
    const booking = await book(at('15:00'));
    const body = hours({ hostId: host.id, weekly: [{ days: ['WE'], start: '15:00', end: '16:00' }] });
    const changed = await send(`PUT /schedules/${schedule.id}`, { token: host.token, body });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers.etag).toBe('"2"');
    expect(changed.json()).toEqual({
      ...schedule,
      weekly: body.weekly,
      overrides: [],
      revision: 2,
      bookingsOutside: { count: 1, items: [booking] },
    });
    expect(await starts(day)).toEqual([at('14:00')]);
    expect((await send(`GET /bookings/${booking.id}`, { token: host.token })).json()).toEqual(booking);
  });

  it('takes an If-Match of the present revision, and refuses one of an earlier', async () => {
    const day = await createBookedDay();
    const { send, host } = day;
    const { id } = await state(day);
    const put = (ifMatch: string) =>
      send(`PUT /schedules/${id}`, {
        token: host.token,
        headers: { 'if-match': ifMatch },
        body: hours({ name: ifMatch }),
      });
    expect((await put('"1"')).headers.etag).toBe('"2"');
    expect((await put('"1"')).json()).toMatchObject({ status: 412, code: 'revision_stale', revision: 2 });
    expect((await put('x')).json()).toMatchObject({ status: 400, errors: [{ field: 'If-Match' }] });
    expect((await send(`GET /schedules/${id}`, { token: host.token })).json()).toMatchObject({
      name: '"1"',
      revision: 2,
    });
  });

  it('makes another one the default, and never leaves a host without one', async () => {
    const day = await createBookedDay();
    const { send, host } = day;
    const [first, second] = [await state(day), await state(day, { name: 'Evenings' })];
    const put = (id: string, isDefault: boolean) =>
      send(`PUT /schedules/${id}`, { token: host.token, body: hours({ isDefault }) });
    expect((await put(first.id, false)).json()).toMatchObject({ status: 409, code: 'schedule_is_default' });
    expect((await put(second.id, true)).json()).toMatchObject({ isDefault: true });
    const { items } = (await send('GET /schedules', { token: host.token })).json<{ items: WireSchedule[] }>();
    expect(items.map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [first.id, false],
      [second.id, true],
    ]);
  });

  it('hands no schedule to another host', async () => {
    const day = await createBookedDay();
    const { id } = await state(day);
    const other = await day.register('HOST');
    const put = await day.send(`PUT /schedules/${id}`, {
      token: day.host.token,
      body: hours({ hostId: other.id }),
    });
    expect(put.json()).toMatchObject({ status: 403, errors: [{ field: 'hostId' }] });
  });
});

describe('DELETE /schedules/{id}', () => {
  it('withdraws it once, the default last, and says which bookings now lie outside', async () => {
    const day = await createBookedDay();
    const { send, host, book } = day;
    const [first, second] = [await state(day), await state(day, { name: 'Evenings' })];
    const booking = await book(at('15:00'));
    const remove = (id: string, headers = {}) =>
      send(`DELETE /schedules/${id}`, { token: host.token, headers });
    expect((await remove(first.id)).json()).toMatchObject({ status: 409, code: 'schedule_is_default' });
    expect((await remove(second.id, { 'if-match': '"7"' })).statusCode).toBe(412);
    expect((await remove(second.id)).json()).toEqual({
      id: second.id,
      bookingsOutside: { count: 0, items: [] },
    });
    expect((await remove(first.id)).json()).toEqual({
      id: first.id,
      bookingsOutside: { count: 1, items: [booking] },
    });
    expect((await remove(first.id)).json()).toMatchObject({ status: 404, code: 'schedule_not_found' });
    expect(await starts(day)).toEqual([]);
  });
});

describe('POST /schedules/{id}:preview', () => {
  const range = { from: `${DAY}T13:00:00Z`, to: '2030-01-04T00:00:00Z' };

  it('says what would be gained, lost and left outside, and changes nothing', async () => {
    const day = await createBookedDay();
    const { send, host, book } = day;
    const schedule = await state(day);
    const booking = await book(at('15:00'));
    const seen = () =>
      Promise.all(
        [`GET /schedules/${schedule.id}`, 'GET /bookings'].map(
          async (look) => (await send(look, { token: host.token })).body,
        ),
      );
    const before = [...(await seen()), await starts(day)];
    const preview = (body: object) =>
      send(`POST /schedules/${schedule.id}:preview`, { token: host.token, body: { ...range, ...body } });
    const earlier = hours({ weekly: [{ days: ['WE', 'TH'], start: '14:00', end: '16:00' }] });
    const changed = await preview({ schedule: earlier });
    expect(changed.statusCode).toBe(200);
    expect(changed.json()).toEqual({
      slotsGained: {
        count: 2,
        items: [
          { startTime: at('13:00'), endTime: at('14:00') },
          { startTime: '2030-01-03T13:00:00Z', endTime: '2030-01-03T14:00:00Z' },
        ],
      },
      slotsLost: {
        count: 1,
        items: [{ startTime: '2030-01-03T15:00:00Z', endTime: '2030-01-03T16:00:00Z' }],
      },
      bookingsOutside: { count: 1, items: [booking] },
    });
    expect((await preview({ withdraw: true })).json()).toMatchObject({
      slotsGained: { count: 0, items: [] },
      slotsLost: { count: 3 },
      bookingsOutside: { count: 1 },
    });
    expect([...(await seen()), await starts(day)]).toEqual(before);
    // What it said comes true.
    const put = await send(`PUT /schedules/${schedule.id}`, { token: host.token, body: earlier });
    expect(put.json()).toMatchObject({ bookingsOutside: { count: 1, items: [booking] } });
    expect(await starts(day)).toEqual([
      at('13:00'),
      at('14:00'),
      '2030-01-03T13:00:00Z',
      '2030-01-03T14:00:00Z',
    ]);
  });

  it('refuses what the change itself would be refused', async () => {
    const day = await createBookedDay();
    const { send, host } = day;
    const [first] = [await state(day), await state(day, { name: 'Evenings' })];
    const preview = (id: string, body: object) =>
      send(`POST /schedules/${id}:preview`, { token: host.token, body: { ...range, ...body } });
    for (const body of [{ withdraw: true }, { schedule: hours({ isDefault: false }) }]) {
      expect((await preview(first.id, body)).json()).toMatchObject({
        status: 409,
        code: 'schedule_is_default',
      });
    }
    const nobody = '0a000000-0000-4000-8000-00000000dead';
    expect((await preview(nobody, { withdraw: true })).json()).toMatchObject({ code: 'schedule_not_found' });
    const other = await day.register('HOST');
    const foreign = { schedule: hours({ hostId: other.id }) };
    expect((await preview(first.id, foreign)).json()).toMatchObject({ code: 'forbidden' });
  });

  it('is served below a prefix too', async () => {
    const server = await createTestServer({ prefix: '/api/v1' });
    const host = await server.register('HOST');
    const { id } = await state({ send: server.send, host });
    const preview = await server.send(`POST /schedules/${id}:preview`, {
      token: host.token,
      body: { ...range, withdraw: true },
    });
    expect(preview.statusCode).toBe(200);
  });
});
