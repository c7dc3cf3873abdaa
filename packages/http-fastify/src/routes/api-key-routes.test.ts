import { MAX_API_KEYS_PER_USER } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { at, createBookedDay } from '../../test/booked-day.js';
import { ANY_TEXT, createTestServer } from '../../test/test-server.js';

const body = { name: 'Front desk', scopes: ['bookings:write', 'calendar:read'] };

interface Created {
  readonly id: string;
  readonly secret: string;
}

describe('POST /api-keys', () => {
  it('shows the key this once, and keeps a digest of it alone', async () => {
    const { send, register, store } = await createTestServer();
    const { token, id: userId } = await register('USER');
    const made = await send('POST /api-keys', { token, body });
    expect(made.statusCode).toBe(201);
    expect(made.headers['cache-control']).toBe('no-store');
    const { secret, ...shown } = made.json<Created>();
    expect(secret).toMatch(/^sk_[\w-]{43}$/);
    expect(shown).toEqual({
      id: ANY_TEXT,
      name: 'Front desk',
      scopes: ['calendar:read', 'bookings:write'],
      createdAt: '2030-01-01T00:00:00Z',
    });
    expect((await send('GET /api-keys', { token })).json()).toEqual({ items: [shown] });
    expect(JSON.stringify(await store.apiKeys.of(userId))).not.toContain(secret.slice(3));
  });

  it('answers the same key to the same Idempotency-Key', async () => {
    const { send, register } = await createTestServer();
    const { token } = await register('USER');
    const once = { token, body, headers: { 'idempotency-key': 'k1' } };
    const first = await send('POST /api-keys', once);
    const again = await send('POST /api-keys', once);
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    expect((await send('GET /api-keys', { token })).json<{ items: object[] }>().items).toHaveLength(1);
    const other = await send('POST /api-keys', { ...once, body: { ...body, name: 'Other' } });
    expect(other.json()).toMatchObject({ status: 422, code: 'key_reused' });
  });

  it.each([
    [{ scopes: [] }, { field: 'scopes', code: 'invalid_scope' }],
    [{ scopes: ['everything'] }, { field: 'scopes[0]', code: 'not_allowed' }],
    [{ name: ' ' }, { field: 'name', code: 'invalid_name' }],
    [{ expiresAt: '2030-01-01T00:00:00Z' }, { field: 'expiresAt', code: 'not_in_future' }],
  ])('refuses %o', async (change, error) => {
    const { send, register } = await createTestServer();
    const { token } = await register('USER');
    const refused = await send('POST /api-keys', { token, body: { ...body, ...change } });
    expect(refused.json()).toMatchObject({ status: 400, errors: [error] });
  });

  it('makes so many and no more; one that is revoked makes room', async () => {
    const { send, register } = await createTestServer();
    const { token } = await register('USER');
    const made = await send('POST /api-keys', { token, body });
    for (let count = 1; count < MAX_API_KEYS_PER_USER; count += 1)
      await send('POST /api-keys', { token, body });
    const refused = await send('POST /api-keys', { token, body });
    expect(refused.json()).toMatchObject({ status: 422, code: 'too_many_api_keys', limit: 50 });
    await send(`DELETE /api-keys/${made.json<Created>().id}`, { token });
    expect((await send('POST /api-keys', { token, body })).statusCode).toBe(201);
  });
});

describe('an API key', () => {
  it('acts for its account until it is revoked, at once', async () => {
    const { send, user, host } = await createBookedDay();
    const { id, secret } = (await send('POST /api-keys', { token: user.token, body })).json<Created>();
    const booked = await send('POST /bookings', {
      token: secret,
      body: { hostId: host.id, startTime: at('10:00') },
    });
    expect(booked.json()).toMatchObject({ bookerId: user.id });
    const revoked = await send(`DELETE /api-keys/${id}`, { token: user.token });
    expect(revoked.json()).toMatchObject({ id, revokedAt: '2030-01-01T00:00:00Z' });
    const again = await send(`DELETE /api-keys/${id}`, { token: user.token });
    expect(again.json()).toEqual(revoked.json());
    const refused = await send('GET /hosts', { token: secret });
    expect(refused.statusCode).toBe(401);
    expect(refused.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('is good until it expires, and tells when it was last used', async () => {
    const { send, register, clock } = await createTestServer({ tokenLifetimeSeconds: 86_400 });
    const { token } = await register('USER');
    const expiresAt = '2030-01-01T01:00:00Z';
    const made = await send('POST /api-keys', { token, body: { ...body, expiresAt } });
    const { secret } = made.json<Created>();
    clock.advance(600_000);
    expect((await send('GET /hosts', { token: secret })).statusCode).toBe(200);
    expect((await send('GET /api-keys', { token })).json()).toMatchObject({
      items: [{ expiresAt, lastUsedAt: '2030-01-01T00:10:00Z' }],
    });
    clock.advance(3_000_000);
    expect((await send('GET /hosts', { token: secret })).statusCode).toBe(401);
  });

  it('of somebody else is none', async () => {
    const { send, register } = await createTestServer();
    const [mine, others] = [await register('USER'), await register('USER')];
    const { id, secret } = (await send('POST /api-keys', { token: mine.token, body })).json<Created>();
    const refused = await send(`DELETE /api-keys/${id}`, { token: others.token });
    expect(refused.json()).toMatchObject({ status: 404, code: 'api_key_not_found' });
    expect((await send('GET /hosts', { token: secret })).statusCode).toBe(200);
    expect((await send('GET /api-keys', { token: others.token })).json()).toEqual({ items: [] });
  });
});
