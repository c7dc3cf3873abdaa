import type { Clock } from '../ports/clock.js';
import type { IdSource } from '../ports/id-source.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { Queries } from '../ports/queries.js';
import type { UnitOfWork } from '../ports/unit-of-work.js';
import type { Users } from '../ports/users.js';
import type { ZoneTables } from '../time/zone-tables.js';

/** What the use cases need of the world. Each names the few that it uses. */
export interface Dependencies {
  readonly unitOfWork: UnitOfWork;
  readonly queries: Queries;
  readonly users: Users;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly passwords: PasswordHasher;
  readonly zones: ZoneTables;
}
