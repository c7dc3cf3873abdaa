import type { Instant } from '../time/instant.js';

/** What is thrown away that nobody needs any longer. */
export interface Upkeep {
  /** Throws away at most `limit` of each kind and says how many; 0 of all means that there is no more. */
  readonly prune: (bounds: PruneBounds) => Promise<Pruned>;
}

export interface PruneBounds {
  /** Answers to idempotency keys that were kept before this. */
  readonly answersBefore: Instant;
  /** Logins and invitations that had expired by then. */
  readonly expiredBefore: Instant;
  readonly limit: number;
}

export interface Pruned {
  readonly answers: number;
  readonly logins: number;
  readonly invitations: number;
}
