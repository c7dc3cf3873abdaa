import { blocksTime } from '../booking/booking-status.js';
import type { BookedEventType, BookedSession, Booking } from '../booking/booking.js';
import { MINUTE_MS, type Instant } from '../time/instant.js';

/** What of a booking tells whether it stands in another's way. */
export interface BookedTime extends Pick<
  Booking,
  'hostId' | 'startTime' | 'endTime' | 'status' | 'deadline'
> {
  readonly eventType?: Pick<BookedEventType, 'bufferBeforeMinutes' | 'bufferAfterMinutes'> | undefined;
  readonly session?: Pick<BookedSession, 'shareKey'> | undefined;
}

/**
 * Each pair of bookings of one host that block the same time, buffers included, in the order in which they begin to:
 * empty for every list that a store may hold. Bookings that touch are no pair, nor are those that share their time;
 * cancelled, declined and expired ones are in none. One whose deadline has come is, as long as it has not expired.
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
      for (const other of running) if (!areShared(other, booking)) pairs.push([other, booking]);
      running.add(booking);
    } else {
      running.delete(booking);
    }
  }
  return pairs;
};

/** Whether no two bookings of one host block the same time. */
export const noOverlap = (bookings: readonly BookedTime[]): boolean => doubleBookings(bookings).length === 0;

/** What a booking blocks in all, its buffers included. */
export const blockedTime = ({ startTime, endTime, eventType }: BookedTime) => ({
  from: startTime - (eventType?.bufferBeforeMinutes ?? 0) * MINUTE_MS,
  to: endTime + (eventType?.bufferAfterMinutes ?? 0) * MINUTE_MS,
});

const areShared = (a: BookedTime, b: BookedTime): boolean =>
  a.session !== undefined && a.session.shareKey === b.session?.shareKey;

interface Bound<B> {
  readonly booking: B;
  readonly at: Instant;
  readonly opens: boolean;
}

/** Starts and ends in order of time; where both fall together the end comes first, since the end is not included. */
const boundsInOrder = <B extends BookedTime>(bookings: readonly B[]): Bound<B>[] =>
  bookings
    .filter(({ status }) => blocksTime(status))
    .flatMap((booking) => {
      const { from, to } = blockedTime(booking);
      return [
        { booking, at: from, opens: true },
        { booking, at: to, opens: false },
      ];
    })
    .sort((a, b) => a.at - b.at || Number(a.opens) - Number(b.opens));
