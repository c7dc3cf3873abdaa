import type { Evaluator } from '../booking/evaluator.js';
import type { HoldBounds } from '../booking/hold-bounds.js';
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
  /** Judges times; by {@link POLICIES} alone if left out. */
  readonly evaluator?: Evaluator | undefined;
  /** {@link DEFAULT_HOLD_BOUNDS} if left out. */
  readonly holdBounds?: HoldBounds | undefined;
}

/** What the use cases need that take or free time. */
export type TimeDependencies = Pick<
  Dependencies,
  'unitOfWork' | 'queries' | 'clock' | 'ids' | 'zones' | 'evaluator' | 'holdBounds'
>;
