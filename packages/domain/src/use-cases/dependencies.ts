import type { Evaluator } from '../booking/evaluator.js';
import type { GuestBounds } from '../booking/guest.js';
import type { HoldBounds } from '../booking/hold-bounds.js';
import type { LoginBounds } from '../identity/login.js';
import type { RegistrationRules } from '../identity/invitation.js';
import type { PasswordBlocklist } from '../identity/check-password.js';
import type { AccessTokens } from '../ports/access-tokens.js';
import type { Clock } from '../ports/clock.js';
import type { IdSource } from '../ports/id-source.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { Queries } from '../ports/queries.js';
import type { Secrets } from '../ports/secrets.js';
import type { Store } from '../ports/store.js';
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
  /** {@link DEFAULT_GUEST_BOUNDS} if left out. */
  readonly guestBounds?: GuestBounds | undefined;
}

/** What the use cases need that open accounts, and prove who somebody is. */
export interface AccountDependencies
  extends
    Pick<Dependencies, 'users' | 'clock' | 'ids' | 'zones' | 'passwords'>,
    Pick<Store, 'logins' | 'apiKeys' | 'invitations' | 'organisations' | 'answers'> {
  readonly secrets: Secrets;
  readonly accessTokens: AccessTokens;
  /** Who may open an account; everybody if left out. */
  readonly registration?: RegistrationRules | undefined;
  /** Whether there are passwords to log in with, and to open an account with; there are if left out. */
  readonly passwordLogin?: boolean | undefined;
  /** {@link DEFAULT_LOGIN_BOUNDS} if left out. */
  readonly loginBounds?: LoginBounds | undefined;
  /** None is known to be common if left out. */
  readonly blocklist?: PasswordBlocklist | undefined;
}

/** What the use cases need that take or free time. */
export type TimeDependencies = Pick<
  Dependencies,
  'unitOfWork' | 'queries' | 'clock' | 'ids' | 'zones' | 'evaluator' | 'holdBounds' | 'guestBounds'
>;
