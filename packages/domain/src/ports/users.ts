import type { OrganisationId } from '../identity/organisation.js';
import type { HostProfile, User, UserId } from '../identity/user.js';
import type { Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { AnswerToKeep, KeyTaken } from './kept-answers.js';

/** The people who have accounts. Who was erased has none. */
export interface Users {
  /**
   * Adds a user, and a calendar with it. Without a hash there is no password to log in with. All of it or nothing: the
   * invitation, if it is told, is used up.
   */
  readonly add: (
    user: User,
    passwordHash: string | undefined,
    opening?: AccountOpening,
  ) => Promise<Result<void, EmailTaken | InvitationSpent | IdentityTaken | KeyTaken>>;
  readonly byId: (id: UserId) => Promise<User | undefined>;
  /** By address, however it is capitalised, in one organisation. */
  readonly credentials: (email: string, organisationId?: OrganisationId) => Promise<Credentials | undefined>;
  /** Who is known to an outside issuer by this subject. */
  readonly byIdentity: (identity: OutsideIdentity) => Promise<User | undefined>;
  /** The members that may change take the place of those that are there; false where there is no such user. */
  readonly change: (id: UserId, change: UserChange) => Promise<boolean>;
  /** Takes another password and ends all logins of the user, with the answer that is kept: all of it or nothing. */
  readonly changePassword: (change: PasswordChange) => Promise<Result<void, UserUnknown | KeyTaken>>;
  /** In order of id, after the given one, of one organisation. */
  readonly hosts: (page: {
    readonly limit: number;
    readonly afterId?: UserId | undefined;
    readonly organisationId?: OrganisationId | undefined;
  }) => Promise<HostPage>;
  /** To which organisation the owner of a calendar belongs; undefined where there is no such calendar. */
  readonly membership: (ownerId: UserId) => Promise<Membership | undefined>;
  /** Sees to it that a guest has a calendar, which tells nothing of the person. */
  readonly admitGuest: (id: UserId, organisationId?: OrganisationId) => Promise<void>;
  /**
   * Takes away, everywhere and at once, whatever tells who a user or guest was: the account, its logins, keys and
   * identities, guests' names and addresses, notes and reasons of bookings of theirs, in the state, the history, the
   * outbox and the kept answers; of a host all that it has stated, too. Bookings keep their time and the bare id.
   * False where nothing is known of the id.
   */
  readonly erase: (id: UserId, at: Instant) => Promise<boolean>;
}

export interface Credentials {
  readonly user: User;
  /** Undefined: there is no password. */
  readonly passwordHash: string | undefined;
}

/** A person as an outside issuer of tokens knows it (OpenID Connect Core section 2: `iss` and `sub`). */
export interface OutsideIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** What is written along with a new account. */
export interface AccountOpening {
  readonly identity?: OutsideIdentity | undefined;
  /** The digest of the code of an invitation that is used up. */
  readonly invitationDigest?: string | undefined;
  readonly kept?: AnswerToKeep | undefined;
}

export interface UserChange {
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly passwordHash?: string | undefined;
}

export interface PasswordChange {
  readonly id: UserId;
  readonly passwordHash: string;
  readonly kept?: AnswerToKeep | undefined;
}

export interface Membership {
  /** Left out: the installation itself. */
  readonly organisationId?: OrganisationId | undefined;
}

export interface HostPage {
  readonly items: readonly HostProfile[];
  readonly hasMore: boolean;
}

/** There is no such user. */
export interface UserUnknown {
  readonly kind: 'user_unknown';
}

/** Another user of the organisation has this address. */
export interface EmailTaken {
  readonly kind: 'email_taken';
}

/** The invitation was used before, or there is none. */
export interface InvitationSpent {
  readonly kind: 'invitation_spent';
}

/** The outside identity has an account. */
export interface IdentityTaken {
  readonly kind: 'identity_taken';
}
