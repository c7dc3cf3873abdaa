import type { ApiKey, ApiKeyId } from '../identity/api-key.js';
import type { User, UserId } from '../identity/user.js';
import type { Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { AnswerToKeep, KeyTaken } from './kept-answers.js';
import type { UserUnknown } from './users.js';

/** The API keys of all accounts, by the digests of what is secret in them. */
export interface ApiKeys {
  /** Adds a key, unless its user has as many good ones as there may be, whoever else adds some at once. */
  readonly add: (addition: ApiKeyAddition) => Promise<Result<void, ApiKeysAtLimit | UserUnknown | KeyTaken>>;
  /** Whatever its state is: also one that has expired or was revoked. */
  readonly byDigest: (
    digest: string,
  ) => Promise<{ readonly apiKey: ApiKey; readonly user: User } | undefined>;
  /** In order of id, the revoked ones included. */
  readonly of: (userId: UserId) => Promise<readonly ApiKey[]>;
  /** Good for nothing from now on; undefined where the user has no such key. One that is revoked stays as it is. */
  readonly revoke: (userId: UserId, id: ApiKeyId, at: Instant) => Promise<ApiKey | undefined>;
  /** Notes when a key was last used; an earlier instant than is known changes nothing. */
  readonly noteUse: (id: ApiKeyId, at: Instant) => Promise<void>;
}

export interface ApiKeyAddition {
  readonly apiKey: ApiKey;
  readonly digest: string;
  /** How many keys of the user may be good at `now`, this one included. */
  readonly limit: number;
  readonly now: Instant;
  readonly kept?: AnswerToKeep | undefined;
}

/** The user has as many good keys as there may be. */
export interface ApiKeysAtLimit {
  readonly kind: 'api_keys_at_limit';
}
