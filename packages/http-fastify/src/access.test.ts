import { beforeAll, describe, expect, it } from 'vitest';
import {
  at,
  createBookedDay,
  type BookedDay,
  type WireBooking,
  type WireEventType,
  type WireSchedule,
  type WireTimeOffStated,
  type WireWaitlistEntry,
} from '../test/booked-day.js';
import { PASSWORD, type Account } from '../test/test-server.js';
import { ALL_OPERATIONS } from './operations/all-operations.js';

/** Without an account; the host and the user of the booking; a host and a user who have nothing to do with it. */
type Who = 'nobody' | 'host' | 'user' | 'other host' | 'other user';

const WHO: readonly Who[] = ['nobody', 'host', 'user', 'other host', 'other user'];

let day: BookedDay;
let booking: WireBooking;
let schedule: WireSchedule;
let timeOff: WireTimeOffStated;
let eventType: WireEventType;
let hold: WireBooking;
let request: WireBooking;
let entry: WireWaitlistEntry;
let apiKeyId: string;
let accounts: Readonly<Record<Who, Account | undefined>>;

beforeAll(async () => {
  day = await createBookedDay();
  booking = await day.book(at('10:00'));
  const stated = await day.send('POST /schedules', { token: day.host.token, body: hours() });
  schedule = stated.json<WireSchedule>();
  const away = await day.send('POST /time-off', { token: day.host.token, body: holidays() });
  timeOff = away.json<WireTimeOffStated>();
  eventType = await day.offer({ approvalMinutes: 60 });
  const asUser = { token: day.user.token };
  const held = await day.send('POST /holds', { ...asUser, body: wanted('11:30') });
  hold = held.json<WireBooking>();
  const asked = await day.send('POST /bookings', {
    ...asUser,
    body: { eventTypeId: eventType.id, startTime: at('12:00') },
  });
  request = asked.json<WireBooking>();
  const waiting = await day.send('POST /waitlist', { ...asUser, body: wanted('12:00') });
  entry = waiting.json<WireWaitlistEntry>();
  const key = await day.send('POST /api-keys', {
    token: day.host.token,
    body: { name: 'K', scopes: ['calendar:read'] },
  });
  ({ id: apiKeyId } = key.json<{ id: string }>());
  accounts = {
    nobody: undefined,
    host: day.host,
    user: day.user,
    'other host': await day.register('HOST'),
    'other user': await day.register('USER'),
  };
});

const statement = () => ({
  hostId: day.host.id,
  startTime: at('15:00'),
  endTime: at('16:00'),
  slotDuration: 30,
});

const hours = () => ({
  hostId: day.host.id,
  name: 'Evenings',
  timeZone: 'Europe/Berlin',
  weekly: [{ days: ['MO'], start: '18:00', end: '20:00' }],
});

const holidays = () => ({ hostId: day.host.id, startDate: '2030-08-01', endDate: '2030-08-14' });

const wanted = (time: string) => ({ hostId: day.host.id, startTime: at(time) });

const terms = () => ({ hostId: day.host.id, name: 'Visit', durationsMinutes: [30] });

const range = () => ({ from: at('00:00'), to: at('23:00') });

/** What each is answered: in the order of {@link WHO}. Those that change something come after those that look. */
const MATRIX: readonly (readonly [
  operation: string,
  body: (() => object) | undefined,
  statuses: readonly number[],
])[] = [
  ['GET /users/me', undefined, [401, 200, 200, 200, 200]],
  ['GET /hosts', undefined, [401, 200, 200, 200, 200]],
  ['GET /hosts/{hostId}', undefined, [401, 200, 200, 200, 200]],
  ['GET /slots', undefined, [200, 200, 200, 200, 200]],
  ['POST /slots/explain', () => wanted('10:30'), [200, 200, 200, 200, 200]],
  ['GET /event-types', undefined, [200, 200, 200, 200, 200]],
  ['GET /event-types/{eventTypeId}', undefined, [200, 200, 200, 200, 200]],
  ['GET /event-types/{eventTypeId}/revisions/{revision}', undefined, [200, 200, 200, 200, 200]],
  ['POST /event-types/{eventTypeId}:preview', undefined, [401, 200, 404, 404, 404]],
  ['GET /waitlist', undefined, [401, 200, 200, 200, 200]],
  ['GET /waitlist/{id}', undefined, [401, 200, 200, 404, 404]],
  ['GET /healthz', undefined, [200, 200, 200, 200, 200]],
  ['GET /readyz', undefined, [200, 200, 200, 200, 200]],
  ['GET /openapi.json', undefined, [200, 200, 200, 200, 200]],
  ['GET /availability', undefined, [401, 200, 403, 403, 403]],
  ['GET /availability/{id}', undefined, [401, 200, 404, 404, 404]],
  ['GET /schedules', undefined, [401, 200, 403, 403, 403]],
  ['GET /schedules/{id}', undefined, [401, 200, 404, 404, 404]],
  ['GET /time-off', undefined, [401, 200, 403, 403, 403]],
  ['POST /availability:preview', () => ({ ...statement(), ...range() }), [401, 200, 403, 403, 403]],
  ['POST /schedules/{id}:preview', () => ({ ...range(), withdraw: true }), [401, 200, 404, 404, 404]],
  ['GET /bookings', undefined, [401, 200, 200, 200, 200]],
  ['GET /bookings/{id}', undefined, [401, 200, 200, 404, 404]],
  ['GET /bookings/{id}/history', undefined, [401, 200, 200, 404, 404]],
  [
    'POST /users',
    () => ({ email: `${Math.random()}@example.com`, name: 'N', password: PASSWORD, role: 'USER' }),
    [201, 201, 201, 201, 201],
  ],
  ['POST /auth/login', () => ({ email: day.user.email, password: 'not it' }), [401, 401, 401, 401, 401]],
  ['POST /auth/refresh', () => ({ refreshToken: 'not it' }), [401, 401, 401, 401, 401]],
  ['POST /auth/logout', () => ({ refreshToken: 'not it' }), [200, 200, 200, 200, 200]],
  ['DELETE /users/me/logins', undefined, [401, 200, 200, 200, 200]],
  ['GET /users/me/export', undefined, [401, 200, 200, 200, 200]],
  ['PATCH /users/me', () => ({ name: 'N' }), [401, 200, 200, 200, 200]],
  [
    'POST /users/me/password',
    () => ({ currentPassword: 'not it', newPassword: 'nine grey geese graze' }),
    [401, 401, 401, 401, 401],
  ],
  ['POST /api-keys', () => ({ name: 'K', scopes: ['calendar:read'] }), [401, 201, 201, 201, 201]],
  ['GET /api-keys', undefined, [401, 200, 200, 200, 200]],
  ['DELETE /api-keys/{id}', undefined, [401, 200, 404, 404, 404]],
  ['POST /availability', statement, [401, 201, 403, 403, 403]],
  ['POST /time-off', holidays, [401, 201, 403, 403, 403]],
  // Where it is known that the host may, it is asked for whom.
  ['POST /bookings', () => wanted('10:30'), [401, 400, 201, 403, 409]],
  ['POST /bookings/{id}/reschedule', () => ({ startTime: at('11:00') }), [401, 200, 200, 404, 404]],
  ['POST /bookings/{id}/check-in', undefined, [401, 200, 403, 404, 404]],
  // It has not begun yet.
  ['POST /bookings/{id}/no-show', undefined, [401, 422, 403, 404, 404]],
  ['POST /bookings/{id}/complete', undefined, [401, 422, 403, 404, 404]],
  ['POST /bookings/{id}/undo-no-show', undefined, [401, 200, 403, 404, 404]],
  ['POST /bookings/{id}/cancel', undefined, [401, 200, 200, 404, 404]],
  ['POST /bookings/{id}/approve', undefined, [401, 200, 403, 404, 404]],
  // It was approved.
  ['POST /bookings/{id}/decline', undefined, [401, 409, 403, 404, 404]],
  ['POST /holds', () => wanted('11:30'), [401, 403, 409, 403, 409]],
  ['POST /holds/{id}/extend', () => ({ minutes: 20 }), [401, 403, 200, 404, 404]],
  ['DELETE /holds/{id}', undefined, [401, 403, 200, 404, 404]],
  // It was released.
  ['POST /holds/{id}/confirm', undefined, [401, 403, 409, 404, 404]],
  ['POST /waitlist', () => wanted('12:00'), [401, 403, 201, 403, 201]],
  ['DELETE /waitlist/{id}', undefined, [401, 200, 200, 404, 404]],
  ['POST /event-types', terms, [401, 201, 403, 403, 403]],
  ['PATCH /event-types/{eventTypeId}', () => ({ seats: 2 }), [401, 200, 404, 404, 404]],
  ['DELETE /event-types/{eventTypeId}', undefined, [401, 200, 404, 404, 404]],
  ['PATCH /availability/{id}', () => ({ endTime: at('12:30') }), [401, 200, 404, 404, 404]],
  ['DELETE /availability/{id}', undefined, [401, 200, 404, 404, 404]],
  ['DELETE /time-off/{id}', undefined, [401, 200, 404, 404, 404]],
  ['PUT /schedules/{id}', () => ({ ...hours(), hostId: undefined }), [401, 200, 404, 404, 404]],
  ['DELETE /schedules/{id}', undefined, [401, 200, 404, 404, 404]],
  ['POST /schedules', hours, [401, 201, 403, 403, 403]],
  ['DELETE /users/me', undefined, [401, 200, 200, 200, 200]],
];

const urlOf = (operation: string): string => {
  const collection = /^\w+ \/([\w-]+)/.exec(operation)?.[1] ?? '';
  const id = new Map([
    ['bookings', booking.id],
    ['availability', day.availability.id],
    ['schedules', schedule.id],
    ['time-off', timeOff.id],
    ['holds', hold.id],
    ['waitlist', entry.id],
    ['api-keys', apiKeyId],
  ]).get(collection);
  const isOfRequest = operation.endsWith('/approve') || operation.endsWith('/decline');
  const url = operation
    .replace('{hostId}', day.host.id)
    .replace('{eventTypeId}', eventType.id)
    .replace('{revision}', '1')
    .replace('{id}', (isOfRequest ? request.id : id) ?? '');
  if (operation === 'GET /slots') return `${url}?hostId=${day.host.id}&from=${at('00:00')}&to=${at('23:00')}`;
  if (['GET /availability', 'GET /schedules', 'GET /time-off', 'GET /event-types'].includes(operation))
    return `${url}?hostId=${day.host.id}`;
  return url;
};

describe('who may do what', () => {
  it.each(MATRIX)('%s', async (operation, body, statuses) => {
    const answered: number[] = [];
    for (const who of WHO) {
      const answer = await day.send(urlOf(operation), { token: accounts[who]?.token, body: body?.() });
      answered.push(answer.statusCode);
    }
    expect(Object.fromEntries(WHO.map((who, index) => [who, answered[index]]))).toEqual(
      Object.fromEntries(WHO.map((who, index) => [who, statuses[index]])),
    );
  });

  it('is said of every operation', () => {
    expect(MATRIX.map(([operation]) => operation).sort()).toEqual(
      ALL_OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort(),
    );
  });

  it('shows each the bookings of its own alone', async () => {
    const { send, host, register, book } = await createBookedDay();
    const mine = await book(at('10:00'));
    const [otherHost, otherUser] = [await register('HOST'), await register('USER')];
    const list = async ({ token }: Account, query = '') =>
      (await send(`GET /bookings${query}`, { token })).json<{ items: object[] }>().items;
    expect(await list(host)).toEqual([mine]);
    expect(await list(otherUser)).toEqual([]);
    expect(await list(otherHost)).toEqual([]);
    expect(await list(otherHost, `?hostId=${host.id}`)).toEqual([]);
    expect(await list(otherUser, `?hostId=${host.id}`)).toEqual([]);
  });
});

describe('a token', () => {
  const send = (authorization: string) => day.send('GET /users/me', { headers: { authorization } });

  it('is asked for without a word of error where none was sent', async () => {
    const answer = await day.send('GET /users/me');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="slotkeeper"');
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer é'])(
    'in another form is an invalid request: %s',
    async (header) => {
      const answer = await send(header);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('error="invalid_request"');
    },
  );

  it('that is not ours is an invalid token', async () => {
    const answer = await send('Bearer abc.def.ghi');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('is taken whatever the case of the scheme, and refused once it expires', async () => {
    const fresh = await createBookedDay();
    const ask = () =>
      fresh.send('GET /users/me', { headers: { authorization: `bEARER ${fresh.user.token}` } });
    expect((await ask()).statusCode).toBe(200);
    fresh.clock.advance(3_600_000);
    expect((await ask()).statusCode).toBe(401);
  });

  it('is asked for before the body is read', async () => {
    const answer = await day.send('POST /holds', { headers: { 'content-type': 'text/plain' }, body: '{' });
    expect(answer.statusCode).toBe(401);
  });
});
