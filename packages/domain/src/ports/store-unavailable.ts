/**
 * Thrown by a store that can't do its work now: its database is not reached, too much is waiting, it is closing.
 * `outcome` tells whether something may have changed: `unchanged`, nothing was; `unknown`, the connection was lost while
 * the commit was under way, so that only a request with an idempotency key can safely be sent again.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly outcome: 'unchanged' | 'unknown';

  constructor(
    message: string,
    options: { readonly outcome: 'unchanged' | 'unknown'; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.outcome = options.outcome;
  }
}
