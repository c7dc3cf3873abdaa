/** Bounds on waiting, in milliseconds; 0 means none. */
export interface SessionTimeouts {
  /** For a connection: a free one of the pool, or a new one. */
  readonly connectMs: number;
  /** For one statement. */
  readonly statementMs: number;
  /** For one lock. */
  readonly lockMs: number;
  /**
   * Between two statements of a transaction, after which the server ends it: a process that froze holds no locks. Less
   * than `lockMs`, so that who waits for such a lock gets it.
   */
  readonly idleInTransactionMs: number;
}

export const DEFAULT_TIMEOUTS: SessionTimeouts = {
  connectMs: 5_000,
  statementMs: 15_000,
  lockMs: 5_000,
  idleInTransactionMs: 3_000,
};
