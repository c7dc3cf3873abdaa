import type { UserId } from '../identity/user.js';
import type { Instant } from '../time/instant.js';
import type { BookingId } from './booking.js';
import type { EventTypeId } from './event-type.js';

/** The id of a waitlist entry, a UUID (RFC 9562). */
export type WaitlistEntryId = string;

/**
 * - `waiting`: for the time to become free
 * - `offered`: it became free and is held for the party; what came of that the booking `offerId` says
 * - `left`: given up
 */
export type WaitlistStatus = 'waiting' | 'offered' | 'left';
export const WAITLIST_STATUSES = ['waiting', 'offered', 'left'] as const satisfies readonly WaitlistStatus[];

/** A party that wants a time which somebody else has. Who came first is asked first: by `createdAt`, then by `id`. */
export interface WaitlistEntry {
  readonly id: WaitlistEntryId;
  readonly hostId: UserId;
  readonly eventTypeId?: EventTypeId | undefined;
  readonly bookerId: UserId;
  /** Inclusive. */
  readonly startTime: Instant;
  /** Exclusive. */
  readonly endTime: Instant;
  readonly attendees: number;
  readonly status: WaitlistStatus;
  /** The hold that was made for the party. */
  readonly offerId?: BookingId | undefined;
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** So many parties may wait for a host's times to come. */
export const MAX_WAITING_PER_HOST = 500;

/** So many times of one host one party may wait for. */
export const MAX_WAITING_PER_BOOKER = 20;

/** The order in which parties are asked. */
export const byWaitingOrder = (a: WaitlistEntry, b: WaitlistEntry): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
