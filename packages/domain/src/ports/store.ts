import type { Queries } from './queries.js';
import type { UnitOfWork } from './unit-of-work.js';
import type { Users } from './users.js';

/** What an adapter gives: the ports that keep state, all on the same state. */
export interface Store {
  readonly unitOfWork: UnitOfWork;
  readonly queries: Queries;
  readonly users: Users;
}
