import {
  checkApiKey,
  isGood,
  MAX_API_KEYS_PER_USER,
  type ApiKey,
  type ApiKeyId,
} from '../identity/api-key.js';
import type { Caller } from '../identity/authorization.js';
import { SCOPES, type Scope } from '../identity/scope.js';
import type { Actor } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import type { ApiKeysAtLimit } from '../ports/api-keys.js';
import type { KeyTaken } from '../ports/kept-answers.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import type { UserUnknown } from '../ports/users.js';
import { err, ok, type Result } from '../result.js';
import { MINUTE_MS, type Instant } from '../time/instant.js';
import { answerOnce } from './answer-once.js';
import type { AccountDependencies } from './dependencies.js';
import type { AccountNotFound, ApiKeyNotFound, TooManyApiKeys } from './refusal.js';

/** By which keys are told from other tokens, and found where they were lost. */
export const API_KEY_PREFIX = 'sk_';

export interface CreateApiKey {
  readonly actor: Actor;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Instant | undefined;
  readonly idempotency?: IdempotencyKey | undefined;
}

export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  /** Shown this once. */
  readonly secret: string;
}

/** Makes a key by which a program acts for the actor. */
export const createApiKey =
  (dependencies: Pick<AccountDependencies, 'apiKeys' | 'answers' | 'secrets' | 'clock' | 'ids'>) =>
  async (
    command: CreateApiKey,
  ): Promise<Result<Decided<CreatedApiKey>, InvalidInput | AccountNotFound | TooManyApiKeys | KeyReused>> => {
    const { apiKeys, secrets, clock, ids } = dependencies;
    const { actor, name, scopes, expiresAt, idempotency } = command;
    return answerOnce<CreatedApiKey, InvalidInput | AccountNotFound | TooManyApiKeys>(
      dependencies,
      idempotency,
      async (keeping) => {
        const now = clock.now();
        const errors = checkApiKey({ name, scopes, expiresAt }, now);
        if (errors.length > 0) return err(invalidInput(errors));
        const apiKey: ApiKey = {
          id: ids.next(),
          userId: actor.userId,
          name,
          scopes: SCOPES.filter((scope) => scopes.includes(scope)),
          createdAt: now,
          ...(expiresAt === undefined ? {} : { expiresAt }),
        };
        const secret = `${API_KEY_PREFIX}${secrets.next()}`;
        const created = { apiKey, secret };
        const added = await apiKeys.add({
          apiKey,
          digest: secrets.digest(secret),
          limit: MAX_API_KEYS_PER_USER,
          now,
          kept: keeping(created, actor.userId),
        });
        return added.ok ? ok(created) : err(refusalOf(added.error));
      },
    );
  };

const refusalOf = (
  error: ApiKeysAtLimit | UserUnknown | KeyTaken,
): TooManyApiKeys | AccountNotFound | KeyTaken => {
  switch (error.kind) {
    case 'api_keys_at_limit':
      return { kind: 'too_many_api_keys', limit: MAX_API_KEYS_PER_USER };
    // The token may have outlived its account.
    case 'user_unknown':
      return { kind: 'account_not_found' };
    case 'key_taken':
      return error;
  }
};

/** The actor's keys, in order of id, those that are good for nothing any more included. */
export const listApiKeys =
  ({ apiKeys }: Pick<AccountDependencies, 'apiKeys'>) =>
  ({ actor }: { readonly actor: Actor }): Promise<readonly ApiKey[]> =>
    apiKeys.of(actor.userId);

/** Makes a key good for nothing, at once. Revoking what is revoked succeeds and does nothing. */
export const revokeApiKey =
  ({ apiKeys, clock }: Pick<AccountDependencies, 'apiKeys' | 'clock'>) =>
  async ({
    actor,
    id,
  }: {
    readonly actor: Actor;
    readonly id: ApiKeyId;
  }): Promise<Result<ApiKey, ApiKeyNotFound>> => {
    const revoked = await apiKeys.revoke(actor.userId, id, clock.now());
    return revoked === undefined ? err({ kind: 'api_key_not_found' }) : ok(revoked);
  };

/** Uses that are nearer to each other than this are not told apart. */
const USE_NOTED_EVERY_MS = MINUTE_MS;

/** For whom a key acts, and within which scopes; undefined where it is not good. Looked up each time: a revoked key is
 * good for nothing at once. */
export const callerOfApiKey =
  ({ apiKeys, secrets, clock }: Pick<AccountDependencies, 'apiKeys' | 'secrets' | 'clock'>) =>
  async (secret: string): Promise<Caller | undefined> => {
    const found = await apiKeys.byDigest(secrets.digest(secret));
    const now = clock.now();
    if (found === undefined || !isGood(found.apiKey, now)) return undefined;
    const { apiKey, user } = found;
    if (apiKey.lastUsedAt === undefined || now - apiKey.lastUsedAt >= USE_NOTED_EVERY_MS)
      await apiKeys.noteUse(apiKey.id, now);
    const { id: userId, role, organisationId } = user;
    return {
      actor: { userId, role },
      ...(organisationId === undefined ? {} : { organisationId }),
      scopes: apiKey.scopes,
    };
  };
