import {
  err,
  frozenCopy,
  isGood,
  ok,
  type ApiKey,
  type ApiKeys,
  type ApiKeysAtLimit,
  type UserUnknown,
} from '@slotkeeper/domain';
import { keepAnswer } from './keep-answer.js';
import type { StoreState } from './store-state.js';

export const createApiKeys = (state: Pick<StoreState, 'accounts' | 'keyLocks' | 'records'>): ApiKeys => {
  const { people, apiKeys, apiKeyIdsByDigest } = state.accounts;
  const put = (apiKey: ApiKey): ApiKey => {
    const kept = frozenCopy(apiKey);
    apiKeys.set(kept.id, kept);
    return kept;
  };
  return {
    add: ({ apiKey, digest, limit, now, kept }) =>
      keepAnswer<void, ApiKeysAtLimit | UserUnknown>(state, kept, () => {
        if (!people.has(apiKey.userId)) return err({ kind: 'user_unknown' });
        const good = [...apiKeys.values()].filter((key) => key.userId === apiKey.userId && isGood(key, now));
        if (good.length >= limit) return err({ kind: 'api_keys_at_limit' });
        put(apiKey);
        apiKeyIdsByDigest.set(digest, apiKey.id);
        return ok(undefined);
      }),
    byDigest: async (digest) => {
      const apiKey = apiKeys.get(apiKeyIdsByDigest.get(digest) ?? '');
      const person = apiKey && people.get(apiKey.userId);
      return apiKey && person && { apiKey, user: person.user };
    },
    of: async (userId) =>
      [...apiKeys.values()]
        .filter((apiKey) => apiKey.userId === userId)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    revoke: async (userId, id, at) => {
      const apiKey = apiKeys.get(id);
      if (apiKey?.userId !== userId) return undefined;
      return apiKey.revokedAt === undefined ? put({ ...apiKey, revokedAt: at }) : apiKey;
    },
    noteUse: async (id, at) => {
      const apiKey = apiKeys.get(id);
      if (apiKey === undefined || (apiKey.lastUsedAt ?? -Infinity) >= at) return;
      put({ ...apiKey, lastUsedAt: at });
    },
  };
};
