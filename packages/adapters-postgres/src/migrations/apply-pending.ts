import type { MigrationResult, Migrator } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEADLOCK, sqlStateOf } from '../connection/server-error.js';

/** So often a migration is ended in favour of a write, and begun anew, until it gives up. */
const MAX_DEADLOCKS = 20;
const DEADLOCK_PAUSE_MS = 50;

/**
 * Applies what is pending, all of it or nothing. Servers may go on writing meanwhile: of a migration and a write that
 * wait for each other PostgreSQL ends one, and a migration that was ended is begun anew.
 *
 * @throws whatever kept a migration from being applied
 */
export const applyPending = async (migrator: Migrator): Promise<readonly MigrationResult[]> => {
  for (let deadlocks = 0; ; deadlocks += 1) {
    const { error, results } = await migrator.migrateToLatest();
    if (error === undefined) return results ?? [];
    if (sqlStateOf(error) !== DEADLOCK || deadlocks === MAX_DEADLOCKS) {
      throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
    }
    await sleep(DEADLOCK_PAUSE_MS * (deadlocks + 1) * (0.5 + Math.random()));
  }
};
