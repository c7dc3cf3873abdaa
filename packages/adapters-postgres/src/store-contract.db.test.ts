import { storeContract } from '@slotkeeper/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  emptyTestDatabase,
  type TestDatabase,
} from '../../../tools/test-database/create-test-database.js';
import { createPostgresStore } from './postgres-store.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('the store on PostgreSQL keeps the contract of stores', () => {
  const cases = storeContract(async (clock) => {
    await emptyTestDatabase(database);
    const store = createPostgresStore({ connectionString: database.connectionString, clock });
    return { store, teardown: store.close };
  });
  it.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
