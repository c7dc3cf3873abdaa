import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Secrets } from '../ports/secrets.js';
import { arrivingGuest, guestIds, guestToken, replayedGuestSecret } from './guest-access.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
/** Secrets by keys of which the first is in use. */
const secretsOf = (...keys: readonly string[]): Secrets => {
  const derivations = (purpose: string, text: string) =>
    keys.map((key) => digest(`${key} ${purpose} ${text}`));
  let made = 0;
  return {
    next: () => `random-${(made += 1)}`,
    derive: (purpose, text) => derivations(purpose, text)[0] ?? '',
    derivations,
    digest,
    seal: (text) => text,
    unseal: (sealed) => sealed,
  };
};
const ada = { name: 'Ada', email: 'Ada@example.org' };
const ORGANISATION = '00000000-0000-4000-8000-0000000000ff';
const idempotency = { callerId: '00000000-0000-0000-0000-000000000000', key: 'k', fingerprint: 'f' };

describe('a guest', () => {
  it('has one id for one address, however it is capitalised, in one organisation', () => {
    const secrets = secretsOf('key');
    const [id] = guestIds(secrets, ada.email, undefined);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(guestIds(secrets, 'ada@EXAMPLE.org', undefined)).toEqual([id]);
    expect(guestIds(secrets, 'bob@example.org', undefined)).not.toEqual([id]);
    expect(guestIds(secrets, ada.email, ORGANISATION)).not.toEqual([id]);
    expect(arrivingGuest(secrets, ada, undefined, undefined).party.id).toBe(id);
  });

  it('has an id that tells nothing to who does not have the key', () => {
    expect(guestIds(secretsOf('other'), ada.email, undefined)).not.toEqual(
      guestIds(secretsOf('key'), ada.email, undefined),
    );
  });

  it('is found again by the ids that earlier keys gave it', () => {
    const [before] = guestIds(secretsOf('old'), ada.email, undefined);
    expect(guestIds(secretsOf('new', 'old'), ada.email, undefined)[1]).toBe(before);
  });
});

describe('a guest’s token', () => {
  it('is random without an idempotency key, and kept as a digest only', () => {
    const secrets = secretsOf('key');
    const [a, b] = [
      arrivingGuest(secrets, ada, undefined, undefined),
      arrivingGuest(secrets, ada, undefined, undefined),
    ];
    expect([a.secret, b.secret]).toEqual(['random-1', 'random-2']);
    expect(a.party).toMatchObject({ ...ada, accessDigest: digest('random-1') });
    expect(JSON.stringify(a.party)).not.toContain('random-1');
    expect(guestToken({ id: 'booking' }, a.secret)).toBe('sg_booking.random-1');
  });

  it('is the same for the same request, and another for each other', () => {
    const secrets = secretsOf('key');
    const secretOf = (change: object) =>
      arrivingGuest(secrets, ada, undefined, { ...idempotency, ...change }).secret;
    expect(secretOf({})).toBe(secretOf({}));
    const others = [{ key: 'l' }, { fingerprint: 'g' }, { callerId: ORGANISATION }].map(secretOf);
    expect(new Set([secretOf({}), ...others]).size).toBe(4);
  });

  it('is given again after the key has rotated, as long as the earlier one is honoured', () => {
    const made = arrivingGuest(secretsOf('old'), ada, undefined, idempotency);
    const booking = { guest: made.party };
    expect(replayedGuestSecret(secretsOf('new', 'old'), booking, idempotency)).toBe(made.secret);
    expect(replayedGuestSecret(secretsOf('new'), booking, idempotency)).toBeUndefined();
    expect(replayedGuestSecret(secretsOf('old'), {}, idempotency)).toBeUndefined();
  });
});
