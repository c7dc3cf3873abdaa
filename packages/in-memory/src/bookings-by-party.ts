import type { Booking, BookingFilter, BookingId, UserId } from '@slotkeeper/domain';

/** Which bookings a user is a party to, so that a list of one user's costs nothing for the others'. */
export interface BookingsByParty {
  readonly add: (booking: Booking) => void;
  /** The bookings of one party that the filter names; the filter's other members are not looked at. */
  readonly candidates: (filter: BookingFilter) => Iterable<BookingId>;
}

export const createBookingsByParty = (): BookingsByParty => {
  const byHost = new Map<UserId, Set<BookingId>>();
  const byBooker = new Map<UserId, Set<BookingId>>();
  return {
    add: ({ id, hostId, bookerId }) => {
      addTo(byHost, hostId, id);
      addTo(byBooker, bookerId, id);
    },
    candidates: ({ hostId, bookerId }) => {
      if (bookerId !== undefined) return byBooker.get(bookerId) ?? [];
      if (hostId !== undefined) return byHost.get(hostId) ?? [];
      throw new RangeError('a list of bookings needs a hostId or a bookerId');
    },
  };
};

const addTo = (sets: Map<UserId, Set<BookingId>>, userId: UserId, id: BookingId): void => {
  const there = sets.get(userId);
  if (there === undefined) sets.set(userId, new Set([id]));
  else there.add(id);
};
