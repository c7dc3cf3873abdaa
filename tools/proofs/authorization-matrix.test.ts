import { ACCESS_TABLE, type Store } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { SERVED_OPERATIONS } from '../../packages/http-fastify/test/served-operations.js';
import { CALLERS, createMatrixStage, expectedOutcome, faultsOfMatrix } from './authorization-matrix.js';

const TIMEOUT_MS = 120_000;

describe('the matrix of who may do what', () => {
  it('has a cell for every operation and every caller', () => {
    const operations = SERVED_OPERATIONS.filter(({ access }) => access !== 'open');
    expect(operations.length).toBeGreaterThan(50);
    expect(operations.filter(({ access }) => !Object.hasOwn(ACCESS_TABLE, access))).toEqual([]);
    const outcomes = operations.flatMap((operation) =>
      CALLERS.map((caller) => expectedOutcome(operation, caller)),
    );
    expect(new Set(outcomes)).toEqual(new Set(['allowed', 401, 403, 404]));
  });

  it(
    'is what each caller is answered, in memory',
    async () => {
      const stage = await createMatrixStage();
      try {
        const { cells, faults } = await faultsOfMatrix(stage, SERVED_OPERATIONS);
        console.log(`${cells} cells in memory`);
        expect(faults).toEqual([]);
      } finally {
        await stage.close();
      }
    },
    TIMEOUT_MS,
  );
});

describe('the matrix catches', () => {
  const faultsWith = async (store: (store: Store) => Store): Promise<readonly string[]> => {
    const stage = await createMatrixStage({ store });
    try {
      return (await faultsOfMatrix(stage, SERVED_OPERATIONS)).faults;
    } finally {
      await stage.close();
    }
  };

  it(
    'a store in which a key that was revoked is still good',
    async () => {
      const faults = await faultsWith((store) => ({
        ...store,
        apiKeys: {
          ...store.apiKeys,
          byDigest: async (digest) => {
            const found = await store.apiKeys.byDigest(digest);
            if (found === undefined) return undefined;
            const { revokedAt: _, ...apiKey } = found.apiKey;
            return { ...found, apiKey };
          },
        },
      }));
      expect(faults).toContain('GET /bookings, owner’s revoked key: expected 401, was answered 200');
      expect(faults.every((fault) => fault.includes('revoked key'))).toBe(true);
    },
    TIMEOUT_MS,
  );

  it(
    'a store in which everybody belongs to one organisation',
    async () => {
      const faults = await faultsWith((store) => ({
        ...store,
        users: {
          ...store.users,
          membership: async (id) => (await store.users.membership(id)) && {},
          byId: async (id) => {
            const user = await store.users.byId(id);
            if (user === undefined) return undefined;
            const { organisationId: _, ...bare } = user;
            return bare;
          },
        },
      }));
      expect(faults.length).toBeGreaterThan(0);
      expect(faults.every((fault) => fault.includes('of another organisation'))).toBe(true);
    },
    TIMEOUT_MS,
  );
});
