import type { Clock, Store } from '@slotkeeper/domain';
import { createApiKeys } from './api-keys.js';
import { createInvitations } from './invitations.js';
import { createKeptAnswers } from './kept-answers.js';
import { createLocks, type Locks } from './locks.js';
import { createLogins } from './logins.js';
import { createOrganisations } from './organisations.js';
import { createOutbox } from './outbox.js';
import { createQueries } from './queries.js';
import { createStoreState } from './store-state.js';
import { createUnitOfWork, type UnitOfWorkParts } from './unit-of-work.js';
import { createUpkeep } from './upkeep.js';
import { createUsers } from './users.js';

/**
 * A store that lives as long as the process and keeps every promise of the ports. Empty at first.
 * Stores that are created apart know nothing of each other.
 */
export const createInMemoryStore = ({ clock }: { readonly clock: Clock }): Store =>
  createStoreWithLocks(clock, createLocks());

/** A store on locks of the caller's choice: what it is worth is what the locks are worth. */
export const createStoreWithLocks = (clock: Clock, calendarLocks: Locks): Store =>
  createStoreOn({ state: createStoreState(), clock, calendarLocks });

/** The ports on one state. */
export const createStoreOn = (parts: UnitOfWorkParts): Store => {
  const { state, calendarLocks } = parts;
  const { accounts, records } = state;
  return {
    unitOfWork: createUnitOfWork(parts),
    queries: createQueries(state),
    users: createUsers(state, calendarLocks),
    logins: createLogins(state),
    apiKeys: createApiKeys(state),
    invitations: createInvitations(accounts),
    organisations: createOrganisations(accounts),
    answers: createKeptAnswers(records),
    outbox: createOutbox(state),
    upkeep: createUpkeep(state),
  };
};
