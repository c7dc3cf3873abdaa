import {
  err,
  ok,
  SECOND_MS,
  type Caller,
  type Clock,
  type OutsidePerson,
  type Result,
  type Role,
} from '@slotkeeper/domain';
import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import { invalidToken, MAX_TOKEN_LENGTH, type InvalidToken, type TokenVerifier } from './bearer-token.js';
import { downloadJson } from './download-json.js';
import { issuerKeys } from './issuer-keys.js';
import { tokenFaultOf } from './token-fault.js';

/** Signatures that only the issuer can make: none where whoever can check a token can also make one. */
export const ISSUER_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
export type IssuerAlgorithm = (typeof ISSUER_ALGORITHMS)[number];

export const DEFAULT_ISSUER_ALGORITHMS: readonly IssuerAlgorithm[] = Object.freeze([
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
]);

export const ISSUER_TOKEN_TYPES = ['at+jwt', 'JWT'] as const;
export type IssuerTokenType = (typeof ISSUER_TOKEN_TYPES)[number];

/** How far the clocks of an issuer and of this server may differ at the most, in seconds. */
export const MAX_CLOCK_SKEW_SECONDS = 60;

export interface OutsideIssuerOptions {
  /** The `iss` of its tokens, to the letter: an https URL. */
  readonly issuer: string;
  /** What its tokens must be meant for. */
  readonly audience: string;
  /** Where its keys are; the issuer's discovery document tells if left out. */
  readonly keysUrl?: string | undefined;
  /** {@link DEFAULT_ISSUER_ALGORITHMS} if left out. */
  readonly algorithms?: readonly IssuerAlgorithm[] | undefined;
  /** The `typ` of its access tokens: `at+jwt` (RFC 9068) if left out, or `JWT`, for issuers that tell no better. */
  readonly tokenType?: IssuerTokenType | undefined;
  /** The claim that tells whether a newcomer is a host: `HOST`, or a list that has it; or a path to it with dots. */
  readonly roleClaim: string;
  /** Whole seconds, 0 to {@link MAX_CLOCK_SKEW_SECONDS}; 30 if left out. */
  readonly clockSkewSeconds?: number | undefined;
  readonly clock: Clock;
  /** For whom a person acts that the issuer has vouched for. */
  readonly recognise: (person: OutsidePerson) => Promise<Result<Caller, { readonly kind: string }>>;
  /** Hears why the issuer's keys could not be fetched. */
  readonly onFailure: (error: unknown) => void;
}

const DEFAULT_CLOCK_SKEW_SECONDS = 30;
const DOWNLOAD = { timeoutMs: 5_000, maxBytes: 262_144 };
/** What an ID token has and an access token has not (OpenID Connect Core sections 2 and 3.3.2.11). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'] as const;
/** OpenID Connect Core section 2: 255 characters. Stores keep no control characters. */
const SUBJECT = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/**
 * Takes the access tokens of one outside issuer (RFC 9068, RFC 8725): of its own `iss` to the letter, for this audience,
 * of one type, by one of the allowed algorithms, signed by a key that it publishes. Where else a token's header says that
 * keys are (`jku`, `x5u`, `jwk`, `x5c`) is never looked at. An address counts if the issuer says that it has verified it.
 *
 * @throws RangeError for algorithms, a skew or a type that there is none of
 */
export const outsideIssuer = (options: OutsideIssuerOptions): TokenVerifier => {
  const {
    issuer,
    audience,
    algorithms = DEFAULT_ISSUER_ALGORITHMS,
    tokenType = 'at+jwt',
    clockSkewSeconds = DEFAULT_CLOCK_SKEW_SECONDS,
    clock,
    recognise,
  } = options;
  if (algorithms.length === 0 || !algorithms.every((algorithm) => ISSUER_ALGORITHMS.includes(algorithm)))
    throw new RangeError(`not algorithms of outside issuers: ${algorithms.join(', ')}`);
  if (!(clockSkewSeconds >= 0 && clockSkewSeconds <= MAX_CLOCK_SKEW_SECONDS))
    throw new RangeError(`not a skew of 0 to ${MAX_CLOCK_SKEW_SECONDS} seconds: ${clockSkewSeconds}`);
  const keys = issuerKeys({ download: keySetOf(options), clock, onFailure: options.onFailure });
  return {
    verify: async (token) => {
      if (token.length > MAX_TOKEN_LENGTH) return err(invalidToken('too_large'));
      const now = clock.now();
      try {
        // Who is not this issuer makes nobody fetch its keys.
        if (decodeJwt(token).iss !== issuer) return err(invalidToken('wrong_claims'));
        const { payload } = await jwtVerify(token, keys, {
          algorithms: [...algorithms],
          typ: tokenType,
          issuer,
          audience,
          requiredClaims: ['sub', 'iat', 'exp'],
          currentDate: new Date(now),
          clockTolerance: clockSkewSeconds,
        });
        const person = personIn(payload, options, now / SECOND_MS + clockSkewSeconds);
        if (!person.ok) return person;
        const recognised = await recognise(person.value);
        return recognised.ok ? recognised : err(invalidToken('no_account'));
      } catch (error) {
        return err(invalidToken(tokenFaultOf(error)));
      }
    },
  };
};

const personIn = (
  payload: JWTPayload,
  { issuer, roleClaim }: Pick<OutsideIssuerOptions, 'issuer' | 'roleClaim'>,
  latestSeconds: number,
): Result<OutsidePerson, InvalidToken> => {
  const { sub: subject, iat = Infinity, email, email_verified: isVerified, name } = payload;
  const isIdToken = ID_TOKEN_CLAIMS.some((claim) => Object.hasOwn(payload, claim));
  // A number would be read as its digits, which may be the subject of somebody else.
  if (typeof subject !== 'string' || !SUBJECT.test(subject)) return err(invalidToken('wrong_claims'));
  if (isIdToken || iat > latestSeconds) return err(invalidToken('wrong_claims'));
  return ok({
    issuer,
    subject,
    role: roleIn(payload, roleClaim),
    ...(isVerified === true && typeof email === 'string' ? { email } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  });
};

/** Whoever is not said to be a host is none. */
const roleIn = (payload: JWTPayload, claim: string): Role => {
  const value = Object.hasOwn(payload, claim) ? payload[claim] : valueAt(payload, claim.split('.'));
  const roles: readonly unknown[] = Array.isArray(value) ? value : [value];
  return roles.includes('HOST') ? 'HOST' : 'USER';
};

const valueAt = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[name], rest);
};

/** Fetches the issuer's key set, from where it is configured or discovered to be. */
const keySetOf = ({
  issuer,
  keysUrl,
}: Pick<OutsideIssuerOptions, 'issuer' | 'keysUrl'>): (() => Promise<unknown>) => {
  let known = keysUrl;
  return async () => {
    known ??= await discoverKeysUrl(issuer);
    try {
      return await downloadJson(new URL(known), DOWNLOAD);
    } catch (error) {
      // They may have moved: that is asked the next time.
      known = keysUrl;
      throw error;
    }
  };
};

/** OpenID Connect Discovery 1.0 section 4: the document must be of that very issuer. */
const discoverKeysUrl = async (issuer: string): Promise<string> => {
  const base = issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
  const url = new URL(`${base}/.well-known/openid-configuration`);
  const document = await downloadJson(url, DOWNLOAD);
  const [named, keysUrl] = ['issuer', 'jwks_uri'].map((name) => valueAt(document, [name]));
  if (named !== issuer) throw new Error(`${url.href} is not of the issuer ${issuer}`);
  if (typeof keysUrl !== 'string' || !isSafeUrl(keysUrl))
    throw new Error(`${url.href} tells of no keys at an https URL`);
  return keysUrl;
};

/** Whether what is there can't be changed on the way: https, or this very machine. */
export const isSafeUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
  );
};
