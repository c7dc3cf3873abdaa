import type { Instant } from '../time/instant.js';

/** The id of an organisation, a UUID (RFC 9562). */
export type OrganisationId = string;

/**
 * A tenant: its hosts, users, event types and bookings are its own, and nothing of it is seen from another one. Who
 * belongs to none belongs to the installation itself, which is all that an installation of one tenant knows.
 */
export interface Organisation {
  readonly id: OrganisationId;
  readonly name: string;
  readonly createdAt: Instant;
}
