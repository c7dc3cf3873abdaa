import { describe, expect, it } from 'vitest';
import { at, createBookedDay, DAY, type BookedDay } from '../../test/booked-day.js';
import { ANY_TEXT } from '../../test/test-server.js';

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

  it('keeps no list that was made by terms which were changed while it was made', async () => {
    let between = async (): Promise<unknown> => undefined;
    const day = await createBookedDay({
      store: (store) => ({
        ...store,
        queries: {
          ...store.queries,
          eventType: async (id) => {
            const read = await store.queries.eventType(id);
            await between();
            return read;
          },
        },
      }),
    });
    const { id } = await day.offer({ durationsMinutes: [30] });
    const lengths = async (limit = 100): Promise<readonly (string | undefined)[]> => {
      const url = `/slots?eventTypeId=${id}&from=${DAY}T00:00:00Z&to=${DAY}T23:59:59Z&limit=${limit}`;
      return (await day.send(`GET ${url}`))
        .json<SlotList>()
        .items.slice(0, 1)
        .map(({ endTime }) => endTime);
    };
    // Another list, so that whose event type it is is known, and not looked up.
    expect(await lengths(1)).toEqual([at('10:30')]);
    between = async () => {
      between = async () => undefined;
      await day.send(`PATCH /event-types/${id}`, { token: day.host.token, body: { durationsMinutes: [60] } });
    };
    expect(await lengths()).toEqual([at('10:30')]);
    expect(await lengths()).toEqual([at('11:00')]);
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

/** Answers a query for the slots of a host, of DAY unless another range is given. */
const ask = async ({ send, host }: BookedDay, parameters: string) =>
  send(`GET /slots?hostId=${host.id}&${parameters.includes('from=') ? '' : RANGE}${parameters}`);

const RANGE = `from=${DAY}T00:00:00Z&to=2030-01-03T00:00:00Z`;

const hours = async ({ send, host }: BookedDay, change: object): Promise<void> => {
  const stated = await send('POST /schedules', {
    token: host.token,
    body: {
      hostId: host.id,
      name: 'Nights',
      timeZone: 'Europe/Berlin',
      weekly: [{ days: ['SU'], start: '01:00', end: '04:00' }],
      slotDuration: 30,
      ...change,
    },
  });
  expect(stated.statusCode).toBe(201);
};

describe('GET /slots in local time', () => {
  it('gives each slot the time of a zone with its offset, on the day the clocks go forward', async () => {
    const day = await createBookedDay();
    await hours(day, {});
    const range = 'from=2030-03-31T00:00:00Z&to=2030-04-01T00:00:00Z';
    const listed = await ask(day, `${range}&timeZone=Europe/Berlin`);
    expect(listed.json<SlotList>().items).toEqual(
      [
        ['00:00', '00:30', '01:00:00+01:00', '01:30:00+01:00'],
        ['00:30', '01:00', '01:30:00+01:00', '03:00:00+02:00'],
        ['01:00', '01:30', '03:00:00+02:00', '03:30:00+02:00'],
        ['01:30', '02:00', '03:30:00+02:00', '04:00:00+02:00'],
      ].map(([start, end, localStart, localEnd]) => ({
        startTime: `2030-03-31T${start}:00Z`,
        endTime: `2030-03-31T${end}:00Z`,
        localStart: `2030-03-31T${localStart}`,
        localEnd: `2030-03-31T${localEnd}`,
      })),
    );
    const without = await ask(day, `${range}&view=slots`);
    expect(without.json<SlotList>().items[0]).toEqual({
      startTime: '2030-03-31T00:00:00Z',
      endTime: '2030-03-31T00:30:00Z',
    });
  });

  it('takes the name of a link, and keeps to it from page to page', async () => {
    const day = await createBookedDay();
    const first = await ask(day, '&timeZone=US/Eastern&limit=1');
    expect(first.json<SlotList>().items).toMatchObject([{ localStart: `${DAY}T05:00:00-05:00` }]);
    const next = /^<(.+)>; rel="next"$/.exec(String(first.headers.link))?.[1] ?? '';
    const second = await day.send(`GET ${next}`);
    expect(second.json<SlotList>().items).toMatchObject([{ localStart: `${DAY}T05:30:00-05:00` }]);
  });
});

describe('GET /slots?view=windows', () => {
  it('gives the free stretches, cut at the range, page by page', async () => {
    const day = await createBookedDay();
    await day.book(at('11:00'));
    const whole = await ask(day, '&view=windows');
    expect(whole.json<SlotList>()).toEqual({
      items: [
        { startTime: at('10:00'), endTime: at('11:00') },
        { startTime: at('11:30'), endTime: at('13:00') },
      ],
      nextCursor: null,
    });
    const cut = await ask(day, `&view=windows&timeZone=Asia/Kathmandu&from=${at('10:15')}&to=${at('10:45')}`);
    expect(cut.json<SlotList>().items).toEqual([
      {
        startTime: at('10:15'),
        endTime: at('10:45'),
        localStart: `${DAY}T16:00:00+05:45`,
        localEnd: `${DAY}T16:30:00+05:45`,
      },
    ]);
    const first = await ask(day, '&view=windows&limit=1');
    const next = /^<(.+)>; rel="next"$/.exec(String(first.headers.link))?.[1] ?? '';
    const second = await day.send(`GET ${next}`);
    expect([...first.json<SlotList>().items, ...second.json<SlotList>().items]).toEqual(
      whole.json<SlotList>().items,
    );
    expect(second.json<SlotList>().nextCursor).toBeNull();
  });
});

describe('GET /slots?view=days', () => {
  it('counts the slots of each date of the host’s zone, or of the one that is asked for', async () => {
    const day = await createBookedDay();
    await day.book(at('11:00'));
    const range = `from=${DAY}T00:00:00Z&to=2030-01-04T00:00:00Z`;
    expect((await ask(day, `${range}&view=days`)).json()).toEqual({
      timeZone: 'UTC',
      items: [
        { date: DAY, count: 5 },
        { date: '2030-01-03', count: 0 },
      ],
      nextCursor: null,
    });
    // There, at +14:00, the next date begins at 10:00 UTC.
    expect((await ask(day, `${range}&view=days&timeZone=Pacific/Kiritimati`)).json()).toEqual({
      timeZone: 'Pacific/Kiritimati',
      items: [
        { date: DAY, count: 0 },
        { date: '2030-01-03', count: 5 },
        { date: '2030-01-04', count: 0 },
      ],
      nextCursor: null,
    });
  });

  it('counts a year in one answer, as many as are listed', async () => {
    const day = await createBookedDay();
    await hours(day, { weekly: [{ days: ['MO', 'WE', 'SU'], start: '01:00', end: '04:00' }] });
    const range = 'from=2030-01-02T12:00:00Z&to=2031-01-03T12:00:00Z';
    const counted = (await ask(day, `${range}&view=days`)).json<{ items: { count: number }[] }>();
    expect(counted.items).toHaveLength(367);
    const listed = (await ask(day, `${range}&limit=1000`)).json<SlotList>();
    expect(listed.nextCursor).toBeNull();
    expect(counted.items.reduce((sum, { count }) => sum + count, 0)).toBe(listed.items.length);
  });
});

describe('a cursor of one view', () => {
  it('is refused by another, and takes no page of a view that has none', async () => {
    const day = await createBookedDay();
    await day.book(at('11:00'));
    const cursorOf = async (view: string): Promise<string> =>
      (await ask(day, `&view=${view}&limit=1`)).json<{ nextCursor: string }>().nextCursor;
    const [slots, windows] = [await cursorOf('slots'), await cursorOf('windows')];
    for (const query of [
      `&view=windows&cursor=${slots}`,
      `&view=slots&cursor=${windows}`,
      `&cursor=${windows}`,
    ]) {
      expect((await ask(day, query)).json()).toMatchObject({
        status: 400,
        errors: [{ field: 'cursor', code: 'invalid_cursor' }],
      });
    }
    for (const [name, value] of [
      ['cursor', slots],
      ['cursor', windows],
      ['limit', '10'],
    ] as const) {
      expect((await ask(day, `&view=days&${name}=${value}`)).json()).toMatchObject({
        status: 400,
        errors: [{ field: name, code: 'not_paged' }],
      });
    }
  });
});

describe('GET /slots of an event type', () => {
  const listed = async ({ send }: BookedDay, parameters: string, token?: string) =>
    (await send(`GET /slots?${RANGE}&${parameters}`, { token })).json<{
      items: { startTime: string; endTime: string; remaining?: number }[];
    }>().items;

  it('lists its own lengths and steps, and what each party can book', async () => {
    const day = await createBookedDay();
    const { id } = await day.offer({ durationsMinutes: [60, 45], stepMinutes: 60 });
    const ofIt = `eventTypeId=${id}`;
    expect(await listed(day, ofIt)).toEqual(
      [10, 11, 12].map((hour) => ({ startTime: at(`${hour}:00`), endTime: at(`${hour + 1}:00`) })),
    );
    expect((await listed(day, `${ofIt}&durationMinutes=45`))[0]).toEqual({
      startTime: at('10:00'),
      endTime: at('10:45'),
    });
    expect(await listed(day, `${ofIt}&attendees=2`)).toEqual([]);
    const refused = await day.send(`GET /slots?${RANGE}&${ofIt}&durationMinutes=30`);
    expect(refused.json()).toMatchObject({
      status: 400,
      errors: [{ field: 'durationMinutes', code: 'duration_not_offered' }],
    });
  });

  it('tells how many seats remain where it is shared', async () => {
    const day = await createBookedDay();
    const { id } = await day.offer({ seats: 3, durationsMinutes: [60] });
    await day.send('POST /bookings', {
      token: day.user.token,
      body: { eventTypeId: id, startTime: at('10:00'), attendees: 2 },
    });
    const remaining = (items: readonly { readonly remaining?: number }[]) =>
      items.map((slot) => slot.remaining);
    expect(remaining(await listed(day, `eventTypeId=${id}`))).toEqual([1, 3, 3]);
    expect(remaining(await listed(day, `eventTypeId=${id}&attendees=2`))).toEqual([3, 3]);
  });

  it('judges what depends on the booker for whoever says who it is', async () => {
    const day = await createBookedDay();
    const { id } = await day.offer({
      durationsMinutes: [60],
      limits: [{ per: 'booker', period: 'day', maxBookings: 1 }],
    });
    await day.book(at('10:00'));
    expect(await listed(day, `eventTypeId=${id}`)).toHaveLength(2);
    expect(await listed(day, `eventTypeId=${id}`, day.host.token)).toHaveLength(2);
    expect(await listed(day, `eventTypeId=${id}`, day.user.token)).toEqual([]);
  });

  it('counts by the dates of its own zone', async () => {
    const day = await createBookedDay();
    const { id } = await day.offer({ timeZone: 'Pacific/Kiritimati' });
    const counted = await day.send(`GET /slots?${RANGE}&view=days&eventTypeId=${id}`);
    expect(counted.json()).toEqual({
      timeZone: 'Pacific/Kiritimati',
      items: [
        { date: DAY, count: 0 },
        { date: '2030-01-03', count: 6 },
      ],
      nextCursor: null,
    });
  });
});

describe('POST /slots/explain', () => {
  const explain = async ({ send }: BookedDay, body: object, token?: string) =>
    (await send('POST /slots/explain', { token, body })).json<object>();

  it('says that a time can be booked', async () => {
    const day = await createBookedDay();
    expect(await explain(day, { hostId: day.host.id, startTime: at('10:00') })).toEqual({
      startTime: at('10:00'),
      endTime: at('10:30'),
      bookable: true,
      refusals: [],
    });
  });

  it('gives every reason why it can’t, with its figures', async () => {
    const day = await createBookedDay();
    const { id } = await day.offer({
      minimumNoticeMinutes: 2_880,
      horizon: { kind: 'days', days: 0 },
      limits: [
        { per: 'host', period: 'day', maxBookings: 1 },
        { per: 'booker', period: 'week', maxMinutes: 45 },
      ],
      bookerMustBeFree: true,
    });
    await day.book(at('10:00'));
    const wanted = { eventTypeId: id, startTime: at('10:00') };
    const busy = { startTime: at('10:00'), endTime: at('10:30') };
    const message = ANY_TEXT;
    const ofHost = [
      { code: 'notice_too_short', message, earliest: '2030-01-03T00:00:00Z' },
      { code: 'beyond_horizon', message, date: DAY, lastDate: '2030-01-01' },
      { code: 'day_limit_reached', message, per: 'host', booked: 1, limit: 1 },
    ];
    expect(await explain(day, wanted)).toEqual({
      ...busy,
      bookable: false,
      refusals: [...ofHost, { code: 'time_taken', message, busy }],
    });
    expect(await explain(day, wanted, day.user.token)).toEqual({
      ...busy,
      bookable: false,
      refusals: [
        ...ofHost,
        { code: 'week_minutes_exceeded', message, per: 'booker', booked: 30, limit: 45 },
        { code: 'booker_busy', message, busy },
        { code: 'time_taken', message, busy },
      ],
    });
    const asHost = await explain(
      day,
      { eventTypeId: id, startTime: at('11:00'), overrides: ['horizon', 'limits'] },
      day.host.token,
    );
    expect(asHost).toMatchObject({ bookable: true, refusals: [] });
  });

  it('says which seats are left, and which lengths there are', async () => {
    const day = await createBookedDay();
    const { id } = await day.offer({ seats: 3 });
    const wanted = { eventTypeId: id, startTime: at('10:00') };
    expect(await explain(day, { ...wanted, attendees: 4 })).toMatchObject({
      refusals: [{ code: 'seats_taken', remaining: 3, attendees: 4 }],
    });
    expect(await explain(day, { ...wanted, durationMinutes: 45 })).toMatchObject({
      endTime: at('10:45'),
      refusals: [{ code: 'duration_not_offered', durationsMinutes: [30] }, { code: 'off_grid' }],
    });
  });
});
