import type { Login } from '../identity/login.js';
import type { UserId } from '../identity/user.js';
import type { Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { AnswerToKeep, KeyTaken } from './kept-answers.js';

/** Logins and their refresh tokens, of which only digests are kept. */
export interface Logins {
  /**
   * Begins a login that rests on a password; refused where that is not the user's any more when it begins. Of a login
   * and a change of the password at once, either the login is refused or the change ends it.
   */
  readonly begin: (beginning: LoginBeginning) => Promise<Result<void, ProofOutdated | KeyTaken>>;
  readonly byToken: (tokenDigest: string) => Promise<Login | undefined>;
  /**
   * Takes one token in return for the next, whoever comes first of those who show it at once. A token that was taken
   * before ends its login.
   */
  readonly renew: (renewal: LoginRenewal) => Promise<Result<Login, TokenRefused | KeyTaken>>;
  /** Ends the login of a token, whether that was taken before or not. Nothing happens where there is none. */
  readonly end: (tokenDigest: string) => Promise<void>;
  readonly endAllOf: (userId: UserId) => Promise<void>;
}

export interface LoginBeginning {
  readonly login: Login;
  /** Of its first token. */
  readonly tokenDigest: string;
  /** The hash that the password was verified by. */
  readonly provenBy: string;
  readonly kept?: AnswerToKeep | undefined;
}

export interface LoginRenewal {
  readonly tokenDigest: string;
  readonly nextDigest: string;
  readonly now: Instant;
  /** Of the next token. */
  readonly expiresAt: Instant;
  readonly kept?: AnswerToKeep | undefined;
}

/** The user has another password by now, or is gone. */
export interface ProofOutdated {
  readonly kind: 'proof_outdated';
}

/** The token is unknown, has expired, or was taken before, in which case its login is ended now. */
export interface TokenRefused {
  readonly kind: 'token_refused';
  readonly reason: 'unknown' | 'expired' | 'reused';
}
