import type { CompiledQuery } from 'kysely';
import { openPool, type DatabaseSettings } from './open-pool.js';
import { IN_FAILED_TRANSACTION, sqlStateOf } from './server-error.js';

/** Whatever carries out a statement: a session, or Kysely. */
export interface Executes {
  readonly executeQuery: <R>(query: CompiledQuery<R>) => Promise<{ readonly rows: readonly R[] }>;
}

/**
 * A connection for one user at a time. What it is asked goes out at once, in the order of the calls, whether what went
 * before has been answered or not (PostgreSQL manual, 55.2.4 Pipelining); answers come in that order. So statements that
 * don't depend on each other's answers share a round trip.
 */
export interface Session extends Executes {
  /**
   * Lends the same connection to further work, whose statements go out behind those that are under way: for what need
   * not wait until these are answered, such as a transaction behind the commit of the one before.
   */
  readonly share: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
}

/**
 * Waits for statements of one transaction that are under way together, until each has its answer.
 * @throws what the first of them failed of, and not that others failed since it had
 */
export const answersOf = async <const T extends readonly Promise<unknown>[]>(
  statements: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> => {
  const outcomes = await Promise.allSettled(statements);
  const reasons = outcomes.flatMap((outcome): unknown[] =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  if (reasons.length > 0)
    throw reasons.find((reason) => sqlStateOf(reason) !== IN_FAILED_TRANSACTION) ?? reasons[0];
  return Promise.all(statements);
};

/** Connections that are lent for as long as some work takes. */
export interface Sessions {
  /** @throws StoreUnavailable where no connection is to be had */
  readonly lend: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

export const openSessions = (settings: DatabaseSettings): Sessions => {
  const pool = openPool({ ...settings, pipeline: true });
  return {
    lend: async (work) => {
      const client = await pool.connect();
      let users = 0;
      const share: Session['share'] = async (shared) => {
        users += 1;
        try {
          return await shared(session);
        } finally {
          users -= 1;
          if (users === 0) client.release();
        }
      };
      const session: Session = {
        executeQuery: ({ sql, parameters }) => client.query(sql, parameters),
        share,
      };
      return share(work);
    },
    close: () => pool.end(),
  };
};
