import type { ApiKey } from '../../identity/api-key.js';
import { SCOPES } from '../../identity/scope.js';
import type { User } from '../../identity/user.js';
import type { ApiKeyAddition } from '../../ports/api-keys.js';
import { err, ok } from '../../result.js';
import { expectEqual } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addBooker,
  addHost,
  addOrganisation,
  at,
  keptFor,
  keyOf,
  refusalKinds,
  type Stage,
} from './stage.js';

const apiKeyOf = (stage: Stage, user: User, overrides: Partial<ApiKey> = {}): ApiKey => ({
  id: stage.ids.next(),
  userId: user.id,
  name: 'Сборка 🗝',
  scopes: SCOPES.slice(0, 1),
  createdAt: at(0),
  ...overrides,
});

const LIMIT = 3;
const RIVALS = 8;

const additionOf = (apiKey: ApiKey, minute = 0): ApiKeyAddition => ({
  apiKey,
  digest: `digest of ${apiKey.id}`,
  limit: LIMIT,
  now: at(minute),
});

const addKey = async (stage: Stage, user: User, overrides: Partial<ApiKey> = {}): Promise<ApiKey> => {
  const apiKey = apiKeyOf(stage, user, overrides);
  expectEqual(await stage.store.apiKeys.add(additionOf(apiKey)), ok(undefined), 'adding a key');
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
      await apiKeys.add(additionOf(plain));
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
  {
    name: 'a user has so many API keys that are good, and no more; nobody has none',
    check: async (stage) => {
      const { apiKeys, users } = stage.store;
      const [user, other] = [await addBooker(stage), await addBooker(stage)];
      for (let made = 0; made < LIMIT; made += 1) {
        await addKey(stage, user, { revokedAt: at(0) });
        await addKey(stage, other);
      }
      const first = await addKey(stage, user);
      await addKey(stage, user, { expiresAt: at(10) });
      await addKey(stage, user);
      const add = (owner: User, minute: number) => apiKeys.add(additionOf(apiKeyOf(stage, owner), minute));
      const atLimit = err({ kind: 'api_keys_at_limit' });
      expectEqual(await add(user, 9), atLimit, 'while all are good');
      expectEqual(await add(user, 10), ok(undefined), 'once one has expired');
      expectEqual(await add(user, 10), atLimit, 'in place of one, one');
      await apiKeys.revoke(user.id, first.id, at(11));
      expectEqual(await add(user, 11), ok(undefined), 'once one is revoked');
      expectEqual((await apiKeys.of(user.id)).length, LIMIT + 5, 'how many there are');
      await users.erase(user.id, at(12));
      expectEqual(await add(user, 12), err({ kind: 'user_unknown' }), 'of who was erased');
      expectEqual(await apiKeys.of(user.id), [], 'the keys of who was erased');
    },
  },
  {
    name: 'of many who add API keys at once, only so many do, and who sends one again is told that it is there',
    check: async (stage) => {
      const { apiKeys } = stage.store;
      for (let round = 0; round < 5; round += 1) {
        const user = await addBooker(stage);
        const outcomes = await Promise.all(
          Array.from({ length: RIVALS }, () => apiKeys.add(additionOf(apiKeyOf(stage, user)))),
        );
        const refusals = Array.from({ length: RIVALS - LIMIT }, () => 'api_keys_at_limit');
        expectEqual(refusalKinds(outcomes), refusals, 'who was refused');
        expectEqual((await apiKeys.of(user.id)).length, LIMIT, 'how many keys there are');
        const [again, kept] = [await addBooker(stage), keptFor(keyOf(user, `key ${round}`))];
        const twice = await Promise.all(
          Array.from({ length: RIVALS }, () =>
            apiKeys.add({ ...additionOf(apiKeyOf(stage, again)), limit: 1, kept }),
          ),
        );
        const taken = Array.from({ length: RIVALS - 1 }, () => 'key_taken');
        expectEqual(refusalKinds(twice), taken, 'one request, sent again and again');
      }
    },
  },
  {
    name: 'of who is erased no API key is left, whatever is added at once',
    check: async (stage) => {
      const { apiKeys, users } = stage.store;
      for (let round = 0; round < 5; round += 1) {
        const user = await addBooker(stage);
        const before = await addKey(stage, user);
        expectEqual(await apiKeys.of(user.id), [before], 'before');
        const keys = Array.from({ length: LIMIT - 1 }, () => apiKeyOf(stage, user));
        const add = (apiKey: ApiKey) => apiKeys.add(additionOf(apiKey));
        const outcomes = await Promise.all([
          ...keys.slice(0, 1).map(add),
          users.erase(user.id, at(1)).then(() => ok(undefined)),
          ...keys.slice(1).map(add),
        ]);
        for (const kind of refusalKinds(outcomes)) expectEqual(kind, 'user_unknown', 'the refusal');
        expectEqual(await apiKeys.of(user.id), [], 'the keys of who is erased');
        for (const { id } of keys)
          expectEqual(await apiKeys.byDigest(`digest of ${id}`), undefined, 'by digest');
      }
    },
  },
];
