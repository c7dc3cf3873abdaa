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
import { ContendedCalendars } from './contended-calendars.js';
import { DecisionQueue } from './decision-queue.js';
import { lockedForTooLong, overdue, settleDecisions, type SettleDependencies } from './settle-decisions.js';
import type { WaitingDecision } from './waiting-decision.js';

export interface BatchedUnitOfWork extends UnitOfWork {
  /** Takes no more decisions and waits until those taken have their answers. */
  readonly finish: () => Promise<void>;
}

/** How long a calendar is waited for at a time, in milliseconds; then it is another's turn. */
const WAITING_TURN_MS = 100;

/**
 * Decisions that arrive together share a transaction: there is no timer, what has arrived by the next turn of the event
 * loop goes at once, and while transactions are under way the next ones fill up. A calendar is in one of this process's
 * transactions at a time, so that no connection waits for another's lock.
 *
 * These transactions never wait for a calendar that another process holds: they pass it by. Beside them, on a
 * connection of its own, one transaction at a time waits for such calendars, in turns.
 */
export const createBatchedUnitOfWork = (
  dependencies: SettleDependencies,
  bounds: BatchingBounds,
): BatchedUnitOfWork => {
  const { lockMs } = dependencies;
  const queue = new DecisionQueue();
  const held = new Set<CalendarId>();
  const contended = new ContendedCalendars(lockMs);
  const underWay = new Set<Promise<void>>();
  let waiting: Promise<void> | undefined;
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
    waitForContended();
    shareTransactions();
  };

  const shareTransactions = (): void => {
    while (underWay.size < bounds.connections) {
      const batch = queue.take(bounds.maxBatch, (id) => held.has(id) || !contended.mayTry(id));
      if (batch.length === 0) return;
      const running = run(batch, 0);
      underWay.add(running);
      void running.finally(() => {
        underWay.delete(running);
        schedule();
      });
    }
  };

  const waitForContended = (): void => {
    if (waiting !== undefined) return;
    const lane = queue.takeOfLane(
      bounds.maxBatch,
      (calendars) => calendars.some((id) => contended.has(id)) && !calendars.some((id) => held.has(id)),
    );
    if (lane.length === 0) return;
    waiting = run(lane, lockMs > 0 ? Math.min(lockMs, WAITING_TURN_MS) : WAITING_TURN_MS);
    void waiting.finally(() => {
      waiting = undefined;
      contended.tryAgain();
      // Before the next turn of waiting: who wants only the free ones of its calendars is not kept from them by it.
      shareTransactions();
      schedule();
    });
  };

  const run = async (batch: readonly WaitingDecision[], calendarMs: number): Promise<void> => {
    const calendars = new Set(batch.flatMap((one) => one.calendars));
    const begun = batch.filter((one) => {
      const inTime = performance.now() <= one.deadlineMs;
      if (!inTime) one.fail(overdue());
      return inTime;
    });
    for (const id of calendars) held.add(id);
    try {
      const taken = begun.length > 0 ? await settle(begun, calendarMs) : new Set<CalendarId>();
      noteContention(calendars, taken);
    } catch (error) {
      // Whatever it was, nobody waits for ever; those that have their answer don't hear of it.
      for (const one of begun) one.fail(error);
    } finally {
      for (const id of calendars) held.delete(id);
    }
  };

  /** Gives the calendars that others hold. */
  const settle = async (
    begun: readonly WaitingDecision[],
    calendarMs: number,
  ): Promise<ReadonlySet<CalendarId>> => {
    const { decisions, taken } = await settleDecisions(dependencies, begun, { calendarMs });
    queue.putBack(decisions);
    // Whoever waited in vain for several does not know for which: those that were not free before.
    return calendarMs === 0 ? taken : new Set([...taken].filter((id) => contended.has(id)));
  };

  const noteContention = (calendars: ReadonlySet<CalendarId>, taken: ReadonlySet<CalendarId>): void => {
    const nowMs = performance.now();
    for (const id of calendars) {
      if (!taken.has(id)) contended.forget(id);
      else if (contended.found(id, nowMs)) giveUp(id);
    }
  };

  const giveUp = (calendarId: CalendarId): void => {
    for (const one of queue.takeAllOn(calendarId)) {
      one.fail(lockedForTooLong());
      for (const id of one.calendars) contended.forget(id);
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
    while (queue.size > 0 || underWay.size > 0 || waiting !== undefined) {
      flush();
      await Promise.race(waiting === undefined ? underWay : [...underWay, waiting]);
    }
  };

  return { decide, finish };
};
