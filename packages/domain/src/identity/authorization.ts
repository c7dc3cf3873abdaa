import type { Actor, UserId } from './user.js';

/** What a rule of access looks at in a booking. */
export interface BookingParties {
  readonly hostId: UserId;
  readonly bookerId: UserId;
}

/** A host states, changes and withdraws its own availability only. */
export const mayStateAvailability = (actor: Actor, hostId: UserId): boolean =>
  actor.role === 'HOST' && actor.userId === hostId;

/** A user books; a host that wants to book another host uses an account of role USER. */
export const mayBook = (actor: Actor): boolean => actor.role === 'USER';

/** A host books on its own calendar, for whomever. */
export const mayBookFor = (actor: Actor, hostId: UserId): boolean =>
  actor.role === 'HOST' && actor.userId === hostId;

/** The host of a booking approves it, says who came, and sets rules aside. */
export const mayManageBooking = (actor: Actor, { hostId }: Pick<BookingParties, 'hostId'>): boolean =>
  actor.role === 'HOST' && actor.userId === hostId;

/** A booking is seen and changed by who booked it and by the host whose calendar it is on. */
export const maySeeBooking = (actor: Actor, booking: BookingParties): boolean =>
  actor.role === 'HOST' ? actor.userId === booking.hostId : actor.userId === booking.bookerId;
