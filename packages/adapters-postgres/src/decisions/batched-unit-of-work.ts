import {
  StoreUnavailable,
  type CalendarId,
  type Decided,
  type Decision,
  type DecisionRequest,
  type KeyReused,
  type Result,
  type UnitOfWork,
} from '@slotkeeper/domain';
import type { BatchingBounds } from './batching-bounds.js';
import { DecisionQueue } from './decision-queue.js';
import { overdue, settleDecisions, type SettleDependencies } from './settle-decisions.js';
import type { WaitingDecision } from './waiting-decision.js';

export interface BatchedUnitOfWork extends UnitOfWork {
  /** Takes no more decisions and waits until those taken have their answers. */
  readonly finish: () => Promise<void>;
}

/**
 * Decisions that arrive together share a transaction: there is no timer, what has arrived by the next turn of the event
 * loop goes at once, and while transactions are under way the next ones fill up. A calendar is in one of this process's
 * transactions at a time, so that no connection waits for another's lock.
 */
export const createBatchedUnitOfWork = (
  dependencies: SettleDependencies,
  bounds: BatchingBounds,
): BatchedUnitOfWork => {
  const queue = new DecisionQueue();
  const held = new Set<CalendarId>();
  const underWay = new Set<Promise<void>>();
  let scheduled = false;
  let finishing = false;

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      flush();
    });
  };

  const flush = (): void => {
    while (underWay.size < bounds.connections) {
      const batch = queue.take(bounds.maxBatch, (id) => held.has(id));
      if (batch.length === 0) return;
      const running = run(batch);
      underWay.add(running);
      void running.finally(() => {
        underWay.delete(running);
        schedule();
      });
    }
  };

  const run = async (batch: readonly WaitingDecision[]): Promise<void> => {
    const begun = batch.filter((waiting) => {
      const inTime = performance.now() <= waiting.deadlineMs;
      if (!inTime) waiting.fail(overdue());
      return inTime;
    });
    const calendars = [...new Set(begun.flatMap((waiting) => waiting.calendars))];
    for (const id of calendars) held.add(id);
    try {
      if (begun.length > 0) queue.putBack(await settleDecisions(dependencies, begun));
    } catch (error) {
      // Whatever it was, nobody waits for ever; those that have their answer don't hear of it.
      for (const waiting of begun) waiting.fail(error);
    } finally {
      for (const id of calendars) held.delete(id);
    }
  };

  const decide = <T, R>(
    request: DecisionRequest,
    decision: Decision<T, R>,
  ): Promise<Result<Decided<T>, R | KeyReused>> =>
    new Promise((resolve, reject) => {
      if (finishing) {
        reject(new StoreUnavailable('The store is closed', { outcome: 'unchanged' }));
        return;
      }
      if (queue.size >= bounds.maxWaiting) {
        reject(overdue());
        return;
      }
      queue.push({
        request,
        calendars: [...new Set(request.calendars)],
        decision,
        deadlineMs: performance.now() + bounds.maxWaitMs,
        // The queue carries decisions of all types; the answer is this decision's own, or the one kept for its key.
        answer: (result) => resolve(result as Result<Decided<T>, R | KeyReused>),
        fail: reject,
      });
      schedule();
    });

  const finish = async (): Promise<void> => {
    finishing = true;
    while (queue.size > 0 || underWay.size > 0) {
      flush();
      await Promise.all(underWay);
    }
  };

  return { decide, finish };
};
