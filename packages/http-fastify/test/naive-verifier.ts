import { createHmac, createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';

type Json = Readonly<Record<string, unknown>>;

export interface NaiveKeys {
  /** What good tokens are checked with. */
  readonly own: KeyObject | Uint8Array;
  /** The same as a text. */
  readonly checkedWith: string;
  readonly nowSeconds: number;
  /** What would be found at an address. */
  readonly keyAt: (url: unknown) => KeyObject;
}

/**
 * A verifier such as many have written: it does what the token's header says, and looks at nothing but the signature and
 * the expiry, if there is one. It shows which forgeries would be taken where nobody has thought of them.
 */
export const naiveVerifier =
  ({ own, checkedWith, nowSeconds, keyAt }: NaiveKeys) =>
  (token: string): boolean => {
    try {
      const [header = '', payload = '', signature = ''] = token.split('.');
      const { alg, jwk, jku, x5u, x5c } = parsed(header);
      const input = Buffer.from(`${header}.${payload}`);
      const signed = Buffer.from(signature, 'base64url');
      const { exp } = parsed(payload);
      if (typeof exp === 'number' && exp <= nowSeconds) return false;
      const name = typeof alg === 'string' ? alg.toLowerCase() : '';
      if (name === 'none' || name === '') return true;
      if (name.startsWith('hs')) {
        const hash = `sha${name.slice(2)}`;
        const secrets = own instanceof Uint8Array ? [own] : [`${checkedWith}\n`, ''];
        return secrets.some((secret) => createHmac(hash, secret).update(input).digest().equals(signed));
      }
      const found = jku ?? x5u;
      const key =
        jwk !== undefined
          ? createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
          : Array.isArray(x5c)
            ? createPublicKey({ key: Buffer.from(String(x5c[0]), 'base64'), format: 'der', type: 'spki' })
            : found === undefined
              ? own
              : keyAt(found);
      if (key instanceof Uint8Array) return false;
      return verify(`sha${name.slice(2, 5)}`, input, { key, dsaEncoding: 'ieee-p1363' }, signed);
    } catch {
      return false;
    }
  };

const parsed = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
