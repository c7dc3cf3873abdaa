/** What was taken of one key in one window. */
export interface WindowCount {
  /** A digest: whoever reads the counts learns of no address. */
  readonly key: string;
  /** The start of the window, epoch milliseconds, whole seconds. */
  readonly start: number;
  readonly taken: number;
}

/** Counts that several servers share. */
export interface SharedRateCounts {
  /**
   * Adds to the counts. No key stands twice with the same window.
   * @returns what has been taken of each by all servers
   */
  readonly add: (
    counts: readonly (WindowCount & { readonly expiresAt: number })[],
  ) => Promise<readonly WindowCount[]>;
  /**
   * Takes one, in one step that no other server can come between, if what was taken in this window and the share of
   * what was taken in the one before leave one of `quota`.
   * @returns the counts as they were before
   */
  readonly takeOne: (wanted: {
    readonly key: string;
    readonly start: number;
    readonly previousStart: number;
    readonly previousShare: number;
    readonly quota: number;
    readonly expiresAt: number;
  }) => Promise<{ readonly allowed: boolean; readonly current: number; readonly previous: number }>;
  /** Forgets what was taken of a key, in whatever windows. */
  readonly forget: (key: string) => Promise<void>;
  /** Forgets what has expired by then, in epoch milliseconds. */
  readonly sweep: (now: number) => Promise<void>;
}
