export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres/start-embedded-postgres.js';
export {
  startThrowawayPostgres,
  type ThrowawayPostgres,
} from './embedded-postgres/start-throwaway-postgres.js';
export type { BinariesOrigin } from './embedded-postgres/find-postgres-binaries.js';
