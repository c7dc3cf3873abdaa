import {
  createPostgresRateCounts,
  createPostgresStore,
  migrateUp,
  type StoreEvent,
} from '@slotkeeper/adapters-postgres';
import type { Clock, Store } from '@slotkeeper/domain';
import type { SharedRateCounts } from '@slotkeeper/http-fastify';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/read-configuration.js';
import { VARIABLES } from '../configuration/variables.js';
import { startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres.js';
import type { ResourceStack } from '../resource-stack.js';

/** Where bookings are kept, open and up to date. */
export interface Storage {
  readonly store: Store;
  /** @throws where the store can't do its work now */
  readonly ping: () => Promise<void>;
  /** What the clock of the database says, in epoch milliseconds; left out where there is no database. */
  readonly databaseTime?: () => Promise<number>;
  /** Where other servers of the same storage count what they let pass; there are none if it is left out. */
  readonly rateCounts?: SharedRateCounts;
}

/** What opening a storage needs. */
export interface StorageSurroundings {
  readonly clock: Clock;
  readonly log: Logger;
  /** What is opened is held here, and closed by whoever closes this. */
  readonly resources: ResourceStack;
  /** Whether the schema of a PostgreSQL at DATABASE_URL is brought up to date first; the embedded one's always is. */
  readonly migrates: boolean;
}

/** Opens the storage that a configuration names. */
export const openStorage = async (
  configuration: Configuration,
  surroundings: StorageSurroundings,
): Promise<Storage> => {
  const { storeKind, databaseUrl, dataFolder } = configuration;
  const { clock, log, resources, migrates } = surroundings;
  if (storeKind === 'memory') {
    log.warn('bookings are kept in memory and lost when this process ends');
    return { store: createInMemoryStore({ clock }), ping: () => Promise.resolve() };
  }
  if (storeKind === 'embedded') {
    const embedded = await startEmbeddedPostgres({ dataFolder, log: (line) => log.info(line) });
    resources.hold('the embedded PostgreSQL', () => embedded.stop());
    return openPostgres(embedded.connectionString, configuration, { ...surroundings, migrates: true });
  }
  if (databaseUrl === undefined)
    throw new RangeError(`the store postgres needs ${VARIABLES.databaseUrl.name}`);
  return openPostgres(databaseUrl, configuration, { clock, log, resources, migrates });
};

const openPostgres = async (
  connectionString: string,
  { connectTimeoutMs, statementTimeoutMs, queryConnections, writeConnections }: Configuration,
  { clock, log, resources, migrates }: StorageSurroundings,
): Promise<Storage> => {
  if (migrates) {
    const { applied } = await migrateUp({ connectionString, connectTimeoutMs });
    if (applied.length > 0) log.info({ applied }, 'the schema was brought up to date');
  }
  const store = createPostgresStore({
    connectionString,
    clock,
    queryConnections,
    timeouts: { connectMs: connectTimeoutMs, statementMs: statementTimeoutMs },
    batching: { connections: writeConnections },
    onEvent: (event) => logStoreEvent(log, event),
  });
  resources.hold('the connections to PostgreSQL', () => store.close());
  await store.ping();
  const rateCounts = createPostgresRateCounts({
    connectionString,
    timeouts: { connectMs: connectTimeoutMs, statementMs: statementTimeoutMs },
    onConnectionLost: (error) => logStoreEvent(log, { kind: 'connection_lost', error }),
  });
  resources.hold('the counts of rate limits', () => rateCounts.close());
  return { store, ping: store.ping, databaseTime: store.databaseTime, rateCounts };
};

const logStoreEvent = (log: Logger, event: StoreEvent): void => {
  switch (event.kind) {
    case 'batch_committed':
      log.debug(event, 'decisions were committed');
      break;
    case 'batch_split':
      log.warn({ err: event.error, decisions: event.decisions }, 'decisions are made again one by one');
      break;
    case 'retried':
      log.info({ err: event.error, attempt: event.attempt }, 'a transaction is tried again');
      break;
    case 'connection_lost':
      log.warn({ err: event.error }, 'an idle connection to PostgreSQL was lost');
      break;
  }
};
