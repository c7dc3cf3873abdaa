import { describe, expect, it } from 'vitest';
import { at, createBookedDay, DAY, type BookedDay, type WireTimeOffStated } from '../../test/booked-day.js';
import { ANY_TEXT, PASSWORD } from '../../test/test-server.js';

const state = async ({ send, host }: BookedDay, body: object) =>
  send('POST /time-off', { token: host.token, body: { hostId: host.id, ...body } });

const countSlots = async ({ send, host }: BookedDay): Promise<number> => {
  const listed = await send(`GET /slots?hostId=${host.id}&from=${at('00:00')}&to=${at('23:00')}`);
  return listed.json<{ items: object[] }>().items.length;
};

describe('POST /time-off', () => {
  it('takes instants, and lists the bookings that lie in them', async () => {
    const day = await createBookedDay();
    const booking = await day.book(at('11:00'));
    await day.book(at('10:00'));
    const stated = await state(day, {
      startTime: at('11:15'),
      endTime: '2030-01-02T14:00:00+01:00',
      note: 'Ill',
    });
    expect(stated.statusCode).toBe(201);
    expect(stated.json()).toEqual({
      id: ANY_TEXT,
      hostId: day.host.id,
      startTime: at('11:15'),
      endTime: at('13:00'),
      note: 'Ill',
      createdAt: '2030-01-01T00:00:00Z',
      bookings: { count: 1, items: [booking] },
    });
    expect(await countSlots(day)).toBe(1);
  });

  it('takes whole dates of a zone, by a link too, and closes them to the last hour', async () => {
    const day = await createBookedDay();
    const stated = await state(day, { startDate: DAY, endDate: DAY, timeZone: 'US/Eastern' });
    expect(stated.json()).toEqual({
      id: ANY_TEXT,
      hostId: day.host.id,
      startDate: DAY,
      endDate: DAY,
      timeZone: 'US/Eastern',
      note: '',
      createdAt: '2030-01-01T00:00:00Z',
      bookings: { count: 0, items: [] },
    });
    expect(await countSlots(day)).toBe(0);
  });

  it('takes dates of the host’s own zone where none is given', async () => {
    const { send } = await createBookedDay();
    const email = 'kathmandu@example.com';
    const made = await send('POST /users', {
      body: { email, name: 'K', password: PASSWORD, role: 'HOST', timeZone: 'Asia/Kathmandu' },
    });
    const hostId = made.json<{ id: string }>().id;
    const login = await send('POST /auth/login', { body: { email, password: PASSWORD } });
    const stated = await send('POST /time-off', {
      token: login.json<{ accessToken: string }>().accessToken,
      body: { hostId, startDate: DAY, endDate: DAY },
    });
    expect(stated.json()).toMatchObject({ timeZone: 'Asia/Kathmandu' });
  });

  it('does once what the same key asks for twice', async () => {
    const day = await createBookedDay();
    const request = {
      token: day.host.token,
      headers: { 'idempotency-key': 'k' },
      body: { hostId: day.host.id, startDate: DAY, endDate: DAY },
    };
    const first = await day.send('POST /time-off', request);
    const second = await day.send('POST /time-off', request);
    expect([second.statusCode, second.body]).toEqual([201, first.body]);
    expect(second.headers['idempotency-replayed']).toBe('true');
    const listed = await day.send('GET /time-off', { token: day.host.token });
    expect(listed.json<{ items: object[] }>().items).toHaveLength(1);
  });
});

describe('GET /time-off and DELETE /time-off/{id}', () => {
  it('lists page by page, and withdraws', async () => {
    const day = await createBookedDay();
    const { send, host } = day;
    const token = host.token;
    const stated: Omit<WireTimeOffStated, 'bookings'>[] = [];
    for (const date of ['2030-02-01', DAY, '2030-03-01']) {
      const { bookings: _, ...timeOff } = (
        await state(day, { startDate: date, endDate: date, timeZone: 'UTC' })
      ).json<WireTimeOffStated>();
      stated.push(timeOff);
    }
    stated.sort((a, b) => (a.id < b.id ? -1 : 1));
    const first = await send(`GET /time-off?hostId=${host.id}&limit=2`, { token });
    expect(first.json()).toEqual({ items: stated.slice(0, 2), nextCursor: ANY_TEXT });
    const next = /^<(.+)>; rel="next"$/.exec(String(first.headers.link))?.[1] ?? '';
    expect((await send(`GET ${next}`, { token })).json()).toEqual({
      items: stated.slice(2),
      nextCursor: null,
    });
    expect(await countSlots(day)).toBe(0);
    const away = stated.find(({ startDate }) => startDate === DAY);
    const withdrawn = await send(`DELETE /time-off/${away?.id ?? ''}`, { token });
    expect([withdrawn.statusCode, withdrawn.json()]).toEqual([200, away]);
    expect(await countSlots(day)).toBe(6);
    const again = await send(`DELETE /time-off/${away?.id ?? ''}`, { token });
    expect(again.json()).toMatchObject({ status: 404, code: 'time_off_not_found' });
    const left = await send('GET /time-off', { token });
    expect(left.json<{ items: object[] }>().items).toHaveLength(2);
  });
});
