import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keysOf } from './key-ring.js';
import { createSecrets } from './secrets.js';

const OLD = 'the first secret of this installation';
const NEW = 'the second secret of this installation';
const before = createSecrets({ current: OLD });
const after = createSecrets({ current: NEW, previous: [OLD] });
const stranger = createSecrets({ current: 'the secret of another installation' });

describe('a secret', () => {
  it('has 256 bits, and none is made twice', () => {
    const made = Array.from({ length: 1_000 }, before.next);
    expect(new Set(made).size).toBe(1_000);
    for (const secret of made) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });

  it('is kept as its SHA-256 digest', () => {
    expect(before.digest('abc')).toBe(createHash('sha256').update('abc').digest('hex'));
    // FIPS 180-4, the published example.
    expect(before.digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('what is derived', () => {
  it('is the same for the same purpose and text, whoever asks', () => {
    expect(before.derive('guest', 'ada')).toBe(createSecrets({ current: OLD }).derive('guest', 'ada'));
    expect(Buffer.from(before.derive('guest', 'ada'), 'base64url')).toHaveLength(32);
  });

  it('differs with the purpose, the text and the secret, however they are cut', () => {
    const all = [
      before.derive('guest', 'ada'),
      before.derive('guest', 'bob'),
      before.derive('guest-token', 'ada'),
      before.derive('guesta', 'da'),
      before.derive('', 'guestada'),
      before.derive('guest.', 'ada'),
      before.derive('guest', '.ada'),
      after.derive('guest', 'ada'),
      stranger.derive('guest', 'ada'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is known by every key that is still honoured, the newest first', () => {
    expect(after.derivations('guest', 'ada')).toEqual([
      after.derive('guest', 'ada'),
      before.derive('guest', 'ada'),
    ]);
    expect(before.derivations('guest', 'ada')).toEqual([before.derive('guest', 'ada')]);
  });
});

describe('what is sealed', () => {
  const text = '{"refreshToken":"søren 🗓"}';

  it('is read again, and tells nothing', () => {
    const sealed = before.seal(text);
    expect(before.unseal(sealed)).toBe(text);
    expect(sealed).not.toContain('refreshToken');
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('refresh');
    expect(before.unseal(before.seal(''))).toBe('');
  });

  it('looks different each time', () => {
    const nonces = Array.from({ length: 1_000 }, () => before.seal(text).slice(0, 40));
    expect(new Set(nonces).size).toBe(1_000);
  });

  it('is read after the secret has changed, as long as the old one is honoured', () => {
    const sealed = before.seal(text);
    expect(after.unseal(sealed)).toBe(text);
    expect(createSecrets({ current: NEW }).unseal(sealed)).toBeUndefined();
    // The control: what was sealed by the new one is not the old one's to read.
    expect(before.unseal(after.seal(text))).toBeUndefined();
  });

  it('is not read once any bit of it was changed', () => {
    const sealed = before.seal(text);
    const [form = '', id = '', content = ''] = sealed.split('.');
    const bytes = Buffer.from(content, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(before.unseal(`${form}.${id}.${changed.toString('base64url')}`)).toBeUndefined();
    }
    expect(before.unseal(`${form}.${id}.${bytes.toString('base64url')}`)).toBe(text);
  });

  it.each(['', '.', 'v1', 'v1..', 'v2.x.y', text, 'v1.AAAAAAAAAAAAAAAA.AAAA'])(
    'is not %j, which nobody has sealed',
    (forged) => {
      expect(before.unseal(forged)).toBeUndefined();
    },
  );

  it('is not read in another form, under another key’s id or cut short', () => {
    const sealed = after.seal(text);
    const [, id = '', content = ''] = sealed.split('.');
    const [, oldId = ''] = before.seal(text).split('.');
    for (const changed of [
      `v2.${id}.${content}`,
      `v1.${oldId}.${content}`,
      `${sealed}.x`,
      sealed.slice(0, -4),
      `v1.${id}.${content.slice(0, 20)}`,
    ])
      expect(after.unseal(changed)).toBeUndefined();
    expect(after.unseal(sealed)).toBe(text);
  });
});

describe('keys', () => {
  it('differ by purpose and secret, and their ids tell neither key nor secret', () => {
    const [signing] = keysOf({ current: OLD }, 'signing');
    const [sealing] = keysOf({ current: OLD }, 'sealing');
    const [other] = keysOf({ current: NEW }, 'signing');
    expect(new Set([signing.id, sealing.id, other.id]).size).toBe(3);
    expect(signing.key).not.toEqual(sealing.key);
    expect(signing.id).toMatch(/^[\w-]{16}$/);
    const hex = Buffer.from(signing.id, 'base64url').toString('hex');
    expect(Buffer.from(signing.key).toString('hex')).not.toContain(hex);
    expect(Buffer.from(OLD).toString('hex')).not.toContain(hex);
  });

  it('follow from no short secret, be it an old one', () => {
    expect(() => keysOf({ current: 'x'.repeat(31) }, 'signing')).toThrow(RangeError);
    expect(() => createSecrets({ current: NEW, previous: ['x'.repeat(31)] })).toThrow(RangeError);
    expect(() => createSecrets({ current: 'é'.repeat(16) })).not.toThrow();
  });
});
