import { ACCESS_TABLE, type Action } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { at, createBookedDay, type WireBooking } from '../../test/booked-day.js';
import { ALL_OPERATIONS } from './all-operations.js';

describe('who may do what', () => {
  it('is said of each operation by a row of the table of access', () => {
    const open = ALL_OPERATIONS.filter(({ access }) => access === 'open').map(({ id }) => id);
    expect(open).toEqual([
      'registerUser',
      'logIn',
      'refreshLogin',
      'logOut',
      'showHealth',
      'showReadiness',
      'showOpenApi',
    ]);
    const rows = Object.keys(ACCESS_TABLE);
    expect(ALL_OPERATIONS.filter(({ access }) => access !== 'open' && !rows.includes(access))).toEqual([]);
  });

  it('is said by no row that stands for nothing', () => {
    // What depends on more than the operation is looked up where that is known.
    const inside: readonly Action[] = ['booking.make-for', 'booking.manage'];
    const used = new Set([...ALL_OPERATIONS.map(({ access }) => access), ...inside]);
    expect(Object.keys(ACCESS_TABLE).filter((row) => !used.has(row as Action))).toEqual([]);
  });
});

describe('every POST that changes something', () => {
  const changing = ALL_OPERATIONS.filter(
    ({ method, path }) => method === 'POST' && !path.endsWith(':preview') && path !== '/slots/explain',
  );

  it('takes an Idempotency-Key, and nothing else does', () => {
    expect(changing.length).toBeGreaterThan(15);
    expect(ALL_OPERATIONS.filter(({ idempotent }) => idempotent).map(({ id }) => id)).toEqual(
      changing.map(({ id }) => id),
    );
  });

  it('gives the first answer again for the same key, though the booking has gone on since', async () => {
    const day = await createBookedDay({ tokenLifetimeSeconds: 172_800 });
    const { send, host, user } = day;
    const { id: eventTypeId } = await day.offer({ approvalMinutes: 60 });
    const body = { eventTypeId, startTime: at('10:00') };
    const held = await send('POST /holds', { token: user.token, body });
    const { id } = held.json<WireBooking>();
    const answers: (readonly [operation: string, token: string, body: object, answer: string])[] = [];
    const ask = async (operation: string, token: string, asked: object = {}): Promise<void> => {
      const headers = { 'idempotency-key': `key ${answers.length}` };
      const answer = await send(operation, { token, headers, body: asked });
      expect(answer.statusCode).toBeLessThan(300);
      answers.push([operation, token, asked, answer.body]);
    };
    await ask(`POST /holds/${id}/extend`, user.token, { minutes: 20 });
    await ask('POST /waitlist', (await day.register('USER')).token, body);
    await ask(`POST /holds/${id}/confirm`, user.token);
    await ask(`POST /bookings/${id}/approve`, host.token);
    day.clock.set(Date.parse(at('10:00')));
    await ask(`POST /bookings/${id}/check-in`, host.token);
    await ask(`POST /bookings/${id}/no-show`, host.token);
    await ask(`POST /bookings/${id}/undo-no-show`, host.token);
    await ask(`POST /bookings/${id}/complete`, host.token);
    for (const [index, [operation, token, asked, first]] of answers.entries()) {
      const headers = { 'idempotency-key': `key ${index}` };
      const again = await send(operation, { token, headers, body: asked });
      expect([again.body, again.headers['idempotency-replayed']]).toEqual([first, 'true']);
    }
    const history = await send(`GET /bookings/${id}/history`, { token: user.token });
    expect(history.json<{ items: object[] }>().items).toHaveLength(8);
  });
});
