import type { Instant } from '../time/instant.js';
import type { OrganisationId } from './organisation.js';
import type { Role } from './user.js';

/** Leave to open one account, where accounts are opened by invitation. Its code is kept by nobody but who got it. */
export interface Invitation {
  readonly id: string;
  readonly role: Role;
  /** Left out: the installation itself. */
  readonly organisationId?: OrganisationId | undefined;
  /** The one address that it is good for; left out: any. */
  readonly email?: string | undefined;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly usedAt?: Instant | undefined;
}

/** Who may open an account: anybody, who has been invited, or nobody. */
export const REGISTRATION_MODES = ['open', 'invitation', 'closed'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

/** Who may open an account of which role. */
export interface RegistrationRules {
  readonly HOST: RegistrationMode;
  readonly USER: RegistrationMode;
}

export const OPEN_REGISTRATION: RegistrationRules = Object.freeze({ HOST: 'open', USER: 'open' });
