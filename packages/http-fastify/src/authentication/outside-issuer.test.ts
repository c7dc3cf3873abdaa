import { generateKeyPairSync } from 'node:crypto';
import { recogniseIdentity, ok, type OutsidePerson, type RegistrationRules } from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DISCOVERY_PATH,
  KEYS_PATH,
  startLoopbackIssuer,
  type LoopbackIssuer,
} from '../../test/loopback-issuer.js';
import { isSafeUrl, outsideIssuer, type OutsideIssuerOptions } from './outside-issuer.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const AUDIENCE = 'https://booking.example';

let server: LoopbackIssuer;
beforeAll(async () => {
  server = await startLoopbackIssuer();
  server.publish(KEYS_PATH, {
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
  });
  server.publish(DISCOVERY_PATH, { issuer: server.issuer, jwks_uri: server.keysUrl });
});
afterAll(() => server.close());

const stage = (options: Partial<OutsideIssuerOptions> = {}) => {
  const clock = manualClock();
  const people: OutsidePerson[] = [];
  const { verify } = outsideIssuer({
    issuer: server.issuer,
    audience: AUDIENCE,
    keysUrl: server.keysUrl,
    roleClaim: 'roles',
    clock,
    recognise: async (person) => {
      people.push(person);
      return ok({ actor: { userId: person.subject, role: person.role } });
    },
    onFailure: (error) => {
      throw error;
    },
    ...options,
  });
  const now = clock.now() / 1_000;
  const token = (claims: Record<string, unknown> = {}, header: { readonly typ?: string } = {}) =>
    new SignJWT({
      iss: server.issuer,
      aud: AUDIENCE,
      sub: 'ada|1',
      iat: now,
      exp: now + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'at+jwt', ...header })
      .sign(privateKey);
  const personOf = async (claims?: Record<string, unknown>): Promise<OutsidePerson | undefined> => {
    await verify(await token(claims));
    return people.pop();
  };
  return { clock, verify, token, personOf, people };
};

const refused = (reason: string) => ({ ok: false, error: { kind: 'invalid_token', reason } });

describe('a token of an outside issuer', () => {
  it('tells whom the issuer vouches for', async () => {
    const { verify, token, people } = stage();
    expect(await verify(await token({ name: 'Ada' }))).toMatchObject({ ok: true });
    expect(people).toEqual([{ issuer: server.issuer, subject: 'ada|1', role: 'USER', name: 'Ada' }]);
  });

  it('tells an address only if the issuer has verified it', async () => {
    const { personOf } = stage();
    const email = 'ada@example.com';
    expect(await personOf({ email, email_verified: true })).toMatchObject({ email });
    for (const isVerified of [false, 'true', 1, undefined, null])
      expect(await personOf({ email, email_verified: isVerified })).not.toHaveProperty('email');
    expect(await personOf({ email: [email], email_verified: true })).not.toHaveProperty('email');
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    ['a text', 'role', { role: 'HOST' }, 'HOST'],
    ['a list', 'roles', { roles: ['other', 'HOST'] }, 'HOST'],
    ['a path', 'realm_access.roles', { realm_access: { roles: ['HOST'] } }, 'HOST'],
    ['a name with dots', 'https://x.example/role', { 'https://x.example/role': 'HOST' }, 'HOST'],
    ['left out', 'role', {}, 'USER'],
    ['something else', 'role', { role: 'ADMIN' }, 'USER'],
    ['a part of it', 'role', { role: 'HOSTESS' }, 'USER'],
    ['inherited', 'constructor.name', {}, 'USER'],
    ['an object', 'role', { role: { HOST: true } }, 'USER'],
  ])('tells the role by a claim: %s', async (_, roleClaim, claims, role) => {
    expect(await stage({ roleClaim }).personOf(claims)).toMatchObject({ role });
  });

  it('may be for others too', async () => {
    const { verify, token } = stage();
    expect(await verify(await token({ aud: ['account', AUDIENCE] }))).toMatchObject({ ok: true });
  });

  it('is good for as long as it says and the skew, and not from before', async () => {
    const { clock, verify, token } = stage({ clockSkewSeconds: 60 });
    const good = await token();
    const early = await token({ nbf: clock.now() / 1_000 + 61 });
    expect(await verify(early)).toEqual(refused('wrong_claims'));
    clock.advance(1_000);
    expect(await verify(early)).toMatchObject({ ok: true });
    clock.advance(358_000);
    expect(await verify(good)).toMatchObject({ ok: true });
    clock.advance(1_000);
    expect(await verify(good)).toEqual(refused('expired'));
  });

  it('of the plain type is taken where the issuer tells no better, but for ID tokens', async () => {
    const { verify, token } = stage({ tokenType: 'JWT' });
    expect(await verify(await token({}, { typ: 'JWT' }))).toMatchObject({ ok: true });
    for (const claim of ['nonce', 'at_hash', 'c_hash'])
      expect(await verify(await token({ [claim]: 'x' }, { typ: 'JWT' }))).toEqual(refused('wrong_claims'));
    expect(await stage().verify(await token({}, { typ: 'JWT' }))).toEqual(refused('wrong_claims'));
  });

  it('of another issuer makes nobody ask for keys', async () => {
    const { verify, token } = stage();
    const asked = server.asked(KEYS_PATH);
    for (const iss of ['https://other.example', `${server.issuer}/`, server.issuer.toUpperCase(), undefined])
      expect(await verify(await token({ iss }))).toEqual(refused('wrong_claims'));
    expect(server.asked(KEYS_PATH)).toBe(asked);
    expect(await verify(await token())).toMatchObject({ ok: true });
    expect(server.asked(KEYS_PATH)).toBe(asked + 1);
  });

  it('opens an account the first time and is known by it from then on', async () => {
    const clock = manualClock();
    const store = createInMemoryStore({ clock });
    const recognise = recogniseIdentity({ ...store, ids: sequentialIds(), clock });
    const { verify, token } = stage({ recognise });
    const claims = { email: 'ada@example.com', email_verified: true, name: 'Ada', roles: ['HOST'] };
    const first = await verify(await token(claims));
    expect(first).toMatchObject({ ok: true, value: { actor: { role: 'HOST' } } });
    expect(await verify(await token())).toEqual(first);
    // Somebody else with the same address takes nothing over.
    expect(await verify(await token({ ...claims, sub: 'mallory' }))).toEqual(refused('no_account'));
  });

  it('opens none where nobody may open one, or it tells no address', async () => {
    const clock = manualClock();
    const store = createInMemoryStore({ clock });
    const recogniseBy = (registration: RegistrationRules) =>
      recogniseIdentity({ ...store, ids: sequentialIds(), clock, registration });
    const closed = stage({ recognise: recogniseBy({ HOST: 'open', USER: 'closed' }) });
    const claims = { email: 'ada@example.com', email_verified: true };
    expect(await closed.verify(await closed.token(claims))).toEqual(refused('no_account'));
    const open = stage({ recognise: recogniseBy({ HOST: 'open', USER: 'open' }) });
    expect(await open.verify(await open.token({ ...claims, email_verified: false }))).toEqual(
      refused('no_account'),
    );
    expect(await open.verify(await open.token(claims))).toMatchObject({ ok: true });
  });
});

describe('where the keys are', () => {
  const heardOf = () => {
    const failures: unknown[] = [];
    return { ...stage({ keysUrl: undefined, onFailure: (error) => failures.push(error) }), failures };
  };

  it('is told by the discovery document of the issuer', async () => {
    const { verify, token } = heardOf();
    expect(await verify(await token())).toMatchObject({ ok: true });
  });

  it.each<[string, () => object]>([
    ['another issuer', () => ({ issuer: 'https://other.example', jwks_uri: server.keysUrl })],
    ['nothing', () => ({ issuer: server.issuer })],
    [
      'what anybody on the way can change',
      () => ({ issuer: server.issuer, jwks_uri: 'http://keys.example/' }),
    ],
    ['a file', () => ({ issuer: server.issuer, jwks_uri: 'file:///etc/passwd' })],
  ])('is not told by a document of %s', async (_, document) => {
    server.publish(DISCOVERY_PATH, document());
    const { verify, token, failures } = heardOf();
    await expect(verify(await token())).rejects.toThrow('can’t be fetched');
    expect(failures).toHaveLength(1);
    server.publish(DISCOVERY_PATH, { issuer: server.issuer, jwks_uri: server.keysUrl });
  });
});

it('is not set up with what takes anything', () => {
  expect(() => stage({ algorithms: [] })).toThrow(RangeError);
  for (const algorithm of ['HS256', 'none', 'RSA-OAEP'])
    expect(() => stage({ algorithms: [algorithm as 'RS256'] })).toThrow(RangeError);
  for (const clockSkewSeconds of [-1, 61, Number.NaN])
    expect(() => stage({ clockSkewSeconds })).toThrow(RangeError);
});

it.each([
  ['https://keys.example/jwks', true],
  ['http://127.0.0.1:8080/jwks', true],
  ['http://[::1]/jwks', true],
  ['http://keys.example/jwks', false],
  ['http://127.0.0.1.keys.example/', false],
  ['https://user:word@keys.example/', false],
  ['file:///etc/passwd', false],
  ['keys.example', false],
])('%s is safe to fetch keys from: %s', (url, isSafe) => {
  expect(isSafeUrl(url)).toBe(isSafe);
});
