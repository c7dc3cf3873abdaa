import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { MINUTE_MS, SECOND_MS, StoreUnavailable } from '@slotkeeper/domain';
import { manualClock } from '@slotkeeper/domain/testing';
import { compactVerify, CompactSign, errors } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ELSEWHERE_PATH,
  KEYS_PATH,
  startLoopbackIssuer,
  type LoopbackIssuer,
} from '../../test/loopback-issuer.js';
import { downloadJson } from './download-json.js';
import { issuerKeys } from './issuer-keys.js';

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const first = keyPair();
const second = keyPair();
const published = (...keys: readonly (readonly [string, KeyObject])[]) => ({
  keys: keys.map(([kid, key]) => ({ ...key.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' })),
});
const signed = (kid: string, { privateKey }: { readonly privateKey: KeyObject }) =>
  new CompactSign(new TextEncoder().encode('hello'))
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(privateKey);

let issuer: LoopbackIssuer;
beforeEach(async () => {
  issuer = await startLoopbackIssuer();
  issuer.publish(KEYS_PATH, published(['first', first.publicKey]));
});
afterEach(() => issuer.close());

const created = () => {
  const clock = manualClock();
  const failures: unknown[] = [];
  const keys = issuerKeys({
    download: () => downloadJson(new URL(issuer.keysUrl), { timeoutMs: 5_000, maxBytes: 10_000 }),
    clock,
    onFailure: (error) => failures.push(error),
  });
  const accepts = async (token: string | Promise<string>): Promise<boolean> => {
    try {
      await compactVerify(await token, keys);
      return true;
    } catch (error) {
      if (error instanceof errors.JOSEError) return false;
      throw error;
    }
  };
  return { clock, failures, accepts };
};

describe('the keys of an issuer', () => {
  it('are fetched when first needed, and once for many', async () => {
    const { accepts } = created();
    expect(issuer.asked(KEYS_PATH)).toBe(0);
    const token = await signed('first', first);
    expect(await Promise.all(Array.from({ length: 50 }, () => accepts(token)))).not.toContain(false);
    expect(issuer.asked(KEYS_PATH)).toBe(1);
  });

  it('are taken as they change: a new one is found as soon as a token names it', async () => {
    const { clock, accepts } = created();
    expect(await accepts(signed('first', first))).toBe(true);
    issuer.publish(KEYS_PATH, published(['second', second.publicKey], ['first', first.publicKey]));
    clock.advance(30 * SECOND_MS);
    expect(await accepts(signed('second', second))).toBe(true);
    expect(await accepts(signed('first', first))).toBe(true);
    expect(issuer.asked(KEYS_PATH)).toBe(2);
  });

  it('that were withdrawn are good for nothing ten minutes later, and the request after', async () => {
    const { clock, accepts } = created();
    const old = await signed('first', first);
    expect(await accepts(old)).toBe(true);
    issuer.publish(KEYS_PATH, published(['second', second.publicKey]));
    clock.advance(10 * MINUTE_MS);
    // It makes the keys be fetched, and does not wait for them.
    expect(await accepts(old)).toBe(true);
    await expect.poll(() => accepts(old)).toBe(false);
    expect(issuer.asked(KEYS_PATH)).toBe(2);
  });

  it('are not asked for again within half a minute, whatever unknown ones are named', async () => {
    const { clock, accepts } = created();
    const forged = await Promise.all(Array.from({ length: 100 }, (_, index) => signed(`${index}`, second)));
    for (const token of forged) expect(await accepts(token)).toBe(false);
    expect(issuer.asked(KEYS_PATH)).toBe(1);
    clock.advance(30 * SECOND_MS);
    expect(await Promise.all(forged.map(accepts))).not.toContain(true);
    expect(issuer.asked(KEYS_PATH)).toBe(2);
    expect(await accepts(signed('first', first))).toBe(true);
  });

  it('go on being used for a day while they can’t be fetched, and no longer', async () => {
    const { clock, failures, accepts } = created();
    const token = await signed('first', first);
    expect(await accepts(token)).toBe(true);
    issuer.publish(KEYS_PATH, 503);
    for (let hours = 1; hours < 24; hours += 1) {
      clock.advance(60 * MINUTE_MS);
      expect(await accepts(token)).toBe(true);
      await expect.poll(() => failures.length).toBe(hours);
    }
    clock.advance(60 * MINUTE_MS);
    await expect(accepts(token)).rejects.toBeInstanceOf(StoreUnavailable);
    issuer.publish(KEYS_PATH, published(['first', first.publicKey]));
    await expect(accepts(token)).rejects.toBeInstanceOf(StoreUnavailable);
    clock.advance(5 * SECOND_MS);
    expect(await accepts(token)).toBe(true);
  });

  it('that can’t be fetched at all are asked for every five seconds, and nothing is judged without them', async () => {
    const { clock, accepts } = created();
    issuer.publish(KEYS_PATH, 500);
    const token = await signed('first', first);
    for (let tries = 0; tries < 50; tries += 1)
      await expect(accepts(token)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(issuer.asked(KEYS_PATH)).toBe(1);
    clock.advance(5 * SECOND_MS);
    await expect(accepts(token)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(issuer.asked(KEYS_PATH)).toBe(2);
  });

  it.each<[string, object | number]>([
    ['no key set', { keys: 'none' }],
    ['too large', { ...published(['first', first.publicKey]), padding: 'x'.repeat(10_000) }],
    ['elsewhere', 302],
  ])('are not taken where what is there is %s', async (_, answer) => {
    const { failures, accepts } = created();
    issuer.publish(ELSEWHERE_PATH, published(['first', first.publicKey]));
    issuer.publish(KEYS_PATH, answer);
    await expect(accepts(signed('first', first))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(failures).toHaveLength(1);
  });

  it('count one by one: what is no key, or a weak one, spoils no other', async () => {
    const { accepts } = created();
    const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' });
    issuer.publish(KEYS_PATH, {
      keys: [
        { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'broken', alg: 'ES256' },
        { ...weak, kid: 'weak', alg: 'RS256' },
        ...published(['first', first.publicKey]).keys,
      ],
    });
    expect(await accepts(signed('first', first))).toBe(true);
    expect(await accepts(signed('broken', first))).toBe(false);
    expect(await accepts(signed('weak', first))).toBe(false);
  });
});
