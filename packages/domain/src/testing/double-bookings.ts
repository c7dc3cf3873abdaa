import { blocksTime } from '../booking/booking-status.js';
import type { Booking } from '../booking/booking.js';

/** What of a booking tells whether it stands in another's way. */
export type BookedTime = Pick<Booking, 'hostId' | 'startTime' | 'endTime' | 'status'>;

/**
 * Each pair of bookings of one host that block the same time, in order of start: empty for every list that a store may
 * hold. Bookings that touch are no pair; cancelled, declined and expired ones are in none.
 */
export const doubleBookings = <B extends BookedTime>(
  bookings: readonly B[],
): readonly (readonly [B, B])[] => {
  const pairs: (readonly [B, B])[] = [];
  const open = new Map<string, Set<B>>();
  for (const { booking, opens } of boundsInOrder(bookings)) {
    const running = open.get(booking.hostId) ?? new Set();
    open.set(booking.hostId, running);
    if (opens) {
      for (const other of running) pairs.push([other, booking]);
      running.add(booking);
    } else {
      running.delete(booking);
    }
  }
  return pairs;
};

/** Whether no two bookings of one host block the same time. */
export const noOverlap = (bookings: readonly BookedTime[]): boolean => doubleBookings(bookings).length === 0;

interface Bound<B> {
  readonly booking: B;
  readonly at: number;
  readonly opens: boolean;
}

/** Starts and ends in order of time; where both fall together the end comes first, since the end is not included. */
const boundsInOrder = <B extends BookedTime>(bookings: readonly B[]): Bound<B>[] =>
  bookings
    .filter(({ status }) => blocksTime(status))
    .flatMap((booking) => [
      { booking, at: booking.startTime, opens: true },
      { booking, at: booking.endTime, opens: false },
    ])
    .sort((a, b) => a.at - b.at || Number(a.opens) - Number(b.opens));
