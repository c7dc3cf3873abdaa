import {
  err,
  ok,
  ROLES,
  SECOND_MS,
  type AccessTokens,
  type Caller,
  type Clock,
  type Result,
  type Role,
} from '@slotkeeper/domain';
import { errors, jwtVerify, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { invalidToken, MAX_TOKEN_LENGTH, type InvalidToken, type TokenVerifier } from './bearer-token.js';
import { keysOf } from './key-ring.js';
import { tokenFaultOf } from './token-fault.js';

/** So many tokens are remembered as verified: beyond that, the one that came first is verified anew. */
const MAX_VERIFIED = 10_000;

/** Makes access tokens and tells for whom they are good. */
export interface TokenService extends AccessTokens, TokenVerifier {}

export interface TokenServiceOptions {
  /** At least 32 bytes of UTF-8. */
  readonly secret: string;
  /** Secrets that were in use before, whose tokens are still good. */
  readonly previousSecrets?: readonly string[] | undefined;
  readonly issuer: string;
  readonly audience: string;
  /** Seconds, whole, at least 1; {@link DEFAULT_TOKEN_LIFETIME_SECONDS} if left out. */
  readonly lifetimeSeconds?: number | undefined;
  readonly clock: Clock;
}

/** A quarter of an hour: so long does who has lost an account, or a role in it, go on having it at the most. */
export const DEFAULT_TOKEN_LIFETIME_SECONDS = 900;

const ALGORITHM = 'HS256';
const TYPE = 'at+jwt';
/** So far may the clocks of two servers of one installation differ. No token lasts longer for it. */
const CLOCK_SKEW_SECONDS = 30;

/**
 * Access tokens as JWTs (RFC 7519) of the form of RFC 9068, signed by HMAC SHA-256 with a key that follows from the
 * secret. One algorithm and one type are taken, whatever a token's header says (RFC 8725 section 3.1); the header names
 * the key among those that are honoured, and nothing else of it is used.
 *
 * @throws RangeError for a secret that is too short or a lifetime that is none.
 */
export const createTokenService = (options: TokenServiceOptions): TokenService => {
  const { issuer, audience, clock, lifetimeSeconds = DEFAULT_TOKEN_LIFETIME_SECONDS } = options;
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1) {
    throw new RangeError(`not a lifetime in whole seconds: ${lifetimeSeconds}`);
  }
  const keys = keysOf({ current: options.secret, previous: options.previousSecrets }, 'access-token');
  const keyById = new Map(keys.map(({ id, key }) => [id, key]));
  const keyOf = ({ kid }: Partial<JWTHeaderParameters>): Uint8Array => {
    const key = kid === undefined ? undefined : keyById.get(kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  /** What good signatures are on. A signature stays good: what changes is the time, which is judged each time. */
  const verified = new Map<string, JWTPayload>();
  const remember = (token: string, payload: JWTPayload): void => {
    if (verified.size >= MAX_VERIFIED) for (const [oldest] of verified) if (verified.delete(oldest)) break;
    verified.set(token, payload);
  };
  return {
    issue: async ({ actor: { userId, role }, organisationId }) => {
      const issuedAt = Math.floor(clock.now() / SECOND_MS);
      const accessToken = await new SignJWT({
        role,
        ...(organisationId === undefined ? {} : { org: organisationId }),
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: keys[0].id })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(keys[0].key);
      return { accessToken, expiresIn: lifetimeSeconds };
    },
    verify: async (token) => {
      if (token.length > MAX_TOKEN_LENGTH) return err(invalidToken('too_large'));
      const now = clock.now();
      const known = verified.get(token);
      if (known !== undefined) return callerIn(known, audience, now / SECOND_MS);
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer,
          audience,
          requiredClaims: ['sub', 'iat', 'exp'],
          currentDate: new Date(now),
          clockTolerance: CLOCK_SKEW_SECONDS,
        });
        const caller = callerIn(payload, audience, now / SECOND_MS);
        // What `nbf` says is judged with the signature, so a token that has one is verified each time.
        if (caller.ok && payload.nbf === undefined) remember(token, payload);
        return caller;
      } catch (error) {
        return err(invalidToken(tokenFaultOf(error)));
      }
    },
  };
};

const callerIn = (
  { sub, role, org, aud, iat = Infinity, exp = 0 }: JWTPayload,
  audience: string,
  nowSeconds: number,
): Result<Caller, InvalidToken> => {
  if (exp <= nowSeconds) return err(invalidToken('expired'));
  const isTimely = iat <= nowSeconds + CLOCK_SKEW_SECONDS && iat < exp;
  // Ours are for one audience: one that is for others too was not made here.
  if (!isTimely || aud !== audience || !isUuid(sub) || !isRole(role))
    return err(invalidToken('wrong_claims'));
  if (org !== undefined && !isUuid(org)) return err(invalidToken('wrong_claims'));
  return ok({ actor: { userId: sub, role }, ...(org === undefined ? {} : { organisationId: org }) });
};

const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);
