import type { Clock, Store } from '@slotkeeper/domain';
import { createLocks, type Locks } from './locks.js';
import { createQueries } from './queries.js';
import { createStoreState } from './store-state.js';
import { createUnitOfWork } from './unit-of-work.js';
import { createUsers } from './users.js';

/**
 * A store that lives as long as the process and keeps every promise of the ports. Empty at first.
 * Stores that are created apart know nothing of each other.
 */
export const createInMemoryStore = ({ clock }: { readonly clock: Clock }): Store =>
  createStoreWithLocks(clock, createLocks());

/** A store on locks of the caller's choice: what it is worth is what the locks are worth. */
export const createStoreWithLocks = (clock: Clock, calendarLocks: Locks): Store => {
  const state = createStoreState();
  return {
    unitOfWork: createUnitOfWork({ state, clock, calendarLocks }),
    queries: createQueries(state),
    users: createUsers(state),
  };
};
