import { hkdfSync } from 'node:crypto';

/** The secret of an installation, and those that it had before. */
export interface KeyRing {
  /** At least 32 bytes of UTF-8, as RFC 7518 section 3.2 asks of a key for HS256. */
  readonly current: string;
  /** Still honoured, the newest first; as long as the current one. */
  readonly previous?: readonly string[] | undefined;
}

/** A key for one purpose. */
export interface PurposeKey {
  /** Tells keys apart, and nothing else: the same for the same secret and purpose. 16 characters of base64url. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export const MIN_SECRET_BYTES = 32;

const KEY_BYTES = 32;
const ID_BYTES = 12;
// Nothing is gained by a salt where the input is a secret of an installation alone (RFC 5869 section 3.1).
const NO_SALT = new Uint8Array();

/**
 * The keys of a purpose that follow from the secrets by HKDF with SHA-256 (RFC 5869), the current one first. From the
 * key of one purpose, or from its id, nothing is learnt of another's, nor of the secret.
 *
 * @throws RangeError for a secret that is too short
 */
export const keysOf = (
  { current, previous = [] }: KeyRing,
  purpose: string,
): readonly [PurposeKey, ...PurposeKey[]] => {
  const of = (secret: string): PurposeKey => {
    if (Buffer.byteLength(secret) < MIN_SECRET_BYTES)
      throw new RangeError(`a secret needs at least ${MIN_SECRET_BYTES} bytes`);
    const derive = (info: string, bytes: number): Uint8Array =>
      new Uint8Array(hkdfSync('sha256', secret, NO_SALT, `slotkeeper ${info} ${purpose}`, bytes));
    return {
      id: Buffer.from(derive('key id', ID_BYTES)).toString('base64url'),
      key: derive('key', KEY_BYTES),
    };
  };
  return [of(current), ...previous.map(of)];
};
