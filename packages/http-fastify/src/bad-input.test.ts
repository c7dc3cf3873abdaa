import { beforeAll, describe, expect, it } from 'vitest';
import {
  at,
  createBookedDay,
  type BookedDay,
  type WireBooking,
  type WireEventType,
  type WireSchedule,
} from '../test/booked-day.js';
import { BODY_LIMIT_BYTES } from './operations/serve.js';

const NOBODY = '0a000000-0000-4000-8000-00000000dead';

let day: BookedDay;
let booking: WireBooking;
let schedule: WireSchedule;
let eventTypeId: string;
let before: readonly string[];

/** All that the parties can see: no refused request may change any of it. */
const everything = async (): Promise<readonly string[]> => {
  const { send, host, user, availability } = day;
  const seen = await Promise.all([
    send('GET /hosts', { token: host.token }),
    send('GET /availability', { token: host.token }),
    send(`GET /availability/${availability.id}`, { token: host.token }),
    send('GET /schedules', { token: host.token }),
    send('GET /time-off', { token: host.token }),
    send('GET /event-types', { token: host.token }),
    send('GET /waitlist', { token: host.token }),
    send('GET /bookings', { token: host.token }),
    send('GET /bookings', { token: user.token }),
    send(`GET /bookings/${booking.id}/history`, { token: host.token }),
    send(`GET /slots?hostId=${host.id}&from=2030-01-01T00:00:00Z&to=2030-12-01T00:00:00Z`),
  ]);
  return seen.map(({ statusCode, body }) => `${statusCode} ${body}`);
};

// One server for all: what is refused leaves no trace that another test could meet.
beforeAll(async () => {
  day = await createBookedDay();
  booking = await day.book(at('12:30'));
  const stated = await day.send('POST /schedules', { token: day.host.token, body: hours() });
  schedule = stated.json<WireSchedule>();
  await day.send('POST /time-off', {
    token: day.host.token,
    body: { hostId: day.host.id, startDate: '2030-08-01', endDate: '2030-08-14' },
  });
  const eventType = await day.send('POST /event-types', {
    token: day.host.token,
    body: { hostId: day.host.id, name: 'Visit', durationsMinutes: [30] },
  });
  eventTypeId = eventType.json<WireEventType>().id;
  before = await everything();
});

const hours = (): Record<string, unknown> => ({
  hostId: day.host.id,
  name: 'Office hours',
  timeZone: 'Europe/Berlin',
  weekly: [{ days: ['SA'], start: '09:00', end: '12:00' }],
  slotDuration: 60,
});

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly (readonly [field: string, code: string])[];
}

interface Outcome {
  readonly status: number;
  readonly code: string;
  /** `field: code`, in order. */
  readonly errors: readonly string[];
  readonly changed: boolean;
}

const outcomeOf = async (operation: string, request: Parameters<BookedDay['send']>[1]): Promise<Outcome> => {
  const answer = await day.send(operation, request);
  const { status, code, errors } = answer.json<{
    status: number;
    code: string;
    errors?: { field: string; code: string }[];
  }>();
  const after = await everything();
  return {
    status,
    code,
    errors: (errors ?? []).map((error) => `${error.field}: ${error.code}`).sort(),
    changed: after.join() !== before.join(),
  };
};

const refusal = ({ status, code, errors = [] }: Refused): Outcome => ({
  status,
  code,
  errors: errors.map(([field, error]) => `${field}: ${error}`).sort(),
  changed: false,
});

const invalid = (...errors: (readonly [string, string])[]): Refused => ({
  status: 400,
  code: 'invalid_input',
  errors,
});

describe('an availability', () => {
  const stated = (): Record<string, unknown> => ({
    hostId: day.host.id,
    startTime: '2030-01-05T10:00:00Z',
    endTime: '2030-01-05T13:00:00Z',
    slotDuration: 30,
  });
  const duration = invalid(['slotDuration', 'slot_duration_out_of_range']);

  it.each<[string, Record<string, unknown>, Refused]>([
    ['without a start', { startTime: undefined }, invalid(['startTime', 'missing'])],
    [
      'with nothing known',
      { hostId: undefined, startTime: undefined, endTime: undefined, slotDuration: undefined, x: 1 },
      invalid(
        ['hostId', 'missing'],
        ['startTime', 'missing'],
        ['endTime', 'missing'],
        ['slotDuration', 'missing'],
        ['x', 'unknown_field'],
      ),
    ],
    ['with an unknown field', { slotduration: 30 }, invalid(['slotduration', 'unknown_field'])],
    ['with a field of the answer', { revision: 7 }, invalid(['revision', 'unknown_field'])],
    [
      'with every field wrong',
      { hostId: 1, startTime: 'x', endTime: null, slotDuration: '30' },
      invalid(
        ['hostId', 'wrong_type'],
        ['startTime', 'invalid_instant'],
        ['endTime', 'wrong_type'],
        ['slotDuration', 'wrong_type'],
      ),
    ],
    ['whose host is no UUID', { hostId: '1' }, invalid(['hostId', 'invalid_uuid'])],
    ['whose start is a number', { startTime: 1_893_456_000_000 }, invalid(['startTime', 'wrong_type'])],
    [
      'whose start is in an array',
      { startTime: ['2030-01-05T10:00:00Z'] },
      invalid(['startTime', 'wrong_type']),
    ],
    ['without an offset', { startTime: '2030-01-05T10:00:00' }, invalid(['startTime', 'invalid_instant'])],
    ['on 30 February', { startTime: '2030-02-30T10:00:00Z' }, invalid(['startTime', 'invalid_instant'])],
    [
      'on 29 February of a common year',
      { endTime: '2030-02-29T10:00:00Z' },
      invalid(['endTime', 'invalid_instant']),
    ],
    ['in a leap second', { startTime: '2030-06-30T23:59:60Z' }, invalid(['startTime', 'invalid_instant'])],
    ['at -00:00', { startTime: '2030-01-05T10:00:00-00:00' }, invalid(['startTime', 'invalid_instant'])],
    [
      'with a space for the T',
      { startTime: '2030-01-05 10:00:00Z' },
      invalid(['startTime', 'invalid_instant']),
    ],
    ['in milliseconds', { startTime: '2030-01-05T10:00:00.5Z' }, invalid(['startTime', 'invalid_instant'])],
    ['at 24:00', { startTime: '2030-01-05T24:00:00Z' }, invalid(['startTime', 'invalid_instant'])],
    ['on a date alone', { startTime: '2030-01-05' }, invalid(['startTime', 'invalid_instant'])],
    [
      'that ends before it starts',
      { endTime: '2030-01-05T09:00:00Z' },
      invalid(['endTime', 'end_not_after_start']),
    ],
    [
      'that ends when it starts',
      { endTime: '2030-01-05T10:00:00Z' },
      invalid(['endTime', 'end_not_after_start']),
    ],
    [
      'that lasts longer than a year',
      { endTime: '2032-01-05T10:00:00Z' },
      invalid(['endTime', 'range_too_long']),
    ],
    ['in the past', { startTime: '2029-12-31T23:59:59Z' }, invalid(['startTime', 'in_the_past'])],
    ['of slots of no length', { slotDuration: 0 }, duration],
    ['of slots of a negative length', { slotDuration: -30 }, duration],
    ['of slots of a fraction of a minute', { slotDuration: 7.5 }, duration],
    ['of slots above a day', { slotDuration: 1_441 }, duration],
    ['of slots beyond all numbers', { slotDuration: 1e300 }, duration],
    [
      'of slots longer than its range',
      { slotDuration: 181 },
      invalid(['slotDuration', 'slot_duration_exceeds_range']),
    ],
    ['of slots of a length in text', { slotDuration: '30' }, invalid(['slotDuration', 'wrong_type'])],
    ['of slots of true', { slotDuration: true }, invalid(['slotDuration', 'wrong_type'])],
    [
      'of another host',
      { hostId: NOBODY },
      { status: 403, code: 'forbidden', errors: [['hostId', 'forbidden']] },
    ],
  ])('%s is refused', async (_, change, refused) => {
    expect(
      await outcomeOf('POST /availability', { token: day.host.token, body: { ...stated(), ...change } }),
    ).toEqual(refusal(refused));
  });

  it('is not stated for a user', async () => {
    expect(
      await outcomeOf('POST /availability', {
        token: day.user.token,
        body: { ...stated(), hostId: day.user.id },
      }),
    ).toEqual(refusal({ status: 403, code: 'forbidden', errors: [['hostId', 'forbidden']] }));
  });

  it.each<[string, Record<string, unknown>, Refused]>([
    ['to end before it starts', { endTime: at('09:00') }, invalid(['endTime', 'end_not_after_start'])],
    ['to slots of no length', { slotDuration: 0 }, duration],
    ['to another host', { hostId: NOBODY }, invalid(['hostId', 'unknown_field'])],
    ['to start in the past', { startTime: '2029-12-31T10:00:00Z' }, invalid(['startTime', 'in_the_past'])],
    ['to nothing', {}, invalid(['body', 'empty'])],
  ])('is not changed %s', async (_, body, refused) => {
    expect(
      await outcomeOf(`PATCH /availability/${day.availability.id}`, { token: day.host.token, body }),
    ).toEqual(refusal(refused));
  });
});

const forbidden: Refused = { status: 403, code: 'forbidden', errors: [['hostId', 'forbidden']] };

describe('a schedule', () => {
  const monday = { days: ['MO'], start: '09:00', end: '17:00' };
  const firstMonday = { rule: 'FREQ=MONTHLY;BYDAY=1MO', from: '2030-01-01', start: '09:00', end: '10:00' };
  const window = { start: '09:00', end: '10:00' };
  const dates = (count: number): readonly string[] => Array.from({ length: count }, () => '2030-01-01');

  const cases: readonly (readonly [string, Record<string, unknown>, Refused])[] = [
    [
      'with nothing known',
      { name: undefined, timeZone: undefined, weekly: undefined, slotDuration: undefined, zone: 'UTC' },
      invalid(['name', 'missing'], ['timeZone', 'missing'], ['weekly', 'missing'], ['zone', 'unknown_field']),
    ],
    [
      'with every field of the wrong type',
      {
        name: 1,
        timeZone: null,
        weekly: {},
        overrides: 'none',
        recurring: 7,
        isDefault: 'yes',
        slotDuration: '30',
      },
      invalid(
        ['name', 'wrong_type'],
        ['timeZone', 'wrong_type'],
        ['weekly', 'wrong_type'],
        ['overrides', 'wrong_type'],
        ['recurring', 'wrong_type'],
        ['isDefault', 'wrong_type'],
        ['slotDuration', 'wrong_type'],
      ),
    ],
    ['with a blank name', { name: ' ' }, invalid(['name', 'invalid_name'])],
    ['with NUL in its name', { name: 'a\u0000b' }, invalid(['name', 'invalid_name'])],
    ['with a long name', { name: 'n'.repeat(201) }, invalid(['name', 'too_long'])],
    [
      'in a zone that there is none of',
      { timeZone: 'Europe/Atlantis' },
      invalid(['timeZone', 'unknown_time_zone']),
    ],
    ['in a zone by its offset', { timeZone: '+01:00' }, invalid(['timeZone', 'unknown_time_zone'])],
    ['in a zone in other letters', { timeZone: 'europe/berlin' }, invalid(['timeZone', 'unknown_time_zone'])],
    ['with a revision', { revision: 1 }, invalid(['revision', 'unknown_field'])],
    [
      'of more weekly hours than are kept',
      { weekly: Array.from({ length: 101 }, () => monday) },
      invalid(['weekly', 'too_many']),
    ],
    [
      'of hours on no day',
      { weekly: [{ ...monday, days: [] }] },
      invalid(['weekly[0].days', 'invalid_days']),
    ],
    [
      'of hours on a day twice',
      { weekly: [monday, { ...monday, days: ['MO', 'MO'] }] },
      invalid(['weekly[1].days', 'invalid_days']),
    ],
    [
      'of hours on a day that there is none of',
      { weekly: [{ ...monday, days: ['MO', 'Monday'] }] },
      invalid(['weekly[0].days[1]', 'not_allowed']),
    ],
    [
      'of hours without times',
      { weekly: [{ days: ['MO'], from: '09:00' }] },
      invalid(
        ['weekly[0].start', 'missing'],
        ['weekly[0].end', 'missing'],
        ['weekly[0].from', 'unknown_field'],
      ),
    ],
    ['of hours that are none', { weekly: [monday, null] }, invalid(['weekly[1]', 'wrong_type'])],
    ['from 24:00', { weekly: [{ ...monday, start: '24:00' }] }, invalid(['weekly[0].start', 'invalid_time'])],
    ['from 9:00', { weekly: [{ ...monday, start: '9:00' }] }, invalid(['weekly[0].start', 'invalid_time'])],
    ['from 09:60', { weekly: [{ ...monday, start: '09:60' }] }, invalid(['weekly[0].start', 'invalid_time'])],
    [
      'from 09:00:00',
      { weekly: [{ ...monday, start: '09:00:00' }] },
      invalid(['weekly[0].start', 'invalid_time'], ['weekly[0].start', 'too_long']),
    ],
    ['until 24:01', { weekly: [{ ...monday, end: '24:01' }] }, invalid(['weekly[0].end', 'invalid_time'])],
    ['until a number', { weekly: [{ ...monday, end: 17 }] }, invalid(['weekly[0].end', 'wrong_type'])],
    [
      'of more overrides than are kept',
      { overrides: Array.from({ length: 1_001 }, () => ({ date: '', windows: [] })) },
      invalid(
        ...Array.from({ length: 99 }, (_, index): [string, string] => [
          `overrides[${index}].date`,
          'invalid_date',
        ]),
        ['overrides', 'too_many'],
      ),
    ],
    [
      'with an override on 29 February of a common year',
      { overrides: [{ date: '2030-02-29', windows: [] }] },
      invalid(['overrides[0].date', 'invalid_date']),
    ],
    [
      'with an override at an instant',
      { overrides: [{ date: '2030-02-01T00:00:00Z', windows: [] }] },
      invalid(['overrides[0].date', 'invalid_date'], ['overrides[0].date', 'too_long']),
    ],
    [
      'with an override of another kind',
      { overrides: [{ date: '2030-02-01', kind: 'close', windows: [] }] },
      invalid(['overrides[0].kind', 'not_allowed']),
    ],
    [
      'with an override without windows',
      { overrides: [{ date: '2030-02-01' }] },
      invalid(['overrides[0].windows', 'missing']),
    ],
    [
      'with an override that adds nothing',
      { overrides: [{ date: '2030-02-01', kind: 'add', windows: [] }] },
      invalid(['overrides[0].windows', 'windows_required']),
    ],
    [
      'with an override that subtracts nothing',
      { overrides: [{ date: '2030-02-01', kind: 'subtract', windows: [] }] },
      invalid(['overrides[0].windows', 'windows_required']),
    ],
    [
      'with an override of many windows',
      { overrides: [{ date: '2030-02-01', windows: Array.from({ length: 51 }, () => window) }] },
      invalid(['overrides[0].windows', 'too_many']),
    ],
    [
      'with an override whose window has no end',
      { overrides: [{ date: '2030-02-01', windows: [window, { start: '25:00' }] }] },
      invalid(['overrides[0].windows[1].start', 'invalid_time'], ['overrides[0].windows[1].end', 'missing']),
    ],
    [
      'with a date that is replaced twice',
      {
        overrides: [
          { date: '2030-02-01', windows: [] },
          { date: '2030-02-01', windows: [window] },
        ],
      },
      invalid(['overrides[1].date', 'date_replaced_twice']),
    ],
    [
      'of more recurring hours than are kept',
      { recurring: Array.from({ length: 21 }, () => firstMonday) },
      invalid(['recurring', 'too_many']),
    ],
    ...[
      '',
      'FREQ=HOURLY',
      'FREQ=MONTHLY;BYDAY=1XX',
      'FREQ=DAILY;COUNT=2;UNTIL=20300101',
      'FREQ=DAILY;INTERVAL=0',
      'RRULE:FREQ=DAILY',
    ].map(
      (rule) =>
        [
          `of hours that recur by ${rule}`,
          { recurring: [{ ...firstMonday, rule }] },
          invalid(['recurring[0].rule', 'invalid_recurrence_rule']),
        ] as const,
    ),
    [
      'of hours that recur by a long rule',
      { recurring: [{ ...firstMonday, rule: `FREQ=DAILY;BYMONTHDAY=${'1,'.repeat(250)}1` }] },
      invalid(['recurring[0].rule', 'too_long']),
    ],
    [
      'of hours that recur from no date, until no time',
      { recurring: [firstMonday, { ...firstMonday, from: '2030-13-01', end: '' }] },
      invalid(['recurring[1].from', 'invalid_date'], ['recurring[1].end', 'invalid_time']),
    ],
    [
      'of hours that recur except on no dates',
      { recurring: [{ ...firstMonday, exceptDates: ['2030-01-07', 'x'], extraDates: [7] }] },
      invalid(['recurring[0].exceptDates[1]', 'invalid_date'], ['recurring[0].extraDates[0]', 'wrong_type']),
    ],
    [
      'of hours that recur on and except on very many dates',
      { recurring: [{ ...firstMonday, exceptDates: dates(501), extraDates: dates(501) }] },
      invalid(['recurring[0].exceptDates', 'too_many'], ['recurring[0].extraDates', 'too_many']),
    ],
    [
      'valid on no dates',
      { validFrom: '2030-00-01', validUntil: 'tomorrow' },
      invalid(['validFrom', 'invalid_date'], ['validUntil', 'invalid_date']),
    ],
    [
      'valid until before it is valid',
      { validFrom: '2030-02-02', validUntil: '2030-02-01' },
      invalid(['validUntil', 'end_before_start']),
    ],
    ['of slots of no length', { slotDuration: 0 }, invalid(['slotDuration', 'slot_duration_out_of_range'])],
    [
      'of slots above a day',
      { slotDuration: 1_441 },
      invalid(['slotDuration', 'slot_duration_out_of_range']),
    ],
  ];

  it.each(cases)('%s is not stated', async (_, change, refused) => {
    expect(
      await outcomeOf('POST /schedules', { token: day.host.token, body: { ...hours(), ...change } }),
    ).toEqual(refusal(refused));
  });

  it.each(cases)('%s takes no place of another', async (_, change, refused) => {
    expect(
      await outcomeOf(`PUT /schedules/${schedule.id}`, {
        token: day.host.token,
        body: { ...hours(), ...change },
      }),
    ).toEqual(refusal(refused));
  });

  it('of another host, or of a user, is not stated', async () => {
    for (const [token, hostId] of [
      [day.host.token, NOBODY],
      [day.user.token, day.user.id],
    ]) {
      expect(await outcomeOf('POST /schedules', { token, body: { ...hours(), hostId } })).toEqual(
        refusal(forbidden),
      );
    }
  });

  it('does not change hands', async () => {
    const body = { ...hours(), hostId: NOBODY };
    expect(await outcomeOf(`PUT /schedules/${schedule.id}`, { token: day.host.token, body })).toEqual(
      refusal(forbidden),
    );
  });

  it('is stated fifty times at most', async () => {
    const { send, host } = await createBookedDay();
    const statement = { ...hours(), hostId: host.id };
    for (let count = 0; count < 50; count += 1) {
      expect((await send('POST /schedules', { token: host.token, body: statement })).statusCode).toBe(201);
    }
    const refused = await send('POST /schedules', { token: host.token, body: statement });
    expect(refused.json()).toMatchObject({ status: 400, errors: [{ field: 'hostId', code: 'too_many' }] });
    const listed = await send('GET /schedules', { token: host.token });
    expect(listed.json<{ items: object[] }>().items).toHaveLength(50);
  });
});

describe('time off', () => {
  const times = { startTime: '2030-05-01T00:00:00Z', endTime: '2030-05-02T00:00:00Z' };
  const dates = { startDate: '2030-05-01', endDate: '2030-05-02' };

  it.each<[string, Record<string, unknown>, Refused]>([
    [
      'of no span',
      {},
      invalid(
        ['startTime', 'missing'],
        ['endTime', 'missing'],
        ['startDate', 'missing'],
        ['endDate', 'missing'],
      ),
    ],
    [
      'of both times and dates',
      { ...times, ...dates },
      invalid(
        ['startTime', 'exclusive'],
        ['endTime', 'exclusive'],
        ['startDate', 'exclusive'],
        ['endDate', 'exclusive'],
      ),
    ],
    [
      'of times in a zone',
      { ...times, timeZone: 'Europe/Berlin' },
      invalid(['startTime', 'exclusive'], ['endTime', 'exclusive'], ['timeZone', 'exclusive']),
    ],
    [
      'from a time to a date',
      { startTime: times.startTime, endDate: dates.endDate },
      invalid(['startTime', 'exclusive'], ['endDate', 'exclusive']),
    ],
    ['without an end', { startTime: times.startTime }, invalid(['endTime', 'missing'])],
    ['without a first date', { endDate: dates.endDate }, invalid(['startDate', 'missing'])],
    ['of a zone alone', { timeZone: 'UTC' }, invalid(['startDate', 'missing'], ['endDate', 'missing'])],
    ['at no time', { ...times, startTime: '2030-05-01' }, invalid(['startTime', 'invalid_instant'])],
    ['on no date', { ...dates, endDate: '2030-04-31' }, invalid(['endDate', 'invalid_date'])],
    [
      'that ends when it starts',
      { ...times, endTime: times.startTime },
      invalid(['endTime', 'end_not_after_start']),
    ],
    ['of no dates', { ...dates, endDate: '2030-04-30' }, invalid(['endDate', 'end_before_start'])],
    ['of many years', { ...times, endTime: '2040-06-01T00:00:00Z' }, invalid(['endTime', 'range_too_long'])],
    ['of very many dates', { ...dates, endDate: '2040-06-01' }, invalid(['endDate', 'range_too_long'])],
    ['in no zone', { ...dates, timeZone: 'Mars/Olympus' }, invalid(['timeZone', 'unknown_time_zone'])],
    ['with a long note', { ...dates, note: 'n'.repeat(1_001) }, invalid(['note', 'too_long'])],
    [
      'with a note that is long in UTF-16 alone',
      { ...dates, note: '🏖'.repeat(501) },
      invalid(['note', 'too_long']),
    ],
    ['with NUL in its note', { ...dates, note: 'a\u0000' }, invalid(['note', 'invalid_note'])],
    ['with half a character in its note', { ...dates, note: 'a\ud83c' }, invalid(['note', 'invalid_note'])],
    ['with an unknown field', { ...dates, reason: 'x' }, invalid(['reason', 'unknown_field'])],
    ['of another host', { ...dates, hostId: NOBODY }, forbidden],
  ])('%s is refused', async (_, body, refused) => {
    expect(
      await outcomeOf('POST /time-off', { token: day.host.token, body: { hostId: day.host.id, ...body } }),
    ).toEqual(refusal(refused));
  });

  it('is not stated for a user', async () => {
    const body = { ...dates, hostId: day.user.id };
    expect(await outcomeOf('POST /time-off', { token: day.user.token, body })).toEqual(refusal(forbidden));
  });
});

describe('a preview', () => {
  const range = { from: '2030-01-02T00:00:00Z', to: '2030-01-03T00:00:00Z' };
  const times = { startTime: '2030-05-01T10:00:00Z', endTime: '2030-05-01T12:00:00Z' };

  it.each<[string, () => Record<string, unknown>, Refused]>([
    [
      'of nothing',
      () => ({}),
      invalid(['startTime', 'missing'], ['endTime', 'missing'], ['slotDuration', 'missing']),
    ],
    ['of half an availability', () => times, invalid(['slotDuration', 'missing'])],
    [
      'of no change',
      () => ({ id: day.availability.id }),
      invalid(['startTime', 'missing'], ['endTime', 'missing'], ['slotDuration', 'missing']),
    ],
    ['of a withdrawal of nothing', () => ({ withdraw: true }), invalid(['id', 'missing'])],
    [
      'of no withdrawal',
      () => ({ id: day.availability.id, withdraw: false }),
      invalid(['withdraw', 'not_allowed']),
    ],
    [
      'of a withdrawal and a change',
      () => ({ id: day.availability.id, withdraw: true, ...times }),
      invalid(['startTime', 'exclusive'], ['endTime', 'exclusive']),
    ],
    [
      'of what ends before it starts',
      () => ({ id: day.availability.id, endTime: '2030-01-02T09:00:00Z' }),
      invalid(['endTime', 'end_not_after_start']),
    ],
    [
      'of no range',
      () => ({ ...times, slotDuration: 30, to: range.from }),
      invalid(['to', 'end_not_after_start']),
    ],
    [
      'of a long range',
      () => ({ ...times, slotDuration: 30, to: '2031-01-04T00:00:00Z' }),
      invalid(['to', 'range_too_long']),
    ],
    [
      'of what there is none of',
      () => ({ id: NOBODY, withdraw: true }),
      { status: 404, code: 'availability_not_found', errors: [['id', 'availability_not_found']] },
    ],
    ['of another host', () => ({ ...times, slotDuration: 30, hostId: NOBODY }), forbidden],
  ])('of an availability, %s, is refused', async (_, change, refused) => {
    expect(
      await outcomeOf('POST /availability:preview', {
        token: day.host.token,
        body: { hostId: day.host.id, ...range, ...change() },
      }),
    ).toEqual(refusal(refused));
  });

  it.each<[string, () => Record<string, unknown>, Refused]>([
    ['of nothing', () => ({}), invalid(['schedule', 'missing'])],
    [
      'of a change and a withdrawal',
      () => ({ schedule: hours(), withdraw: true }),
      invalid(['schedule', 'exclusive'], ['withdraw', 'exclusive']),
    ],
    [
      'of a schedule with two faults',
      () => ({
        schedule: { ...hours(), name: undefined, weekly: [{ days: ['SA'], start: '9', end: '12:00' }] },
      }),
      invalid(['schedule.name', 'missing'], ['schedule.weekly[0].start', 'invalid_time']),
    ],
    [
      'of a default that is none any more',
      () => ({ schedule: { ...hours(), isDefault: false } }),
      { status: 409, code: 'schedule_is_default', errors: [['isDefault', 'schedule_is_default']] },
    ],
    ['without a range', () => ({ from: undefined, withdraw: true }), invalid(['from', 'missing'])],
    ['of no range', () => ({ to: range.from, withdraw: true }), invalid(['to', 'end_not_after_start'])],
  ])('of a schedule, %s, is refused', async (_, change, refused) => {
    expect(
      await outcomeOf(`POST /schedules/${schedule.id}:preview`, {
        token: day.host.token,
        body: { ...range, ...change() },
      }),
    ).toEqual(refusal(refused));
  });

  it('of what has no UUID is refused', async () => {
    const body = { ...range, withdraw: true };
    for (const id of ['1', '', 'x.y-z']) {
      expect(await outcomeOf(`POST /schedules/${id}:preview`, { token: day.host.token, body })).toEqual(
        refusal(invalid(['id', 'invalid_uuid'])),
      );
    }
  });
});

describe('a booking', () => {
  const wanted = (): Record<string, unknown> => ({ hostId: day.host.id, startTime: at('10:00') });

  it.each<[string, Record<string, unknown>, Refused]>([
    [
      'without a host or an event type',
      { hostId: undefined },
      invalid(['eventTypeId', 'host_or_event_type']),
    ],
    ['of both', { eventTypeId: NOBODY }, invalid(['eventTypeId', 'host_or_event_type'])],
    [
      'of an unknown event type',
      { hostId: undefined, eventTypeId: NOBODY },
      { status: 404, code: 'event_type_not_found', errors: [['eventTypeId', 'event_type_not_found']] },
    ],
    [
      'with both an end and a length',
      { endTime: at('10:30'), durationMinutes: 30 },
      invalid(['durationMinutes', 'end_or_duration']),
    ],
    ['of no length', { durationMinutes: 0 }, invalid(['durationMinutes', 'out_of_range'])],
    ['of a length in text', { durationMinutes: '30' }, invalid(['durationMinutes', 'wrong_type'])],
    ['for nobody', { attendees: 0 }, invalid(['attendees', 'out_of_range'])],
    ['for half a person', { attendees: 0.5 }, invalid(['attendees', 'out_of_range'])],
    ['for a crowd', { attendees: 10_001 }, invalid(['attendees', 'out_of_range'])],
    [
      'for more heads than there are seats',
      { attendees: 2 },
      { status: 409, code: 'seats_taken', errors: [['attendees', 'seats_taken']] },
    ],
    [
      'for somebody else',
      { bookerId: NOBODY },
      { status: 403, code: 'forbidden', errors: [['bookerId', 'forbidden']] },
    ],
    [
      'with a policy set aside by a user',
      { overrides: ['notice'] },
      { status: 403, code: 'forbidden', errors: [['overrides', 'forbidden']] },
    ],
    ['with no policy set aside', { overrides: ['Notice!'] }, invalid(['overrides[0]', 'not_overridable'])],
    [
      'with overlaps set aside',
      { overrides: ['notice', 'time-free'] },
      invalid(['overrides[1]', 'not_overridable']),
    ],
    [
      'with policies set aside without end',
      { overrides: Array.from({ length: 51 }, () => 'notice') },
      invalid(['overrides', 'too_many']),
    ],
    [
      'of an unknown host',
      { hostId: NOBODY },
      { status: 404, code: 'host_not_found', errors: [['hostId', 'host_not_found']] },
    ],
    ['with an unknown field', { userId: NOBODY }, invalid(['userId', 'unknown_field'])],
    ['at no time', { startTime: '' }, invalid(['startTime', 'invalid_instant'])],
    [
      'at a very long time',
      { startTime: `2030-01-02T10:00:00.${'0'.repeat(60)}Z` },
      invalid(['startTime', 'invalid_instant'], ['startTime', 'too_long']),
    ],
    ['that ends when it starts', { endTime: at('10:00') }, invalid(['endTime', 'end_not_after_start'])],
    ['that lasts for years', { endTime: '2040-01-01T00:00:00Z' }, invalid(['endTime', 'range_too_long'])],
    [
      'in the past',
      { startTime: '2029-12-31T10:00:00Z' },
      { status: 422, code: 'start_in_past', errors: [['startTime', 'start_in_past']] },
    ],
    [
      'when the host is away',
      { startTime: at('14:00') },
      { status: 422, code: 'outside_availability', errors: [['startTime', 'outside_availability']] },
    ],
    [
      'between two slots',
      { startTime: at('10:15') },
      { status: 422, code: 'off_grid', errors: [['startTime', 'off_grid']] },
    ],
    [
      'of what is taken',
      { startTime: at('12:30') },
      { status: 409, code: 'time_taken', errors: [['startTime', 'time_taken']] },
    ],
  ])('%s is refused', async (_, change, refused) => {
    expect(
      await outcomeOf('POST /bookings', { token: day.user.token, body: { ...wanted(), ...change } }),
    ).toEqual(refusal(refused));
  });

  it('of a user who is no host is refused', async () => {
    const refused = { status: 404, code: 'host_not_found', errors: [['hostId', 'host_not_found']] } as const;
    expect(
      await outcomeOf('POST /bookings', {
        token: day.user.token,
        body: { ...wanted(), hostId: day.user.id },
      }),
    ).toEqual(refusal(refused));
  });

  it.each<[string, string, object | undefined, Refused]>([
    ['is not moved without a time', 'reschedule', {}, invalid(['startTime', 'missing'])],
    ['is not moved without a body', 'reschedule', undefined, invalid(['body', 'missing'])],
    [
      'is not moved to the past',
      'reschedule',
      { startTime: '2029-12-31T10:00:00Z' },
      { status: 422, code: 'start_in_past', errors: [['startTime', 'start_in_past']] },
    ],
    [
      'is not cancelled with a field that is not known',
      'cancel',
      { because: 'ill' },
      invalid(['because', 'unknown_field']),
    ],
    [
      'is not cancelled for a reason that is none',
      'cancel',
      { reason: '', note: 'a\u0000' },
      invalid(['reason', 'invalid_reason'], ['note', 'invalid_note']),
    ],
    [
      'is not cancelled for a reason of two lines, at length',
      'cancel',
      { reason: 'a\nb', note: 'n'.repeat(1_001) },
      invalid(['reason', 'invalid_reason'], ['note', 'too_long']),
    ],
    [
      'is not cancelled with a note that is long in UTF-16 alone',
      'cancel',
      { note: '🏖'.repeat(501) },
      invalid(['note', 'invalid_note']),
    ],
    ['is not approved by its booker', 'approve', {}, { status: 403, code: 'forbidden' }],
    ['is not declined by its booker', 'decline', undefined, { status: 403, code: 'forbidden' }],
    ['is not completed with a field', 'complete', { note: 'x' }, invalid(['note', 'unknown_field'])],
    ['is not checked in by its booker', 'check-in', undefined, { status: 403, code: 'forbidden' }],
    ['is not cancelled with an array', 'cancel', [], invalid(['body', 'wrong_type'])],
  ])('%s', async (_, verb, body, refused) => {
    expect(await outcomeOf(`POST /bookings/${booking.id}/${verb}`, { token: day.user.token, body })).toEqual(
      refusal(refused),
    );
  });

  it.each([
    'GET /bookings/1',
    'GET /bookings/1/history',
    'POST /bookings/1/cancel',
    'GET /availability/1',
    'DELETE /availability/1',
    'GET /schedules/1',
    'DELETE /schedules/1',
    'DELETE /time-off/1',
    'POST /bookings/1/approve',
    'POST /bookings/1/check-in',
    'POST /holds/1/confirm',
    'DELETE /holds/1',
    'GET /waitlist/1',
    'DELETE /waitlist/1',
  ])('is not found by what is no UUID: %s', async (operation) => {
    expect(await outcomeOf(operation, { token: day.host.token })).toEqual(
      refusal(invalid(['id', 'invalid_uuid'])),
    );
  });

  it('has everything that is wrong with a request named, in its path, its headers and its body', async () => {
    expect(
      await outcomeOf('POST /bookings/1/reschedule?now=1', {
        token: day.user.token,
        headers: { 'idempotency-key': 'é' },
        body: { startTime: 'soon', until: 1 },
      }),
    ).toEqual(
      refusal(
        invalid(
          ['id', 'invalid_uuid'],
          ['now', 'unknown_field'],
          ['Idempotency-Key', 'invalid_idempotency_key'],
          ['startTime', 'invalid_instant'],
          ['until', 'unknown_field'],
        ),
      ),
    );
  });
});

describe('an event type', () => {
  const stated = (): Record<string, unknown> => ({
    hostId: day.host.id,
    name: 'Visit',
    durationsMinutes: [30],
  });

  const cases: readonly (readonly [string, Record<string, unknown>, Refused])[] = [
    ['with a revision', { revision: 7 }, invalid(['revision', 'unknown_field'])],
    ['with a blank name', { name: ' ' }, invalid(['name', 'invalid_name'])],
    ['in no zone', { timeZone: 'Mars/Olympus' }, invalid(['timeZone', 'unknown_time_zone'])],
    ['of no length', { durationsMinutes: [] }, invalid(['durationsMinutes', 'invalid_count'])],
    [
      'of very many lengths',
      { durationsMinutes: Array.from({ length: 13 }, (_, index) => index + 1) },
      invalid(['durationsMinutes', 'invalid_count']),
    ],
    ['of a length twice', { durationsMinutes: [30, 30] }, invalid(['durationsMinutes', 'duplicate'])],
    [
      'of lengths that are none',
      { durationsMinutes: [0, 7.5, '30', 1_441] },
      invalid(
        ['durationsMinutes[0]', 'out_of_range'],
        ['durationsMinutes[1]', 'out_of_range'],
        ['durationsMinutes[2]', 'wrong_type'],
        ['durationsMinutes[3]', 'out_of_range'],
      ),
    ],
    [
      'with every number out of range',
      {
        stepMinutes: 0,
        bufferBeforeMinutes: -1,
        bufferAfterMinutes: 10_081,
        minimumNoticeMinutes: 0.5,
        hostMinimumNoticeMinutes: 1e300,
        seats: 0,
        maxConcurrent: 1_001,
        approvalMinutes: 0,
        cancelCutoffMinutes: -1,
        rescheduleCutoffMinutes: 527_041,
      },
      invalid(
        ['stepMinutes', 'out_of_range'],
        ['bufferBeforeMinutes', 'out_of_range'],
        ['bufferAfterMinutes', 'out_of_range'],
        ['minimumNoticeMinutes', 'out_of_range'],
        ['hostMinimumNoticeMinutes', 'out_of_range'],
        ['seats', 'out_of_range'],
        ['maxConcurrent', 'out_of_range'],
        ['approvalMinutes', 'out_of_range'],
        ['cancelCutoffMinutes', 'out_of_range'],
        ['rescheduleCutoffMinutes', 'out_of_range'],
      ),
    ],
    [
      'of the wrong types',
      { weekStartsOn: 'Monday', bookerMustBeFree: 'no', seats: '1', limits: {}, scheduleId: 'x' },
      invalid(
        ['weekStartsOn', 'not_allowed'],
        ['bookerMustBeFree', 'wrong_type'],
        ['seats', 'wrong_type'],
        ['limits', 'wrong_type'],
        ['scheduleId', 'invalid_uuid'],
      ),
    ],
    ['with a horizon of no days', { horizon: { kind: 'days' } }, invalid(['horizon.days', 'missing'])],
    [
      'with a horizon of days to a date',
      { horizon: { kind: 'business-days', until: '2030-01-01' } },
      invalid(['horizon.days', 'missing'], ['horizon.until', 'exclusive']),
    ],
    [
      'with a horizon of dates for days',
      { horizon: { kind: 'dates', days: 3 } },
      invalid(['horizon.days', 'exclusive']),
    ],
    ['with a horizon of no dates', { horizon: { kind: 'dates' } }, invalid(['horizon', 'dates_required'])],
    [
      'with a horizon that ends before it starts',
      { horizon: { kind: 'dates', from: '2030-02-01', until: '2030-01-31' } },
      invalid(['horizon.until', 'end_before_start']),
    ],
    [
      'with a horizon of another kind, until no date',
      { horizon: { kind: 'weeks', until: '2030-02-30' } },
      invalid(['horizon.kind', 'not_allowed'], ['horizon.until', 'invalid_date']),
    ],
    [
      'with a limit of nothing',
      { limits: [{ per: 'host', period: 'day' }] },
      invalid(['limits[0]', 'limit_required']),
    ],
    [
      'with limits that there are none of',
      { limits: [{ per: 'guest', period: 'year', maxBookings: -1, maxHours: 1 }] },
      invalid(
        ['limits[0].per', 'not_allowed'],
        ['limits[0].period', 'not_allowed'],
        ['limits[0].maxBookings', 'out_of_range'],
        ['limits[0].maxHours', 'unknown_field'],
      ),
    ],
    [
      'with a limit twice',
      {
        limits: [
          { per: 'host', period: 'day', maxBookings: 1 },
          { per: 'host', period: 'day', maxMinutes: 1 },
        ],
      },
      invalid(['limits[1]', 'duplicate']),
    ],
    [
      'on a schedule that there is none of',
      { scheduleId: NOBODY },
      invalid(['scheduleId', 'schedule_not_found']),
    ],
  ];

  it.each(cases)('%s is not stated', async (_, change, refused) => {
    expect(
      await outcomeOf('POST /event-types', { token: day.host.token, body: { ...stated(), ...change } }),
    ).toEqual(refusal(refused));
  });

  it.each(cases)('%s is none that another becomes, or would', async (_, body, refused) => {
    for (const operation of [
      `PATCH /event-types/${eventTypeId}`,
      `POST /event-types/${eventTypeId}:preview`,
    ]) {
      expect(await outcomeOf(operation, { token: day.host.token, body })).toEqual(refusal(refused));
    }
  });

  it('without a name, a length or a host is not stated', async () => {
    expect(
      await outcomeOf('POST /event-types', { token: day.host.token, body: { stepMinutes: null } }),
    ).toEqual(
      refusal(
        invalid(
          ['hostId', 'missing'],
          ['name', 'missing'],
          ['durationsMinutes', 'missing'],
          ['stepMinutes', 'wrong_type'],
        ),
      ),
    );
  });

  it('of another host, or of a user, is not stated', async () => {
    for (const [token, hostId] of [
      [day.host.token, NOBODY],
      [day.user.token, day.user.id],
    ]) {
      expect(await outcomeOf('POST /event-types', { token, body: { ...stated(), hostId } })).toEqual(
        refusal(forbidden),
      );
    }
  });

  it.each<[string, Record<string, unknown>, Refused]>([
    ['to nothing', {}, invalid(['body', 'empty'])],
    ['to another host', { hostId: NOBODY }, invalid(['hostId', 'unknown_field'])],
    [
      'to lack what it must have',
      { name: null, seats: null },
      invalid(['name', 'wrong_type'], ['seats', 'wrong_type']),
    ],
  ])('is not changed %s', async (_, body, refused) => {
    expect(await outcomeOf(`PATCH /event-types/${eventTypeId}`, { token: day.host.token, body })).toEqual(
      refusal(refused),
    );
  });

  it.each(['0', '01', 'x', '2147483648', '-1'])('has no revision %s', async (revision) => {
    const outcome = await outcomeOf(`GET /event-types/${eventTypeId}/revisions/${revision}`, {
      token: day.host.token,
    });
    expect(outcome).toMatchObject({ status: 400, errors: [expect.stringMatching(/^revision: /)] });
  });
});

describe('a hold', () => {
  const wanted = (): Record<string, unknown> => ({ hostId: day.host.id, startTime: at('10:00') });

  it.each<[string, Record<string, unknown>, Refused]>([
    ['of no minutes', { minutes: 0 }, invalid(['minutes', 'out_of_range'])],
    ['of more minutes than may be', { minutes: 61 }, invalid(['minutes', 'out_of_range'])],
    ['of minutes beyond all numbers', { minutes: 1e300 }, invalid(['minutes', 'out_of_range'])],
    ['for somebody', { bookerId: NOBODY }, invalid(['bookerId', 'unknown_field'])],
    ['with policies set aside', { overrides: [] }, invalid(['overrides', 'unknown_field'])],
    [
      'of what is taken',
      { startTime: at('12:30') },
      { status: 409, code: 'time_taken', errors: [['startTime', 'time_taken']] },
    ],
  ])('%s is refused', async (_, change, refused) => {
    expect(
      await outcomeOf('POST /holds', { token: day.user.token, body: { ...wanted(), ...change } }),
    ).toEqual(refusal(refused));
  });

  it('is not had by a host', async () => {
    expect(await outcomeOf('POST /holds', { token: day.host.token, body: wanted() })).toEqual(
      refusal({ status: 403, code: 'forbidden' }),
    );
  });

  it('is not what is confirmed', async () => {
    for (const operation of [`POST /holds/${booking.id}/extend`, `DELETE /holds/${booking.id}`]) {
      expect(await outcomeOf(operation, { token: day.user.token })).toEqual(
        refusal({ status: 409, code: 'illegal_transition' }),
      );
    }
  });
});

describe('a wait', () => {
  const wanted = (): Record<string, unknown> => ({ hostId: day.host.id, startTime: at('12:30') });

  it.each<[string, Record<string, unknown>, Refused]>([
    ['for what is free', { startTime: at('10:00') }, { status: 409, code: 'slot_available' }],
    [
      'for what is never open',
      { startTime: at('14:00') },
      { status: 422, code: 'outside_availability', errors: [['startTime', 'outside_availability']] },
    ],
    ['for minutes', { minutes: 5 }, invalid(['minutes', 'unknown_field'])],
    ['for nobody’s time', { hostId: undefined }, invalid(['eventTypeId', 'host_or_event_type'])],
  ])('%s is refused', async (_, change, refused) => {
    expect(
      await outcomeOf('POST /waitlist', { token: day.user.token, body: { ...wanted(), ...change } }),
    ).toEqual(refusal(refused));
  });

  it('in a state that there is none of is not listed', async () => {
    expect(await outcomeOf('GET /waitlist?status=held', { token: day.user.token })).toEqual(
      refusal(invalid(['status', 'not_allowed'])),
    );
  });
});

describe('an explanation', () => {
  it('of nothing, or with policies set aside by anybody, is refused', async () => {
    expect(await outcomeOf('POST /slots/explain', { body: {} })).toEqual(
      refusal(invalid(['startTime', 'missing'])),
    );
    const body = { hostId: day.host.id, startTime: at('10:00'), overrides: ['notice'] };
    for (const token of [undefined, day.user.token]) {
      expect(await outcomeOf('POST /slots/explain', { token, body })).toEqual(
        refusal({ status: 403, code: 'forbidden', errors: [['overrides', 'forbidden']] }),
      );
    }
  });

  it('with a token that is not good is refused', async () => {
    const body = { hostId: day.host.id, startTime: at('10:00') };
    expect(await outcomeOf('POST /slots/explain', { token: 'a.b.c', body })).toEqual(
      refusal({ status: 401, code: 'unauthenticated' }),
    );
    const slots = `GET /slots?hostId=${day.host.id}&from=${at('00:00')}&to=${at('23:00')}`;
    expect(await outcomeOf(slots, { token: 'a.b.c' })).toEqual(
      refusal({ status: 401, code: 'unauthenticated' }),
    );
  });
});

describe('a query', () => {
  const range = 'from=2030-01-02T00:00:00Z&to=2030-01-03T00:00:00Z';

  it.each<[string, string, Refused]>([
    ['without a range', '', invalid(['from', 'missing'], ['to', 'missing'])],
    [
      'that ends before it starts',
      '&from=2030-01-03T00:00:00Z&to=2030-01-02T00:00:00Z',
      invalid(['to', 'end_not_after_start']),
    ],
    [
      'of more than a year',
      '&from=2030-01-01T00:00:00Z&to=2032-01-02T00:00:00Z',
      invalid(['to', 'range_too_long']),
    ],
    [
      'without an offset',
      '&from=2030-01-02T00:00:00&to=2030-01-03T00:00:00Z',
      invalid(['from', 'invalid_instant']),
    ],
    ['of a view that there is none of', `&${range}&view=weeks`, invalid(['view', 'not_allowed'])],
    [
      'in a zone that there is none of',
      `&${range}&timeZone=Europe/Atlantis`,
      invalid(['timeZone', 'unknown_time_zone']),
    ],
    ['in no zone', `&${range}&view=days&timeZone=`, invalid(['timeZone', 'unknown_time_zone'])],
    [
      'by days of more than a year',
      '&view=days&from=2030-01-01T00:00:00Z&to=2031-01-02T00:00:01Z',
      invalid(['to', 'range_too_long']),
    ],
    [
      'by days, page by page',
      `&${range}&view=days&limit=5&cursor=AAAA`,
      invalid(['limit', 'not_paged'], ['cursor', 'not_paged']),
    ],
    ['with an unknown parameter', `&${range}&hostid=1`, invalid(['hostid', 'unknown_field'])],
    ['with a prototype', `&${range}&__proto__=1`, invalid(['__proto__', 'unknown_field'])],
    ['with a parameter twice', `&${range}&limit=1&limit=2`, invalid(['limit', 'repeated'])],
    ['for no item', `&${range}&limit=0`, invalid(['limit', 'limit_out_of_range'])],
    ['for too many', `&${range}&limit=1001`, invalid(['limit', 'limit_out_of_range'])],
    ['for fewer than none', `&${range}&limit=-1`, invalid(['limit', 'limit_out_of_range'])],
    ['for 010', `&${range}&limit=010`, invalid(['limit', 'wrong_type'])],
    ['for 1e2', `&${range}&limit=1e2`, invalid(['limit', 'wrong_type'])],
    ['for +1', `&${range}&limit=%2B1`, invalid(['limit', 'wrong_type'])],
    ['for nothing said', `&${range}&limit=`, invalid(['limit', 'wrong_type'])],
    ['after a cursor that is none', `&${range}&cursor=AAAA`, invalid(['cursor', 'invalid_cursor'])],
    ['after an empty cursor', `&${range}&cursor=`, invalid(['cursor', 'too_short'])],
    ['after a cursor without end', `&${range}&cursor=${'A'.repeat(201)}`, invalid(['cursor', 'too_long'])],
  ])('%s is refused', async (_, query, refused) => {
    expect(await outcomeOf(`GET /slots?hostId=${day.host.id}${query}`, {})).toEqual(refusal(refused));
  });

  it.each<[string, string, Refused]>([
    ['of nobody', '', invalid(['eventTypeId', 'host_or_event_type'])],
    ['of nobody, by days', 'view=days', invalid(['eventTypeId', 'host_or_event_type'])],
    [
      'of a host and an event type',
      `hostId=${NOBODY}&eventTypeId=${NOBODY}`,
      invalid(['eventTypeId', 'host_or_event_type']),
    ],
    [
      'of an unknown event type',
      `eventTypeId=${NOBODY}`,
      { status: 404, code: 'event_type_not_found', errors: [['eventTypeId', 'event_type_not_found']] },
    ],
    [
      'of an unknown event type, by days',
      `eventTypeId=${NOBODY}&view=days`,
      { status: 404, code: 'event_type_not_found', errors: [['eventTypeId', 'event_type_not_found']] },
    ],
    [
      'for nobody, of no length',
      `hostId=${NOBODY}&attendees=0&durationMinutes=1441`,
      invalid(['attendees', 'out_of_range'], ['durationMinutes', 'out_of_range']),
    ],
    [
      'of a length without an event type',
      `hostId=${NOBODY}&durationMinutes=30`,
      invalid(['durationMinutes', 'event_type_required']),
    ],
  ])('%s is refused', async (_, query, refused) => {
    expect(await outcomeOf(`GET /slots?${range}&${query}`, {})).toEqual(refusal(refused));
  });

  it('of an unknown host is refused', async () => {
    const refused = { status: 404, code: 'host_not_found', errors: [['hostId', 'host_not_found']] } as const;
    expect(await outcomeOf(`GET /slots?hostId=${NOBODY}&${range}`, {})).toEqual(refusal(refused));
    expect(await outcomeOf(`GET /slots?hostId=${day.user.id}&${range}`, {})).toEqual(refusal(refused));
  });

  it.each([
    'GET /healthz?x=1',
    'GET /readyz?x=1',
    'GET /openapi.json?x=1',
    'GET /hosts?x=1',
    'GET /bookings?x=1',
    'GET /availability?x=1',
    'GET /schedules?x=1',
    'GET /time-off?x=1',
    'GET /users/me?x=1',
    'GET /event-types?x=1',
    'GET /waitlist?x=1',
  ])('of what nobody asks for is refused: %s', async (operation) => {
    expect(await outcomeOf(operation, { token: day.host.token })).toEqual(
      refusal(invalid(['x', 'unknown_field'])),
    );
  });

  it.each(['bookings', 'availability'])(
    'for %s of a stretch that ends before it starts is refused',
    async (list) => {
      expect(
        await outcomeOf(`GET /${list}?from=${at('11:00')}&to=${at('10:00')}`, { token: day.host.token }),
      ).toEqual(refusal(invalid(['to', 'end_not_after_start'])));
    },
  );

  it('for bookings in a state that there is none of is refused', async () => {
    expect(await outcomeOf('GET /bookings?status=Confirmed', { token: day.user.token })).toEqual(
      refusal(invalid(['status', 'not_allowed'])),
    );
  });
});

describe('a body', () => {
  const post = 'POST /bookings';
  const malformed = { status: 400, code: 'malformed_json', errors: [['body', 'malformed_json']] } as const;
  const mediaType = {
    status: 415,
    code: 'unsupported_media_type',
    errors: [['Content-Type', 'unsupported_media_type']],
  } as const;
  const wanted = (): string => JSON.stringify({ hostId: day.host.id, startTime: at('10:00') });

  it.each([
    ['cut off', '{"hostId":'],
    ['not JSON', 'hostId=1'],
    ['with a comma too many', '{"hostId":"x",}'],
    ['with a prototype', '{"__proto__":{"hostId":"x"}}'],
    ['with a prototype in disguise', '{"\\u005f_proto__":{"hostId":"x"}}'],
    ['with a prototype by way of its constructor', '{"constructor":{"prototype":{"hostId":"x"}}}'],
    ['with a byte order mark and no more', '\ufeff'],
  ])('that is %s is refused', async (_, body) => {
    expect(await outcomeOf(post, { token: day.user.token, body })).toEqual(refusal(malformed));
  });

  it.each([
    ['null', 'missing'],
    ['[]', 'wrong_type'],
    ['"text"', 'wrong_type'],
    ['17', 'wrong_type'],
    ['', 'missing'],
  ])('that is %s is refused', async (body, code) => {
    expect(await outcomeOf(post, { token: day.user.token, body })).toEqual(refusal(invalid(['body', code])));
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/jsonp',
    'nonsense',
  ])('of the type %s is refused', async (type) => {
    expect(
      await outcomeOf(post, { token: day.user.token, headers: { 'content-type': type }, body: wanted() }),
    ).toEqual(refusal(mediaType));
  });

  it('of 64 KiB is read, and one byte more is refused', async () => {
    const tooLarge = { status: 413, code: 'body_too_large', errors: [['body', 'body_too_large']] } as const;
    expect(
      await outcomeOf(post, { token: day.user.token, body: wanted().padEnd(BODY_LIMIT_BYTES + 1, ' ') }),
    ).toEqual(refusal(tooLarge));
    const { send, host, user } = await createBookedDay();
    const body = JSON.stringify({ hostId: host.id, startTime: at('10:00') }).padEnd(BODY_LIMIT_BYTES, ' ');
    const read = await send(post, { token: user.token, body });
    expect(read.statusCode).toBe(201);
  });

  it('of thousands of unknown fields gets an answer of a hundred', async () => {
    const body = Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`f${index}`, 0]));
    const answer = await day.send(post, { token: day.user.token, body });
    expect(answer.json<{ errors: object[] }>().errors).toHaveLength(100);
    expect(await everything()).toEqual(before);
  });
});

describe('the refusals above', () => {
  it('would be noticed if they changed something', async () => {
    await day.book(at('10:00'));
    expect(await everything()).not.toEqual(before);
  });
});
