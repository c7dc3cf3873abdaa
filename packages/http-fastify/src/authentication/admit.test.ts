import { ACCESS_TABLE, SCOPES, type AccessRule, type Scope } from '@slotkeeper/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, createBookedDay, type BookedDay } from '../../test/booked-day.js';
import { ALL_OPERATIONS } from '../operations/all-operations.js';
import type { Operation } from '../operations/operation.js';

const NOBODY = '0a000000-0000-4000-8000-000000000001';

let day: BookedDay;
let guestToken: string;
let guestsBooking: string;
const keys = new Map<Scope, string>();

const newKey = async (scopes: readonly Scope[]): Promise<string> => {
  const made = await day.send('POST /api-keys', { token: day.host.token, body: { name: 'K', scopes } });
  return made.json<{ secret: string }>().secret;
};

beforeAll(async () => {
  day = await createBookedDay();
  const { id: eventTypeId } = await day.offer({ allowsGuests: true });
  const booked = await day.send('POST /bookings', {
    body: { eventTypeId, startTime: at('10:00'), guest: { name: 'Gia', email: 'gia@example.com' } },
  });
  ({ guestToken, id: guestsBooking } = booked.json<{ guestToken: string; id: string }>());
  for (const scope of SCOPES) keys.set(scope, await newKey(SCOPES.filter((other) => other !== scope)));
});

/** As far as it matters before a body is read: nothing that is named exists. */
const asked = ({ method, path }: Operation, id = NOBODY): string =>
  `${method} ${path.replaceAll('{revision}', '1').replaceAll(/\{\w+\}/g, id)}`;

const ruleOf = ({ access }: Operation): AccessRule | undefined =>
  access === 'open' ? undefined : ACCESS_TABLE[access];

const named = (operations: readonly Operation[]) =>
  operations.map((operation) => [operation.id, operation] as const);

describe('an API key', () => {
  const needing = ALL_OPERATIONS.filter((operation) => ruleOf(operation) !== undefined);

  it.each(named(needing))('without the scope that it takes may not %s', async (_, operation) => {
    const { scope } = ruleOf(operation) as AccessRule;
    const token = scope === 'login' ? await newKey(SCOPES) : keys.get(scope);
    const answer = await day.send(asked(operation), { token });
    expect(answer.json()).toMatchObject({ status: 403, code: 'insufficient_scope', scope });
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="slotkeeper", error="insufficient_scope"${scope === 'login' ? '' : `, scope="${scope}"`}`,
    );
  });

  it.each(named(needing.filter((operation) => ruleOf(operation)?.scope !== 'login')))(
    'with no other scope than that may %s, as far as its account may',
    async (_, operation) => {
      const { scope } = ruleOf(operation) as AccessRule;
      const token = await newKey([scope as Scope]);
      const answer = await day.send(asked(operation), { token });
      expect(answer.json<{ code?: string }>().code).not.toBe('insufficient_scope');
      expect(answer.statusCode).not.toBe(401);
      await Promise.all((await good()).map((id) => day.send(`DELETE /api-keys/${id}`, asHost())));
    },
  );

  const asHost = () => ({ token: day.host.token });
  const good = async (): Promise<readonly string[]> => {
    const listed = await day.send('GET /api-keys', asHost());
    const { items } = listed.json<{ items: { id: string; scopes: object[]; revokedAt?: string }[] }>();
    return items
      .filter(({ scopes, revokedAt }) => scopes.length !== SCOPES.length - 1 && revokedAt === undefined)
      .map(({ id }) => id);
  };
});

describe('a guest’s token', () => {
  const others = ALL_OPERATIONS.filter((operation) => ruleOf(operation)?.allows.includes('guest') === false);
  const its = ALL_OPERATIONS.filter(
    (operation) => operation.path.startsWith('/bookings/{id}') && ruleOf(operation)?.allows.includes('guest'),
  );

  it('is good for some things, and not for most', () => {
    expect(its.map(({ id }) => id)).toEqual([
      'showBooking',
      'showBookingHistory',
      'cancelBooking',
      'rescheduleBooking',
    ]);
    expect(others.length).toBeGreaterThan(40);
  });

  it.each(named(others))('is not good to %s', async (_, operation) => {
    const answer = await day.send(asked(operation, guestsBooking), { token: guestToken });
    expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it.each(named(its))('is good to %s of its own, and no other is there for it', async (_, operation) => {
    const body = operation.id === 'rescheduleBooking' ? { startTime: at('11:00') } : undefined;
    const other = await day.send(asked(operation), { token: guestToken, body });
    expect(other.json()).toMatchObject({ status: 404, code: 'booking_not_found' });
    const own = await day.send(asked(operation, guestsBooking), { token: guestToken, body });
    expect(own.statusCode).toBe(operation.id === 'rescheduleBooking' ? 409 : 200);
  });

  it.each([
    ['another secret', () => `${guestToken.slice(0, -4)}AAAA`],
    ['another booking', () => guestToken.replace(guestsBooking, NOBODY)],
    ['no booking', () => guestToken.replace(guestsBooking, 'x')],
    ['no secret', () => guestToken.split('.', 1)[0] ?? ''],
    ['another form', () => guestToken.replace('sg_', 'SG_')],
  ])('with %s is none', async (_, forge) => {
    const forged = forge();
    expect(forged).not.toBe(guestToken);
    const answer = await day.send(`GET /bookings/${guestsBooking}`, { token: forged });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
  });
});

describe('a proof that is not good', () => {
  it.each(['sk_abc', `sg_${NOBODY}.abc`, 'abc.def.ghi'])(
    'is refused also where none is needed: %s',
    async (token) => {
      const url = `GET /event-types?hostId=${day.host.id}`;
      expect((await day.send(url, { token })).statusCode).toBe(401);
      expect((await day.send(url)).statusCode).toBe(200);
    },
  );
});
