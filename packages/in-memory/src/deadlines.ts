import type { Booking, BookingId, Instant } from '@slotkeeper/domain';

/** Which bookings have a deadline, so that finding those that have lapsed costs nothing for all the others. */
export interface Deadlines {
  /** Takes a booking as it now is. */
  readonly note: (booking: Booking) => void;
  /** In order of deadline and then of id. */
  readonly lapsed: (now: Instant, limit: number) => readonly BookingId[];
}

export const createDeadlines = (): Deadlines => {
  const deadlines = new Map<BookingId, Instant>();
  return {
    note: ({ id, deadline }) => {
      if (deadline === undefined) deadlines.delete(id);
      else deadlines.set(id, deadline);
    },
    lapsed: (now, limit) =>
      [...deadlines]
        .filter(([, deadline]) => deadline <= now)
        .sort(([a, first], [b, second]) => first - second || (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([id]) => id),
  };
};
