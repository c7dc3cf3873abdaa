export type { SessionTimeouts } from './connection/session-timeouts.js';
export type { BatchingBounds } from './decisions/batching-bounds.js';
export {
  migrateUp,
  migrationStatus,
  type MigrationsApplied,
  type MigrationState,
  type MigrationTarget,
} from './migrate.js';
export { createPostgresStore, type PostgresStore, type PostgresStoreOptions } from './postgres-store.js';
export {
  createPostgresRateCounts,
  type PostgresRateCounts,
  type PostgresRateCountsOptions,
  type RateCount,
} from './rate-limits/postgres-rate-counts.js';
export type { StoreEvent } from './store-event.js';
