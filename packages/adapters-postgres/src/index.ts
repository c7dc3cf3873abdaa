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
export type { StoreEvent } from './store-event.js';
