import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { Secrets } from '@slotkeeper/domain';
import { keysOf, type KeyRing, type PurposeKey } from './key-ring.js';

const SECRET_BYTES = 32;
const CIPHER = 'aes-256-gcm';
// NIST SP 800-38D section 8.2.2: random, so that one key is good for 2^32 texts.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = 'v1';

/**
 * Secrets by Node's cryptography: 256 random bits each, SHA-256 digests, derivations by HMAC-SHA-256 with a key of their
 * own, and AES-256-GCM for what is kept. A new current secret makes nothing unreadable, as long as the one before it is
 * among the previous ones.
 *
 * @throws RangeError for a secret that is too short
 */
export const createSecrets = (ring: KeyRing): Secrets => {
  const derivationKeys = keysOf(ring, 'derivation');
  const sealingKeys = keysOf(ring, 'sealing');
  const sealingKeyById = new Map(sealingKeys.map((sealing) => [sealing.id, sealing]));
  return {
    next: () => randomBytes(SECRET_BYTES).toString('base64url'),
    derive: (purpose, text) => derivation(derivationKeys[0], purpose, text),
    derivations: (purpose, text) => derivationKeys.map((key) => derivation(key, purpose, text)),
    digest: (secret) => createHash('sha256').update(secret).digest('hex'),
    seal: (text) => seal(sealingKeys[0], text),
    unseal: (sealed) => {
      const [form, id = '', content, ...rest] = sealed.split('.');
      const key = sealingKeyById.get(id);
      const isOurs = form === FORM && key !== undefined && content !== undefined && rest.length === 0;
      return isOurs ? unseal(key, content) : undefined;
    },
  };
};

// The length of the purpose stands first: no two pairs of purpose and text run together into one.
const derivation = ({ key }: PurposeKey, purpose: string, text: string): string =>
  createHmac('sha256', key)
    .update(`${Buffer.byteLength(purpose)}.${purpose}.${text}`)
    .digest('base64url');

const seal = ({ id, key }: PurposeKey, text: string): string => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(contextOf(id));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${FORM}.${id}.${sealed.toString('base64url')}`;
};

const unseal = ({ id, key }: PurposeKey, content: string): string | undefined => {
  const sealed = Buffer.from(content, 'base64url');
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(contextOf(id))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return text.toString('utf8');
  } catch {
    // That is how Node says that the tag does not fit.
    return undefined;
  }
};

const contextOf = (id: string): Buffer => Buffer.from(`${FORM}.${id}`);
