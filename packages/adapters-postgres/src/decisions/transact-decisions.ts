import {
  err,
  ok,
  StoreUnavailable,
  WorkingSet,
  type CalendarId,
  type CalendarRecord,
  type Changes,
  type Clock,
  type Decided,
  type IdempotencyKey,
  type Result,
  type UserId,
} from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.js';
import { fillWorkingSet } from '../state/fill-working-set.js';
import { readState } from '../state/read-state.js';
import { wantedByDecisions, wantsNothing } from '../state/wanted-state.js';
import { isUuid } from '../uuid.js';
import { BatchChanges } from './batch-changes.js';
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

/**
 * Makes decisions in one transaction, one after the other, and commits: lock, read, decide, write. Those whose calendars
 * others hold for longer than its patience are left out. The outcomes come in the order of the decisions.
 *
 * @throws CommitUnknown where the connection was lost during the commit, with the outcomes that it would have had;
 *   else, with nothing changed, StoreUnavailable or the server's error
 */
export const transactDecisions = (
  database: Kysely<Database>,
  clock: Clock,
  decisions: readonly WaitingDecision[],
  patience: LockPatience,
): Promise<readonly DecisionOutcome[]> =>
  database.connection().execute(async (connection) => {
    await sql`start transaction isolation level read committed`.execute(connection);
    const outcomes = await decideAndWrite(connection, clock, decisions, patience).catch(
      async (error: unknown) => {
        // Where even that fails the connection is gone, and the transaction with it.
        await sql`rollback`.execute(connection).catch(() => undefined);
        throw error;
      },
    );
    await sql`commit`.execute(connection).catch((error: unknown) => {
      throw error instanceof StoreUnavailable ? new CommitUnknown(outcomes, error) : error;
    });
    return outcomes;
  });

const decideAndWrite = async (
  connection: Kysely<Database>,
  clock: Clock,
  decisions: readonly WaitingDecision[],
  patience: LockPatience,
): Promise<readonly DecisionOutcome[]> => {
  const ids = [...new Set(decisions.flatMap(({ calendars }) => calendars))].filter(isUuid);
  const { locked: records, taken } =
    ids.length > 0 ? await lockDecidedCalendars(connection, ids, patience) : NOTHING_LOCKED;
  const lockedOut = decisions.map(({ calendars }) => calendars.filter((id) => taken.has(id)));
  const made = decisions.filter((_, index) => lockedOut[index]?.length === 0);
  if (made.length === 0) return lockedOut.map(lockedOutBy);
  const workingSet = new WorkingSet();
  for (const calendar of records) workingSet.putCalendar(calendar);
  const locked = new Map(records.map((calendar) => [calendar.calendarId, calendar]));
  const answers: KnownAnswers = new Map();
  const wanted = wantedByDecisions(
    made.map(({ request }) => request),
    locked,
  );
  if (!wantsNothing(wanted)) {
    const state = await readState(connection, wanted);
    fillWorkingSet(workingSet, state);
    for (const { caller_id: callerId, key, fingerprint, answer } of state.records) {
      answers.set(answerKey({ callerId, key }), { fingerprint, answer });
    }
  }
  const changes = new BatchChanges(workingSet);
  const outcomes = decisions.map((waiting, index) => {
    const missing = lockedOut[index] ?? [];
    return missing.length > 0
      ? lockedOutBy(missing)
      : decideOne(waiting, { workingSet, changes, answers, locked, clock });
  });
  if (!changes.isEmpty) await writeChanges(connection, changes);
  return outcomes;
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
