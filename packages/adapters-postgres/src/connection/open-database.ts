import { Kysely, PostgresDialect } from 'kysely';
import type { Database } from '../database.js';
import { openPool, type DatabaseSettings } from './open-pool.js';

/** Kysely over a pool of its own. */
export const openDatabase = (settings: DatabaseSettings): Kysely<Database> =>
  new Kysely<Database>({ dialect: new PostgresDialect({ pool: openPool(settings) }) });
