import { frozenCopy, ok, type ApiKey, type ApiKeys } from '@slotkeeper/domain';
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
    add: (apiKey, digest, kept) =>
      keepAnswer(state, kept, () => {
        if (!people.has(apiKey.userId)) throw new RangeError(`there is no user ${apiKey.userId}`);
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
