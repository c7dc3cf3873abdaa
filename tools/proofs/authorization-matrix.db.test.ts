import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import { expect, it } from 'vitest';
import { SERVED_OPERATIONS } from '../../packages/http-fastify/test/served-operations.js';
import { createTestDatabase } from '../test-database/create-test-database.js';
import { createMatrixStage, faultsOfMatrix } from './authorization-matrix.js';

it('the matrix of who may do what is what each caller is answered, on PostgreSQL', async () => {
  const database = await createTestDatabase();
  let store: PostgresStore | undefined;
  const stage = await createMatrixStage({
    store: (_, clock) =>
      (store = createPostgresStore({ connectionString: database.connectionString, clock })),
  });
  try {
    const { cells, faults } = await faultsOfMatrix(stage, SERVED_OPERATIONS);
    console.log(`${cells} cells on PostgreSQL`);
    expect(faults).toEqual([]);
  } finally {
    await stage.close();
    await store?.close();
    await database.drop();
  }
}, 240_000);
