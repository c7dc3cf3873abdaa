import type { Instant } from '@slotkeeper/domain';
import { sql } from 'kysely';
import { openDatabase } from '../connection/open-database.js';
import { DEFAULT_TIMEOUTS, type SessionTimeouts } from '../connection/session-timeouts.js';
import { timestamptzOf } from '../connection/timestamptz.js';

/** What was taken of one key in the window that starts then. */
export interface RateCount {
  readonly key: string;
  readonly start: Instant;
  readonly taken: number;
}

/** Counts of what was taken of rate limits, shared by all servers of a database. */
export interface PostgresRateCounts {
  /**
   * Adds to the counts, of which no two have the same key and start.
   * @returns what has been taken of each by all servers
   */
  readonly add: (
    counts: readonly (RateCount & { readonly expiresAt: Instant })[],
  ) => Promise<readonly RateCount[]>;
  /**
   * Takes one, if those taken in this window, with the share of those taken in the previous one (rounded down), are
   * fewer than `quota`. Servers that do so at once do so one after the other.
   * @returns the counts as they were before
   */
  readonly takeOne: (wanted: {
    readonly key: string;
    readonly start: Instant;
    readonly previousStart: Instant;
    /** From 0 to 1. */
    readonly previousShare: number;
    readonly quota: number;
    readonly expiresAt: Instant;
  }) => Promise<{ readonly allowed: boolean; readonly current: number; readonly previous: number }>;
  /** Forgets what was taken of a key, in whatever windows. */
  readonly forget: (key: string) => Promise<void>;
  /** Forgets what has expired by then. */
  readonly sweep: (now: Instant) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PostgresRateCountsOptions {
  /** The database must be up to date (`migrateUp`). */
  readonly connectionString: string;
  readonly timeouts?: Partial<SessionTimeouts> | undefined;
  /** Shown in pg_stat_activity; `slotkeeper` by default. */
  readonly applicationName?: string | undefined;
  /** Hears of connections that were lost while nobody used them. */
  readonly onConnectionLost?: ((error: Error) => void) | undefined;
}

// Of its own: counting waits for no booking, and no booking for it. One exchanges, the other takes.
const CONNECTIONS = 2;

/** Connects when it is first used. */
export const createPostgresRateCounts = (options: PostgresRateCountsOptions): PostgresRateCounts => {
  const { applicationName = 'slotkeeper' } = options;
  const db = openDatabase({
    connectionString: options.connectionString,
    maxConnections: CONNECTIONS,
    timeouts: { ...DEFAULT_TIMEOUTS, ...options.timeouts },
    applicationName: `${applicationName} rate limits`,
    onConnectionLost: options.onConnectionLost,
  });
  return {
    add: async (counts) => {
      if (counts.length === 0) return [];
      // In one order, so that two servers that add the same keys never wait for each other.
      const inOrder = counts.toSorted((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
      const { rows } = await sql<RateCount>`
        insert into rate_window as stored (key, window_start, taken, expires_at)
        select * from unnest(
          ${inOrder.map(({ key }) => key)}::text[],
          ${inOrder.map(({ start }) => timestamptzOf(start))}::timestamptz[],
          ${inOrder.map(({ taken }) => taken)}::integer[],
          ${inOrder.map(({ expiresAt }) => timestamptzOf(expiresAt))}::timestamptz[]
        )
        on conflict (key, window_start) do update set taken = stored.taken + excluded.taken
        returning key, window_start as start, taken
      `.execute(db);
      return rows;
    },
    takeOne: async ({ key, start, previousStart, previousShare, quota, expiresAt }) => {
      // On a conflict the row is locked first, and its condition judged by what it holds then.
      const { rows } = await sql<{ allowed: boolean; current: number; previous: number }>`
        with before as (
          select
            coalesce(max(taken) filter (where window_start = ${timestamptzOf(start)}), 0) as current,
            coalesce(max(taken) filter (where window_start = ${timestamptzOf(previousStart)}), 0) as previous
          from rate_window
          where key = ${key} and window_start in (${timestamptzOf(start)}, ${timestamptzOf(previousStart)})
        ),
        left_over as (
          select ${quota}::integer - floor(previous * ${previousShare}::float8)::integer as room from before
        ),
        took as (
          insert into rate_window as stored (key, window_start, taken, expires_at)
          select ${key}::text, ${timestamptzOf(start)}::timestamptz, 1, ${timestamptzOf(expiresAt)}::timestamptz
          from left_over where room > 0
          on conflict (key, window_start) do update set taken = stored.taken + 1
            where stored.taken < (select room from left_over)
          returning taken
        )
        select
          exists (select from took) as allowed,
          coalesce((select taken - 1 from took), current) as current,
          previous
        from before
      `.execute(db);
      const [row] = rows;
      if (row === undefined) throw new Error('the counts of a limit were not told');
      return row;
    },
    forget: async (key) => {
      await sql`delete from rate_window where key = ${key}`.execute(db);
    },
    sweep: async (now) => {
      await sql`delete from rate_window where expires_at <= ${timestamptzOf(now)}`.execute(db);
    },
    close: () => db.destroy(),
  };
};
