import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { withDatabase } from './database-name.js';

/** A database of a test file's own. */
export interface TestDatabase {
  readonly connectionString: string;
  /** Removes it, whoever is still connected. */
  readonly drop: () => Promise<void>;
}

/** A migrated, empty database: a copy of the run's template. For files that run in the project `db`. */
export const createTestDatabase = (): Promise<TestDatabase> => copyOf(inject('testDatabase').template);

/** A database without any of our tables. */
export const createBareDatabase = (): Promise<TestDatabase> => copyOf('template0');

const copyOf = async (template: string): Promise<TestDatabase> => {
  const { adminUrl } = inject('testDatabase');
  const name = `slotkeeper_test_${randomUUID().replaceAll('-', '')}`;
  await administer(adminUrl, `create database ${name} template ${template}`);
  return {
    connectionString: withDatabase(adminUrl, name),
    drop: () => administer(adminUrl, `drop database if exists ${name} with (force)`),
  };
};

/** Takes everything out of a migrated database that nobody uses at the moment: quicker than another one. */
export const emptyTestDatabase = ({ connectionString }: TestDatabase): Promise<void> =>
  administer(
    connectionString,
    `do $$ begin execute (
       select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity'
       from pg_tables where schemaname = 'public' and tablename not like 'kysely_%'
     ); end $$`,
  );

// PostgreSQL copies a template only while nobody is connected to it, itself copying it for somebody else included.
const TEMPLATE_IN_USE = '55006';
const MAX_TRIES = 50;

const administer = async (adminUrl: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        await client.query(statement);
        return;
      } catch (error) {
        const inUse = error instanceof pg.DatabaseError && error.code === TEMPLATE_IN_USE;
        if (!inUse || tries === MAX_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await client.end();
  }
};
