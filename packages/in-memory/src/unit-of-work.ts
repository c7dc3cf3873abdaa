import {
  err,
  ok,
  type Changes,
  type Clock,
  type Decided,
  type Decision,
  type DecisionRequest,
  type IdempotencyKey,
  type KeyReused,
  type Result,
  type UnitOfWork,
} from '@slotkeeper/domain';
import { nameOf, type IdempotencyRecord } from './idempotency-records.js';
import type { Locks } from './locks.js';
import { commit, type StoreState } from './store-state.js';

/** What decisions run on. */
export interface UnitOfWorkParts {
  readonly state: StoreState;
  readonly clock: Clock;
  readonly calendarLocks: Locks;
  /** What a decision waits for after it has read and before it writes; a turn of the event loop's queue if left out. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** Runs each decision alone on its calendars, in order of arrival. */
export const createUnitOfWork = ({
  state,
  clock,
  calendarLocks,
  pause = () => Promise.resolve(),
}: UnitOfWorkParts): UnitOfWork => {
  const { keyLocks, records } = state;

  const decideLocked = async <T, R>(
    { calendars, reading, idempotency }: DecisionRequest,
    decision: Decision<T, R>,
  ): Promise<Result<Decided<T>, R>> => {
    const locked = state.calendars.locked(calendars, reading, clock.now());
    // As with any store, time passes between reading and writing: that nothing changes meanwhile is up to the locks.
    await pause();
    const outcome = decision(locked);
    if (!outcome.ok) return outcome;
    const answer = jsonOf(outcome.value);
    commit(state, calendars, outcome.value);
    if (idempotency !== undefined) records.write(idempotency, { answer, at: locked.now });
    return ok({ answer: JSON.parse(answer) as T, replayed: false });
  };

  const decideOnce = async <T, R>(
    request: DecisionRequest,
    decision: Decision<T, R>,
  ): Promise<Result<Decided<T>, R | KeyReused>> => {
    const { idempotency } = request;
    const earlier = idempotency === undefined ? undefined : records.find(idempotency);
    if (idempotency !== undefined && earlier !== undefined) return replayOf<T>(earlier, idempotency);
    const unlock = await calendarLocks.acquire(request.calendars);
    try {
      return await decideLocked(request, decision);
    } finally {
      unlock();
    }
  };

  return {
    decide: async (given, decision) => {
      const request = copyOf(given);
      const unlock = await keyLocks.acquire(
        request.idempotency === undefined ? [] : [nameOf(request.idempotency)],
      );
      try {
        return await decideOnce(request, decision);
      } finally {
        unlock();
      }
    },
  };
};

const replayOf = <T>(
  { fingerprint, answer }: IdempotencyRecord,
  key: IdempotencyKey,
): Result<Decided<T>, KeyReused> =>
  fingerprint === key.fingerprint
    ? ok({ answer: JSON.parse(answer) as T, replayed: true })
    : err({ kind: 'key_reused' });

/** @throws RangeError where the answer is nothing that JSON can hold. */
const jsonOf = ({ answer }: Changes<unknown>): string => {
  const text: string | undefined = JSON.stringify(answer);
  if (text === undefined) throw new RangeError(`an answer must survive JSON: ${typeof answer}`);
  return text;
};

/** What is asked for stays what it was when it was asked for, however long the wait. */
const copyOf = ({ calendars, reading, idempotency }: DecisionRequest): DecisionRequest => ({
  calendars: [...calendars],
  reading: {
    ...reading,
    claims: reading.claims && { ...reading.claims },
    intent: reading.intent && { ...reading.intent },
    bookings: reading.bookings && { ...reading.bookings },
    waitlist: reading.waitlist && { ...reading.waitlist },
    eventTypes: reading.eventTypes === 'all' ? 'all' : reading.eventTypes && [...reading.eventTypes],
  },
  idempotency: idempotency && { ...idempotency },
});
