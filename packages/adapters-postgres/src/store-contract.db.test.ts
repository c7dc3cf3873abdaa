import { storeContract } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../tools/test-database/create-test-database.js';
import { createPostgresStore } from './postgres-store.js';

describe('the store on PostgreSQL keeps the contract of stores', () => {
  const cases = storeContract(async (clock) => {
    const database = await createTestDatabase();
    const store = createPostgresStore({ connectionString: database.connectionString, clock });
    return {
      store,
      teardown: async () => {
        await store.close();
        await database.drop();
      },
    };
  });
  it.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
