import type { Caller, Result } from '@slotkeeper/domain';

/** Tells for whom a token is good. */
export interface TokenVerifier {
  readonly verify: (token: string) => Promise<Result<Caller, InvalidToken>>;
}

/** A token that is good for nothing here. Whoever sends it learns no more than that. */
export interface InvalidToken {
  readonly kind: 'invalid_token';
  /** For those who run the installation. */
  readonly reason: TokenFault;
}

export type TokenFault =
  /** It is longer than any token that is made for this API, and was not read. */
  | 'too_large'
  /** It is no JWT, or one that is not signed as it must be. */
  | 'malformed'
  /** No key that is honoured has signed it. */
  | 'unknown_key'
  | 'wrong_signature'
  | 'expired'
  /** It is for somebody else, of another kind, not good yet, or lacks what it must tell. */
  | 'wrong_claims'
  /** It is good, and there is no account for whoever it is about, nor may one be opened. */
  | 'no_account';

/** Nothing longer is looked at: tokens are read before anybody is known. Characters. */
export const MAX_TOKEN_LENGTH = 8_192;

export const invalidToken = (reason: TokenFault): InvalidToken => ({ kind: 'invalid_token', reason });
