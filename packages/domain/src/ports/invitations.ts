import type { Invitation } from '../identity/invitation.js';

/** Invitations, by the digests of their codes. */
export interface Invitations {
  readonly add: (invitation: Invitation, digest: string) => Promise<void>;
  /** Also one that has expired or was used. */
  readonly byDigest: (digest: string) => Promise<Invitation | undefined>;
}
