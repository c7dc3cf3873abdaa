import type { HostProfile, User, UserId } from '../identity/user.js';
import type { Result } from '../result.js';

/** The people who have accounts. */
export interface Users {
  /** Adds a user, and a calendar with it. */
  readonly add: (user: User, passwordHash: string) => Promise<Result<void, EmailTaken>>;
  readonly byId: (id: UserId) => Promise<User | undefined>;
  /** By address, however it is capitalised. */
  readonly credentials: (email: string) => Promise<Credentials | undefined>;
  /** In order of id, after the given one. */
  readonly hosts: (page: {
    readonly limit: number;
    readonly afterId?: UserId | undefined;
  }) => Promise<HostPage>;
}

export interface Credentials {
  readonly user: User;
  readonly passwordHash: string;
}

export interface HostPage {
  readonly items: readonly HostProfile[];
  readonly hasMore: boolean;
}

/** Another user has this address. */
export interface EmailTaken {
  readonly kind: 'email_taken';
}
