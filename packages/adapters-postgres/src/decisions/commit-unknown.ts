import type { StoreUnavailable } from '@slotkeeper/domain';
import type { DecisionOutcome } from './transact-decisions.js';

/** The connection was lost while a commit was under way: the transaction was carried out as a whole, or not at all. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
  readonly outcomes: readonly DecisionOutcome[];

  constructor(outcomes: readonly DecisionOutcome[], cause: StoreUnavailable) {
    super(`The connection was lost during the commit: ${cause.message}`, { cause });
    this.outcomes = outcomes;
  }
}
