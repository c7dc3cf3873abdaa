import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { CompactEncrypt } from 'jose';

/** A token that nobody should take, and what is wrong with it. */
export interface Forgery {
  readonly name: string;
  readonly token: string;
}

/** How the tokens that are forged are made where they are made rightly. */
export interface Mint {
  /** Of a good token. */
  readonly header: Readonly<Record<string, unknown>>;
  /** Of a good token. */
  readonly claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly aud: string };
  /** Signs as the good one signs. */
  readonly sign: Signer;
  /** The secret or the public key that good tokens are checked with, as a text. */
  readonly checkedWith: string;
  /** An algorithm that the same key can sign by, and which is not allowed. */
  readonly otherAlgorithm: { readonly alg: string; readonly sign: Signer };
  /** Where somebody else publishes a key of its own, under the key id of the good one. */
  readonly foreignKeysUrl: string;
}

type Signer = (input: string) => Buffer;
type Json = Readonly<Record<string, unknown>>;

/** The key that whoever forges has made. */
export const FOREIGN = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const WEAK = generateKeyPairSync('rsa', { modulusLength: 1_024 });
const CURVE = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });

export const byHmac =
  (key: string | Uint8Array, hash = 'sha256'): Signer =>
  (input) =>
    createHmac(hash, key).update(input).digest();

export const byKey =
  (key: KeyObject, hash = 'sha256'): Signer =>
  (input) =>
    sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });

const unsigned: Signer = () => Buffer.alloc(0);

const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A JWS in compact form of whatever header and payload. */
export const compact = (header: unknown, payload: unknown, signer: Signer): string => {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${signer(input).toString('base64url')}`;
};

/** Well over thirty ways to forge a token, each wrong in one thing only as far as that is possible. */
export const forgeriesOf = async (mint: Mint): Promise<readonly Forgery[]> => {
  const { header, claims, checkedWith, otherAlgorithm, foreignKeysUrl } = mint;
  const good = compact(header, claims, mint.sign);
  const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
  const withClaims = (changed: Json): string => compact(header, { ...claims, ...changed }, mint.sign);
  const withHeader = (changed: Json, signer: Signer = mint.sign): string =>
    compact({ ...header, ...changed }, claims, signer);
  const without = (claim: string): string =>
    compact(header, Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim)), mint.sign);
  const foreign = byKey(FOREIGN.privateKey);
  const foreignJwk = FOREIGN.publicKey.export({ format: 'jwk' });
  const now = Number(claims['iat']);
  const forged = {
    'alg none': withHeader({ alg: 'none' }, unsigned),
    'alg None': withHeader({ alg: 'None' }, unsigned),
    'alg NONE': withHeader({ alg: 'NONE' }, unsigned),
    'alg nOnE': withHeader({ alg: 'nOnE' }, unsigned),
    'alg empty': withHeader({ alg: '' }, unsigned),
    'alg none with a good signature': `${encoded({ ...header, alg: 'none' })}.${goodPayload}.${goodSignature}`,
    'alg as a list': withHeader({ alg: [header['alg']] }),
    'alg left out': withHeader({ alg: undefined }),
    'alg twice': compact(`{"alg":"${String(header['alg'])}","alg":"none"}`, claims, unsigned),
    'HS256 by what good tokens are checked with, read as a text': withHeader(
      { alg: 'HS256' },
      byHmac(`${checkedWith}\n`),
    ),
    'HS256 by an empty secret': withHeader({ alg: 'HS256' }, byHmac('')),
    'HS256 by the key id': withHeader({ alg: 'HS256' }, byHmac(String(header['kid']))),
    'another algorithm by the right key': withHeader({ alg: otherAlgorithm.alg }, otherAlgorithm.sign),
    'RS256 by a key of 1024 bits that it brings along': withHeader(
      { alg: 'RS256', jwk: WEAK.publicKey.export({ format: 'jwk' }) },
      byKey(WEAK.privateKey),
    ),
    'ES256K, which nobody asked for': withHeader(
      { alg: 'ES256K', jwk: CURVE.publicKey.export({ format: 'jwk' }) },
      byKey(CURVE.privateKey),
    ),
    'ES256 with a signature of zeros': withHeader({ alg: 'ES256' }, () => Buffer.alloc(64)),
    'the key of somebody else under the same id': withHeader({ alg: 'RS256' }, foreign),
    'a key at jku': withHeader({ alg: 'RS256', jku: foreignKeysUrl }, foreign),
    'a key at x5u': withHeader({ alg: 'RS256', x5u: foreignKeysUrl }, foreign),
    'a key as jwk': withHeader({ alg: 'RS256', jwk: foreignJwk }, foreign),
    'a certificate as x5c': withHeader(
      { alg: 'RS256', x5c: [FOREIGN.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')] },
      foreign,
    ),
    'an unknown kid': withHeader({ kid: 'nobody’s' }),
    'an unknown kid, by another key': withHeader({ alg: 'RS256', kid: 'nobody’s' }, foreign),
    'a path as kid': withHeader({ alg: 'HS256', kid: '../../../../dev/null' }, byHmac('')),
    'SQL as kid': withHeader({ alg: 'HS256', kid: "x' UNION SELECT 'secret" }, byHmac('secret')),
    'a member of every object as kid': withHeader({ alg: 'HS256', kid: '__proto__' }, byHmac('')),
    'a kid that is no text': withHeader({ kid: { $ne: null } }),
    'typ of an ID token or of any': withHeader({ typ: header['typ'] === 'JWT' ? 'at+jwt' : 'JWT' }),
    'typ of a logout token': withHeader({ typ: 'logout+jwt' }),
    'no typ': withHeader({ typ: undefined }),
    'crit that nobody understands': withHeader({ crit: ['exp'], exp: now + 9_999 }),
    'crit that is empty': withHeader({ crit: [] }),
    'b64 false': compact({ ...header, b64: false, crit: ['b64'] }, claims, mint.sign),
    'b64 false, and the payload as it is': (() => {
      const start = encoded({ ...header, b64: false, crit: ['b64'] });
      const input = `${start}.${JSON.stringify(claims)}`;
      return `${start}..${mint.sign(input).toString('base64url')}`;
    })(),
    'another audience': withClaims({ aud: 'https://other.example' }),
    'an audience that begins like ours': withClaims({ aud: `${claims.aud}.evil.example` }),
    'an audience that ours begins with': withClaims({ aud: claims.aud.slice(0, -1) }),
    'a list of other audiences': withClaims({ aud: ['https://other.example', [claims.aud]] }),
    'an audience that is an object': withClaims({ aud: { [claims.aud]: true } }),
    'an empty list of audiences': withClaims({ aud: [] }),
    'no audience': without('aud'),
    'another issuer': withClaims({ iss: 'https://other.example' }),
    'an issuer that begins like ours': withClaims({ iss: `${claims.iss}.evil.example` }),
    'a list of issuers': withClaims({ iss: [claims.iss] }),
    'no issuer': without('iss'),
    expired: withClaims({ iat: now - 7_200, exp: now - 3_600 }),
    'no expiry': without('exp'),
    'an expiry that is a text': withClaims({ exp: `${now + 3_600}` }),
    'an expiry that is null': withClaims({ exp: null }),
    'not good yet': withClaims({ nbf: now + 3_600 }),
    'issued in the future': withClaims({ iat: now + 3_600, exp: now + 7_200 }),
    'no time of issue': without('iat'),
    'no subject': without('sub'),
    'an empty subject': withClaims({ sub: '' }),
    'a subject that is a number': withClaims({ sub: 1 }),
    'a subject with a NUL': withClaims({ sub: 'ada\u0000' }),
    oversized: withClaims({ padding: 'x'.repeat(8_192) }),
    'a payload that is a list': compact(header, [claims], mint.sign),
    'a payload that is no JSON': compact(header, 'sub=ada', mint.sign),
    'a payload that was changed': `${goodHeader}.${encoded({ ...claims, role: 'HOST', sub: otherSubject(claims) })}.${goodSignature}`,
    'the signature of another token': `${good.slice(0, good.lastIndexOf('.'))}.${withClaims({ jti: 'other' }).split('.')[2] ?? ''}`,
    'one bit of the signature changed': `${goodHeader}.${goodPayload}.${flipped(goodSignature)}`,
    'no signature': `${goodHeader}.${goodPayload}.`,
    'cut before the signature': `${goodHeader}.${goodPayload}`,
    'half a signature': `${goodHeader}.${goodPayload}.${goodSignature.slice(0, goodSignature.length / 2)}`,
    'a fourth part': `${good}.${goodSignature}`,
    'no parts': 'abc',
    'encrypted (JWE)': await new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ ...header, alg: 'dir', enc: 'A256GCM' })
      .encrypt(new Uint8Array(32)),
  };
  return Object.entries(forged).map(([name, token]) => ({ name, token }));
};

const otherSubject = ({ sub }: Json): string =>
  String(sub).replace(/.$/, (last) => (last === '9' ? '8' : '9'));

const flipped = (signature: string): string => {
  const bytes = Buffer.from(signature, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  return bytes.toString('base64url');
};
