import { Migrator, sql, type Migration } from 'kysely';
import { openDatabase } from '../src/connection/open-database.js';
import { DEFAULT_TIMEOUTS } from '../src/connection/session-timeouts.js';
import { ALL_MIGRATIONS } from '../src/migrations/all-migrations.js';
import { applyPending } from '../src/migrations/apply-pending.js';

type Migrations = Readonly<Record<string, Migration>>;

/** Brings a database to where another version of this package, with these migrations, would leave it. */
const migrateWith = async (connectionString: string, migrations: Migrations): Promise<void> => {
  const db = openDatabase({
    connectionString,
    maxConnections: 1,
    // As `migrateUp` waits: as long as it takes.
    timeouts: { ...DEFAULT_TIMEOUTS, statementMs: 0, lockMs: 0, idleInTransactionMs: 0 },
    applicationName: 'another version',
  });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
      migrationTableName: 'slotkeeper_migration',
      migrationLockTableName: 'slotkeeper_migration_lock',
    });
    await applyPending(migrator);
  } finally {
    await db.destroy();
  }
};

/** To where an earlier version left it. @param last the name of the last migration that it had */
export const migrateTo = (connectionString: string, last: string): Promise<void> =>
  migrateWith(
    connectionString,
    Object.fromEntries(Object.entries(ALL_MIGRATIONS).filter(([name]) => name <= last)),
  );

/** The name of the migration that comes next, one of these days. */
export const NEXT_MIGRATION = '9999-next-version';

/** To where the next version will leave it, with one migration more. */
export const migrateToNext = (connectionString: string, migration: Migration): Promise<void> =>
  migrateWith(connectionString, { ...ALL_MIGRATIONS, [NEXT_MIGRATION]: migration });

/** As `migrateUp` would, if starters did not wait for each other. */
export const migrateWithoutTurns = async (connectionString: string): Promise<void> => {
  const db = openDatabase({
    connectionString,
    maxConnections: 1,
    timeouts: DEFAULT_TIMEOUTS,
    applicationName: 'a hasty starter',
  });
  try {
    await db.transaction().execute(async (transaction) => {
      for (const migration of Object.values(ALL_MIGRATIONS)) await migration.up(transaction);
    });
  } finally {
    await db.destroy();
  }
};

/**
 * All that a migration may do to servers that run: each of our tables gets a column that may be null and one with a
 * default, and there is a new table.
 */
export const addsEverywhere: Migration = {
  up: async (db) => {
    for (const table of await ourTables(db)) {
      await sql`
        alter table ${sql.table(table)} add column next_note text, add column next_count integer not null default 0
      `.execute(db);
    }
    await sql`create table next_thing (calendar_id uuid primary key, note text not null)`.execute(db);
  },
};

/** What a migration must not do: servers that run know the column by its old name. */
export const renamesColumn: Migration = {
  up: async (db) => {
    await sql`alter table booking rename column attendees to heads`.execute(db);
  },
};

/** Those of this package, in the order of their names. */
const ourTables = async (db: Parameters<Migration['up']>[0]): Promise<readonly string[]> => {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename not like 'slotkeeper\\_%' order by 1
  `.execute(db);
  return rows.map(({ name }) => name);
};
