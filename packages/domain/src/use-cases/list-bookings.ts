import type { Booking } from '../booking/booking.js';
import type { Actor } from '../identity/user.js';
import type { BookingFilter, Page, PageRequest } from '../ports/queries.js';
import type { Dependencies } from './dependencies.js';

export interface ListBookings {
  readonly actor: Actor;
  readonly filter: Omit<BookingFilter, 'bookerId'>;
  readonly page: PageRequest;
}

/** The bookings that the actor may see: a host those of its calendar, a user its own. Others' are not found, not refused. */
export const listBookings =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async ({ actor, filter, page }: ListBookings): Promise<Page<Booking>> => {
    if (actor.role === 'USER') return queries.bookings({ ...filter, bookerId: actor.userId }, page);
    if (filter.hostId !== undefined && filter.hostId !== actor.userId) return { items: [], hasMore: false };
    return queries.bookings({ ...filter, hostId: actor.userId }, page);
  };
