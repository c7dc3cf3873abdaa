import { describe, expect, it } from 'vitest';
import { at, createBookedDay, DAY } from '../../test/booked-day.js';

interface SlotList {
  readonly items: { readonly startTime: string; readonly endTime: string }[];
  readonly nextCursor: string | null;
}

const query = (hostId: string): string => `hostId=${hostId}&from=${DAY}T00:00:00Z&to=${DAY}T23:59:59Z`;

describe('GET /slots', () => {
  it('lists six half hours from ten to one, without a login', async () => {
    const { send, host } = await createBookedDay();
    const listed = (await send(`GET /slots?${query(host.id)}`)).json<SlotList>();
    expect(listed.items.map(({ startTime }) => startTime)).toEqual(
      ['10:00', '10:30', '11:00', '11:30', '12:00', '12:30'].map(at),
    );
    expect(listed.nextCursor).toBeNull();
  });

  it('lists no slot that is booked, and lists it again once it is cancelled', async () => {
    const { send, host, user, book } = await createBookedDay();
    const starts = async (): Promise<readonly string[]> =>
      (await send(`GET /slots?${query(host.id)}`)).json<SlotList>().items.map(({ startTime }) => startTime);
    const booking = await book(at('11:00'));
    expect(await starts()).not.toContain(at('11:00'));
    await send(`POST /bookings/${booking.id}/cancel`, { token: user.token });
    expect(await starts()).toContain(at('11:00'));
  });

  it('gives all slots once when read page by page, by the Link', async () => {
    const { send, host } = await createBookedDay();
    const whole = (await send(`GET /slots?${query(host.id)}`)).json<SlotList>();
    const pages: SlotList['items'] = [];
    let next: string | undefined = `/slots?${query(host.id)}&limit=2`;
    while (next !== undefined) {
      const page = await send(`GET ${next}`);
      const { items, nextCursor } = page.json<SlotList>();
      pages.push(...items);
      next = /^<(.+)>; rel="next"$/.exec(String(page.headers.link))?.[1];
      expect(next === undefined).toBe(nextCursor === null);
    }
    expect(pages).toEqual(whole.items);
  });

  it('answers HEAD as it answers GET, without a body', async () => {
    const { send, host } = await createBookedDay();
    const head = await send(`HEAD /slots?${query(host.id)}`);
    expect([head.statusCode, head.body]).toEqual([200, '']);
  });
});
