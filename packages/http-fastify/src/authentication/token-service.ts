import {
  err,
  ok,
  ROLES,
  SECOND_MS,
  type Actor,
  type Clock,
  type Result,
  type Role,
} from '@slotkeeper/domain';
import { errors, jwtVerify, SignJWT } from 'jose';

/** Makes access tokens and tells whose they are. */
export interface TokenService {
  readonly issue: (actor: Actor) => Promise<IssuedToken>;
  /** The actor that the token was issued to, unless it is expired or not one of ours. */
  readonly verify: (token: string) => Promise<Result<Actor, InvalidToken>>;
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface InvalidToken {
  readonly kind: 'invalid_token';
}

export interface TokenServiceOptions {
  /** At least 32 bytes of UTF-8, as RFC 7518 section 3.2 asks of a key for HS256. */
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
  /** Seconds, whole, at least 1. */
  readonly lifetimeSeconds: number;
  readonly clock: Clock;
}

const ALGORITHM = 'HS256';
const TYPE = 'at+jwt';
const MIN_SECRET_BYTES = 32;

/**
 * Access tokens as JWTs (RFC 7519) with the type of RFC 9068, signed by HMAC SHA-256. One algorithm is taken, whatever a
 * token's header says (RFC 8725 section 3.1), and issuer, audience and expiry are checked.
 * @throws RangeError for a secret that is too short or a lifetime that is none.
 */
export const createTokenService = (options: TokenServiceOptions): TokenService => {
  const { issuer, audience, lifetimeSeconds, clock } = options;
  const secret = new TextEncoder().encode(options.secret);
  if (secret.byteLength < MIN_SECRET_BYTES)
    throw new RangeError(`a secret needs at least ${MIN_SECRET_BYTES} bytes`);
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1) {
    throw new RangeError(`not a lifetime in whole seconds: ${lifetimeSeconds}`);
  }
  return {
    issue: async ({ userId, role }) => {
      const issuedAt = clock.now() / SECOND_MS;
      const accessToken = await new SignJWT({ role })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(secret);
      return { accessToken, expiresIn: lifetimeSeconds };
    },
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer,
          audience,
          requiredClaims: ['sub', 'iat', 'exp'],
          currentDate: new Date(clock.now()),
        });
        const { sub, role } = payload;
        return sub !== undefined && isRole(role) ? ok({ userId: sub, role }) : err({ kind: 'invalid_token' });
      } catch (error) {
        if (error instanceof errors.JOSEError) return err({ kind: 'invalid_token' });
        throw error;
      }
    },
  };
};

const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
