import type { ApiKey } from '../../identity/api-key.js';
import { SCOPES } from '../../identity/scope.js';
import type { User } from '../../identity/user.js';
import { ok } from '../../result.js';
import { expectEqual } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import { addBooker, addHost, addOrganisation, at, type Stage } from './stage.js';

const apiKeyOf = (stage: Stage, user: User, overrides: Partial<ApiKey> = {}): ApiKey => ({
  id: stage.ids.next(),
  userId: user.id,
  name: 'Сборка 🗝',
  scopes: SCOPES.slice(0, 1),
  createdAt: at(0),
  ...overrides,
});

const addKey = async (stage: Stage, user: User, overrides: Partial<ApiKey> = {}): Promise<ApiKey> => {
  const apiKey = apiKeyOf(stage, user, overrides);
  expectEqual(await stage.store.apiKeys.add(apiKey, `digest of ${apiKey.id}`), ok(undefined), 'adding a key');
  return apiKey;
};

/** Rules about the keys by which programs act for accounts. */
export const API_KEYS: readonly ContractRule[] = [
  {
    name: 'an API key comes back by its digest, with its user, and in the list of the user’s keys',
    check: async (stage) => {
      const { apiKeys } = stage.store;
      const { id: organisationId } = await addOrganisation(stage);
      const [user, other] = [await addHost(stage, { organisationId }), await addBooker(stage)];
      const full = { scopes: SCOPES, expiresAt: at(60), lastUsedAt: at(1), revokedAt: at(2) };
      const plain = apiKeyOf(stage, user);
      const added = [await addKey(stage, user, full), await addKey(stage, other)];
      await apiKeys.add(plain, `digest of ${plain.id}`);
      for (const [apiKey, owner] of [
        [plain, user],
        [added[0], user],
        [added[1], other],
      ] as const)
        expectEqual(await apiKeys.byDigest(`digest of ${apiKey?.id}`), { apiKey, user: owner }, 'by digest');
      expectEqual(await apiKeys.of(user.id), [plain, added[0]], 'the user’s keys, in order of id');
      expectEqual(await apiKeys.of(other.id), [added[1]], 'the other’s');
      expectEqual(await apiKeys.byDigest('digest of none'), undefined, 'of an unknown digest');
      expectEqual(await apiKeys.of(stage.ids.next()), [], 'of nobody');
      await stage.store.users.change(user.id, { name: 'Grace Hopper' });
      expectEqual(
        (await apiKeys.byDigest(`digest of ${plain.id}`))?.user.name,
        'Grace Hopper',
        'the user of a key, as it now is',
      );
    },
  },
  {
    name: 'an API key is revoked by its user alone, once and for all',
    check: async (stage) => {
      const { apiKeys } = stage.store;
      const [user, other] = [await addBooker(stage), await addBooker(stage)];
      const [apiKey, second] = [await addKey(stage, user), await addKey(stage, user)];
      expectEqual(await apiKeys.revoke(other.id, apiKey.id, at(1)), undefined, 'by another');
      expectEqual(await apiKeys.revoke(user.id, stage.ids.next(), at(1)), undefined, 'no key');
      expectEqual(await apiKeys.of(user.id), [apiKey, second], 'before');
      const revoked = { ...apiKey, revokedAt: at(2) };
      expectEqual(await apiKeys.revoke(user.id, apiKey.id, at(2)), revoked, 'revoked');
      expectEqual(await apiKeys.revoke(user.id, apiKey.id, at(3)), revoked, 'revoked again');
      expectEqual((await apiKeys.byDigest(`digest of ${apiKey.id}`))?.apiKey, revoked, 'by digest');
      expectEqual(await apiKeys.of(user.id), [revoked, second], 'the user’s keys');
    },
  },
  {
    name: 'of the uses of an API key the last is kept, in whatever order they are noted',
    check: async (stage) => {
      const { apiKeys } = stage.store;
      const user = await addBooker(stage);
      const [apiKey, second] = [await addKey(stage, user), await addKey(stage, user)];
      for (const [minute, last] of [
        [5, 5],
        [3, 5],
        [9, 9],
        [9, 9],
        [1, 9],
      ] as const) {
        await apiKeys.noteUse(apiKey.id, at(minute));
        const used = { ...apiKey, lastUsedAt: at(last) };
        expectEqual(await apiKeys.of(user.id), [used, second], `after a use in minute ${minute}`);
      }
      await apiKeys.noteUse(stage.ids.next(), at(1));
    },
  },
];
