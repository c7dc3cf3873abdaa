import { ConcurrencyConflict, StoreUnavailable, type CalendarId } from '@slotkeeper/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEADLOCK, isServerError, QUERY_CANCELED, sqlStateOf } from '../connection/server-error.js';
import type { StoreEvent } from '../store-event.js';
import { CommitUnknown } from './commit-unknown.js';
import { LOCK_NOT_AVAILABLE } from './lock-decided-calendars.js';
import {
  transactDecisions,
  type DecisionOutcome,
  type OnConnection,
  type TransactDependencies,
} from './transact-decisions.js';
import type { WaitingDecision } from './waiting-decision.js';

export interface SettleDependencies extends TransactDependencies {
  readonly onEvent: (event: StoreEvent) => void;
  /** For how long others may hold a lock that a decision wants, in milliseconds; 0 means without bound. */
  readonly lockMs: number;
}

/** Decisions that are without an answer. */
export interface Unsettled {
  /** In the order in which they came. */
  readonly decisions: readonly WaitingDecision[];
  /** The calendars that others hold, for which some of them wait. */
  readonly taken: ReadonlySet<CalendarId>;
}

/** How decisions are tried. */
export interface Attempt {
  /** How long to wait for calendars that others hold, in milliseconds; 0 leaves out the decisions that want them. */
  readonly calendarMs: number;
  readonly number?: number;
  /** For the first try. */
  readonly onConnection?: OnConnection | undefined;
}

const MAX_RETRIES = 3;
const RETRY_BASE_MS = 5;

const SERIALIZATION_FAILURE = '40001';
const EXCLUSION_VIOLATION = '23P01';
const UNIQUE_VIOLATION = '23505';

/**
 * Makes decisions and answers them, all but those that must wait for the next transaction: these it gives back.
 * A transaction of several that fails is taken apart, so that each decision answers for itself.
 */
export const settleDecisions = async (
  dependencies: SettleDependencies,
  decisions: readonly WaitingDecision[],
  { calendarMs, number: firstAttempt = 1, onConnection }: Attempt,
): Promise<Unsettled> => {
  for (let attempt = firstAttempt; ; attempt += 1) {
    try {
      const connected = attempt === firstAttempt ? onConnection : undefined;
      return deliver(decisions, await timedTransaction(dependencies, decisions, calendarMs, connected));
    } catch (error) {
      // Else it would find its calendars held by the transaction that has begun behind it.
      if (attempt === firstAttempt) await onConnection?.untilFollowed?.();
      if (error instanceof CommitUnknown) {
        return settleUnknown(dependencies, decisions, error, { calendarMs, number: attempt });
      }
      if (decisions.length > 1 && !isUnreachable(error)) {
        dependencies.onEvent({ kind: 'batch_split', decisions: decisions.length, error });
        return settleEach(dependencies, decisions, { calendarMs });
      }
      if (attempt > MAX_RETRIES || !isWorthRetrying(error)) {
        const reason = reasonOf(error);
        for (const waiting of decisions) waiting.fail(reason);
        return SETTLED;
      }
      dependencies.onEvent({ kind: 'retried', attempt, error });
      await pauseAfter(attempt);
    }
  }
};

/** Where all have their answer. */
export const SETTLED: Unsettled = { decisions: [], taken: new Set() };

// Jitter, so that those who met do not meet again.
const pauseAfter = (attempt: number): Promise<void> =>
  sleep(RETRY_BASE_MS * 2 ** attempt * (0.5 + Math.random()));

const timedTransaction = async (
  dependencies: SettleDependencies,
  decisions: readonly WaitingDecision[],
  calendarMs: number,
  connected: OnConnection | undefined,
): Promise<readonly DecisionOutcome[]> => {
  const { onEvent, lockMs } = dependencies;
  const begun = performance.now();
  const patience = { calendarMs, otherMs: lockMs };
  const outcomes = await transactDecisions(dependencies, decisions, patience, connected);
  const made = outcomes.filter(({ kind }) => kind !== 'locked_out').length;
  if (made > 0) {
    onEvent({ kind: 'batch_committed', decisions: made, durationMs: performance.now() - begun });
  }
  return outcomes;
};

const deliver = (decisions: readonly WaitingDecision[], outcomes: readonly DecisionOutcome[]): Unsettled => ({
  decisions: decisions.filter((waiting, index) => !isSettled(waiting, outcomes[index])),
  taken: new Set(outcomes.flatMap((outcome) => (outcome.kind === 'locked_out' ? outcome.taken : []))),
});

const isSettled = (waiting: WaitingDecision, outcome: DecisionOutcome | undefined): boolean => {
  switch (outcome?.kind) {
    case 'answered':
      waiting.answer(outcome.result);
      return true;
    case 'threw':
      waiting.fail(outcome.error);
      return true;
    case 'deferred':
    case 'locked_out':
    case undefined:
      return false;
  }
};

const settleEach = async (
  dependencies: SettleDependencies,
  decisions: readonly WaitingDecision[],
  attempt: Attempt,
): Promise<Unsettled> => {
  const unsettled: WaitingDecision[] = [];
  const taken = new Set<CalendarId>();
  for (const waiting of decisions) {
    // What was taken for one is not waited for again by the next, nor is a decision made before one that came earlier.
    if (waiting.calendars.some((id) => taken.has(id))) unsettled.push(waiting);
    else if (performance.now() > waiting.deadlineMs) waiting.fail(overdue());
    else {
      const one = await settleDecisions(dependencies, [waiting], attempt);
      unsettled.push(...one.decisions);
      for (const id of one.taken) taken.add(id);
    }
  }
  return { decisions: unsettled, taken };
};

/**
 * After a commit of unknown outcome a decision may be made again only if its idempotency record would tell, or if it
 * wrote nothing. Any other could be carried out twice: its caller is told that nobody knows.
 */
const settleUnknown = async (
  dependencies: SettleDependencies,
  decisions: readonly WaitingDecision[],
  unknown: CommitUnknown,
  { calendarMs, number: attempt }: Attempt & { readonly number: number },
): Promise<Unsettled> => {
  const nobodyKnows = new StoreUnavailable(unknown.message, { outcome: 'unknown', cause: unknown });
  const mayTryAgain = attempt <= MAX_RETRIES;
  const again = decisions.flatMap((waiting, index): WaitingDecision[] => {
    const outcome = unknown.outcomes[index];
    const wrote = outcome?.kind === 'answered' && outcome.wrote;
    if (mayTryAgain && !wrote) return [waiting];
    // Where the next try fails too, whether the first was carried out is as unknown as before.
    if (mayTryAgain && waiting.request.idempotency !== undefined) {
      return [{ ...waiting, fail: () => waiting.fail(nobodyKnows) }];
    }
    waiting.fail(
      wrote ? nobodyKnows : new StoreUnavailable(unknown.message, { outcome: 'unchanged', cause: unknown }),
    );
    return [];
  });
  if (again.length > 0) {
    dependencies.onEvent({ kind: 'retried', attempt, error: unknown });
    await pauseAfter(attempt);
  }
  return settleEach(dependencies, again, { calendarMs, number: attempt + 1 });
};

const isWorthRetrying = (error: unknown): boolean => {
  if (error instanceof StoreUnavailable) return isUnreachable(error);
  switch (sqlStateOf(error)) {
    case SERIALIZATION_FAILURE:
    case DEADLOCK:
    // Somebody wrote without the lock: read again, a decision sees it and refuses by itself.
    case EXCLUSION_VIOLATION:
      return true;
    case UNIQUE_VIOLATION:
      return isKeyRace(error);
    default:
      return false;
  }
};

/** Two requests with one key on different calendars: the first to commit wins, and the other finds its record. */
const isKeyRace = (error: unknown): boolean =>
  isServerError(error) && error.constraint === 'idempotency_once';

/** Whether it is the server's trouble. A statement that ran out of its time is the decision's, and would again. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof StoreUnavailable && sqlStateOf(error.cause) !== QUERY_CANCELED;

/** What the caller gets where no try is left. */
const reasonOf = (error: unknown): unknown =>
  isWorthRetrying(error) && !(error instanceof StoreUnavailable)
    ? new ConcurrencyConflict(`gave up after ${MAX_RETRIES} retries`, { cause: error })
    : sqlStateOf(error) === LOCK_NOT_AVAILABLE
      ? lockedForTooLong(error)
      : error;

export const lockedForTooLong = (cause?: unknown): StoreUnavailable =>
  new StoreUnavailable('Others kept for too long what the decision must lock', {
    outcome: 'unchanged',
    cause,
  });

export const overdue = (): StoreUnavailable =>
  new StoreUnavailable('Too many decisions wait for the database', { outcome: 'unchanged' });
