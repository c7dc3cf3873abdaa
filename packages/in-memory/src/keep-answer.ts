import { err, type AnswerToKeep, type KeyTaken, type Result } from '@slotkeeper/domain';
import { nameOf } from './idempotency-records.js';
import type { StoreState } from './store-state.js';

/**
 * Does something and keeps its answer, or does neither: nothing waits between the two. What is refused must have changed
 * nothing that the answer tells of.
 */
export const keepAnswer = async <T, R>(
  { keyLocks, records }: Pick<StoreState, 'keyLocks' | 'records'>,
  kept: AnswerToKeep | undefined,
  work: () => Result<T, R>,
): Promise<Result<T, R | KeyTaken>> => {
  if (kept === undefined) return work();
  const { key, answer, at, about } = kept;
  // A decision may be under way under the same key.
  const unlock = await keyLocks.acquire([nameOf(key)]);
  try {
    if (records.find(key) !== undefined) return err({ kind: 'key_taken' });
    const outcome = work();
    if (outcome.ok) records.write(key, { answer, at, about });
    return outcome;
  } finally {
    unlock();
  }
};
