/** What happens inside a store, for logs and metrics. */
export type StoreEvent =
  /** A transaction was committed; decisions that were refused or deferred count too. */
  | { readonly kind: 'batch_committed'; readonly decisions: number; readonly durationMs: number }
  /** A transaction of several decisions failed; they are made again one by one. */
  | { readonly kind: 'batch_split'; readonly decisions: number; readonly error: unknown }
  /** A transaction failed and is tried again. */
  | { readonly kind: 'retried'; readonly attempt: number; readonly error: unknown }
  /** A connection was lost while nobody used it. */
  | { readonly kind: 'connection_lost'; readonly error: unknown };
