import type { ApiKey, ApiKeyId } from '../identity/api-key.js';
import type { User, UserId } from '../identity/user.js';
import type { Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { AnswerToKeep, KeyTaken } from './kept-answers.js';

/** The API keys of all accounts, by the digests of what is secret in them. */
export interface ApiKeys {
  readonly add: (key: ApiKey, digest: string, kept?: AnswerToKeep) => Promise<Result<void, KeyTaken>>;
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
