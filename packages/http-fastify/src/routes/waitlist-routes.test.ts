import { describe, expect, it } from 'vitest';
import { at, createBookedDay, type BookedDay, type WireWaitlistEntry } from '../../test/booked-day.js';
import { ANY_TEXT } from '../../test/test-server.js';

const join = async (
  { send, host, user }: BookedDay,
  time: string,
  change: object = {},
): Promise<WireWaitlistEntry> => {
  const joined = await send('POST /waitlist', {
    token: user.token,
    body: { hostId: host.id, startTime: at(time), ...change },
  });
  expect(joined.statusCode).toBe(201);
  return joined.json<WireWaitlistEntry>();
};

describe('POST /waitlist', () => {
  it('waits for what others have, for the same once', async () => {
    const day = await createBookedDay();
    await day.book(at('10:00'));
    const entry = await join(day, '10:00');
    expect(entry).toEqual({
      id: ANY_TEXT,
      hostId: day.host.id,
      bookerId: day.user.id,
      startTime: at('10:00'),
      endTime: at('10:30'),
      attendees: 1,
      status: 'waiting',
      revision: 1,
      createdAt: '2030-01-01T00:00:00Z',
      updatedAt: '2030-01-01T00:00:00Z',
    });
    expect(await join(day, '10:00', { endTime: at('10:30') })).toEqual(entry);
  });

  it('waits for seats of an event type', async () => {
    const day = await createBookedDay();
    const { id } = await day.offer({ seats: 3 });
    const wanted = { hostId: undefined, eventTypeId: id };
    await day.send('POST /bookings', {
      token: day.user.token,
      body: { eventTypeId: id, startTime: at('10:00'), attendees: 2 },
    });
    expect(await join(day, '10:00', { ...wanted, attendees: 2 })).toMatchObject({
      eventTypeId: id,
      attendees: 2,
      endTime: at('10:30'),
    });
    const refused = await day.send('POST /waitlist', {
      token: day.user.token,
      body: { eventTypeId: id, startTime: at('10:00') },
    });
    expect(refused.json()).toMatchObject({ status: 409, code: 'slot_available' });
  });
});

describe('GET /waitlist', () => {
  it('lists to each its own, by status, page by page', async () => {
    const day = await createBookedDay();
    const { send, host, user } = day;
    const other = await day.register('USER');
    await day.book(at('10:00'), at('11:00'));
    const [second, first] = [await join(day, '10:30'), await join(day, '10:00')];
    const list = async (token: string, query = '') =>
      (await send(`GET /waitlist?${query}`, { token })).json<{
        items: WireWaitlistEntry[];
        nextCursor: string | null;
      }>();
    for (const { token } of [host, user]) {
      expect(await list(token)).toEqual({ items: [first, second], nextCursor: null });
    }
    expect((await list(other.token)).items).toEqual([]);
    const page = await list(user.token, 'limit=1');
    expect(page.items).toEqual([first]);
    expect((await list(user.token, `limit=1&cursor=${page.nextCursor ?? ''}`)).items).toEqual([second]);
    const left = await send(`DELETE /waitlist/${first.id}`, { token: user.token });
    expect(left.json()).toEqual({ ...first, status: 'left', revision: 2 });
    expect((await list(user.token, 'status=waiting')).items).toEqual([second]);
    expect((await list(user.token, 'status=left')).items).toEqual([left.json()]);
    const again = await send(`DELETE /waitlist/${first.id}`, { token: user.token });
    expect(again.json()).toEqual(left.json());
  });
});
