import {
  err,
  ok,
  StoreUnavailable,
  WorkingSet,
  type CalendarId,
  type CalendarRecord,
  type CalendarValues,
  type Changes,
  type Clock,
  type Decided,
  type IdempotencyKey,
  type Result,
  type UserId,
} from '@slotkeeper/domain';
import { CompiledQuery } from 'kysely';
import { sqlStateOf } from '../connection/server-error.js';
import { NeverSent } from '../connection/open-pool.js';
import { answersOf, type Session, type Sessions } from '../connection/sessions.js';
import { statesOf, type KeptCalendars, type KeptReadings } from '../state/kept-calendars.js';
import { readState, type StateRow } from '../state/read-state.js';
import { valuesOf } from '../state/values-of.js';
import { readingsOfDecisions, wantedByDecisions, type CalendarReading } from '../state/wanted-state.js';
import { isUuid } from '../uuid.js';
import { BatchChanges } from './batch-changes.js';
import type { CalendarRoles } from './calendar-roles.js';
import { CommitUnknown } from './commit-unknown.js';
import { lockDecidedCalendars, type LockedCalendars, type LockPatience } from './lock-decided-calendars.js';
import type { WaitingDecision } from './waiting-decision.js';
import { writeChanges } from './write-changes.js';

/** What became of one decision in a transaction that was committed. */
export type DecisionOutcome =
  | { readonly kind: 'answered'; readonly result: Result<Decided<unknown>, unknown>; readonly wrote: boolean }
  | { readonly kind: 'threw'; readonly error: unknown }
  /** It must see what an earlier decision of this transaction changed, and that was not loaded: the next will. */
  | { readonly kind: 'deferred' }
  /** Others hold these of its calendars, so it was not made. */
  | { readonly kind: 'locked_out'; readonly taken: readonly CalendarId[] };

export interface TransactDependencies {
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** What is known of the calendars that were locked before. */
  readonly roles: CalendarRoles;
  /** What was read of them, to be used again while it holds. */
  readonly kept: KeptCalendars;
}

/** On which connection a transaction is, and who may be the next there. */
export interface OnConnection {
  /** Lends it; one of the pool if left out. */
  readonly lend?: Session['share'] | undefined;
  /** Called when the commit of all decisions has gone out: from then on another transaction may begin behind it, on the same connection … */
  readonly onCommitting?: ((lend: Session['share']) => void) | undefined;
  /** … and this when it has its answer, whatever that is: from then on none may. */
  readonly onCommitted?: (() => void) | undefined;
  /** Resolves when those that began behind it have ended. */
  readonly untilFollowed?: (() => Promise<unknown>) | undefined;
}

/**
 * Makes decisions in one transaction, one after the other, and commits: lock, read, decide, write. Those whose calendars
 * others hold for longer than its patience are left out. The outcomes come in the order of the decisions.
 *
 * Each is a statement of its own, which sees what the one before it did; but they go out together as far as they don't
 * depend on answers, which makes two round trips where all calendars are known: until what was read is there, and until
 * the commit is.
 *
 * @throws CommitUnknown where the connection was lost during the commit, with the outcomes that it would have had;
 *   else, with nothing changed, StoreUnavailable or the server's error
 */
export const transactDecisions = (
  dependencies: TransactDependencies,
  decisions: readonly WaitingDecision[],
  patience: LockPatience,
  { lend = dependencies.sessions.lend, onCommitting, onCommitted }: OnConnection = {},
): Promise<readonly DecisionOutcome[]> =>
  lend(async (session) => {
    const { clock, kept } = dependencies;
    try {
      const starting = session.executeQuery(START);
      const reading = lockAndRead(session, dependencies, decisions, patience);
      const { outcomes, changes } = await answersOf([starting, reading])
        .then(([, known]) => decideAll(clock, decisions, known))
        .catch(async (error: unknown) => {
          // Where even that fails the connection is gone, and the transaction with it.
          await session.executeQuery(ROLLBACK).catch(() => undefined);
          throw error;
        });
      const committed = writeAndCommit(session, outcomes, changes);
      // What was left out comes first when it is its turn again.
      if (outcomes.every(isSettled)) onCommitting?.(session.share);
      await committed.finally(onCommitted);
      followed(kept, decisions, changes);
      return outcomes;
    } catch (error) {
      // Whatever it failed of, what is kept may be why: somebody has written without raising a version.
      kept.drop(decisions.flatMap(({ calendars }) => calendars));
      throw error;
    }
  });

/** The transaction has been carried out, so that nothing may fail any more: what can't follow it is let go of. */
const followed = (
  kept: KeptCalendars,
  decisions: readonly WaitingDecision[],
  changes: BatchChanges,
): void => {
  try {
    kept.follow(changes);
  } catch {
    kept.drop(decisions.flatMap(({ calendars }) => calendars));
  }
};

const isSettled = ({ kind }: DecisionOutcome): boolean => kind === 'answered' || kind === 'threw';

const START = CompiledQuery.raw('start transaction isolation level read committed');
const COMMIT = CompiledQuery.raw('commit');
const ROLLBACK = CompiledQuery.raw('rollback');

/**
 * The commit goes out right behind what is written. Of a transaction in which a statement failed PostgreSQL makes a
 * rollback of it.
 */
const writeAndCommit = async (
  session: Session,
  outcomes: readonly DecisionOutcome[],
  changes: BatchChanges,
): Promise<void> => {
  const [written, committed] = await Promise.allSettled([
    changes.isEmpty ? undefined : writeChanges(session, changes),
    session.executeQuery(COMMIT),
  ]);
  if (written.status === 'rejected' && wasNotDone(written.reason)) throw written.reason;
  if (committed.status === 'rejected') {
    const { reason } = committed as { readonly reason: unknown };
    throw reason instanceof StoreUnavailable ? new CommitUnknown(outcomes, reason) : reason;
  }
  if (written.status === 'rejected') throw written.reason;
};

/** Whether a statement certainly was not carried out: PostgreSQL said so, or never heard of it. */
const wasNotDone = (error: unknown): boolean => {
  const cause = error instanceof StoreUnavailable ? error.cause : error;
  return cause instanceof NeverSent || sqlStateOf(cause) !== undefined;
};

/** What decisions rest on, as it is under the lock of their calendars. */
interface Known {
  readonly calendars: LockedCalendars;
  /** What was read before and still holds. */
  readonly kept: ReadonlyMap<CalendarId, KeptReadings>;
  readonly values: CalendarValues;
  readonly records: StateRow['records'];
}

const lockAndRead = async (
  session: Session,
  { roles, kept }: TransactDependencies,
  decisions: readonly WaitingDecision[],
  patience: LockPatience,
): Promise<Known> => {
  const ids = [...new Set(decisions.flatMap(({ calendars }) => calendars))].filter(isUuid);
  const mayReadAhead = patience.calendarMs === 0 && ids.every((id) => roles.get(id) !== undefined);
  const locking =
    ids.length > 0 ? lockDecidedCalendars(session, ids, patience) : Promise.resolve(NOTHING_LOCKED);
  const readingAhead = mayReadAhead ? read(session, kept, decisions, roles) : Promise.resolve(undefined);
  const [calendars, ahead] = await answersOf([locking, readingAhead]);
  const { locked, taken } = calendars;
  const byId = new Map(locked.map((calendar) => [calendar.calendarId, calendar]));
  const outdated = ahead === undefined ? [] : outdatedOf(ahead, byId);
  const isSound = locked.length === ids.length && roles.agreesWith(locked) && outdated.length === 0;
  roles.learn(locked);
  kept.drop(outdated);
  const made = decisions.filter((one) => !isLockedOut(one, taken));
  const found = ahead !== undefined && isSound ? ahead : await read(session, kept, made, byId);
  kept.learn(locked, found.missing, found.values);
  return { ...found, calendars };
};

/** What is there for decisions: what is kept, which counts if it is of the version that is locked, and what was read. */
interface Found extends Omit<Known, 'calendars'> {
  readonly missing: readonly CalendarReading[];
}

const read = async (
  session: Session,
  keeping: KeptCalendars,
  decisions: readonly WaitingDecision[],
  known: {
    readonly get: (id: CalendarId) => (Pick<CalendarRecord, 'role'> & Partial<CalendarRecord>) | undefined;
  },
): Promise<Found> => {
  const requests = decisions.map(({ request }) => request);
  const readings = readingsOfDecisions(requests, known);
  const { kept, missing } = keeping.divide(readings, (id) => known.get(id)?.version);
  const state = await readState(session, wantedByDecisions(requests, missing));
  return { kept, missing, values: valuesOf(state), records: state.records };
};

/** The calendars that are not as they were kept. */
const outdatedOf = (
  { kept }: Pick<Known, 'kept'>,
  locked: ReadonlyMap<CalendarId, CalendarRecord>,
): CalendarId[] =>
  [...kept].flatMap(([id, of]) =>
    locked.has(id) && of.kept.version !== locked.get(id)?.version ? [id] : [],
  );

const isLockedOut = ({ calendars }: WaitingDecision, taken: ReadonlySet<CalendarId>): boolean =>
  calendars.some((id) => taken.has(id));

const decideAll = (
  clock: Clock,
  decisions: readonly WaitingDecision[],
  { calendars, kept, values, records }: Known,
): { readonly outcomes: readonly DecisionOutcome[]; readonly changes: BatchChanges } => {
  const workingSet = new WorkingSet();
  for (const calendar of calendars.locked) workingSet.putCalendar(calendar);
  for (const readings of kept.values()) for (const state of statesOf(readings)) workingSet.adopt(state);
  workingSet.adopt(values);
  const locked = new Map(calendars.locked.map((calendar) => [calendar.calendarId, calendar]));
  const answers: KnownAnswers = new Map();
  for (const { caller_id: callerId, key, fingerprint, answer } of records) {
    answers.set(answerKey({ callerId, key }), { fingerprint, answer });
  }
  const changes = new BatchChanges(workingSet);
  const outcomes = decisions.map((waiting) =>
    isLockedOut(waiting, calendars.taken)
      ? lockedOutBy(waiting.calendars.filter((id) => calendars.taken.has(id)))
      : decideOne(waiting, { workingSet, changes, answers, locked, clock }),
  );
  return { outcomes, changes };
};

const NOTHING_LOCKED: LockedCalendars = { locked: [], taken: new Set() };

const lockedOutBy = (taken: readonly CalendarId[]): DecisionOutcome => ({ kind: 'locked_out', taken });

type KnownAnswers = Map<string, { readonly fingerprint: string; readonly answer: string | null }>;

const answerKey = ({ callerId, key }: Pick<IdempotencyKey, 'callerId' | 'key'>): string =>
  `${callerId} ${key}`;

interface Batch {
  readonly workingSet: WorkingSet;
  readonly changes: BatchChanges;
  readonly answers: KnownAnswers;
  readonly locked: ReadonlyMap<CalendarId, CalendarRecord>;
  readonly clock: Clock;
}

const decideOne = ({ request, calendars, decision }: WaitingDecision, batch: Batch): DecisionOutcome => {
  const { workingSet, changes, answers } = batch;
  if (calendars.some((id) => changes.isOutdated(id))) return { kind: 'deferred' };
  const { idempotency } = request;
  const known = idempotency === undefined ? undefined : answers.get(answerKey(idempotency));
  if (idempotency !== undefined && known !== undefined) return answered(replay(idempotency, known), false);
  try {
    const now = batch.clock.now();
    const decided = decision(workingSet.locked(calendars, request.reading, now));
    if (!decided.ok) return answered(decided, false);
    const answer = textOf(decided.value.answer);
    const kept = idempotency && {
      key: idempotency,
      answer,
      about: otherBookerIn(answer, decided.value, idempotency.callerId),
      at: now,
    };
    changes.accept(new Set(calendars.filter((id) => batch.locked.has(id))), decided.value, kept);
    if (idempotency !== undefined) {
      answers.set(answerKey(idempotency), { fingerprint: idempotency.fingerprint, answer });
    }
    // A copy, the same that a replay gives: what the caller does to it reaches nobody else.
    const wrote = kept !== undefined || decided.value.events.length > 0;
    return answered(ok({ answer: parsed(answer), replayed: false }), wrote);
  } catch (error) {
    return { kind: 'threw', error };
  }
};

/**
 * The booker that an answer tells of, where another gets it: a host, or nobody who has shown who it is. The host of what
 * a booker is answered is found by way of the booker.
 */
const otherBookerIn = (
  answer: string | null,
  { bookings = [], waitlist = [] }: Changes<unknown>,
  callerId: UserId,
): UserId | undefined =>
  [...bookings, ...waitlist].find(
    ({ bookerId }) => bookerId !== callerId && answer?.includes(bookerId) === true,
  )?.bookerId;

const replay = (
  { fingerprint }: IdempotencyKey,
  known: { readonly fingerprint: string; readonly answer: string | null },
): Result<Decided<unknown>, { readonly kind: 'key_reused' }> => {
  if (known.fingerprint !== fingerprint) return err({ kind: 'key_reused' });
  return ok({ answer: parsed(known.answer), replayed: true });
};

const answered = (result: Result<Decided<unknown>, unknown>, wrote: boolean): DecisionOutcome => ({
  kind: 'answered',
  result,
  wrote,
});

// JSON.stringify answers undefined for what JSON can't say, which its type does not tell.
const textOf = (answer: unknown): string | null => (answer === undefined ? null : JSON.stringify(answer));

const parsed = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));
