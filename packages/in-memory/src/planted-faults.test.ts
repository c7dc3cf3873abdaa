import {
  byStartAndId,
  byWaitingOrder,
  calendarsOf,
  DAY_MS,
  isDateSpan,
  MAX_INSTANT,
  MAX_PAGE_LIMIT,
  ok,
  WorkingSet,
  type Availability,
  type Booking,
  type CalendarState,
  type Changes,
  type Clock,
  type Decided,
  type Decision,
  type DecisionRequest,
  type EventType,
  type IdempotencyKey,
  type Interval,
  type KeyReused,
  type Page,
  type PagePosition,
  type PageRequest,
  type Queries,
  type Reading,
  type Result,
  type Schedule,
  type Store,
  type TimeOff,
  type UnitOfWork,
  type User,
  type Users,
  type WaitlistEntry,
} from '@slotkeeper/domain';
import { storeContract } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createInMemoryStore, createStoreOn, createStoreWithLocks } from './create-in-memory-store.js';
import { createLocks, type Locks } from './locks.js';
import { createStoreState } from './store-state.js';

const PATIENCE_MS = 1_000;

/** Which cases, of all or of those that are named, fail on a store, and what they say. */
const failuresOf = async (
  open: (clock: Clock) => Store,
  named?: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const all = storeContract(async (clock) => ({ store: open(clock), teardown: async () => {} }), {
    patienceMs: PATIENCE_MS,
  });
  const cases = named === undefined ? all : all.filter(({ name }) => named.includes(name));
  const failures = new Map<string, string>();
  // All at once, so that the faults which make cases wait for ever cost one wait.
  const outcomes = await Promise.allSettled(cases.map(({ run }) => run()));
  outcomes.forEach((outcome, index) => {
    if (outcome.status === 'rejected') failures.set(cases[index]!.name, String(outcome.reason));
  });
  return failures;
};

type Decide = UnitOfWork['decide'];

const withDecide = (clock: Clock, fault: (store: Store) => Decide): Store => {
  const store = createInMemoryStore({ clock });
  return { ...store, unitOfWork: { decide: fault(store) } };
};

const withQueries = (clock: Clock, fault: (queries: Queries, store: Store) => Partial<Queries>): Store => {
  const store = createInMemoryStore({ clock });
  return { ...store, queries: { ...store.queries, ...fault(store.queries, store) } };
};

const withUsers = (clock: Clock, fault: (users: Users) => Partial<Users>): Store => {
  const store = createInMemoryStore({ clock });
  return { ...store, users: { ...store.users, ...fault(store.users) } };
};

/** A fault in how calendars are read, for decisions and queries alike. */
const withCalendars = (
  clock: Clock,
  fault: (state: CalendarState, reading: Reading, store: Store) => CalendarState | Promise<CalendarState>,
): Store => {
  const store = createInMemoryStore({ clock });
  const calendar: Queries['calendar'] = async (id, reading) => {
    const state = await store.queries.calendar(id, reading);
    return state && fault(state, reading, store);
  };
  const decide: Decide = async (request, decision) => {
    const spoilt = new Map<string, CalendarState>();
    for (const id of request.calendars) {
      const state = await calendar(id, request.reading);
      if (state !== undefined) spoilt.set(id, state);
    }
    return store.unitOfWork.decide(request, (locked) => decision({ ...locked, calendars: spoilt }));
  };
  return { ...store, queries: { ...store.queries, calendar }, unitOfWork: { decide } };
};

/** Idempotency of another make, in front of a unit of work that knows nothing of keys. */
const withRecords = (
  clock: Clock,
  make: () => (
    key: IdempotencyKey,
    request: DecisionRequest,
    run: () => Promise<Result<Decided<unknown>, unknown>>,
  ) => Promise<Result<Decided<unknown>, unknown>>,
): Store =>
  withDecide(clock, ({ unitOfWork }) => {
    const answer = make();
    return async <T, R>(request: DecisionRequest, decision: Decision<T, R>) => {
      const { idempotency } = request;
      const keyless = { ...request, idempotency: undefined };
      if (idempotency === undefined) return unitOfWork.decide(request, decision);
      const outcome = await answer(idempotency, request, () => unitOfWork.decide(keyless, decision));
      return outcome as Result<Decided<T>, R | KeyReused>;
    };
  });

const nameOf = ({ callerId, key }: IdempotencyKey): string => `${callerId} ${key}`;

const replayed = ({ answer }: { answer: unknown }): Result<Decided<unknown>, never> =>
  ok({ answer, replayed: true });

/** Calendars that take whatever they are given. */
class CredulousWorkingSet extends WorkingSet {
  override check(): void {
    // Nothing is checked: that is the fault.
  }
}

/** A store whose calendars are of another make. */
const storeOn = (
  clock: Clock,
  Calendars: new () => WorkingSet,
  calendarLocks: Locks = createLocks(),
): Store => {
  const state = { ...createStoreState(), calendars: new Calendars() };
  return createStoreOn({ state, clock, calendarLocks });
};

const credulousStore = (clock: Clock, calendarLocks: Locks): Store =>
  storeOn(clock, CredulousWorkingSet, calendarLocks);

const noLocks: Locks = { acquire: async () => () => {} };

/** Locks of which the next is never freed once `leak` was called. */
const leakingLocks = (): Locks & { readonly leak: () => void } => {
  const locks = createLocks();
  let leaking = false;
  return {
    leak: () => {
      leaking = true;
    },
    acquire: async (names) => {
      const free = await locks.acquire(names);
      return () => {
        if (!leaking) free();
        leaking = false;
      };
    },
  };
};

/** A store that keeps its locks after a decision of one kind. */
const leakingStore = (
  clock: Clock,
  isLeak: (outcome: Result<unknown, unknown> | 'thrown') => boolean,
): Store => {
  const locks = leakingLocks();
  const store = createStoreWithLocks(clock, locks);
  const decide: Decide = (request, decision) =>
    store.unitOfWork.decide(request, (locked) => {
      try {
        const outcome = decision(locked);
        if (isLeak(outcome)) locks.leak();
        return outcome;
      } catch (thrown) {
        if (isLeak('thrown')) locks.leak();
        throw thrown;
      }
    });
  return { ...store, unitOfWork: { decide } };
};

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

const meets = (range: Availability, { start, end }: Interval): boolean =>
  range.startTime <= end && start <= range.endTime;

const overlaps = (range: Pick<Availability, 'startTime' | 'endTime'>, { start, end }: Interval): boolean =>
  range.startTime < end && start < range.endTime;

const allOf = <T extends PagePosition>(
  fetchPage: (page: PageRequest) => Promise<Page<T>>,
): Promise<readonly T[]> => fetchPage({ limit: MAX_PAGE_LIMIT }).then(({ items }) => items);

const everyTimeOff = (queries: Queries, hostId: string): Promise<readonly TimeOff[]> =>
  queries.timeOffOf(hostId, { limit: MAX_PAGE_LIMIT }).then(({ items }) => items);

/** A page of those that a rule of its own takes for what follows. */
const pageBy = async <T extends PagePosition>(
  all: Promise<readonly T[]>,
  { limit, after }: PageRequest,
  follows: (item: T, after: PagePosition) => boolean,
): Promise<Page<T>> => {
  const rest = (await all).filter((item) => after === undefined || follows(item, after));
  return { items: rest.slice(0, limit), hasMore: rest.length > limit };
};

interface Fault {
  readonly name: string;
  readonly open: (clock: Clock) => Store;
  /** Cases that fail on it, each with what it must say. Others may fail too. */
  readonly caughtBy: Readonly<Record<string, RegExp>>;
}

const STUCK = /did not end within 1000 ms: a lock that is never freed, or a deadlock/;

const FAULTS: readonly Fault[] = [
  {
    name: 'nobody waits for a lock, and overlaps are noticed when written',
    open: (clock) => createStoreWithLocks(clock, noLocks),
    caughtBy: {
      'of many who want one slot at once, exactly one gets it': /ConcurrencyConflict/,
      'of several decisions at once on one calendar, each sees all that came before it': /versions/,
    },
  },
  {
    name: 'nobody waits for a lock, and nothing notices: check, then insert',
    open: (clock) => credulousStore(clock, noLocks),
    caughtBy: {
      'of many who want one slot at once, exactly one gets it': /winners: expected 1, got 30/,
      'of many who want ranges that overlap in part, no two winners overlap and each loser overlaps a winner':
        /claims of a calendar overlap|claims, in order/,
      'bookings, moves and cancellations at once leave no overlap and lose none that was accepted': /claims/,
      'a judgement over two calendars holds for both: of two that exclude each other, one wins': /winners/,
      'of many parties who want seats of one session at once, as many get them as there are seats':
        /seats that were taken/,
      'of parties and others who want one time at once, the first to come has it, alone or with its like':
        /winners/,
    },
  },
  {
    name: 'only the first calendar of a decision is locked',
    open: (clock) => {
      const locks = createLocks();
      return createStoreWithLocks(clock, { acquire: (names) => locks.acquire(names.slice(0, 1)) });
    },
    caughtBy: {
      'a judgement over two calendars holds for both: of two that exclude each other, one wins': /winners/,
    },
  },
  {
    name: 'locks are taken in the order in which they are named',
    open: (clock) => {
      const locks = createLocks();
      const acquire = async (names: readonly string[]): Promise<() => void> => {
        const held: (() => void)[] = [];
        for (const name of new Set(names)) held.push(await locks.acquire([name]));
        return () => {
          for (const free of held) free();
        };
      };
      return createStoreWithLocks(clock, { acquire });
    },
    caughtBy: {
      'decisions that name their calendars in opposite orders do not wait for each other for ever': STUCK,
    },
  },
  {
    name: 'a calendar that is named twice waits for itself',
    open: (clock) => {
      const locks = createLocks();
      const acquire = async (names: readonly string[]): Promise<() => void> => {
        const held: (() => void)[] = [];
        for (const name of names.toSorted()) held.push(await locks.acquire([name]));
        return () => {
          for (const free of held) free();
        };
      };
      return createStoreWithLocks(clock, { acquire });
    },
    caughtBy: { 'a calendar that is named twice is locked once': STUCK },
  },
  {
    name: 'a lock is never freed after a throw',
    open: (clock) => leakingStore(clock, (outcome) => outcome === 'thrown'),
    caughtBy: {
      'the locks are free again after a refusal, a throw and a failed write': STUCK,
      'one that is refused, one that throws and one that cannot be written fail none of those beside them':
        STUCK,
    },
  },
  {
    name: 'a lock is never freed after a refusal',
    open: (clock) => leakingStore(clock, (outcome) => outcome !== 'thrown' && !outcome.ok),
    caughtBy: {
      'the locks are free again after a refusal, a throw and a failed write': STUCK,
      'of many who want one slot at once, exactly one gets it': STUCK,
    },
  },
  {
    name: 'what a refusal carries is committed',
    open: (clock) =>
      withDecide(
        clock,
        ({ unitOfWork }) =>
          async <T, R>(request: DecisionRequest, decision: Decision<T, R>) => {
            const refusals: Result<never, R>[] = [];
            const outcome = await unitOfWork.decide<T, R>(request, (locked) => {
              const decided = decision(locked);
              if (decided.ok) return decided;
              refusals.push(decided);
              return ok({ answer: null as T, events: [], ...decided.error });
            });
            return refusals[0] ?? outcome;
          },
      ),
    caughtBy: {
      'a refusal leaves nothing, and the refusal is what the decision gave': /what is stored/,
      'a key under which a request was refused is unused': /ExpectationFailed/,
    },
  },
  {
    name: 'what a throw leaves behind is committed',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => async (request, decision) => {
        const failure: { thrown?: unknown } = {};
        const outcome = await unitOfWork.decide(request, (locked) => {
          try {
            return decision(locked);
          } catch (thrown) {
            failure.thrown = thrown;
            return ok({ answer: null as never, events: [], ...(thrown as { changes?: object }).changes });
          }
        });
        if ('thrown' in failure) throw failure.thrown;
        return outcome;
      }),
    caughtBy: {
      'a throw leaves nothing, and the caller gets what was thrown': /what is stored/,
      'a key under which a decision threw is unused': /the next time/,
    },
  },
  {
    name: 'whatever is thrown becomes an error of the store’s own',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => async (request, decision) => {
        try {
          return await unitOfWork.decide(request, decision);
        } catch {
          throw new Error('the transaction was rolled back');
        }
      }),
    caughtBy: { 'a throw leaves nothing, and the caller gets what was thrown': /not what was thrown/ },
  },
  {
    name: 'whatever a decision wants written is written, seen to or not',
    open: (clock) => credulousStore(clock, createLocks()),
    caughtBy: {
      'a decision that would make claims overlap is a ConcurrencyConflict and leaves nothing':
        /expected a rejection/,
      'a decision cannot write to a calendar that it did not lock: a RangeError, and nothing is left':
        /expected a rejection/,
      'a change that no event tells of is a RangeError, and nothing is left': /expected a rejection/,
    },
  },
  {
    name: 'one that throws takes those beside it with it',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => {
        let broken = false;
        return (request, decision) =>
          unitOfWork.decide(request, (locked) => {
            if (broken) throw new Error('the batch was rolled back');
            try {
              return decision(locked);
            } catch (thrown) {
              broken = true;
              setImmediate(() => {
                broken = false;
              });
              throw thrown;
            }
          });
      }),
    caughtBy: {
      'one that is refused, one that throws and one that cannot be written fail none of those beside them':
        /the batch was rolled back/,
    },
  },
  {
    name: 'the decisions of a batch all see the state that the batch began with',
    open: (clock) => withCalendars(clock, (state) => state),
    caughtBy: {
      'of several decisions at once on one calendar, each sees all that came before it': /versions/,
      'of many who want one slot at once, exactly one gets it': /ConcurrencyConflict/,
      'of many parties who want seats of one session at once, as many get them as there are seats':
        /seats that were taken/,
      'of many who book for one booker at once, of different hosts, as many win as the booker may have':
        /winners/,
      'of decisions at once on one calendar, each sees the event types that those before it left': /sees/,
      'of decisions at once on one calendar, each sees who waits after those before it': /sees/,
    },
  },
  {
    name: 'the version of a calendar is remembered',
    open: (clock) =>
      withQueries(clock, (queries) => {
        const seen = new Map<string, number | undefined>();
        return {
          version: async (id) => {
            if (!seen.has(id)) seen.set(id, await queries.version(id));
            return seen.get(id);
          },
        };
      }),
    caughtBy: {
      'a calendar’s version is that of its state, and every write that was answered has raised it':
        /version after a write/,
    },
  },
  {
    name: 'what is handed in is kept as it is: write-through',
    open: (clock) => {
      const store = createInMemoryStore({ clock });
      const live = new Map<string, Awaited<ReturnType<Queries['booking']>>>();
      const decide: Decide = (request, decision) =>
        store.unitOfWork.decide(request, (locked) => {
          const outcome = decision(locked);
          if (outcome.ok) for (const booking of outcome.value.bookings ?? []) live.set(booking.id, booking);
          return outcome;
        });
      return {
        ...store,
        unitOfWork: { decide },
        queries: { ...store.queries, booking: async (id) => live.get(id) },
      };
    },
    caughtBy: {
      'what was handed in may be changed afterwards, and nothing that is stored changes with it':
        /start of the booking/,
    },
  },
  {
    name: 'what is handed out is what is kept',
    open: (clock) =>
      withQueries(clock, (queries) => {
        const live = new Map<string, { items: Availability[]; hasMore: boolean }>();
        return {
          availabilityOf: async (filter, page) => {
            const { items, hasMore } = await queries.availabilityOf(filter, page);
            const key = JSON.stringify([filter, page, items.map(({ id, revision }) => [id, revision])]);
            live.set(key, live.get(key) ?? { items: items.map((item) => ({ ...item })), hasMore });
            return live.get(key)!;
          },
        };
      }),
    caughtBy: {
      'what a query gave may be changed, and the next query gives it as it was': /what the queries give/,
    },
  },
  {
    name: 'the account that is handed out is the one that is kept',
    open: (clock) =>
      withUsers(clock, (users) => {
        const live = new Map<string, User>();
        return {
          byId: async (id) => {
            const user = live.get(id) ?? (await users.byId(id));
            if (user !== undefined) live.set(id, { ...user });
            return live.get(id);
          },
          credentials: async (email) => {
            const found = await users.credentials(email);
            return found && { ...found, user: live.get(found.user.id) ?? found.user };
          },
        };
      }),
    caughtBy: {
      'a user that was handed in or out may be changed, and the account stays as it was':
        /the user: expected/,
    },
  },
  {
    name: 'what one decision does to its view is seen by the next',
    open: (clock) => {
      const live = new Map<string, CalendarState>();
      return withCalendars(clock, (state, reading) => {
        const key = JSON.stringify([state.calendarId, state.version, reading.claims]);
        live.set(key, live.get(key) ?? { ...state, claims: state.claims.map((claim) => ({ ...claim })) });
        return live.get(key)!;
      });
    },
    caughtBy: {
      'what a decision saw may be changed, and the next decision sees it as it was': /what a decision sees/,
    },
  },
  {
    name: 'the answer that is handed out is the one that is kept',
    open: (clock) =>
      withRecords(clock, () => {
        const records = new Map<string, Decided<unknown>>();
        return async (key, _, run) => {
          const record = records.get(nameOf(key));
          if (record !== undefined) return replayed(record);
          const outcome = await run();
          if (outcome.ok) records.set(nameOf(key), outcome.value);
          return outcome;
        };
      }),
    caughtBy: { 'an answer may be changed, and the same key gets it as it was': /the answer, time 2/ },
  },
  {
    name: 'idempotency keys are forgotten',
    open: (clock) => withRecords(clock, () => (_key, _request, run) => run()),
    caughtBy: {
      'the same key gets the first answer again, is told so, and nothing is done': /second time/,
      'the answers to many keys are all kept': /answers/,
    },
  },
  {
    name: 'the idempotency record is written after the transaction, and nobody waits for it',
    open: (clock) =>
      withRecords(clock, () => {
        const records = new Map<string, string>();
        return async (key, _, run) => {
          const record = records.get(nameOf(key));
          if (record !== undefined) return replayed({ answer: JSON.parse(record) });
          const outcome = await run();
          if (outcome.ok) records.set(nameOf(key), JSON.stringify(outcome.value.answer));
          return outcome;
        };
      }),
    caughtBy: {
      'of many with one key at once, one is done and all get its answer': /bookings: expected 1, got 12/,
      'of many with one key at once on different calendars, one is done and all get its answer': /bookings/,
    },
  },
  {
    name: 'the lock of a calendar is all that keeps a key from being used twice at once',
    open: (clock) =>
      withRecords(clock, () => {
        const records = new Map<string, { fingerprint: string; answer: string }>();
        const locks = createLocks();
        return async (key, { calendars }, run) => {
          const free = await locks.acquire(calendars);
          try {
            const record = records.get(nameOf(key));
            if (record !== undefined && record.fingerprint !== key.fingerprint)
              return { ok: false, error: { kind: 'key_reused' } };
            if (record !== undefined) return replayed({ answer: JSON.parse(record.answer) });
            const outcome = await run();
            if (outcome.ok) {
              records.set(nameOf(key), {
                fingerprint: key.fingerprint,
                answer: JSON.stringify(outcome.value.answer),
              });
            }
            return outcome;
          } finally {
            free();
          }
        };
      }),
    caughtBy: {
      'of many with one key at once on different calendars, one is done and all get its answer':
        /bookings: expected 1, got 3/,
    },
  },
  {
    name: 'a key is used from the moment a request with it arrives, refused or not',
    open: (clock) =>
      withRecords(clock, () => {
        const records = new Map<string, Promise<Result<Decided<unknown>, unknown>>>();
        return async (key, _, run) => {
          const record = records.get(nameOf(key));
          if (record === undefined) {
            const outcome = run();
            records.set(nameOf(key), outcome);
            return outcome;
          }
          const outcome = await record;
          return outcome.ok ? replayed(outcome.value) : outcome;
        };
      }),
    caughtBy: {
      'a key under which a request was refused is unused': /once it is free/,
      'a key under which a decision threw is unused': /the decision broke/,
      'of many with one key at once of which the first are refused, the next is done': /bookings/,
    },
  },
  {
    name: 'whoever has the key gets the answer, whatever the request was',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => (request, decision) => {
        const idempotency = request.idempotency && { ...request.idempotency, fingerprint: '' };
        return unitOfWork.decide({ ...request, idempotency }, decision);
      }),
    caughtBy: {
      'another request under the same key is refused, at once or later, and nothing is done': /refusals/,
    },
  },
  {
    name: 'keys are not told apart by caller',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => (request, decision) => {
        const idempotency = request.idempotency && { ...request.idempotency, callerId: '' };
        return unitOfWork.decide({ ...request, idempotency }, decision);
      }),
    caughtBy: { 'keys of different callers never meet, nor do different keys of one': /key 1/ },
  },
  {
    name: 'availability is what overlaps the stretch, and the rest of its window is missing',
    open: (clock) =>
      withCalendars(clock, (state, { intent: stretch }) => ({
        ...state,
        availability: state.availability.filter((range) => stretch !== undefined && overlaps(range, stretch)),
      })),
    caughtBy: {
      'availability comes with all that is linked to it, whatever the slot duration': /queried from minute/,
    },
  },
  {
    name: 'availability is what touches the stretch, and chains are not followed',
    open: (clock) =>
      withCalendars(clock, (state, { intent: stretch }) => ({
        ...state,
        availability: state.availability.filter((range) => stretch !== undefined && meets(range, stretch)),
      })),
    caughtBy: {
      'availability comes with all that is linked to it, whatever the slot duration': /queried from minute/,
    },
  },
  {
    name: 'time off is not loaded',
    open: (clock) => withCalendars(clock, (state) => ({ ...state, timeOff: [] })),
    caughtBy: {
      'time off by instants comes where it overlaps the stretch, and not where it only touches it': /minutes/,
      'time off comes that may reach availability which is linked to the stretch, however far from it':
        /chain/,
      'time off by dates comes where its dates lie in the stretch in their zone, and not when days away':
        /did not come, and lies in it/,
      'of decisions at once on one calendar, each sees the schedules and the time off that those before it left':
        /sees/,
    },
  },
  {
    name: 'all time off of a host is loaded, whenever it is',
    open: (clock) =>
      withCalendars(clock, async (state, { intent }, { queries }) =>
        intent === undefined ? state : { ...state, timeOff: await everyTimeOff(queries, state.ownerId) },
      ),
    caughtBy: {
      'time off by instants comes where it overlaps the stretch, and not where it only touches it': /minutes/,
      'time off by dates comes where its dates lie in the stretch in their zone, and not when days away':
        /came, and is days away/,
    },
  },
  {
    name: 'time off is looked for in the stretch, and not in the availability that is linked to it',
    open: (clock) =>
      withCalendars(clock, (state, { intent }) => ({
        ...state,
        timeOff: state.timeOff.filter(
          ({ span }) => intent === undefined || isDateSpan(span) || overlaps(span, intent),
        ),
      })),
    caughtBy: {
      'time off comes that may reach availability which is linked to the stretch, however far from it':
        /chain/,
    },
  },
  {
    name: 'dates of time off are taken for dates of UTC',
    open: (clock) =>
      withCalendars(clock, (state, { intent }) => ({
        ...state,
        timeOff: state.timeOff.filter(({ span }) => {
          if (intent === undefined || !isDateSpan(span)) return true;
          const [startTime, endTime] = [Date.parse(span.startDate), Date.parse(span.endDate) + DAY_MS];
          return overlaps({ startTime, endTime }, intent);
        }),
      })),
    caughtBy: {
      'time off by dates comes where its dates lie in the stretch in their zone, and not when days away':
        /Kiritimati.* did not come|GMT.* did not come/,
    },
  },
  {
    name: 'the schedules of all hosts are loaded',
    open: (clock) =>
      withCalendars(clock, async (state, { intent }, { queries, users }) => {
        if (intent === undefined) return state;
        const { items } = await users.hosts({ limit: MAX_PAGE_LIMIT });
        const schedules = await Promise.all(items.map(({ id }) => queries.schedulesOf(id)));
        return { ...state, schedules: schedules.flat() };
      }),
    caughtBy: {
      'every schedule of the host comes with any stretch of intent, in order of id, and no other host’s':
        /schedules of the calendar/,
    },
  },
  {
    name: 'of the schedules the default alone is loaded',
    open: (clock) =>
      withCalendars(clock, (state) => ({
        ...state,
        schedules: state.schedules.filter(({ isDefault }) => isDefault),
      })),
    caughtBy: {
      'every schedule of the host comes with any stretch of intent, in order of id, and no other host’s':
        /schedules of the calendar/,
    },
  },
  {
    name: 'a schedule that a refusal carries is kept',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => async (request, decision) => {
        const refused: Changes<null>[] = [];
        const outcome = await unitOfWork.decide(request, (locked) => {
          const decided = decision(locked);
          if (!decided.ok) refused.push({ answer: null, events: [], ...(decided.error as object) });
          return decided;
        });
        for (const { schedules = [], events } of refused) {
          const told = events.filter(({ type }) => type.startsWith('schedule.'));
          await unitOfWork.decide(request, () => ok({ answer: null, schedules, events: told }));
        }
        return outcome;
      }),
    caughtBy: { 'a refusal leaves nothing, and the refusal is what the decision gave': /what is stored/ },
  },
  {
    name: 'a schedule that loses its place as the default is not written',
    open: (clock) =>
      withDecide(
        clock,
        ({ unitOfWork }) =>
          (request, decision) =>
            unitOfWork.decide(request, (locked) => {
              const decided = decision(locked);
              if (!decided.ok) return decided;
              const schedules = decided.value.schedules?.filter(
                ({ isDefault, revision }) => isDefault || revision === 1,
              );
              return ok({ ...decided.value, schedules: schedules ?? [] });
            }),
      ),
    caughtBy: {
      'the default moves between schedules in one decision, in whatever order they are written':
        /more than one default/,
      'an accepted decision writes all of its changes': /more than one default/,
    },
  },
  {
    name: 'what a schedule’s next revision leaves out is kept from the one before',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => {
        const kept = new Map<string, Schedule>();
        return (request, decision) =>
          unitOfWork.decide(request, (locked) => {
            const decided = decision(locked);
            if (!decided.ok) return decided;
            const schedules = (decided.value.schedules ?? []).map((schedule) => {
              const merged = { ...kept.get(schedule.id), ...schedule };
              kept.set(schedule.id, merged);
              return merged;
            });
            return ok({ ...decided.value, schedules });
          });
      }),
    caughtBy: {
      'a schedule’s next revision takes the place of the one before, whole, and a withdrawal takes it away':
        /the next revision/,
    },
  },
  {
    name: 'a link is kept as the zone that it stands for',
    open: (clock) => {
      const zoneOf = (name: string): string => (name === 'US/Eastern' ? 'America/New_York' : name);
      return withQueries(clock, (queries) => ({
        schedule: async (id) => {
          const schedule = await queries.schedule(id);
          return schedule && { ...schedule, timeZone: zoneOf(schedule.timeZone) };
        },
        timeOff: async (id) => {
          const timeOff = await queries.timeOff(id);
          if (timeOff === undefined || !isDateSpan(timeOff.span)) return timeOff;
          return { ...timeOff, span: { ...timeOff.span, timeZone: zoneOf(timeOff.span.timeZone) } };
        },
      }));
    },
    caughtBy: {
      'every field of a schedule comes back, those that may be left out and those that are': /schedule by id/,
      'every field of a time off comes back, by instants and by dates, from year 0001 to 9999': /by id/,
    },
  },
  {
    name: 'what a schedule leaves out comes back as null',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        schedule: async (id) => {
          const schedule = await queries.schedule(id);
          const nothing = { slotDuration: null, validFrom: null, validUntil: null } as unknown as Schedule;
          return schedule && { ...nothing, ...schedule };
        },
      })),
    caughtBy: {
      'every field of a schedule comes back, those that may be left out and those that are': /schedule by id/,
    },
  },
  {
    name: 'the schedule that is handed out is the one that is kept',
    open: (clock) =>
      withQueries(clock, (queries) => {
        const live = new Map<string, Schedule>();
        return {
          schedule: async (id) => {
            const schedule = live.get(id) ?? (await queries.schedule(id));
            if (schedule !== undefined) live.set(id, { ...schedule });
            return live.get(id);
          },
        };
      }),
    caughtBy: {
      'what a query gave may be changed, and the next query gives it as it was': /what the queries give/,
    },
  },
  {
    name: 'withdrawn time off stays',
    open: (clock) =>
      withDecide(
        clock,
        ({ unitOfWork }) =>
          (request, decision) =>
            unitOfWork.decide(request, (locked) => {
              const decided = decision(locked);
              return decided.ok ? ok({ ...decided.value, withdrawnTimeOff: [] }) : decided;
            }),
      ),
    caughtBy: {
      'a withdrawal takes time off away, and no other': /what was withdrawn/,
      'an accepted decision writes all of its changes': /time off/,
    },
  },
  {
    name: 'one time off is looked up whatever is locked',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork, queries }) => async (request, decision) => {
        const { timeOffId } = request.reading;
        const timeOff = timeOffId === undefined ? undefined : await queries.timeOff(timeOffId);
        return unitOfWork.decide(request, (locked) => decision({ ...locked, timeOff }));
      }),
    caughtBy: {
      'one booking, availability, time off or waitlist entry is seen if its calendar is locked, and only then':
        /with another calendar locked/,
    },
  },
  {
    name: 'a page of time off begins with the given one',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        timeOffOf: async (hostId, { limit, afterId }) => {
          const all = await everyTimeOff(queries, hostId);
          const rest = all.filter(({ id }) => afterId === undefined || id >= afterId);
          return { items: rest.slice(0, limit), hasMore: rest.length > limit };
        },
      })),
    caughtBy: {
      'pages of time off follow each other by id, without a gap or a repeat': /./,
    },
  },
  {
    name: 'the events of schedules and of time off are not told',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        events: async (id, page) =>
          (await queries.events(id, page)).filter(({ event }) => !/^schedule|^time-off/.test(event.type)),
      })),
    caughtBy: {
      'every field of an event comes back': /events/,
      'an accepted decision writes all of its changes': /versions/,
    },
  },
  {
    name: 'claims that touch the stretch come too',
    open: (clock) =>
      withCalendars(clock, async (state, { claims: stretch }, { queries }) => {
        if (stretch === undefined) return state;
        const wider = { start: stretch.start - 1_000, end: stretch.end + 1_000 };
        return (
          (await queries
            .calendar(state.calendarId, { claims: wider })
            .then((wide) => wide && { ...state, claims: wide.claims })) ?? state
        );
      }),
    caughtBy: {
      'claims and bookings are those that overlap the stretch, in order; what touches it is not': /claims/,
    },
  },
  {
    name: 'claims come in no order',
    open: (clock) => withCalendars(clock, (state) => ({ ...state, claims: state.claims.toReversed() })),
    caughtBy: {
      'claims and bookings are those that overlap the stretch, in order; what touches it is not': /claims/,
    },
  },
  {
    name: 'everything is loaded, asked for or not',
    open: (clock) =>
      withCalendars(clock, async (state, _, { queries }) => {
        const always = { start: -62_135_596_800_000, end: 253_402_300_799_000 };
        return (
          (await queries.calendar(state.calendarId, {
            claims: always,
            intent: always,
            bookings: always,
            eventTypes: 'all',
            waitlist: always,
            holds: true,
          })) ?? state
        );
      }),
    caughtBy: { 'what is not asked for comes empty': /calendar/ },
  },
  {
    name: 'one booking is looked up whatever is locked',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork, queries }) => async (request, decision) => {
        const { bookingId } = request.reading;
        const booking = bookingId === undefined ? undefined : await queries.booking(bookingId);
        return unitOfWork.decide(request, (locked) => decision({ ...locked, booking }));
      }),
    caughtBy: {
      'one booking, availability, time off or waitlist entry is seen if its calendar is locked, and only then':
        /with another calendar locked/,
      'of several who change one booking at once, each sees what the one before made of it':
        /ExpectationFailed/,
    },
  },
  {
    name: 'one booking is looked up among those that block time',
    open: (clock) =>
      withDecide(
        clock,
        ({ unitOfWork }) =>
          (request, decision) =>
            unitOfWork.decide(request, (locked) =>
              decision({
                ...locked,
                booking: locked.booking?.status === 'cancelled' ? undefined : locked.booking,
              }),
            ),
      ),
    caughtBy: {
      'one booking, availability, time off or waitlist entry is seen if its calendar is locked, and only then':
        /with its calendar locked/,
    },
  },
  {
    name: 'cancelled bookings keep their claims',
    open: (clock) =>
      withCalendars(clock, async (state, { claims: stretch }, { queries }) => {
        if (stretch === undefined) return state;
        const { items } = await queries.bookings(
          { hostId: state.ownerId, from: stretch.start, to: stretch.end },
          { limit: 1_000 },
        );
        const claims = items.flatMap((booking) =>
          calendarsOf(booking).map((calendarId) => ({
            calendarId,
            bookingId: booking.id,
            blocked: { start: booking.startTime, end: booking.endTime },
          })),
        );
        return { ...state, claims };
      }),
    caughtBy: {
      'what does not block time is no claim and no booking of the calendar': /claims/,
      'a move frees the old time and blocks the new one; a cancellation frees both': /./,
    },
  },
  {
    name: 'queries answer from a copy that lags behind',
    open: (clock) =>
      withQueries(clock, (queries) => {
        const seen = new Map<string, Awaited<ReturnType<Queries['booking']>>>();
        return {
          booking: async (id) => {
            if (!seen.has(id)) seen.set(id, await queries.booking(id));
            return seen.get(id);
          },
        };
      }),
    caughtBy: { 'a write that was answered is seen by every read after it': /the moved booking/ },
  },
  {
    name: 'a calendar is read in two steps, with writes in between',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        calendar: async (id, reading) => {
          const state = await queries.calendar(id, reading);
          await turns(5);
          const later = await queries.calendar(id, reading);
          return state && later && { ...later, version: state.version };
        },
      })),
    caughtBy: { 'a calendar that is read while it is written is of one committed state': /at version/ },
  },
  {
    name: 'a page begins with what has the start of the page before’s last item: repeats',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        bookings: (filter, page) =>
          pageBy(
            allOf((all) => queries.bookings(filter, all)),
            page,
            (item, after) => item.startTime >= after.startTime && item.id !== after.id,
          ),
      })),
    caughtBy: {
      'pages of bookings follow each other by start and then by id, without a gap or a repeat': /./,
    },
  },
  {
    name: 'a page begins with the next start: gaps',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        availabilityOf: (filter, page) =>
          pageBy(
            allOf((all) => queries.availabilityOf(filter, all)),
            page,
            (item, after) => item.startTime > after.startTime,
          ),
      })),
    caughtBy: {
      'pages of availability follow each other by start and then by id, without a gap or a repeat':
        /more follow, and none did/,
    },
  },
  {
    name: 'equal starts come in no order',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        bookings: async (filter, page) => {
          const all = await allOf((everything) => queries.bookings(filter, everything));
          const sorted = all.toSorted((a, b) => a.startTime - b.startTime || -byStartAndId(a, b));
          return pageBy(Promise.resolve(sorted), page, (item, after) => byStartAndId(item, after) > 0);
        },
      })),
    caughtBy: {
      'pages of bookings follow each other by start and then by id, without a gap or a repeat': /./,
    },
  },
  {
    name: 'a full page says that more follow',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        bookings: async (filter, page) => {
          const { items } = await queries.bookings(filter, page);
          return { items, hasMore: items.length === page.limit };
        },
      })),
    caughtBy: {
      'pages of bookings follow each other by start and then by id, without a gap or a repeat': /more follow/,
    },
  },
  {
    name: 'bookings that touch the bounds of a filter are listed',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        bookings: ({ from, to, ...filter }, page) =>
          queries.bookings({ ...filter, from: from && from - 1_000, to: to && to + 1_000 }, page),
      })),
    caughtBy: { 'a list of bookings holds those that keep to all of its filters': /that end after/ },
  },
  {
    name: 'events come from the given version on',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        events: (id, { afterVersion, limit }) =>
          queries.events(id, { afterVersion: Math.max(0, afterVersion - 1), limit }),
      })),
    caughtBy: {
      'events come after the given version, no more than asked for, and none of an unknown calendar':
        /next four/,
    },
  },
  {
    name: 'history comes newest first',
    open: (clock) =>
      withQueries(clock, (queries) => ({ history: async (id) => (await queries.history(id)).toReversed() })),
    caughtBy: {
      'a booking’s history tells of each revision by whom and when, and of no other booking': /history/,
    },
  },
  {
    name: 'instants are kept as seconds in 32 bits',
    open: (clock) => {
      const narrow = (instant: number): number => ((instant / 1_000) | 0) * 1_000;
      return withQueries(clock, (queries) => ({
        booking: async (id) => {
          const booking = await queries.booking(id);
          return (
            booking && { ...booking, startTime: narrow(booking.startTime), endTime: narrow(booking.endTime) }
          );
        },
      }));
    },
    caughtBy: {
      'every field of a booking comes back in every status, from year 0001 to 9999, and claims follow from it':
        /booking by id/,
    },
  },
  {
    name: 'the time is read when the store opens',
    open: (clock) => {
      const now = clock.now();
      return createInMemoryStore({ clock: { now: () => now } });
    },
    caughtBy: { 'a decision sees the time of the clock': /now/ },
  },
  {
    name: 'addresses are told apart by capitals that are not ASCII, as many databases do',
    open: (clock) => {
      const marked = (email: string): string => email.replace(/(?![A-Z])\p{Lu}/gu, '^$&');
      const unmarked = (user: User): User => ({ ...user, email: user.email.replaceAll('^', '') });
      return withUsers(clock, (users) => ({
        add: (user, hash) => users.add({ ...user, email: marked(user.email) }, hash),
        byId: async (id) => {
          const user = await users.byId(id);
          return user && unmarked(user);
        },
        credentials: async (email) => {
          const found = await users.credentials(marked(email));
          return found && { ...found, user: unmarked(found.user) };
        },
      }));
    },
    caughtBy: {
      'no two accounts have one address, however it is capitalised, and the second leaves nothing': /ÄRGER/,
    },
  },
  {
    name: 'an address is looked for, and then the account is added',
    open: (clock) => {
      const exact = (email: string): string => email.replace(/\p{Lu}/gu, '^$&');
      return withUsers(clock, (users) => ({
        add: async (user, hash) => {
          const taken = await users.credentials(user.email);
          await turns(2);
          return taken === undefined
            ? users.add({ ...user, email: exact(user.email) }, hash)
            : { ok: false, error: { kind: 'email_taken' } };
        },
      }));
    },
    caughtBy: {
      'of many who open an account with one address at once, one gets it': /winners beside the first/,
    },
  },
  {
    name: 'only hosts get a calendar',
    open: (clock) => {
      const store = createInMemoryStore({ clock });
      return {
        ...store,
        queries: {
          ...store.queries,
          calendar: async (id, reading) => {
            const state = await store.queries.calendar(id, reading);
            return state?.role === 'HOST' ? state : undefined;
          },
        },
      };
    },
    caughtBy: {
      'everybody gets a calendar with the account, empty and of version 0': /there is no calendar/,
      'the bookings of a user’s calendar are those that block time which the user has booked, of whatever host':
        /bookings of minutes/,
    },
  },
  {
    name: 'the calendars of those who book are not locked',
    open: (clock) => {
      const locks = createLocks();
      const hosts = new Set<string>();
      const store = createStoreWithLocks(clock, {
        acquire: (names) => locks.acquire(names.filter((name) => hosts.has(name))),
      });
      const add: Users['add'] = (user, hash) => {
        if (user.role === 'HOST') hosts.add(user.id);
        return store.users.add(user, hash);
      };
      return { ...store, users: { ...store.users, add } };
    },
    caughtBy: {
      'of many who book for one booker at once, of different hosts, as many win as the booker may have':
        /winners: expected 5, got/,
      'of many who hold for one booker at once, of different hosts, as many win as the booker may hold':
        /winners: expected 5, got/,
      'of two decisions at once on two hosts for one booker, each sees through the booker’s calendar what the other did':
        /how much each saw/,
    },
  },
  {
    name: 'what a user has booked is read of one host alone',
    open: (clock) =>
      withCalendars(clock, (state) => ({
        ...state,
        bookings: state.bookings.filter(
          ({ hostId }) => state.role === 'HOST' || hostId === state.bookings[0]?.hostId,
        ),
      })),
    caughtBy: {
      'the bookings of a user’s calendar are those that block time which the user has booked, of whatever host':
        /bookings of minutes/,
      'of two decisions at once on two hosts for one booker, each sees through the booker’s calendar what the other did':
        /how much each saw/,
    },
  },
  {
    name: 'what a user has booked is read in whatever state it is',
    open: (clock) =>
      withCalendars(clock, async (state, { bookings: stretch }, { queries }) => {
        if (stretch === undefined || state.role === 'HOST') return state;
        const filter = { bookerId: state.ownerId, from: stretch.start, to: stretch.end };
        const { items } = await queries.bookings(filter, { limit: MAX_PAGE_LIMIT });
        return { ...state, bookings: items };
      }),
    caughtBy: {
      'the bookings of a user’s calendar are those that block time which the user has booked, of whatever host':
        /bookings of minutes/,
    },
  },
  {
    name: 'what a host has booked elsewhere is read as if it lay on its calendar',
    open: (clock) =>
      withCalendars(clock, async (state, { bookings: stretch }, { queries }) => {
        if (stretch === undefined || state.role === 'USER') return state;
        const filter = { bookerId: state.ownerId, from: stretch.start, to: stretch.end };
        const { items } = await queries.bookings(filter, { limit: MAX_PAGE_LIMIT });
        return { ...state, bookings: [...state.bookings, ...items] };
      }),
    caughtBy: {
      'the bookings of a host’s calendar are those that lie on it, and none that the host has booked elsewhere':
        /bookings/,
    },
  },
  {
    name: 'holds are those on the calendar, whoever holds',
    open: (clock) =>
      withCalendars(clock, async (state, { holds }, { queries }) => {
        if (holds !== true) return state;
        const filter = { hostId: state.ownerId, status: 'held' } as const;
        const { items } = await queries.bookings(filter, { limit: MAX_PAGE_LIMIT });
        return { ...state, holds: items };
      }),
    caughtBy: {
      'holds are what the owner of a calendar holds as a booker, of whatever host, lapsed or not':
        /what a user holds/,
    },
  },
  {
    name: 'holds that have lapsed are held no more, though nobody has written them away',
    open: (clock) =>
      withCalendars(clock, (state) => ({
        ...state,
        holds: state.holds.filter(({ deadline }) => deadline === undefined || deadline > clock.now()),
      })),
    caughtBy: {
      'holds are what the owner of a calendar holds as a booker, of whatever host, lapsed or not':
        /what a user holds/,
    },
  },
  {
    name: 'what waits for approval counts as held',
    open: (clock) =>
      withCalendars(clock, async (state, { holds }, { queries }) => {
        if (holds !== true) return state;
        const filter = { bookerId: state.ownerId, status: 'pending' } as const;
        const { items } = await queries.bookings(filter, { limit: MAX_PAGE_LIMIT });
        return { ...state, holds: [...state.holds, ...items] };
      }),
    caughtBy: {
      'holds are what the owner of a calendar holds as a booker, of whatever host, lapsed or not':
        /what a user holds/,
    },
  },
  {
    name: 'what may be shared is written, whatever its key',
    open: (clock) =>
      storeOn(
        clock,
        class extends WorkingSet {
          override check(locked: readonly string[], changes: Changes<unknown>): void {
            const alone = (changes.bookings ?? []).filter(({ session }) => session === undefined);
            super.check(locked, { ...changes, bookings: alone });
          }
        },
      ),
    caughtBy: {
      'a claim of another share key, or of none, may not overlap a shared one: a ConcurrencyConflict':
        /a party of another key/,
      'claims of two keys that overlap in one decision are a ConcurrencyConflict, and nothing is left':
        /two sessions at one time/,
    },
  },
  {
    name: 'what may be shared may not overlap either',
    open: (clock) =>
      storeOn(
        clock,
        class extends WorkingSet {
          override check(locked: readonly string[], changes: Changes<unknown>): void {
            const alone = (changes.bookings ?? []).map(({ session: _session, ...booking }) => booking);
            super.check(locked, { ...changes, bookings: alone });
          }
        },
      ),
    caughtBy: {
      'claims of one share key may overlap, in whole or in part, and tell what is shared':
        /ConcurrencyConflict/,
      'of many parties who want seats of one session at once, as many get them as there are seats':
        /ConcurrencyConflict/,
    },
  },
  {
    name: 'what is not shared has its id for a key, and is taken for part of the session of that key',
    open: (clock) =>
      storeOn(
        clock,
        class extends WorkingSet {
          override check(locked: readonly string[], changes: Changes<unknown>): void {
            const keyed = (changes.bookings ?? []).map((booking) => ({
              eventType: { id: '', revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
              session: { id: booking.id, shareKey: booking.id },
              ...booking,
            }));
            super.check(locked, { ...changes, bookings: keyed });
          }
        },
      ),
    caughtBy: {
      'a claim of another share key, or of none, may not overlap a shared one: a ConcurrencyConflict':
        /a booking whose id is the key of what it is over/,
    },
  },
  {
    name: 'shared claims are looked for from the last that starts before the stretch, as if none overlapped',
    open: (clock) =>
      withCalendars(clock, (state, { claims: stretch }) => {
        const starts = state.claims.map(({ blocked }) => blocked.start);
        const from = Math.max(...starts.filter((start) => stretch !== undefined && start <= stretch.start));
        return { ...state, claims: state.claims.filter(({ blocked }) => blocked.start >= from) };
      }),
    caughtBy: {
      'shared claims, and those between them that are not, are those that overlap the stretch, in order':
        /claims of minutes/,
    },
  },
  {
    name: 'one claim of a session stands for all',
    open: (clock) =>
      withCalendars(clock, (state) => ({
        ...state,
        claims: [
          ...new Map(
            state.claims.map((claim) => [
              `${claim.shared?.sessionId ?? claim.bookingId} ${claim.blocked.start}`,
              claim,
            ]),
          ).values(),
        ],
      })),
    caughtBy: {
      'of many parties who want seats of one session at once, as many get them as there are seats':
        /seats that were taken/,
      'a party that leaves a session frees its own seats, and one that changes claims what it now is':
        /while it is full/,
    },
  },
  {
    name: 'a party that leaves takes the others with it',
    open: (clock) => {
      const left = new Set<string>();
      const spoilt = withCalendars(clock, (state) => ({
        ...state,
        claims: state.claims.filter(({ shared }) => shared === undefined || !left.has(shared.sessionId)),
      }));
      const decide: Decide = (request, decision) =>
        spoilt.unitOfWork.decide(request, (locked) => {
          const outcome = decision(locked);
          if (outcome.ok) {
            for (const { status, session } of outcome.value.bookings ?? [])
              if (status === 'cancelled' && session !== undefined) left.add(session.id);
          }
          return outcome;
        });
      return { ...spoilt, unitOfWork: { decide } };
    },
    caughtBy: {
      'a party that leaves a session frees its own seats, and one that changes claims what it now is':
        /claims, in order/,
    },
  },
  {
    name: 'claims do not tell what is shared',
    open: (clock) =>
      withCalendars(clock, (state) => ({
        ...state,
        claims: state.claims.map(({ shared: _shared, ...claim }) => claim),
      })),
    caughtBy: {
      'claims of one share key may overlap, in whole or in part, and tell what is shared': /claims, in order/,
      'of many parties who want seats of one session at once, as many get them as there are seats':
        /seats that were taken/,
    },
  },
  {
    name: 'a shared claim tells what its session was when it was first read',
    open: (clock) => {
      const first = new Map<string, CalendarState['claims'][number]>();
      return withCalendars(clock, (state) => ({
        ...state,
        claims: state.claims.map((claim) => {
          const kept = first.get(claim.bookingId) ?? claim;
          first.set(claim.bookingId, kept);
          return claim.shared === undefined || kept.shared === undefined
            ? claim
            : { ...claim, shared: kept.shared };
        }),
      }));
    },
    caughtBy: {
      'a party that leaves a session frees its own seats, and one that changes claims what it now is':
        /seats that a party gave back were refused/,
    },
  },
  {
    name: 'a claim that has lapsed is not read, though it is still there',
    open: (clock) =>
      withCalendars(clock, (state) => ({
        ...state,
        claims: state.claims.filter(({ deadline }) => deadline === undefined || deadline > clock.now()),
      })),
    caughtBy: {
      'a claim tells its deadline, and stays, lapsed or not, until its booking is written without it':
        /claims/,
    },
  },
  {
    name: 'claims do not tell their deadlines',
    open: (clock) =>
      withCalendars(clock, (state) => ({
        ...state,
        claims: state.claims.map(({ deadline: _deadline, ...claim }) => claim),
      })),
    caughtBy: {
      'a claim tells its deadline, and stays, lapsed or not, until its booking is written without it':
        /claims/,
      'a deadline can be moved and taken away, for shared claims as for others': /claims, in order/,
    },
  },
  {
    name: 'at its deadline nothing has lapsed yet',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        lapsed: async (now, limit) =>
          (await queries.lapsed(now, limit)).filter(({ deadline }) => (deadline ?? now) < now),
      })),
    caughtBy: {
      'what has lapsed comes of all hosts, in order of deadline and then of id, no more than asked for':
        /at the first deadline/,
    },
  },
  {
    name: 'what has lapsed comes in order of start',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        lapsed: async (now, limit) => (await queries.lapsed(now, limit)).toSorted(byStartAndId),
      })),
    caughtBy: {
      'what has lapsed comes of all hosts, in order of deadline and then of id, no more than asked for':
        /at the third deadline/,
    },
  },
  {
    name: 'of what has lapsed all comes, however little was asked for',
    open: (clock) =>
      withQueries(clock, (queries) => ({ lapsed: (now) => queries.lapsed(now, MAX_PAGE_LIMIT) })),
    caughtBy: {
      'what has lapsed comes of all hosts, in order of deadline and then of id, no more than asked for':
        /no more than four/,
    },
  },
  {
    name: 'what may lapse one day comes with what has lapsed',
    open: (clock) =>
      withQueries(clock, (queries) => ({ lapsed: (_, limit) => queries.lapsed(MAX_INSTANT, limit) })),
    caughtBy: {
      'what has lapsed comes of all hosts, in order of deadline and then of id, no more than asked for':
        /before the first deadline/,
    },
  },
  {
    name: 'what is agreed and had a deadline lapses all the same',
    open: (clock) => {
      const store = createInMemoryStore({ clock });
      const seen = new Map<string, Booking>();
      const lapsed: Queries['lapsed'] = async (now, limit) => {
        const found = await store.queries.lapsed(now, limit);
        for (const booking of found) seen.set(booking.id, booking);
        return [...seen.values()].slice(0, limit);
      };
      return { ...store, queries: { ...store.queries, lapsed } };
    },
    caughtBy: {
      'what has lapsed comes of all hosts, in order of deadline and then of id, no more than asked for': /./,
    },
  },
  {
    name: 'of an event type the latest revision alone is kept',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        eventTypeRevision: async (id, revision) => {
          const eventType = await queries.eventType(id);
          return eventType?.revision === revision ? eventType : undefined;
        },
      })),
    caughtBy: {
      'an event type’s next revision takes the place of the one before, whole, and every revision is kept':
        /revision 1 after the withdrawal/,
    },
  },
  {
    name: 'the revisions of an event type go with it',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        eventTypeRevision: async (id, revision) =>
          (await queries.eventType(id)) === undefined ? undefined : queries.eventTypeRevision(id, revision),
      })),
    caughtBy: {
      'an event type’s next revision takes the place of the one before, whole, and every revision is kept':
        /after the withdrawal/,
    },
  },
  {
    name: 'of several revisions that are made at once the last alone is kept',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        eventTypeRevision: async (id, revision) => {
          const next = await queries.eventTypeRevision(id, revision + 1);
          const found = await queries.eventTypeRevision(id, revision);
          return next !== undefined && next.updatedAt === found?.updatedAt ? undefined : found;
        },
      })),
    caughtBy: {
      'an event type’s next revision takes the place of the one before, whole, and every revision is kept':
        /revision 2 after the withdrawal/,
    },
  },
  {
    name: 'what an event type’s next revision leaves out is kept from the one before',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => {
        const kept = new Map<string, EventType>();
        return (request, decision) =>
          unitOfWork.decide(request, (locked) => {
            const decided = decision(locked);
            if (!decided.ok) return decided;
            const eventTypes = (decided.value.eventTypes ?? []).map((eventType) => {
              const merged = { ...kept.get(eventType.id), ...eventType };
              kept.set(eventType.id, merged);
              return merged;
            });
            return ok({ ...decided.value, eventTypes });
          });
      }),
    caughtBy: {
      'an event type’s next revision takes the place of the one before, whole, and every revision is kept':
        /the latest revision/,
    },
  },
  {
    name: 'withdrawn event types stay',
    open: (clock) =>
      withDecide(
        clock,
        ({ unitOfWork }) =>
          (request, decision) =>
            unitOfWork.decide(request, (locked) => {
              const decided = decision(locked);
              return decided.ok ? ok({ ...decided.value, withdrawnEventTypes: [] }) : decided;
            }),
      ),
    caughtBy: {
      'an event type’s next revision takes the place of the one before, whole, and every revision is kept':
        /what was withdrawn/,
      'an accepted decision writes all of its changes': /event types/,
    },
  },
  {
    name: 'all event types of a host are loaded, whichever are asked for',
    open: (clock) =>
      withCalendars(clock, async (state, { eventTypes }, { queries }) =>
        eventTypes === undefined
          ? state
          : { ...state, eventTypes: await queries.eventTypesOf(state.ownerId) },
      ),
    caughtBy: {
      'event types come as they are asked for, all or by their ids, in order of id, and no other host’s':
        /asked for/,
    },
  },
  {
    name: 'event types that are asked for by id are loaded, whosever they are',
    open: (clock) =>
      withCalendars(clock, async (state, { eventTypes }, { queries }) => {
        if (eventTypes === undefined || eventTypes === 'all') return state;
        const found = await Promise.all(eventTypes.toSorted().map((id) => queries.eventType(id)));
        return { ...state, eventTypes: found.filter((eventType) => eventType !== undefined) };
      }),
    caughtBy: {
      'event types come as they are asked for, all or by their ids, in order of id, and no other host’s':
        /asked for/,
    },
  },
  {
    name: 'what an event type leaves out comes back as null',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        eventType: async (id) => {
          const eventType = await queries.eventType(id);
          const nothing = { horizon: null, stepMinutes: null } as unknown as EventType;
          return eventType && { ...nothing, ...eventType };
        },
      })),
    caughtBy: {
      'every field of an event type comes back, those that may be left out and those that are':
        /event type by id/,
    },
  },
  {
    name: 'the event type that is handed out is the one that is kept',
    open: (clock) =>
      withQueries(clock, (queries) => {
        const live = new Map<string, EventType>();
        return {
          eventType: async (id) => {
            const eventType = live.get(id) ?? (await queries.eventType(id));
            if (eventType !== undefined) live.set(id, { ...eventType });
            return live.get(id);
          },
        };
      }),
    caughtBy: {
      'what a query gave may be changed, and the next query gives it as it was': /what the queries give/,
    },
  },
  {
    name: 'who waits comes in order of the time that is waited for',
    open: (clock) =>
      withCalendars(clock, (state) => ({ ...state, waitlist: state.waitlist.toSorted(byStartAndId) })),
    caughtBy: {
      'who waits for time that overlaps a stretch comes in the order in which they came, and nobody else':
        /who waits for minutes/,
    },
  },
  {
    name: 'who was offered a time, or has left, waits still',
    open: (clock) =>
      withCalendars(clock, async (state, { waitlist: stretch }, { queries }) => {
        if (stretch === undefined) return state;
        const { items } = await queries.waitlist({ hostId: state.ownerId }, { limit: MAX_PAGE_LIMIT });
        const there = items.filter((entry) => overlaps(entry, stretch)).sort(byWaitingOrder);
        return { ...state, waitlist: there };
      }),
    caughtBy: {
      'who waits for time that overlaps a stretch comes in the order in which they came, and nobody else':
        /who waits for minutes/,
      'of decisions at once on one calendar, each sees who waits after those before it': /sees/,
    },
  },
  {
    name: 'who waits for time that touches the stretch comes too',
    open: (clock) =>
      withCalendars(clock, async (state, { waitlist: stretch }, { queries }) => {
        if (stretch === undefined) return state;
        const wider = { start: stretch.start - 1_000, end: stretch.end + 1_000 };
        const wide = await queries.calendar(state.calendarId, { waitlist: wider });
        return { ...state, waitlist: wide?.waitlist ?? [] };
      }),
    caughtBy: {
      'who waits for time that overlaps a stretch comes in the order in which they came, and nobody else':
        /who waits for minutes/,
    },
  },
  {
    name: 'one waitlist entry is looked up whatever is locked',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork, queries }) => async (request, decision) => {
        const { waitlistEntryId } = request.reading;
        const waitlistEntry =
          waitlistEntryId === undefined ? undefined : await queries.waitlistEntry(waitlistEntryId);
        return unitOfWork.decide(request, (locked) => decision({ ...locked, waitlistEntry }));
      }),
    caughtBy: {
      'one booking, availability, time off or waitlist entry is seen if its calendar is locked, and only then':
        /with another calendar locked/,
      'of decisions at once on one calendar, each sees who waits after those before it': /sees/,
    },
  },
  {
    name: 'a waitlist entry is seen by whoever has its booker’s calendar locked',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork, queries }) => async (request, decision) => {
        const entry = await queries.waitlistEntry(request.reading.waitlistEntryId ?? '');
        const isBookers = entry !== undefined && request.calendars.includes(entry.bookerId);
        return unitOfWork.decide(request, (locked) =>
          decision(isBookers ? { ...locked, waitlistEntry: entry } : locked),
        );
      }),
    caughtBy: {
      'one booking, availability, time off or waitlist entry is seen if its calendar is locked, and only then':
        /with the booker’s calendar locked/,
    },
  },
  {
    name: 'a waitlist is listed in whatever status its entries are',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        waitlist: ({ status: _status, ...filter }, page) => queries.waitlist(filter, page),
      })),
    caughtBy: { 'a waitlist holds what keeps to all of its filters': /the waitlist of/ },
  },
  {
    name: 'a waitlist of a host and a booker is that of the booker',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        waitlist: ({ hostId, ...filter }, page) =>
          queries.waitlist(filter.bookerId === undefined ? { ...filter, hostId } : filter, page),
      })),
    caughtBy: { 'a waitlist holds what keeps to all of its filters': /the waitlist of/ },
  },
  {
    name: 'a page of a waitlist begins with the next start: gaps',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        waitlist: (filter, page) =>
          pageBy(
            allOf((all) => queries.waitlist(filter, all)),
            page,
            (item, after) => item.startTime > after.startTime,
          ),
      })),
    caughtBy: {
      'pages of a waitlist follow each other by start and then by id, without a gap or a repeat':
        /more follow, and none did/,
    },
  },
  {
    name: 'what a waitlist entry leaves out comes back as null',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        waitlistEntry: async (id) => {
          const entry = await queries.waitlistEntry(id);
          return entry && ({ eventTypeId: null, offerId: null, ...entry } as unknown as WaitlistEntry);
        },
      })),
    caughtBy: {
      'every field of a waitlist entry comes back in every status, from year 0001 to 9999':
        /waitlist entry by id/,
    },
  },
  ...(
    ['eventType', 'session', 'deadline', 'waitlistEntryId', 'ending', 'checkedInAt', 'expiredFrom'] as const
  ).map((member): Fault => ({
    name: `a booking forgets its ${member}`,
    open: (clock) =>
      withQueries(clock, (queries) => ({
        booking: async (id) => {
          const booking = await queries.booking(id);
          return booking && { ...booking, [member]: undefined };
        },
      })),
    caughtBy: {
      'every member of a booking that may be left out comes back, and what was left out does not':
        /booking by id/,
    },
  })),
  {
    name: 'what a booking leaves out comes back as null',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        booking: async (id) => {
          const booking = await queries.booking(id);
          return booking && ({ deadline: null, ...booking } as unknown as Booking);
        },
      })),
    caughtBy: {
      'every member of a booking that may be left out comes back, and what was left out does not':
        /booking by id/,
    },
  },
  {
    name: 'what a booking’s next revision leaves out is kept from the one before',
    open: (clock) =>
      withDecide(clock, ({ unitOfWork }) => {
        const kept = new Map<string, Booking>();
        return (request, decision) =>
          unitOfWork.decide(request, (locked) => {
            const decided = decision(locked);
            if (!decided.ok) return decided;
            const bookings = (decided.value.bookings ?? []).map((booking) => {
              const merged = { ...kept.get(booking.id), ...booking };
              kept.set(booking.id, merged);
              return merged;
            });
            return ok({ ...decided.value, bookings });
          });
      }),
    caughtBy: {
      'every member of a booking that may be left out comes back, and what was left out does not':
        /booking by id/,
      'a deadline can be moved and taken away, for shared claims as for others': /deadlines, taken away/,
    },
  },
  ...(['overridden', 'ending'] as const).map((member): Fault => ({
    name: `history forgets what was ${member}`,
    open: (clock) =>
      withQueries(clock, (queries) => ({
        history: async (id) =>
          (await queries.history(id)).map((entry) => ({ ...entry, [member]: undefined })),
      })),
    caughtBy: {
      'every field of a line of history comes back: who did it, what was set aside for it, how it ended':
        /history/,
    },
  })),
  {
    name: 'history has somebody for everything that was done',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        history: async (id) =>
          (await queries.history(id)).map((entry) => ({
            ...entry,
            actor: entry.actor.role === 'SYSTEM' ? { userId: id, role: 'HOST' } : entry.actor,
          })),
      })),
    caughtBy: {
      'every field of a line of history comes back: who did it, what was set aside for it, how it ended':
        /history/,
    },
  },
  {
    name: 'bookings are listed whatever their event type',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        bookings: ({ eventTypeId: _eventTypeId, ...filter }, page) => queries.bookings(filter, page),
      })),
    caughtBy: { 'a list of bookings holds those that keep to all of its filters': /of an event type/ },
  },
  {
    name: 'the events of event types and of waitlists are not told',
    open: (clock) =>
      withQueries(clock, (queries) => ({
        events: async (id, page) =>
          (await queries.events(id, page)).filter(({ event }) => !/^event-type|^waitlist/.test(event.type)),
      })),
    caughtBy: {
      'every field of an event comes back': /events/,
      'an accepted decision writes all of its changes': /versions/,
    },
  },
];

describe('the contract of a store', () => {
  it('finds nothing wrong with a store that has no fault', async () => {
    expect(await failuresOf((clock) => createInMemoryStore({ clock }))).toEqual(new Map());
  });

  it.each(FAULTS.map((fault) => [fault.name, fault] as const))(
    'is broken where %s',
    async (_, { open, caughtBy }) => {
      const failures = await failuresOf(open, Object.keys(caughtBy));
      const missed = Object.entries(caughtBy).flatMap(([name, message]) => {
        const failure = failures.get(name) ?? 'passed';
        return message.test(failure) ? [] : [`${name}: ${failure}`];
      });
      expect(missed).toEqual([]);
      expect(failures.size).toBeGreaterThan(0);
    },
  );
});
