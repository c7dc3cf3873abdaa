import type { Caller } from '../identity/authorization.js';

/** Makes the tokens by which who has logged in is known for a while. */
export interface AccessTokens {
  readonly issue: (caller: Pick<Caller, 'actor' | 'organisationId'>) => Promise<IssuedToken>;
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}
