import { ok } from '@slotkeeper/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, createBookedDay, type BookedDay } from '../../test/booked-day.js';
import { ALL_OPERATIONS } from '../operations/all-operations.js';
import { ifMatchNotTaken } from './if-match.js';

const NOBODY = '0a000000-0000-4000-8000-000000000001';
const NOT_TAKEN = { field: 'If-Match', code: 'if_match_not_taken', message: 'must be left out, or *' };

const unconditional = ALL_OPERATIONS.filter(
  ({ method, conditional }) => method !== 'GET' && conditional === false,
);

let day: BookedDay;

beforeAll(async () => {
  day = await createBookedDay();
});

describe('an If-Match where none is taken', () => {
  it('concerns many operations', () => {
    expect(unconditional.length).toBeGreaterThan(25);
    expect(unconditional.map(({ id }) => id)).toContain('rescheduleBooking');
  });

  it.each(unconditional.map((operation) => [operation.id, operation] as const))(
    'is refused by %s',
    async (_, { method, path }) => {
      const asked = `${method} ${path.replaceAll(/\{\w+\}/g, NOBODY)}`;
      const stale = { 'if-match': '"7"' };
      const answers = [
        await day.send(asked, { token: day.user.token, headers: stale }),
        await day.send(asked, { token: day.host.token, headers: stale }),
      ];
      // Some are for hosts alone.
      const allowed = answers.filter(({ statusCode }) => statusCode !== 403);
      expect(allowed.length).toBeGreaterThan(0);
      for (const answer of allowed)
        expect(answer.json()).toMatchObject({
          status: 400,
          code: 'invalid_input',
          errors: expect.arrayContaining([NOT_TAKEN]) as unknown,
        });
    },
  );

  it.each(['"1"', 'W/"1"', '"1", "2"', '*, "1"', 'x', ''])('is refused whatever it says: %s', (header) => {
    expect(ifMatchNotTaken(header)).toEqual({ ok: false, error: NOT_TAKEN });
  });

  it.each([undefined, '*', ' * '])('may be left out, or ask for nothing: %s', (header) => {
    expect(ifMatchNotTaken(header)).toEqual(ok(undefined));
  });

  it('changes nothing', async () => {
    const { send, user, book } = day;
    const booking = await book(at('10:00'));
    const asUser = { token: user.token };
    const before = await send('GET /users/me', asUser);
    const stale = { ...asUser, headers: { 'if-match': '"7"' } };
    const answers = [
      await send(`POST /bookings/${booking.id}/reschedule`, { ...stale, body: { startTime: at('11:00') } }),
      await send('PATCH /users/me', { ...stale, body: { name: 'Other' } }),
      await send('DELETE /users/me', stale),
    ];
    for (const answer of answers)
      expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_input', errors: [NOT_TAKEN] });
    expect((await send(`GET /bookings/${booking.id}`, asUser)).json()).toEqual(booking);
    expect((await send('GET /users/me', asUser)).json()).toEqual(before.json());
  });

  it('is taken as nothing where it is *, and not looked at by a read', async () => {
    const { send, user } = day;
    const any = { token: user.token, headers: { 'if-match': '*' } };
    expect((await send('DELETE /users/me/logins', any)).statusCode).toBe(200);
    const shown = await send('GET /users/me', { token: user.token, headers: { 'if-match': '"7"' } });
    expect(shown.statusCode).toBe(200);
  });
});
