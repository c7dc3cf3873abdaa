import type { Instant } from '../time/instant.js';
import type { UserId } from './user.js';

/** The id of a login, a UUID (RFC 9562). */
export type LoginId = string;

/**
 * A login is the beginning of a family of refresh tokens, each good once and for the next one (RFC 9700 section 4.14.2). One
 * that is shown again has been copied: the whole family is revoked.
 */
export interface Login {
  readonly id: LoginId;
  readonly userId: UserId;
  readonly createdAt: Instant;
  /** Of the token that is good now. */
  readonly expiresAt: Instant;
}

/** How long logins last, in seconds. */
export interface LoginBounds {
  /** How long a refresh token waits to be used. */
  readonly idleSeconds: number;
  /** How long a login lasts from its beginning on, however often it is renewed. */
  readonly longestSeconds: number;
}

/** 14 days without use, 90 days in all. */
export const DEFAULT_LOGIN_BOUNDS: LoginBounds = Object.freeze({
  idleSeconds: 14 * 86_400,
  longestSeconds: 90 * 86_400,
});
