import { generateKeyPairSync } from 'node:crypto';
import { ok } from '@slotkeeper/domain';
import { manualClock } from '@slotkeeper/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byHmac, byKey, compact, FOREIGN, forgeriesOf, type Mint } from '../../test/forged-tokens.js';
import { KEYS_PATH, startLoopbackIssuer, type LoopbackIssuer } from '../../test/loopback-issuer.js';
import { naiveVerifier } from '../../test/naive-verifier.js';
import { createTestServer } from '../../test/test-server.js';
import type { TokenVerifier } from './bearer-token.js';
import { keysOf } from './key-ring.js';
import { outsideIssuer } from './outside-issuer.js';
import { createTokenService } from './token-service.js';

const SECRET = 'a secret of thirty-two bytes, at least';
const AUDIENCE = 'slotkeeper';
const [ownKey] = keysOf({ current: SECRET }, 'access-token');
const outside = generateKeyPairSync('rsa', { modulusLength: 2_048 });

let issuer: LoopbackIssuer;
let stranger: LoopbackIssuer;
beforeAll(async () => {
  [issuer, stranger] = await Promise.all([startLoopbackIssuer(), startLoopbackIssuer()]);
  const published = (key: typeof outside.publicKey) => ({
    keys: [{ ...key.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
  });
  issuer.publish(KEYS_PATH, published(outside.publicKey));
  stranger.publish(KEYS_PATH, published(FOREIGN.publicKey));
});
afterAll(() => Promise.all([issuer.close(), stranger.close()]));

const ISSUER = 'https://api.example';
const clock = manualClock();
const now = clock.now() / 1_000;

/** Where a kind of tokens is made, taken, and taken too easily. */
interface Stand {
  readonly mint: Mint;
  readonly verifier: TokenVerifier;
  readonly naive: (token: string) => boolean;
}

const ofOurOwn = (): Stand => ({
  mint: {
    header: { alg: 'HS256', typ: 'at+jwt', kid: ownKey.id },
    claims: {
      role: 'USER',
      sub: '0a000000-0000-4000-8000-000000000001',
      iss: ISSUER,
      aud: AUDIENCE,
      iat: now,
      exp: now + 900,
    },
    sign: byHmac(ownKey.key),
    checkedWith: SECRET,
    otherAlgorithm: { alg: 'HS512', sign: byHmac(ownKey.key, 'sha512') },
    foreignKeysUrl: stranger.keysUrl,
  },
  verifier: createTokenService({ secret: SECRET, issuer: ISSUER, audience: AUDIENCE, clock }),
  naive: naiveVerifier({
    own: ownKey.key,
    checkedWith: SECRET,
    nowSeconds: now,
    keyAt: () => FOREIGN.publicKey,
  }),
});

const ofOutside = (): Stand => {
  const checkedWith = outside.publicKey.export({ type: 'spki', format: 'pem' }).toString().trim();
  return {
    mint: {
      header: { alg: 'RS256', typ: 'at+jwt', kid: 'one' },
      claims: { role: 'USER', sub: '7', iss: issuer.issuer, aud: AUDIENCE, iat: now, exp: now + 900 },
      sign: byKey(outside.privateKey),
      checkedWith,
      otherAlgorithm: { alg: 'RS512', sign: byKey(outside.privateKey, 'sha512') },
      foreignKeysUrl: stranger.keysUrl,
    },
    verifier: outsideIssuer({
      issuer: issuer.issuer,
      audience: AUDIENCE,
      keysUrl: issuer.keysUrl,
      roleClaim: 'role',
      clock,
      recognise: async ({ role }) => ok({ actor: { userId: '0a000000-0000-4000-8000-000000000002', role } }),
      onFailure: (error) => {
        throw error;
      },
    }),
    naive: naiveVerifier({
      own: outside.publicKey,
      checkedWith,
      nowSeconds: now,
      keyAt: () => FOREIGN.publicKey,
    }),
  };
};

const goodOf = ({ header, claims, sign }: Mint): string => compact(header, claims, sign);

it.each([
  ['of our own', ofOurOwn],
  ['of an outside issuer', ofOutside],
])('a token %s is taken if nothing is wrong with it, by the naive verifier too', async (_, standOf) => {
  const { mint, verifier, naive } = standOf();
  expect(await verifier.verify(goodOf(mint))).toMatchObject({ ok: true });
  expect(naive(goodOf(mint))).toBe(true);
});

it('every forgery is refused, of many of which a naive verifier takes', async () => {
  const stands = [ofOurOwn(), ofOutside()];
  const rows: Record<string, string[]> = {};
  for (const { mint, verifier, naive } of stands) {
    for (const { name, token } of await forgeriesOf(mint)) {
      const verified = await verifier.verify(token);
      const judged = verified.ok ? 'TAKEN' : verified.error.reason;
      (rows[name] ??= []).push(judged, naive(token) ? 'taken' : 'refused');
    }
  }
  const [header, ...outcomes] = [
    ['Forgery', 'Our own', 'Naively', 'Of an outside issuer', 'Naively'],
    ...Object.entries(rows).map(([name, cells]) => [name, ...cells]),
  ];
  expect(outcomes.length).toBeGreaterThanOrEqual(60);
  expect(outcomes.filter((cells) => cells.includes('TAKEN'))).toEqual([]);
  for (const column of [2, 4])
    expect(outcomes.filter((cells) => cells[column] === 'taken').length).toBeGreaterThanOrEqual(40);
  await expect(`${INTRODUCTION}\n\n${markdownTable(header, outcomes)}\n`).toMatchFileSnapshot(
    '../../../../docs/forged-tokens.md',
  );
  expect(stranger.asked(KEYS_PATH)).toBe(0);
});

const INTRODUCTION = `# Forged tokens

Every one of these is refused, with a 401, as a token of our own and as one of an outside issuer; the word says as what. Beside it stands what becomes of it where a verifier does what the token’s own header says and looks at nothing but the signature and the expiry. This page is written by \`forged-tokens.test.ts\`.`;

const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};

describe('over HTTP', () => {
  it('every forgery gets a 401 that says no more than that the token is not good', async () => {
    const [own, other] = [ofOurOwn(), ofOutside()];
    const { send, store } = await createTestServer({ plugin: { outsideTokens: other.verifier } });
    // Whoever they claim to be has an account: it is the forgery that is refused.
    for (const digit of [1, 9]) {
      const id = `0a000000-0000-4000-8000-00000000000${digit}`;
      const person = { email: `${digit}@example.com`, name: 'N', role: 'USER', timeZone: 'UTC' } as const;
      await store.users.add({ ...person, id, createdAt: clock.now() }, undefined);
    }
    for (const { mint } of [own, other]) {
      expect((await send('GET /hosts', { token: goodOf(mint) })).statusCode).toBe(200);
      for (const { name, token } of await forgeriesOf(mint)) {
        const { statusCode, headers, body } = await send('GET /hosts', { token });
        expect([name, statusCode, headers['www-authenticate']]).toEqual([
          name,
          401,
          expect.stringContaining('error="invalid_token"'),
        ]);
        expect(body).not.toContain(token);
      }
    }
  });
});
