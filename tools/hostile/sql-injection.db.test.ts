import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFuzzedApi, type FuzzedApi, type FuzzedServer } from '../fuzz/fuzzed-api.js';
import { createTestDatabase, type TestDatabase } from '../test-database/create-test-database.js';
import { findGoodRequests } from './good-requests.js';
import { injectTexts } from './inject-texts.js';
import { SQL_PAYLOADS } from './sql-payloads.js';

let database: TestDatabase;
let store: PostgresStore | undefined;
let client: pg.Client;
let api: FuzzedApi | undefined;

beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
});
afterEach(async () => {
  await api?.close();
  await store?.close();
  await client.end();
  await database.drop();
});

const open = async (around?: FuzzedServer['around']): Promise<FuzzedApi> => {
  api = await openFuzzedApi({
    storeAt: (clock) => {
      store = createPostgresStore({ connectionString: database.connectionString, clock });
      return store;
    },
    ...(around === undefined ? {} : { around }),
  });
  return api;
};

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
}

/** Every table with its columns. */
const shapeOfDatabase = async (): Promise<readonly Column[]> => {
  const columns = await client.query<Column>(
    `select table_name, column_name, data_type from information_schema.columns
      where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`,
  );
  return columns.rows;
};

/** The tables that a payload is about. */
const tablesOf = (payload: string): readonly string[] =>
  [...payload.matchAll(/(?:TABLE|FROM|INTO|UPDATE|TRUNCATE|COPY) ([a-z_]+)\b(?!\.)/gu)].map(([, table]) =>
    String(table),
  );

const GOOD = { requests: 1_500, seed: 11 };

describe('SQL in every text of every operation', () => {
  it('speaks of tables that there are', async () => {
    await open();
    const columns = await shapeOfDatabase();
    const tables = new Set(columns.map(({ table_name: table }) => table));
    const others = SQL_PAYLOADS.flatMap(tablesOf).filter((table) => !tables.has(table));
    expect(SQL_PAYLOADS.flatMap(tablesOf).length).toBeGreaterThan(10);
    expect(others).toEqual([]);
  });

  it('is refused, or stored letter by letter, and runs nowhere', { timeout: 240_000 }, async () => {
    expect(new Set(SQL_PAYLOADS).size).toBeGreaterThanOrEqual(40);
    const opened = await open();
    const good = await findGoodRequests(opened, GOOD);
    expect(good.missing.length).toBeLessThan(good.description.operations.length / 4);
    const before = await shapeOfDatabase();
    expect(before.length).toBeGreaterThan(40);
    const { requests, places, literal, faults } = await injectTexts(opened, good, SQL_PAYLOADS);
    console.log(
      `${SQL_PAYLOADS.length} payloads in ${places.length} places of ${good.requests.length} operations: ` +
        `${requests} requests, stored letter by letter by ${[...literal].join(', ')}; ` +
        `asked for what is not there: ${good.missing.join(', ') || 'none'}`,
    );
    expect(faults).toEqual([]);
    expect(await shapeOfDatabase()).toEqual(before);
    expect([...literal]).toEqual(
      expect.arrayContaining([
        'registerUser body name',
        'stateSchedule body name',
        'stateEventType body name',
      ]),
    );
  });

  it('is caught where it becomes part of a statement', { timeout: 120_000 }, async () => {
    const opened = await open((app) => {
      app.addHook('preHandler', async ({ body, url }) => {
        const { name } = (body ?? {}) as { readonly name?: unknown };
        if (url === '/event-types' && typeof name === 'string') await client.query(`select '${name}'`);
      });
    });
    const good = await findGoodRequests(opened, { requests: 400, seed: 11 });
    expect(good.missing).not.toContain('stateEventType');
    const before = await shapeOfDatabase();
    const named = good.requests.filter(({ operation: { id } }) => id === 'stateEventType');
    expect(named).toHaveLength(1);
    const { faults } = await injectTexts(opened, { ...good, requests: named }, SQL_PAYLOADS);
    expect(faults.join('\n')).toContain('answered 500');
    expect(await shapeOfDatabase()).not.toEqual(before);
  });
});
