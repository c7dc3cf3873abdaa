import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, createBookedDay, type BookedDay, type WireSchedule } from '../test/booked-day.js';

const GUIDE = readFileSync(new URL('../../../docs/http.md', import.meta.url), 'utf8');

/** A request of the guide with its headers, and the body that follows it. */
const REQUESTS = [
  ...GUIDE.matchAll(/```http\n(.+)\n((?:[\w-]+: .+\n)*)```\n(?:\n```json\n([^`]+)```)?/g),
].map(([, operation = '', fields = '', body]) => ({
  operation,
  headers: Object.fromEntries(
    [...fields.matchAll(/^([\w-]+): (.+)$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  ),
  body,
}));

let day: BookedDay;
let scheduleId: string;
let eventTypeId: string;
let bookingId: string;

/** What a user asks for; all else is a host's. */
const BY_USERS: readonly string[] = ['POST /bookings', 'POST /holds', 'POST /waitlist'];

beforeAll(async () => {
  day = await createBookedDay();
  // The second of a host is not its default, and can be withdrawn.
  for (const name of ['First', 'Second']) {
    const stated = await day.send('POST /schedules', {
      token: day.host.token,
      body: { hostId: day.host.id, name, timeZone: 'UTC', weekly: [] },
    });
    scheduleId = stated.json<WireSchedule>().id;
  }
  ({ id: eventTypeId } = await day.offer({ durationsMinutes: [30, 60], allowsGuests: true }));
  ({ id: bookingId } = await day.book(at('12:00')));
});

describe('docs/http.md', () => {
  it('shows requests', () => {
    expect(REQUESTS.length).toBeGreaterThan(10);
  });

  it.each(REQUESTS)('shows a request that is answered: $operation', async ({ operation, headers, body }) => {
    const withIds = (text: string): string =>
      text
        .replaceAll('<hostId>', day.host.id)
        .replaceAll('<scheduleId>', scheduleId)
        .replaceAll('<eventTypeId>', eventTypeId)
        .replaceAll('<bookingId>', bookingId);
    const isByGuest = body?.includes('"guest"') === true;
    const { token } = BY_USERS.includes(operation) ? day.user : day.host;
    const answer = await day.send(withIds(operation), {
      token: isByGuest ? undefined : token,
      headers,
      body: body === undefined ? undefined : withIds(body),
    });
    const makes = /^POST \/[\w-]+$/.test(operation);
    expect(answer.statusCode).toBe(makes ? 201 : 200);
  });
});
