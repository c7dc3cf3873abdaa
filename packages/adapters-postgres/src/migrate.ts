import type { Instant } from '@slotkeeper/domain';
import { Migrator, type Kysely } from 'kysely';
import { openDatabase } from './connection/open-database.js';
import type { Database } from './database.js';
import { ALL_MIGRATIONS } from './migrations/all-migrations.js';
import { applyPending } from './migrations/apply-pending.js';

/** Which database to migrate. */
export interface MigrationTarget {
  /** For a role that may create tables and, the first time, the extension btree_gist, which comes with PostgreSQL. */
  readonly connectionString: string;
  /** How long to wait for a connection, in milliseconds; 5,000 by default. */
  readonly connectTimeoutMs?: number | undefined;
}

/** What `migrateUp` did. */
export interface MigrationsApplied {
  /** The names of the migrations that this call applied, in order: none where the database was up to date. */
  readonly applied: readonly string[];
}

/** One migration that this package ships. */
export interface MigrationState {
  readonly name: string;
  /** When it was applied; undefined while it is pending. */
  readonly appliedAt: Instant | undefined;
}

/**
 * Brings a database up to date. All pending migrations are one transaction under an advisory lock: any number of
 * starters may call it at once, and one that is killed leaves the database as it was. Servers may go on writing: of a
 * migration and a write that wait for each other PostgreSQL ends one, and a migration that was ended begins anew.
 *
 * @throws StoreUnavailable where the database is not reached; the server's error where a migration failed; an Error
 *   where the database was migrated by a newer version of this package
 */
export const migrateUp = (target: MigrationTarget): Promise<MigrationsApplied> =>
  withDatabase(target, async (db) => {
    const results = await applyPending(migratorOf(db));
    return { applied: results.map(({ migrationName }) => migrationName) };
  });

/**
 * The migrations that this package ships, in order, and when each was applied. Changes nothing.
 * @throws StoreUnavailable where the database is not reached
 */
export const migrationStatus = (target: MigrationTarget): Promise<readonly MigrationState[]> =>
  withDatabase(target, async (db) => {
    const migrations = await migratorOf(db).getMigrations();
    return migrations.map(({ name, executedAt }) => ({ name, appliedAt: executedAt?.getTime() }));
  });

const migratorOf = (db: Kysely<Database>): Migrator =>
  new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...ALL_MIGRATIONS }) },
    migrationTableName: 'slotkeeper_migration',
    migrationLockTableName: 'slotkeeper_migration_lock',
  });

const withDatabase = async <T>(
  target: MigrationTarget,
  use: (db: Kysely<Database>) => Promise<T>,
): Promise<T> => {
  // A migration, and the wait for another starter's, takes as long as it takes.
  const timeouts = {
    connectMs: target.connectTimeoutMs ?? 5_000,
    statementMs: 0,
    lockMs: 0,
    idleInTransactionMs: 0,
  };
  const db = openDatabase({
    connectionString: target.connectionString,
    maxConnections: 1,
    timeouts,
    applicationName: 'slotkeeper migrate',
  });
  try {
    return await use(db);
  } finally {
    await db.destroy();
  }
};
