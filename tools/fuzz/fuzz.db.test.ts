import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test-database/create-test-database.js';
import { fuzzApi } from './fuzzed-api.js';
import { OPERATIONS_OUT_OF_REACH } from './out-of-reach.js';
import { reportText } from './report-text.js';

const REQUESTS = 4_000;
const SEED = 20_250_102;

let database: TestDatabase;
let store: PostgresStore | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await store?.close();
  await database.drop();
});

describe('requests made of the OpenAPI document, on PostgreSQL,', () => {
  it(`get ${REQUESTS} sound answers`, { timeout: 300_000 }, async () => {
    const report = await fuzzApi(
      { requests: REQUESTS, seed: SEED },
      {
        storeAt: (clock) => {
          store = createPostgresStore({ connectionString: database.connectionString, clock });
          return store;
        },
      },
    );
    console.log(reportText(report));
    expect(report.requests).toBe(REQUESTS);
    expect(report.faults).toEqual([]);
    expect(report.unreached.filter((id) => !(id in OPERATIONS_OUT_OF_REACH)).length).toBeLessThan(8);
  });
});
