import { describe, expect, it } from 'vitest';
import { at, createBookedDay } from '../../test/booked-day.js';
import { createTestServer, PASSWORD, type TestServer } from '../../test/test-server.js';
import { createSecrets } from '../authentication/secrets.js';
import { anonymousCaller } from './anonymous-caller.js';

const SECRETS = ['the first of three secrets, long enough', 'the second of three secrets, so it is'] as const;
const secrets = createSecrets({ current: SECRETS[0] });

describe('the caller of a request without a token', () => {
  const ada = { email: 'ada@example.com', password: PASSWORD };
  const one = anonymousCaller(secrets, 'logIn', ada);

  it('is a UUID that tells nothing, and the same for the same address, however it is capitalised', () => {
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(anonymousCaller(secrets, 'logIn', { email: 'ADA@Example.com', password: 'other' })).toBe(one);
    expect(anonymousCaller(createSecrets({ current: SECRETS[1] }), 'logIn', ada)).not.toBe(one);
  });

  it.each<[string, string, unknown]>([
    ['operation', 'registerUser', ada],
    ['address', 'logIn', { ...ada, email: 'bob@example.com' }],
    ['address of a guest', 'logIn', { guest: { email: 'gia@example.com' } }],
    ['refresh token', 'logIn', { refreshToken: 'r1' }],
    ['body, which names nobody', 'logIn', undefined],
  ])('is another for another %s', (_, operationId, body) => {
    expect(anonymousCaller(secrets, operationId, body)).not.toBe(one);
  });

  it('is another for each guest and for each refresh token', () => {
    const bodies = [
      { guest: { email: 'gia@example.com' } },
      { guest: { email: 'ian@example.com' } },
      { refreshToken: 'r1' },
      { refreshToken: 'R1' },
    ];
    expect(new Set(bodies.map((body) => anonymousCaller(secrets, 'book', body))).size).toBe(4);
  });

  it('stays the same when a secret is added', () => {
    const added = createSecrets({ current: SECRETS[1], previous: [SECRETS[0]] });
    expect(anonymousCaller(added, 'logIn', ada)).toBe(one);
  });
});

describe('a key that several people without a token send', () => {
  const keyed = { headers: { 'idempotency-key': '1' } };

  const registration = (email: string, name = 'N') => ({ email, name, password: PASSWORD, role: 'USER' });

  it('opens an account for each, is replayed to each, and is good for nothing else of theirs', async () => {
    const { send } = await createTestServer();
    const emails = ['ada@example.com', 'bob@example.com'];
    const made = [];
    for (const email of emails) made.push(await send('POST /users', { ...keyed, body: registration(email) }));
    expect(made.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
    for (const [index, email] of emails.entries()) {
      const again = await send('POST /users', { ...keyed, body: registration(email) });
      expect([again.body, again.headers['idempotency-replayed']]).toEqual([made[index]?.body, 'true']);
      const other = await send('POST /users', { ...keyed, body: registration(email, 'Other') });
      expect(other.json()).toMatchObject({ status: 422, code: 'key_reused' });
    }
  });

  it('logs each in', async () => {
    const { send, register } = await createTestServer();
    for (const { email } of [await register('USER'), await register('USER')]) {
      const loggedIn = await send('POST /auth/login', { ...keyed, body: { email, password: PASSWORD } });
      expect([loggedIn.statusCode, loggedIn.headers['idempotency-replayed']]).toEqual([200, undefined]);
    }
  });

  it('books for each guest, and gives none the token of another', async () => {
    const day = await createBookedDay();
    const { id: eventTypeId } = await day.offer({ allowsGuests: true });
    const book = (email: string, time: string) =>
      day.send('POST /bookings', {
        ...keyed,
        body: { eventTypeId, startTime: at(time), guest: { name: 'G', email } },
      });
    const first = await book('gia@example.com', '10:00');
    const second = await book('ian@example.com', '11:00');
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    const again = await book('gia@example.com', '10:00');
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    expect((await book('gia@example.com', '12:00')).json()).toMatchObject({ code: 'key_reused' });
  });

  it('hides no refresh token that was used before: its login ends', async () => {
    const { send, register } = await createTestServer();
    const [owner, other] = [await register('USER'), await register('USER')];
    const refresh = (refreshToken: string, options: Parameters<TestServer['send']>[1] = keyed) =>
      send('POST /auth/refresh', { ...options, body: { refreshToken } });
    const next = (await refresh(owner.refreshToken, {})).json<{ refreshToken: string }>();
    expect((await refresh(other.refreshToken)).statusCode).toBe(200);
    const copied = await refresh(owner.refreshToken);
    expect(copied.json()).toMatchObject({ status: 401, code: 'refresh_token_refused' });
    expect((await refresh(next.refreshToken, {})).statusCode).toBe(401);
  });
});
