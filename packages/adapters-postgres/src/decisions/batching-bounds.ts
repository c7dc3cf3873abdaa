/** Bounds on how decisions are put together. */
export interface BatchingBounds {
  /**
   * Transactions at a time, each on a connection of its own. Two keep PostgreSQL busy while the other is answered.
   * One more connection is for waiting where others hold calendars.
   */
  readonly connections: number;
  /** Decisions in one transaction. */
  readonly maxBatch: number;
  /** So few share one transaction, and are not spread over the connections. */
  readonly minShare: number;
  /** Decisions that wait; more are turned away. */
  readonly maxWaiting: number;
  /** How long a decision may wait until it is begun, in milliseconds. */
  readonly maxWaitMs: number;
}

export const DEFAULT_BATCHING: BatchingBounds = {
  connections: 2,
  maxBatch: 64,
  minShare: 8,
  maxWaiting: 10_000,
  maxWaitMs: 15_000,
};
