import { addOrganisation, invite } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { at, createBookedDay } from '../../test/booked-day.js';
import { ANY_TEXT, createTestServer, PASSWORD } from '../../test/test-server.js';

const ada = { email: 'ada@example.com', name: 'Ada', password: PASSWORD, role: 'HOST' };

describe('POST /users', () => {
  it('opens an account, in UTC unless said otherwise, and never answers the password', async () => {
    const { send } = await createTestServer();
    const made = await send('POST /users', { body: ada });
    expect(made.statusCode).toBe(201);
    expect(made.headers.location).toBe('/users/me');
    expect(made.json()).toEqual({
      id: ANY_TEXT,
      email: 'ada@example.com',
      name: 'Ada',
      role: 'HOST',
      timeZone: 'UTC',
      createdAt: '2030-01-01T00:00:00Z',
    });
    expect(made.body).not.toContain(PASSWORD);
    const elsewhere = await send('POST /users', {
      body: { ...ada, email: 'b@example.com', timeZone: 'Europe/Berlin' },
    });
    expect(elsewhere.json()).toMatchObject({ timeZone: 'Europe/Berlin' });
  });

  it('refuses an address that differs from another only in case', async () => {
    const { send } = await createTestServer();
    await send('POST /users', { body: ada });
    const second = await send('POST /users', { body: { ...ada, email: 'ADA@example.com' } });
    expect(second.statusCode).toBe(409);
    expect(second.json()).toMatchObject({
      code: 'email_taken',
      errors: [{ field: 'email', code: 'email_taken' }],
    });
  });

  it.each<[string, object, { field: string; code: string }]>([
    ['a short password', { password: 'fourteen chars' }, { field: 'password', code: 'too_short' }],
    [
      'a password beyond 256 characters',
      { password: 'x'.repeat(257) },
      { field: 'password', code: 'too_long' },
    ],
    [
      'a password that is easily guessed',
      { password: 'abcabcabcabcabc' },
      { field: 'password', code: 'too_common' },
    ],
    ['no address', { email: 'ada' }, { field: 'email', code: 'invalid_email' }],
    ['an address with a NUL', { email: 'a\u0000@b.c' }, { field: 'email', code: 'invalid_email' }],
    ['a name with a NUL', { name: 'A\u0000' }, { field: 'name', code: 'invalid_name' }],
    ['a name with half a character', { name: 'A\ud800' }, { field: 'name', code: 'invalid_name' }],
    ['a blank name', { name: '  ' }, { field: 'name', code: 'invalid_name' }],
    ['an empty name', { name: '' }, { field: 'name', code: 'invalid_name' }],
    ['another role', { role: 'ADMIN' }, { field: 'role', code: 'not_allowed' }],
    [
      'an unknown time zone',
      { timeZone: 'Europe/Atlantis' },
      { field: 'timeZone', code: 'unknown_time_zone' },
    ],
  ])('refuses %s', async (_, change, error) => {
    const { send, register } = await createTestServer();
    const { token } = await register('USER');
    const refused = await send('POST /users', { body: { ...ada, ...change } });
    expect(refused.statusCode).toBe(400);
    expect(refused.json<{ errors: object[] }>().errors).toContainEqual(expect.objectContaining(error));
    expect((await send('GET /hosts', { token })).json()).toEqual({ items: [], nextCursor: null });
  });

  it.each([15, 64, 256])('takes a password of %i characters', async (length) => {
    const { send } = await createTestServer();
    const password = Array.from({ length }, (_, index) => String.fromCodePoint(0x1f400 + index)).join('');
    expect((await send('POST /users', { body: { ...ada, password } })).statusCode).toBe(201);
  });

  it('answers the same to the same key, and opens one account', async () => {
    const { send } = await createTestServer();
    const once = { headers: { 'idempotency-key': 'k1' }, body: ada };
    const first = await send('POST /users', once);
    const again = await send('POST /users', once);
    expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([
      201,
      first.body,
      'true',
    ]);
    const other = await send('POST /users', { ...once, body: { ...ada, name: 'Eve' } });
    expect(other.json()).toMatchObject({ status: 422, code: 'key_reused' });
    const unkeyed = await send('POST /users', { body: ada });
    expect(unkeyed.json()).toMatchObject({ status: 409, code: 'email_taken' });
  });

  it.each([
    ['HOST', 403, 'invitation'],
    ['USER', 403, 'closed'],
  ])('is closed to a %s where the server says so', async (role, status, mode) => {
    const registration = { HOST: 'invitation', USER: 'closed' } as const;
    const { send } = await createTestServer({ dependencies: { registration } });
    const refused = await send('POST /users', { body: { ...ada, role } });
    expect(refused.json()).toMatchObject({ status, code: 'registration_closed', mode });
  });

  it('is closed to all where there are no passwords', async () => {
    const { send } = await createTestServer({ dependencies: { passwordLogin: false } });
    expect((await send('POST /users', { body: ada })).json()).toMatchObject({ mode: 'closed' });
  });

  it('takes an invitation once, for the role and the organisation that it is for', async () => {
    const registration = { HOST: 'invitation', USER: 'closed' } as const;
    const { send, dependencies } = await createTestServer({ dependencies: { registration } });
    const organisation = await addOrganisation(dependencies)({ name: 'Clinic' });
    const organisationId = organisation.ok ? organisation.value.id : '';
    const invited = await invite(dependencies)({ role: 'HOST', organisationId, days: 1 });
    const invitation = invited.ok ? invited.value.code : '';
    const refusal = { status: 422, code: 'invitation_refused', errors: [{ field: 'invitation' }] };
    const wrong = await send('POST /users', { body: { ...ada, invitation: 'not it' } });
    expect(wrong.json()).toMatchObject(refusal);
    const made = await send('POST /users', { body: { ...ada, invitation } });
    expect(made.json()).toMatchObject({ role: 'HOST', organisationId });
    const second = await send('POST /users', { body: { ...ada, email: 'b@example.com', invitation } });
    expect(second.json()).toMatchObject(refusal);
  });

  it('knows of no organisation that there is none of', async () => {
    const { send } = await createTestServer();
    const body = { ...ada, organisationId: '0a000000-0000-4000-8000-000000000009' };
    expect((await send('POST /users', { body })).json()).toMatchObject({
      status: 404,
      code: 'organisation_not_found',
      errors: [{ field: 'organisationId' }],
    });
  });
});

describe('GET /users/me', () => {
  it('refuses a token whose account is gone', async () => {
    const { send, tokens } = await createTestServer();
    const { accessToken } = await tokens.issue({
      actor: { userId: '0a000000-0000-4000-8000-000000000001', role: 'USER' },
    });
    const refused = await send('GET /users/me', { token: accessToken });
    expect(refused.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(refused.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('refuses a token whose account was there a moment ago, and is gone', async () => {
    const { send, register, store, clock } = await createTestServer();
    const { token, id } = await register('USER');
    expect((await send('GET /users/me', { token })).statusCode).toBe(200);
    await store.users.erase(id, clock.now());
    const refused = await send('GET /users/me', { token });
    expect(refused.json()).toMatchObject({ status: 401, code: 'account_not_found' });
    expect(refused.headers['www-authenticate']).toContain('error="invalid_token"');
  });
});

describe('PATCH /users/me', () => {
  it('changes what is given, and nothing else', async () => {
    const { send, register } = await createTestServer();
    const { token, id, email } = await register('USER');
    const changed = await send('PATCH /users/me', { token, body: { timeZone: 'Europe/Berlin' } });
    expect(changed.json()).toMatchObject({ id, email, name: 'Nr 1', timeZone: 'Europe/Berlin' });
    expect((await send('GET /users/me', { token })).json()).toEqual(changed.json());
  });

  it.each([
    [{}, { field: 'body', code: 'empty' }],
    [{ name: ' ' }, { field: 'name', code: 'invalid_name' }],
    [{ timeZone: 'Europe/Atlantis' }, { field: 'timeZone', code: 'unknown_time_zone' }],
    [{ role: 'HOST' }, { field: 'role', code: 'unknown_field' }],
    [{ email: 'b@example.com' }, { field: 'email', code: 'unknown_field' }],
    [{ organisationId: '0a000000-0000-4000-8000-000000000009' }, { field: 'organisationId' }],
  ])('refuses %o', async (body, error) => {
    const { send, register } = await createTestServer();
    const refused = await send('PATCH /users/me', { token: (await register('USER')).token, body });
    expect(refused.json()).toMatchObject({ status: 400, errors: [error] });
  });
});

describe('POST /users/me/password', () => {
  const NEXT = 'nine grey geese graze';
  const change = { currentPassword: PASSWORD, newPassword: NEXT };

  it('takes the new one, and ends every login', async () => {
    const { send, register } = await createTestServer();
    const { token, email, refreshToken } = await register('USER');
    expect((await send('POST /users/me/password', { token, body: change })).statusCode).toBe(200);
    const logIn = async (password: string) =>
      (await send('POST /auth/login', { body: { email, password } })).statusCode;
    expect([await logIn(PASSWORD), await logIn(NEXT)]).toEqual([401, 200]);
    const refreshed = await send('POST /auth/refresh', { body: { refreshToken } });
    expect(refreshed.json()).toMatchObject({ status: 401, code: 'refresh_token_refused' });
  });

  it('answers the same to the same key, and changes it once', async () => {
    const { send, register, store } = await createTestServer();
    const { token, id, email } = await register('USER');
    const once = { token, headers: { 'idempotency-key': 'k1' }, body: change };
    const first = await send('POST /users/me/password', once);
    const loggedIn = await send('POST /auth/login', { body: { email, password: NEXT } });
    const again = await send('POST /users/me/password', once);
    expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([
      200,
      first.body,
      'true',
    ]);
    const { refreshToken } = loggedIn.json<{ refreshToken: string }>();
    expect((await send('POST /auth/refresh', { body: { refreshToken } })).statusCode).toBe(200);
    const kept = await store.answers.find({ callerId: id, key: 'k1' });
    // What a plain digest would be.
    expect(kept?.fingerprint).toMatch(/^[\w-]{43}$/);
    const other = await send('POST /users/me/password', {
      ...once,
      body: { currentPassword: NEXT, newPassword: 'ten brown wrens wade' },
    });
    expect(other.json()).toMatchObject({ status: 422, code: 'key_reused' });
  });

  it.each([
    [{ ...change, currentPassword: 'not it' }, 401, 'invalid_credentials'],
    [{ ...change, newPassword: 'too short' }, 400, 'invalid_input'],
    [{ ...change, newPassword: 'qwertyuiopasdfghjkl' }, 400, 'invalid_input'],
  ])('refuses %o, and changes nothing', async (body, status, code) => {
    const { send, register } = await createTestServer();
    const { token, email, refreshToken } = await register('USER');
    expect((await send('POST /users/me/password', { token, body })).json()).toMatchObject({ status, code });
    const logIn = await send('POST /auth/login', { body: { email, password: PASSWORD } });
    expect(logIn.statusCode).toBe(200);
    expect((await send('POST /auth/refresh', { body: { refreshToken } })).statusCode).toBe(200);
  });
});

describe('GET /users/me/export', () => {
  it('gives everything that is kept of the caller, and nothing of anybody else', async () => {
    const day = await createBookedDay();
    const { send, host, user, availability } = day;
    const eventType = await day.offer();
    const booking = await day.book(at('10:00'));
    const { token } = await day.register('USER');
    const exportOf = async (of: string) => (await send('GET /users/me/export', { token: of })).json<object>();
    expect(await exportOf(host.token)).toMatchObject({
      exportedAt: '2030-01-01T00:00:00Z',
      user: { id: host.id, email: host.email },
      bookings: [booking],
      availability: [availability],
      eventTypes: [eventType],
    });
    expect(await exportOf(user.token)).toMatchObject({ user: { id: user.id }, bookings: [booking] });
    expect(await exportOf(token)).toMatchObject({ bookings: [], availability: [], eventTypes: [] });
    expect(JSON.stringify(await exportOf(user.token))).not.toContain(host.email);
  });
});

describe('DELETE /users/me', () => {
  it('leaves bookings with their time and a bare id, and nothing to log in with', async () => {
    const day = await createBookedDay();
    const { send, host, user } = day;
    const { id } = await day.book(at('10:00'));
    const key = await send('POST /api-keys', {
      token: user.token,
      body: { name: 'K', scopes: ['bookings:read'] },
    });
    const { secret } = key.json<{ secret: string }>();
    expect((await send('GET /bookings', { token: secret })).statusCode).toBe(200);
    const erased = await send('DELETE /users/me', { token: user.token });
    expect([erased.statusCode, erased.json()]).toEqual([200, { id: user.id }]);
    expect((await send(`GET /bookings/${id}`, { token: host.token })).json()).toMatchObject({
      bookerId: user.id,
      startTime: at('10:00'),
    });
    const body = { email: user.email, password: PASSWORD };
    expect((await send('POST /auth/login', { body })).statusCode).toBe(401);
    expect((await send('POST /auth/refresh', { body: { refreshToken: user.refreshToken } })).statusCode).toBe(
      401,
    );
    expect((await send('GET /bookings', { token: secret })).statusCode).toBe(401);
    expect((await send('GET /users/me', { token: user.token })).statusCode).toBe(401);
    expect((await send('POST /users', { body: { ...ada, email: user.email } })).statusCode).toBe(201);
  });
});

describe('GET /hosts', () => {
  it('lists public profiles of hosts alone, page by page, to whoever is logged in', async () => {
    const { send, register } = await createTestServer();
    const hosts = [await register('HOST'), await register('HOST'), await register('HOST')].map(
      ({ id }) => id,
    );
    const { token } = await register('USER');
    const first = await send('GET /hosts?limit=2', { token });
    const { items, nextCursor } = first.json<{ items: { id: string }[]; nextCursor: string }>();
    expect(items[0]).toEqual({ id: hosts[0], name: 'Nr 1', timeZone: 'UTC' });
    expect(first.headers.link).toBe(`</hosts?limit=2&cursor=${nextCursor}>; rel="next"`);
    const second = await send(`GET /hosts?limit=2&cursor=${nextCursor}`, { token });
    expect(second.headers.link).toBeUndefined();
    expect([...items, ...second.json<{ items: { id: string }[] }>().items].map(({ id }) => id)).toEqual(
      hosts,
    );
    expect(second.json()).toMatchObject({ nextCursor: null });
  });

  it('refuses a cursor that it did not give', async () => {
    const { send, register } = await createTestServer();
    const { token } = await register('USER');
    const refused = await send('GET /hosts?cursor=abc', { token });
    expect(refused.json()).toMatchObject({
      status: 400,
      errors: [{ field: 'cursor', code: 'invalid_cursor' }],
    });
  });
});

describe('GET /hosts/{hostId}', () => {
  it('shows a host to whoever is logged in, and no user who is none', async () => {
    const { send, register } = await createTestServer();
    const host = await register('HOST');
    const user = await register('USER');
    expect((await send(`GET /hosts/${host.id.toUpperCase()}`, { token: user.token })).json()).toMatchObject({
      id: host.id,
    });
    const refused = await send(`GET /hosts/${user.id}`, { token: host.token });
    expect(refused.json()).toMatchObject({
      status: 404,
      code: 'host_not_found',
      errors: [{ field: 'hostId' }],
    });
  });
});
