import type { Clock, Store } from '@slotkeeper/domain';
import { sql } from 'kysely';
import { createPostgresApiKeys } from './accounts/postgres-api-keys.js';
import { createPostgresInvitations } from './accounts/postgres-invitations.js';
import { createPostgresLogins } from './accounts/postgres-logins.js';
import { createPostgresOrganisations } from './accounts/postgres-organisations.js';
import { createPostgresUpkeep } from './accounts/postgres-upkeep.js';
import { createPostgresUsers } from './accounts/postgres-users.js';
import { createPostgresKeptAnswers } from './accounts/keep-answer.js';
import { BoundedMap } from './bounded-map.js';
import { openDatabase } from './connection/open-database.js';
import type { DatabaseSettings } from './connection/open-pool.js';
import { DEFAULT_TIMEOUTS, type SessionTimeouts } from './connection/session-timeouts.js';
import { openSessions, type Executes } from './connection/sessions.js';
import { DEFAULT_BATCHING, type BatchingBounds } from './decisions/batching-bounds.js';
import { createBatchedUnitOfWork } from './decisions/batched-unit-of-work.js';
import { CalendarRoles } from './decisions/calendar-roles.js';
import { createPostgresOutbox } from './outbox/postgres-outbox.js';
import { createPostgresQueries, type RecentEventTypes } from './queries/postgres-queries.js';
import { KeptCalendars } from './state/kept-calendars.js';
import type { StoreEvent } from './store-event.js';

export interface PostgresStoreOptions {
  /** `postgresql://user:password@host:port/database`; the database must be up to date (`migrateUp`). */
  readonly connectionString: string;
  readonly clock: Clock;
  /** Connections for queries and accounts, beside those of `batching`; 8 by default. */
  readonly queryConnections?: number | undefined;
  readonly timeouts?: Partial<SessionTimeouts> | undefined;
  readonly batching?: Partial<BatchingBounds> | undefined;
  /** Connections for the outbox: so many deliveries go on at once; 4 by default. */
  readonly outboxConnections?: number | undefined;
  /** How long a delivery of events may take before they are given to the next, in milliseconds; 60,000 by default. */
  readonly deliveryMs?: number | undefined;
  /** Shown in pg_stat_activity; `slotkeeper` by default. */
  readonly applicationName?: string | undefined;
  /** Hears what happens inside; it must not throw. */
  readonly onEvent?: ((event: StoreEvent) => void) | undefined;
}

export interface PostgresStore extends Store {
  /**
   * Resolves if the database answers and has the tables.
   * @throws StoreUnavailable where it does not answer, the server's error where the tables are missing
   */
  readonly ping: () => Promise<void>;
  /**
   * What the database's clock says, in epoch milliseconds. No decision rests on it; it is there to be compared with.
   * @throws StoreUnavailable where the database does not answer
   */
  readonly databaseTime: () => Promise<number>;
  /** Takes no more decisions, answers those it has, and closes its connections. Calling it again is harmless. */
  readonly close: () => Promise<void>;
}

const MAX_RECENT_EVENT_TYPES = 10_000;

/** A store on PostgreSQL 15 or newer. Connects when it is first used. */
export const createPostgresStore = (options: PostgresStoreOptions): PostgresStore => {
  const { connectionString, clock, applicationName = 'slotkeeper' } = options;
  const onEvent = options.onEvent ?? (() => undefined);
  const batching = { ...DEFAULT_BATCHING, ...options.batching };
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const kept = new KeptCalendars();
  const recent: RecentEventTypes = new BoundedMap(MAX_RECENT_EVENT_TYPES);
  const settings = (
    purpose: string,
    maxConnections: number,
    sessionTimeouts = timeouts,
  ): DatabaseSettings => ({
    connectionString,
    maxConnections,
    timeouts: sessionTimeouts,
    applicationName: `${applicationName} ${purpose}`,
    onConnectionLost: (error) => onEvent({ kind: 'connection_lost', error }),
    onSession: () => {
      // The database may have lost what was told before, and count the same versions for something else: but not without
      // the loss of each connection.
      kept.clear();
      recent.clear();
    },
  });
  // Pools of their own: a crowd of readers never keeps a write from its connection.
  const writing = openSessions(settings('decisions', batching.connections + 1));
  const reading = openDatabase(settings('queries', options.queryConnections ?? 8));
  // A session that begins has all forgotten that was kept: these, without which nothing kept is used, stay.
  const versions = openSessions({ ...settings('versions', 2), staysOpen: true });
  const asking: Executes = {
    executeQuery: (query) => versions.lend((session) => session.executeQuery(query)),
  };
  // A delivery waits inside its transaction for whoever gets the events.
  const relaying = openDatabase(
    settings('outbox', options.outboxConnections ?? 4, {
      ...timeouts,
      idleInTransactionMs: options.deliveryMs ?? 60_000,
    }),
  );
  const unitOfWork = createBatchedUnitOfWork(
    { sessions: writing, roles: new CalendarRoles(), kept, clock, onEvent, lockMs: timeouts.lockMs },
    batching,
  );
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await unitOfWork.finish();
    await Promise.all([writing.close(), versions.close(), reading.destroy(), relaying.destroy()]);
  };
  return {
    unitOfWork: { decide: unitOfWork.decide },
    queries: createPostgresQueries(reading, asking, kept, recent),
    users: createPostgresUsers(reading),
    logins: createPostgresLogins(reading),
    apiKeys: createPostgresApiKeys(reading),
    invitations: createPostgresInvitations(reading),
    organisations: createPostgresOrganisations(reading),
    answers: createPostgresKeptAnswers(reading),
    outbox: createPostgresOutbox(relaying),
    upkeep: createPostgresUpkeep(reading),
    ping: async () => {
      await reading.selectFrom('calendar').select('id').limit(1).execute();
    },
    databaseTime: async () => {
      const { rows } = await sql<{ ms: number }>`
        select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms
      `.execute(reading);
      const [row] = rows;
      if (row === undefined) throw new Error('the database did not tell the time');
      return row.ms;
    },
    close: () => (closing ??= close()),
  };
};
