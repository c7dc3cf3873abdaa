import { manualClock } from '@slotkeeper/domain/testing';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTokenService, type TokenServiceOptions } from './token-service.js';

const SECRET = 'a secret of thirty-two bytes, at least';
const actor = { userId: '0a000000-0000-4000-8000-000000000001', role: 'HOST' } as const;

const serviceWith = (options: Partial<TokenServiceOptions> = {}) =>
  createTokenService({
    secret: SECRET,
    issuer: 'https://api.example',
    audience: 'slotkeeper',
    lifetimeSeconds: 60,
    clock: manualClock(),
    ...options,
  });

const invalid = { ok: false, error: { kind: 'invalid_token' } };

describe('an access token', () => {
  it('tells whom it was issued to', async () => {
    const tokens = serviceWith();
    const { accessToken, expiresIn } = await tokens.issue(actor);
    expect(expiresIn).toBe(60);
    expect(await tokens.verify(accessToken)).toEqual({ ok: true, value: actor });
  });

  it('is good until its last second is over', async () => {
    const clock = manualClock();
    const tokens = serviceWith({ clock });
    const { accessToken } = await tokens.issue(actor);
    clock.advance(59_000);
    expect(await tokens.verify(accessToken)).toMatchObject({ ok: true });
    clock.advance(1_000);
    expect(await tokens.verify(accessToken)).toEqual(invalid);
  });

  it.each<[string, Partial<TokenServiceOptions>]>([
    ['another secret', { secret: SECRET.toUpperCase() }],
    ['another issuer', { issuer: 'https://other.example' }],
    ['another audience', { audience: 'somebody else' }],
  ])('of %s is not taken', async (_, options) => {
    const { accessToken } = await serviceWith(options).issue(actor);
    expect(await serviceWith().verify(accessToken)).toEqual(invalid);
  });

  const claims = {
    sub: actor.userId,
    role: 'HOST',
    iss: 'https://api.example',
    aud: 'slotkeeper',
    iat: 1_893_456_000,
    exp: 1_893_456_060,
  };
  const signed = (payload: Record<string, unknown>, alg = 'HS256', typ = 'at+jwt') =>
    new SignJWT(payload).setProtectedHeader({ alg, typ }).sign(new TextEncoder().encode(SECRET.repeat(2)));
  const tokens = serviceWith({ secret: SECRET.repeat(2) });

  it('made by hand is taken if all is as it should be', async () => {
    expect(await tokens.verify(await signed(claims))).toEqual({ ok: true, value: actor });
  });

  it.each<[string, () => string | Promise<string>]>([
    ['without a signature', () => new UnsecuredJWT(claims).encode()],
    ['with a stronger algorithm that nobody asked for', () => signed(claims, 'HS512')],
    ['of another type', () => signed(claims, 'HS256', 'JWT')],
    ['without an expiry', () => signed({ ...claims, exp: undefined })],
    ['without a subject', () => signed({ ...claims, sub: undefined })],
    ['of a role that there is none of', () => signed({ ...claims, role: 'ADMIN' })],
    ['that was changed', async () => `${(await signed(claims)).slice(0, -2)}AA`],
    ['that is none', () => 'abc'],
  ])('%s is not taken', async (_, make) => {
    expect(await tokens.verify(await make())).toEqual(invalid);
  });

  it('is not made with a short secret or a lifetime that is none', () => {
    expect(() => serviceWith({ secret: 'x'.repeat(31) })).toThrow(RangeError);
    for (const lifetimeSeconds of [0, -1, 1.5, Number.NaN])
      expect(() => serviceWith({ lifetimeSeconds })).toThrow(RangeError);
  });
});
