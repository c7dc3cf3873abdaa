import type { Clock, Queries, Store } from '@slotkeeper/domain';
import { createStoreOn } from '../src/create-in-memory-store.js';
import { createLocks, type Locks } from '../src/locks.js';
import { createStoreState } from '../src/store-state.js';

/** Waits until it is its turn to do what is told. */
export type Turn = (what: string) => Promise<void>;

export interface ScheduledStore {
  /** Waits for nobody. */
  readonly store: Store;
  /** What one caller sees of the same state: it waits for its turn wherever a store may let others by. */
  readonly seenBy: (turn: Turn) => Store;
}

/** A store whose steps can be put in any order. Without locks it is one that does not keep its promises. */
export const createScheduledStore = (clock: Clock, isLocked: boolean): ScheduledStore => {
  const state = createStoreState();
  const locks = isLocked ? createLocks() : NO_LOCKS;
  return {
    store: createStoreOn({ state, clock, calendarLocks: locks }),
    seenBy: (turn) => {
      const calendarLocks: Locks = {
        acquire: async (names) => {
          await turn('asks for the lock');
          return locks.acquire(names);
        },
      };
      const store = createStoreOn({ state, clock, calendarLocks, pause: () => turn('has read') });
      return { ...store, queries: scheduledQueries(store.queries, turn) };
    },
  };
};

const NO_LOCKS: Locks = { acquire: () => Promise.resolve(() => undefined) };

const scheduledQueries = (queries: Queries, turn: Turn): Queries =>
  Object.fromEntries(
    Object.entries(queries).map(([name, ask]: [string, (...given: unknown[]) => Promise<unknown>]) => [
      name,
      async (...given: unknown[]) => {
        await turn(`asks for ${name}`);
        return ask(...given);
      },
    ]),
  ) as unknown as Queries;
