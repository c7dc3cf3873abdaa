import { manualClock } from '@slotkeeper/domain/testing';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTokenService, type TokenServiceOptions } from './token-service.js';

const SECRET = 'a secret of thirty-two bytes, at least';
const NEXT_SECRET = 'another secret of thirty-two bytes or more';
const actor = { userId: '0a000000-0000-4000-8000-000000000001', role: 'HOST' } as const;
const caller = { actor };
const organisationId = '0b000000-0000-4000-8000-000000000001';

const serviceWith = (options: Partial<TokenServiceOptions> = {}) =>
  createTokenService({
    secret: SECRET,
    issuer: 'https://api.example',
    audience: 'slotkeeper',
    lifetimeSeconds: 60,
    clock: manualClock(),
    ...options,
  });

const refused = (reason: string) => ({ ok: false, error: { kind: 'invalid_token', reason } });

describe('an access token', () => {
  it('tells for whom it was issued, and of which organisation', async () => {
    const tokens = serviceWith();
    const { accessToken, expiresIn } = await tokens.issue(caller);
    expect(expiresIn).toBe(60);
    expect(await tokens.verify(accessToken)).toEqual({ ok: true, value: caller });
    const ofTenant = await tokens.issue({ actor, organisationId });
    expect(decodeJwt(ofTenant.accessToken)).toMatchObject({ org: organisationId });
    expect(await tokens.verify(ofTenant.accessToken)).toEqual({ ok: true, value: { actor, organisationId } });
  });

  it('lasts a quarter of an hour where nothing else is said', async () => {
    const { expiresIn, accessToken } = await serviceWith({ lifetimeSeconds: undefined }).issue(caller);
    const { iat = 0, exp = 0 } = decodeJwt(accessToken);
    expect([expiresIn, exp - iat]).toEqual([900, 900]);
  });

  it('is good until its last second is over, whatever skew there is', async () => {
    const clock = manualClock();
    const tokens = serviceWith({ clock });
    const { accessToken } = await tokens.issue(caller);
    clock.advance(59_000);
    expect(await tokens.verify(accessToken)).toMatchObject({ ok: true });
    clock.advance(1_000);
    expect(await tokens.verify(accessToken)).toEqual(refused('expired'));
  });

  it('of a server whose clock is half a minute ahead is taken, and of one that is further ahead is not', async () => {
    const ahead = manualClock();
    ahead.advance(30_000);
    const { accessToken } = await serviceWith({ clock: ahead }).issue(caller);
    expect(await serviceWith().verify(accessToken)).toMatchObject({ ok: true });
    ahead.advance(1_000);
    const later = await serviceWith({ clock: ahead }).issue(caller);
    expect(await serviceWith().verify(later.accessToken)).toEqual(refused('wrong_claims'));
  });

  it('that was good before is judged by the time each time', async () => {
    const clock = manualClock();
    const tokens = serviceWith({ clock });
    const { accessToken } = await tokens.issue(caller);
    expect(await tokens.verify(accessToken)).toEqual({ ok: true, value: caller });
    clock.advance(59_000);
    expect(await tokens.verify(accessToken)).toEqual({ ok: true, value: caller });
    clock.advance(1_000);
    expect(await tokens.verify(accessToken)).toEqual(refused('expired'));
    clock.advance(-120_000);
    expect(await tokens.verify(accessToken)).toEqual(refused('wrong_claims'));
  });

  it('whose signature is another one is not taken for that which was good before', async () => {
    const tokens = serviceWith();
    const { accessToken } = await tokens.issue(caller);
    await tokens.verify(accessToken);
    const [head, payload, signature = ''] = accessToken.split('.');
    const other = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect(await tokens.verify(`${head}.${payload}.${other}`)).toEqual(refused('wrong_signature'));
  });

  it.each<[string, Partial<TokenServiceOptions>, string]>([
    ['another secret', { secret: SECRET.toUpperCase() }, 'unknown_key'],
    ['another issuer', { issuer: 'https://other.example' }, 'wrong_claims'],
    ['another audience', { audience: 'somebody else' }, 'wrong_claims'],
  ])('of %s is not taken', async (_, options, reason) => {
    const { accessToken } = await serviceWith(options).issue(caller);
    expect(await serviceWith().verify(accessToken)).toEqual(refused(reason));
  });

  it('is not made with a short secret or a lifetime that is none', () => {
    expect(() => serviceWith({ secret: 'x'.repeat(31) })).toThrow(RangeError);
    expect(() => serviceWith({ previousSecrets: ['x'.repeat(31)] })).toThrow(RangeError);
    for (const lifetimeSeconds of [0, -1, 1.5, Number.NaN])
      expect(() => serviceWith({ lifetimeSeconds })).toThrow(RangeError);
  });
});

describe('when the secret changes', () => {
  it('nobody is logged out as long as the old one is honoured, and everybody once it is not', async () => {
    const old = await serviceWith().issue(caller);
    const turned = serviceWith({ secret: NEXT_SECRET, previousSecrets: [SECRET] });
    expect(await turned.verify(old.accessToken)).toEqual({ ok: true, value: caller });
    const fresh = await turned.issue(caller);
    expect(await turned.verify(fresh.accessToken)).toEqual({ ok: true, value: caller });
    const forgetful = serviceWith({ secret: NEXT_SECRET });
    expect(await forgetful.verify(old.accessToken)).toEqual(refused('unknown_key'));
    expect(await forgetful.verify(fresh.accessToken)).toEqual({ ok: true, value: caller });
    // A server that has not been told of the new one yet.
    expect(await serviceWith().verify(fresh.accessToken)).toEqual(refused('unknown_key'));
  });

  it('the key that signs is named, and the name tells no secret', async () => {
    const kidOf = async (options: Partial<TokenServiceOptions>) =>
      decodeProtectedHeader((await serviceWith(options).issue(caller)).accessToken).kid ?? '';
    const kid = await kidOf({});
    expect(kid).toMatch(/^[\w-]{16}$/);
    expect(await kidOf({ issuer: 'https://other.example' })).toBe(kid);
    expect(await kidOf({ secret: NEXT_SECRET, previousSecrets: [SECRET] })).not.toBe(kid);
    expect(Buffer.from(SECRET).toString('base64url')).not.toContain(kid);
  });
});
