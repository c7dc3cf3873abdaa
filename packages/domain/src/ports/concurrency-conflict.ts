/**
 * Thrown by a store that had to abort a transaction and has no tries left. Nothing was changed; the same request may
 * succeed when sent again.
 */
export class ConcurrencyConflict extends Error {
  override readonly name = 'ConcurrencyConflict';
}
