import { beforeAll, describe, expect, it } from 'vitest';
import { at, createBookedDay, type BookedDay, type WireBooking } from '../test/booked-day.js';
import { BODY_LIMIT_BYTES } from './operations/serve.js';

const NOBODY = '0a000000-0000-4000-8000-00000000dead';

let day: BookedDay;
let booking: WireBooking;
let before: readonly string[];

/** All that the parties can see: no refused request may change any of it. */
const everything = async (): Promise<readonly string[]> => {
  const { send, host, user, availability } = day;
  const seen = await Promise.all([
    send('GET /hosts'),
    send('GET /availability', { token: host.token }),
    send(`GET /availability/${availability.id}`, { token: host.token }),
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
  before = await everything();
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

describe('a booking', () => {
  const wanted = (): Record<string, unknown> => ({ hostId: day.host.id, startTime: at('10:00') });

  it.each<[string, Record<string, unknown>, Refused]>([
    ['without a host', { hostId: undefined }, invalid(['hostId', 'missing'])],
    [
      'of an unknown host',
      { hostId: NOBODY },
      { status: 404, code: 'host_not_found', errors: [['hostId', 'host_not_found']] },
    ],
    ['with an unknown field', { bookerId: NOBODY }, invalid(['bookerId', 'unknown_field'])],
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
      { reason: 'ill' },
      invalid(['reason', 'unknown_field']),
    ],
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
    'GET /users/me?x=1',
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
