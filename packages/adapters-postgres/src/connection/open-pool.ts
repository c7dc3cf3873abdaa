import { StoreUnavailable } from '@slotkeeper/domain';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import process from 'node:process';
import pg from 'pg';
import { statementName } from './named-statements.js';
import { endsConnection, isUnavailability } from './server-error.js';
import type { SessionTimeouts } from './session-timeouts.js';
import { typeParsers } from './type-parsers.js';

export interface DatabaseSettings {
  /** `postgresql://user:password@host:port/database`, with pg's options such as `?sslmode=verify-full`. */
  readonly connectionString: string;
  readonly maxConnections: number;
  readonly timeouts: SessionTimeouts;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Hears of connections that were lost while nobody used them. */
  readonly onConnectionLost?: ((error: Error) => void) | undefined;
  /** Hears whenever a session begins, before it is used. */
  readonly onSession?: (() => void) | undefined;
  /** Whether a statement is sent before those ahead of it are answered; false by default. */
  readonly pipeline?: boolean | undefined;
  /** Whether connections that nobody uses stay open; by default they are closed after ten seconds. */
  readonly staysOpen?: boolean | undefined;
}

/**
 * A pool whose clients prepare statements with parameters by name. A connection that failed is closed and not used
 * again; what the server or the network could not do is thrown as {@link StoreUnavailable}.
 */
export const openPool = (settings: DatabaseSettings): PostgresPool => {
  const { timeouts, onConnectionLost } = settings;
  const pool = new pg.Pool({
    connectionString: settings.connectionString,
    application_name: settings.applicationName,
    max: settings.maxConnections,
    connectionTimeoutMillis: timeouts.connectMs,
    // The server gives up first; this bounds the wait for a server that has gone silent.
    ...(timeouts.statementMs > 0 ? { query_timeout: timeouts.statementMs + timeouts.connectMs } : {}),
    keepAlive: true,
    ...(settings.staysOpen === true ? { idleTimeoutMillis: 0 } : {}),
    pipeline: settings.pipeline === true,
    types: typeParsers,
  });
  pool.on('error', (error) => onConnectionLost?.(error));
  // While nobody listens an error would end the process: the pool stops to as soon as it hands a client over, and what
  // ends a connection may come with what begins it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const prepared = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect();
    const known = prepared.get(client);
    if (known !== undefined) return known;
    const named = namingClient(client, settings.pipeline === true ? gatherWrites(client) : () => undefined);
    try {
      await client.query(sessionSettings(timeouts));
    } catch (error) {
      client.release(true);
      throw error;
    }
    prepared.set(client, named);
    settings.onSession?.();
    return named;
  };
  return { connect: () => connect().catch(rethrowUnreachable), end: () => pool.end() };
};

/**
 * What answers must not depend on, whatever the server's or the role's defaults say. JIT compiles statements whose cost
 * is overrated, which takes longer than any of ours runs. A plan outlives the small table that it was made for: there is
 * an index for what is looked up, and it is used from the first row on: one that leads to the rows, not one that has all
 * of them, such as a bitmap may be made of where one booker has most bookings.
 */
const sessionSettings = (timeouts: SessionTimeouts): string =>
  `set time zone 'UTC';
   set datestyle = 'ISO, YMD';
   set jit = off;
   set enable_seqscan = off;
   set enable_bitmapscan = off;
   set client_min_messages = 'warning';
   set statement_timeout = ${timeouts.statementMs};
   set lock_timeout = ${timeouts.lockMs};
   set idle_in_transaction_session_timeout = ${timeouts.idleInTransactionMs}`;

/** A statement did not go out: its connection had been lost before. */
export class NeverSent extends Error {
  override readonly name = 'NeverSent';
}

/**
 * Statements that are sent in one turn go out as one packet: for each of its own, the server would wake up, and this
 * process wait for the kernel. Called before each of them.
 */
const gatherWrites = (client: pg.PoolClient): (() => void) => {
  const { stream } = (client as pg.PoolClient & { readonly connection: pg.Connection }).connection;
  let gathers = false;
  return () => {
    if (gathers) return;
    gathers = true;
    stream.cork();
    process.nextTick(() => {
      gathers = false;
      stream.uncork();
    });
  };
};

const namingClient = (client: pg.PoolClient, beforeSending: () => void): PostgresPoolClient => {
  let broken = false;
  let lost: Error | undefined;
  client.on('error', (error) => {
    lost ??= error;
  });
  const run = async <R>(text: string, values: unknown[]): Promise<PostgresQueryResult<R>> => {
    try {
      if (lost !== undefined) throw new NeverSent(lost.message, { cause: lost });
      beforeSending();
      const result = await client.query(
        values.length === 0 ? text : { name: statementName(text), text, values },
      );
      return result as unknown as PostgresQueryResult<R>;
    } catch (error) {
      if (endsConnection(error)) broken = true;
      if (isUnavailability(error)) throw unavailable('The database did not carry it out', error);
      throw error;
    }
  };
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    text: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== 'string') throw new TypeError('this pool has no cursors');
    return run<R>(text, [...parameters]);
  }
  return { query, release: () => client.release(broken) };
};

const rethrowUnreachable = (error: unknown): never => {
  throw unavailable('The database is not reached', error);
};

const unavailable = (what: string, cause: unknown): StoreUnavailable =>
  new StoreUnavailable(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    outcome: 'unchanged',
    cause,
  });
