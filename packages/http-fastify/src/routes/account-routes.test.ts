import { describe, expect, it } from 'vitest';
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
    ['a short password', { password: '1234567' }, { field: 'password', code: 'too_short' }],
    [
      'a password beyond 256 characters',
      { password: 'x'.repeat(257) },
      { field: 'password', code: 'too_long' },
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

  it.each([8, 15, 64, 256])('takes a password of %i characters', async (length) => {
    const { send } = await createTestServer();
    expect((await send('POST /users', { body: { ...ada, password: '🔑'.repeat(length) } })).statusCode).toBe(
      201,
    );
  });
});

describe('POST /auth/login', () => {
  it('gives a token that tells who the caller is', async () => {
    const { send } = await createTestServer();
    const made = await send('POST /users', { body: ada });
    const loggedIn = await send('POST /auth/login', {
      body: { email: 'Ada@Example.com', password: PASSWORD },
    });
    expect(loggedIn.statusCode).toBe(200);
    expect(loggedIn.headers['cache-control']).toBe('no-store');
    const { accessToken, ...rest } = loggedIn.json<{ accessToken: string }>();
    expect(rest).toEqual({ tokenType: 'Bearer', expiresIn: 3_600 });
    expect((await send('GET /users/me', { token: accessToken })).json()).toEqual(made.json());
  });

  it('says the same of an unknown address as of a wrong password', async () => {
    const { send } = await createTestServer();
    await send('POST /users', { body: ada });
    const wrong = await send('POST /auth/login', { body: { email: ada.email, password: 'not my password' } });
    const unknown = await send('POST /auth/login', {
      body: { email: 'eve@example.com', password: PASSWORD },
    });
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(wrong.headers['www-authenticate']).toBe('Bearer realm="slotkeeper"');
    expect(unknown.json()).toEqual(wrong.json());
  });

  it('refuses an address that no store could look up', async () => {
    const { send } = await createTestServer();
    const refused = await send('POST /auth/login', { body: { email: 'a\u0000@b.c', password: PASSWORD } });
    expect(refused.json()).toMatchObject({
      status: 400,
      errors: [{ field: 'email', code: 'invalid_email' }],
    });
  });
});

describe('GET /users/me', () => {
  it('refuses a token whose account is gone', async () => {
    const { send, tokens } = await createTestServer();
    const { accessToken } = await tokens.issue({
      userId: '0a000000-0000-4000-8000-000000000001',
      role: 'USER',
    });
    const refused = await send('GET /users/me', { token: accessToken });
    expect(refused.statusCode).toBe(401);
    expect(refused.headers['www-authenticate']).toContain('error="invalid_token"');
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
