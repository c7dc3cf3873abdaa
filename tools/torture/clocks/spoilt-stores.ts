import {
  ok,
  type Booking,
  type Changes,
  type Clock,
  type Decision,
  type DecisionRequest,
  type Locked,
  type Store,
} from '@slotkeeper/domain';

/** What becomes of the changes that a decision of this store wants written. */
const withChanges = (
  store: Store,
  become: <T>(changes: Changes<T>, locked: Locked) => Changes<T>,
): Store => ({
  ...store,
  unitOfWork: {
    decide: <T, R>(request: DecisionRequest, decision: Decision<T, R>) =>
      store.unitOfWork.decide<T, R>(request, (locked) => {
        const decided = decision(locked);
        return decided.ok ? ok(become(decided.value, locked)) : decided;
      }),
  },
});

/** A store that writes of each change when it was made by the clock, as is usual. */
export const stampedByTheClock = (store: Store): Store =>
  withChanges(store, (changes, { now }) => ({
    ...changes,
    bookings: (changes.bookings ?? []).map((booking): Booking => ({ ...booking, updatedAt: now })),
    events: changes.events.map((event) => ({ ...event, at: now })),
  }));

/** A store that takes the later of two changes by their time, as is usual too: one that seems to be older is dropped. */
export const lastWriteWins = (store: Store): Store =>
  withChanges(store, (changes, { booking: before, now }) =>
    before === undefined || now >= before.updatedAt ? changes : { answer: changes.answer, events: [] },
  );

/** A store whose server's clock is off by more than anybody was told. */
export const releasingEarly =
  (earlyMs: number) =>
  (store: Store): Store => ({
    ...store,
    unitOfWork: {
      decide: (request, decision) =>
        store.unitOfWork.decide(request, (locked) => decision({ ...locked, now: locked.now + earlyMs })),
    },
  });

export type Spoil = (store: Store, clock: Clock) => Store;
