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
import type { Session } from '../connection/sessions.js';
import type { BatchingBounds } from './batching-bounds.js';
import { onNextTurn } from '../next-turn.js';
import { ContendedCalendars } from './contended-calendars.js';
import { DecisionQueue } from './decision-queue.js';
import {
  lockedForTooLong,
  overdue,
  SETTLED,
  settleDecisions,
  type Attempt,
  type SettleDependencies,
  type Unsettled,
} from './settle-decisions.js';
import type { WaitingDecision } from './waiting-decision.js';

export interface BatchedUnitOfWork extends UnitOfWork {
  /** Takes no more decisions and waits until those taken have their answers. */
  readonly finish: () => Promise<void>;
}

/** How long a calendar is waited for at a time, in milliseconds; then it is another's turn. */
const WAITING_TURN_MS = 100;

/** So many transactions follow each other on one connection without waiting for an answer. */
const MAX_IN_A_ROW = 8;

/** Transactions on one connection, one behind the other. */
interface Row {
  transactions: number;
  underWay: number;
}

/** A transaction whose commit has gone out. */
interface Committing {
  readonly calendars: ReadonlySet<CalendarId>;
  /** Lends its connection. */
  readonly lend: Session['share'];
  readonly connection: Row;
  /** That which has begun behind it. */
  follower: Promise<unknown> | undefined;
}

const calendarsOf = (batch: readonly WaitingDecision[]): ReadonlySet<CalendarId> =>
  new Set(batch.flatMap((one) => one.calendars));

/** The calendars of transactions that are under way, each with those that have it. */
class HeldCalendars {
  readonly #holders = new Map<CalendarId, ReadonlySet<CalendarId>[]>();

  has(id: CalendarId): boolean {
    return this.#holders.has(id);
  }

  /** Whether this one has it, and no other. */
  isOf(id: CalendarId, calendars: ReadonlySet<CalendarId>): boolean {
    const holders = this.#holders.get(id);
    return holders?.length === 1 && holders[0] === calendars;
  }

  add(calendars: ReadonlySet<CalendarId>): void {
    for (const id of calendars) this.#holders.set(id, [...(this.#holders.get(id) ?? []), calendars]);
  }

  delete(calendars: ReadonlySet<CalendarId>): void {
    for (const id of calendars) {
      const others = (this.#holders.get(id) ?? []).filter((holder) => holder !== calendars);
      if (others.length === 0) this.#holders.delete(id);
      else this.#holders.set(id, others);
    }
  }
}

/**
 * Decisions that arrive together share a transaction: there is no timer, what has arrived by the next turn of the event
 * loop goes at once, and while transactions are under way the next ones fill up. A calendar is in the
 * transactions of one connection at a time, one behind the commit of the other, so that no connection waits for another's
 * lock.
 *
 * These transactions never wait for a calendar that another process holds: they pass it by. Beside them, on a
 * connection of its own, one transaction at a time waits for such calendars: for all of them together, as long as they
 * become free as fast as where processes only meet, and in turns for each that does not.
 */
export const createBatchedUnitOfWork = (
  dependencies: SettleDependencies,
  bounds: BatchingBounds,
): BatchedUnitOfWork => {
  const { lockMs } = dependencies;
  const queue = new DecisionQueue();
  const held = new HeldCalendars();
  const contended = new ContendedCalendars(lockMs);
  const turnMs = lockMs > 0 ? Math.min(lockMs, WAITING_TURN_MS) : WAITING_TURN_MS;
  const underWay = new Set<Promise<unknown>>();
  const committing = new Set<Committing>();
  let busyConnections = 0;
  let decisionsUnderWay = 0;
  let waiting: Promise<void> | undefined;
  let lastWasStuck = true;
  let finishing = false;

  const flush = (): void => {
    waitForContended();
    shareTransactions();
  };
  const schedule = onNextTurn(flush);

  const isFree = (calendars: readonly CalendarId[]): boolean => !calendars.some((id) => held.has(id));
  const isContended = (calendars: readonly CalendarId[]): boolean =>
    calendars.some((id) => contended.has(id));

  /**
   * What one transaction takes of all that is asked for: if it took all of it, the other connections would have nothing
   * to do until it has its answers, and then all would come together again.
   */
  const shareOfOne = (): number => {
    const share = Math.ceil((queue.size + decisionsUnderWay) / bounds.connections);
    return Math.min(bounds.maxBatch, Math.max(bounds.minShare, share));
  };

  const shareTransactions = (): void => {
    while (busyConnections < bounds.connections) {
      const batch = queue.take(shareOfOne(), (calendars) => isFree(calendars) && !isContended(calendars));
      if (batch.length === 0) break;
      void begin(batch, undefined);
    }
    for (const before of committing) followUp(before);
  };

  /** Begins the next transaction of a connection behind the commit of the one before, whose calendars it may want. */
  const followUp = (before: Committing): void => {
    // A few wait for the commit's answer: by then they may be more.
    if (queue.size < bounds.minShare) return;
    // Another process that waits for a lock gets it in the gap between two transactions, and so does who waits in turn.
    if (before.connection.transactions >= MAX_IN_A_ROW || !contended.isEmpty) return;
    const batch = queue.take(shareOfOne(), (calendars) =>
      calendars.every((id) => !held.has(id) || held.isOf(id, before.calendars)),
    );
    if (batch.length === 0) return;
    committing.delete(before);
    before.follower = begin(batch, before);
  };

  const begin = (batch: readonly WaitingDecision[], before: Committing | undefined): Promise<unknown> => {
    const calendars = calendarsOf(batch);
    const connection = before?.connection ?? { transactions: 0, underWay: 0 };
    let own: Committing | undefined;
    const onCommitting = (lend: Committing['lend']): void => {
      own = { calendars, lend, connection, follower: undefined };
      committing.add(own);
      followUp(own);
    };
    const onCommitted = (): void => {
      if (own !== undefined) committing.delete(own);
    };
    const untilFollowed = async (): Promise<unknown> => own?.follower;
    if (connection.underWay === 0) busyConnections += 1;
    connection.transactions += 1;
    connection.underWay += 1;
    decisionsUnderWay += batch.length;
    const onConnection = { lend: before?.lend, onCommitting, onCommitted, untilFollowed };
    const running = run(batch, calendars, { calendarMs: 0, onConnection });
    underWay.add(running);
    void running.finally(() => {
      underWay.delete(running);
      decisionsUnderWay -= batch.length;
      connection.underWay -= 1;
      if (connection.underWay === 0) busyConnections -= 1;
      schedule();
    });
    return running;
  };

  const waitForContended = (): void => {
    if (waiting !== undefined) return;
    const batch = nextToWaitFor();
    if (batch.length === 0) return;
    waiting = waitInTurn(batch);
    void waiting.finally(() => {
      waiting = undefined;
      // Before the next turn of waiting: who wants only the free ones of its calendars is not kept from them by it.
      shareTransactions();
      schedule();
    });
  };

  const nextToWaitFor = (): WaitingDecision[] => {
    const isOf =
      (stuck: boolean) =>
      (calendars: readonly CalendarId[]): boolean =>
        isContended(calendars) && contended.isStuck(calendars) === stuck && isFree(calendars);
    const takeMet = () => queue.take(bounds.maxBatch, isOf(false));
    const takeStuck = () => queue.takeOfLane(bounds.maxBatch, isOf(true));
    // By turns, so that neither keeps the other waiting.
    lastWasStuck = !lastWasStuck;
    const [first, second] = lastWasStuck ? [takeStuck, takeMet] : [takeMet, takeStuck];
    const batch = first();
    return batch.length > 0 ? batch : second();
  };

  const waitInTurn = async (batch: readonly WaitingDecision[]): Promise<void> => {
    if (await run(batch, calendarsOf(batch), { calendarMs: turnMs })) return;
    shareTransactions();
    // Some may have become free meanwhile; and only what is passed by is known to be held.
    const probed = queue.take(bounds.maxBatch, (calendars) => isContended(calendars) && isFree(calendars));
    if (probed.length > 0) await run(probed, calendarsOf(probed), { calendarMs: 0 });
  };

  /** Tells whether it got the calendars that it waited for. */
  const run = async (
    batch: readonly WaitingDecision[],
    calendars: ReadonlySet<CalendarId>,
    attempt: Attempt,
  ): Promise<boolean> => {
    const begun = batch.filter((one) => {
      const inTime = performance.now() <= one.deadlineMs;
      if (!inTime) one.fail(overdue());
      return inTime;
    });
    held.add(calendars);
    try {
      const { decisions, taken } = await settle(begun, attempt);
      queue.putBack(decisions);
      if (attempt.calendarMs === 0) noteFound(calendars, taken);
      else noteWaited(calendars, taken);
      return taken.size === 0;
    } catch (error) {
      // Whatever it was, nobody waits for ever; those that have their answer don't hear of it.
      for (const one of begun) one.fail(error);
      return true;
    } finally {
      held.delete(calendars);
    }
  };

  const settle = async (begun: readonly WaitingDecision[], attempt: Attempt): Promise<Unsettled> =>
    begun.length === 0 ? SETTLED : settleDecisions(dependencies, begun, attempt);

  const noteFound = (calendars: ReadonlySet<CalendarId>, taken: ReadonlySet<CalendarId>): void => {
    const nowMs = performance.now();
    for (const id of calendars) {
      if (!taken.has(id)) contended.forget(id);
      else if (contended.found(id, nowMs)) giveUp(id);
    }
  };

  const noteWaited = (calendars: ReadonlySet<CalendarId>, taken: ReadonlySet<CalendarId>): void => {
    for (const id of calendars) {
      if (taken.has(id)) contended.waitedInVain(id);
      else contended.forget(id);
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
