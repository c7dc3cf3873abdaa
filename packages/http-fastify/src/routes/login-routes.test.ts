import { describe, expect, it } from 'vitest';
import { createTestServer, PASSWORD, type TestServer } from '../../test/test-server.js';
import { anonymousCaller } from '../requests/anonymous-caller.js';

const ada = { email: 'ada@example.com', name: 'Ada', password: PASSWORD, role: 'HOST' };

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

describe('POST /auth/login', () => {
  it('gives tokens that tell who the caller is, to be kept by nobody on the way', async () => {
    const { send } = await createTestServer();
    const made = await send('POST /users', { body: ada });
    const loggedIn = await send('POST /auth/login', {
      body: { email: 'Ada@Example.com', password: PASSWORD },
    });
    expect(loggedIn.statusCode).toBe(200);
    expect(loggedIn.headers['cache-control']).toBe('no-store');
    const { accessToken, refreshToken, ...rest } = loggedIn.json<Tokens>();
    expect(rest).toEqual({ tokenType: 'Bearer', expiresIn: 3_600, refreshExpiresIn: 14 * 86_400 });
    expect(refreshToken).toMatch(/^[\w-]{43}$/);
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

  it('knows nobody by a password where there are none', async () => {
    const { send, store } = await createTestServer({ dependencies: { passwordLogin: false } });
    const user = { id: '0a000000-0000-4000-8000-000000000001', name: 'Ada', role: 'HOST' } as const;
    const account = { ...user, email: ada.email, timeZone: 'UTC', createdAt: 0 };
    await store.users.add(account, `hash of ${PASSWORD}`);
    const refused = await send('POST /auth/login', { body: { email: ada.email, password: PASSWORD } });
    expect(refused.json()).toMatchObject({ status: 401, code: 'invalid_credentials' });
  });

  it('answers the same tokens to the same key, and keeps them and the password unreadable', async () => {
    const { send, store, dependencies } = await createTestServer();
    await send('POST /users', { body: ada });
    const once = {
      headers: { 'idempotency-key': 'k1' },
      body: { email: ada.email, password: PASSWORD },
    };
    const first = await send('POST /auth/login', once);
    const again = await send('POST /auth/login', once);
    expect(again.body).toBe(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const callerId = anonymousCaller(dependencies.secrets, 'logIn', once.body);
    const kept = await store.answers.find({ callerId, key: 'k1' });
    expect(kept?.answer.length).toBeGreaterThan(100);
    expect(JSON.stringify(kept)).not.toContain(first.json<Tokens>().refreshToken);
    // What a digest of the password alone, and of the request, would be.
    expect(kept?.fingerprint).not.toMatch(/^[0-9a-f]{64}$/);
    const other = await send('POST /auth/login', { ...once, body: { ...once.body, password: 'not it' } });
    expect(other.statusCode).toBe(401);
  });
});

const refresh = (send: TestServer['send'], refreshToken: string, key?: string) =>
  send('POST /auth/refresh', {
    body: { refreshToken },
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });

describe('POST /auth/refresh', () => {
  it('gives the next tokens, each good once', async () => {
    const { send, register } = await createTestServer();
    const { refreshToken, id } = await register('USER');
    const first = await refresh(send, refreshToken);
    expect(first.statusCode).toBe(200);
    expect(first.headers['cache-control']).toBe('no-store');
    const second = await refresh(send, first.json<Tokens>().refreshToken);
    const { accessToken } = second.json<Tokens>();
    expect((await send('GET /users/me', { token: accessToken })).json()).toMatchObject({ id });
  });

  it('ends the whole login when a token is sent a second time, and no other login', async () => {
    const { send, register } = await createTestServer();
    const { refreshToken, email } = await register('USER');
    const other = await send('POST /auth/login', { body: { email, password: PASSWORD } });
    const next = (await refresh(send, refreshToken)).json<Tokens>();
    const copied = await refresh(send, refreshToken);
    expect(copied.json()).toMatchObject({ status: 401, code: 'refresh_token_refused' });
    expect((await refresh(send, next.refreshToken)).statusCode).toBe(401);
    expect((await refresh(send, other.json<Tokens>().refreshToken)).statusCode).toBe(200);
  });

  it('with a key answers again what it has answered, and the login goes on', async () => {
    const { send, register } = await createTestServer();
    const { refreshToken } = await register('USER');
    const first = await refresh(send, refreshToken, 'k1');
    const again = await refresh(send, refreshToken, 'k1');
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    expect((await refresh(send, first.json<Tokens>().refreshToken, 'k2')).statusCode).toBe(200);
  });

  it('is refused after so long without use, and after so long in all', async () => {
    const loginBounds = { idleSeconds: 100, longestSeconds: 150 };
    const { send, register, clock } = await createTestServer({ dependencies: { loginBounds } });
    const { refreshToken } = await register('USER');
    clock.advance(90_000);
    const next = await refresh(send, refreshToken);
    expect(next.json()).toMatchObject({ refreshExpiresIn: 60 });
    clock.advance(60_000);
    expect((await refresh(send, next.json<Tokens>().refreshToken)).statusCode).toBe(401);
    const idle = await register('USER');
    clock.advance(100_000);
    expect((await refresh(send, idle.refreshToken)).statusCode).toBe(401);
  });

  it('knows no token that nobody was given', async () => {
    const { send } = await createTestServer();
    const refused = await refresh(send, 'x'.repeat(43));
    expect(refused.json()).toMatchObject({ status: 401, code: 'refresh_token_refused' });
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="slotkeeper"');
  });
});

describe('DELETE /users/me/logins', () => {
  it('ends all logins of the caller, and nobody else’s', async () => {
    const { send, register } = await createTestServer();
    const [caller, other] = [await register('USER'), await register('USER')];
    const second = await send('POST /auth/login', { body: { email: caller.email, password: PASSWORD } });
    const ended = await send('DELETE /users/me/logins', { token: caller.token });
    expect([ended.statusCode, ended.json()]).toEqual([200, { loggedOut: true }]);
    for (const token of [caller.refreshToken, second.json<Tokens>().refreshToken])
      expect((await refresh(send, token)).statusCode).toBe(401);
    expect((await refresh(send, other.refreshToken)).statusCode).toBe(200);
  });
});

describe('POST /auth/logout', () => {
  it('ends the login, whichever of its tokens is sent, and does nothing the second time', async () => {
    const { send, register } = await createTestServer();
    const { refreshToken } = await register('USER');
    const { refreshToken: next } = (await refresh(send, refreshToken)).json<Tokens>();
    for (const token of [refreshToken, refreshToken, next]) {
      const ended = await send('POST /auth/logout', { body: { refreshToken: token } });
      expect([ended.statusCode, ended.json()]).toEqual([200, { loggedOut: true }]);
    }
    expect((await refresh(send, next)).statusCode).toBe(401);
  });
});
