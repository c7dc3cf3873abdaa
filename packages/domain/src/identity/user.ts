import type { Instant } from '../time/instant.js';
import type { OrganisationId } from './organisation.js';

/** A user's id, a UUID (RFC 9562). */
export type UserId = string;

/** A HOST states availability; a USER books it. */
export type Role = 'HOST' | 'USER';

export const ROLES = ['HOST', 'USER'] as const satisfies readonly Role[];

/** A person with an account. */
export interface User {
  readonly id: UserId;
  /** As given; no two users of an organisation have addresses that differ only in case. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Left out: the installation itself. */
  readonly organisationId?: OrganisationId | undefined;
  /** IANA name of the zone that the person lives by. */
  readonly timeZone: string;
  readonly createdAt: Instant;
}

/** What everybody may know of a host. */
export interface HostProfile {
  readonly id: UserId;
  readonly name: string;
  readonly timeZone: string;
}

/** Who asks for something, as the edge has authenticated them. */
export interface Actor {
  readonly userId: UserId;
  readonly role: Role;
}

/** The form of an address by which users are told apart: one account per mailbox, however it is capitalised. */
export const emailKey = (email: string): string => email.toLowerCase();
