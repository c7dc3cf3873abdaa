import type { ApiKeys } from './api-keys.js';
import type { Invitations } from './invitations.js';
import type { KeptAnswers } from './kept-answers.js';
import type { Logins } from './logins.js';
import type { Organisations } from './organisations.js';
import type { Outbox } from './outbox.js';
import type { Queries } from './queries.js';
import type { UnitOfWork } from './unit-of-work.js';
import type { Upkeep } from './upkeep.js';
import type { Users } from './users.js';

/** What an adapter gives: the ports that keep state, all on the same state. */
export interface Store {
  readonly unitOfWork: UnitOfWork;
  readonly queries: Queries;
  readonly users: Users;
  readonly logins: Logins;
  readonly apiKeys: ApiKeys;
  readonly invitations: Invitations;
  readonly organisations: Organisations;
  readonly answers: KeptAnswers;
  readonly outbox: Outbox;
  readonly upkeep: Upkeep;
}
