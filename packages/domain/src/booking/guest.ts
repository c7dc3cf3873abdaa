import type { UserId } from '../identity/user.js';

/** Who books without an account, as the edge gives it. */
export interface GuestParty extends BookedGuest {
  /**
   * Stands for the person where there is no account: the same for the same address in one organisation, so that limits
   * per booker hold for guests, and telling nothing of the address.
   */
  readonly id: UserId;
}

/** What a booking keeps of a guest. */
export interface BookedGuest {
  readonly name: string;
  readonly email: string;
  /** The digest of the token by which the guest manages the booking; the token itself is never kept. */
  readonly accessDigest: string;
}

/** How much guests may book. */
export interface GuestBounds {
  /** So many bookings that are not over yet may one guest have, of whatever hosts. */
  readonly maxUpcoming: number;
}

export const DEFAULT_GUEST_BOUNDS: GuestBounds = Object.freeze({ maxUpcoming: 5 });
