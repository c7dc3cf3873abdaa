import { claimsOf, type Booking } from './booking.js';
import { blocksTime } from './booking-status.js';
import type { CalendarState } from './calendar-state.js';

/** A calendar's state once bookings of its host are written: what a later step of the same decision judges by. */
export const stateAfter = (state: CalendarState, written: readonly Booking[]): CalendarState => {
  if (written.length === 0) return state;
  const ids = new Set(written.map(({ id }) => id));
  return {
    ...state,
    claims: [
      ...state.claims.filter(({ bookingId }) => !ids.has(bookingId)),
      ...written.flatMap(claimsOf).filter(({ calendarId }) => calendarId === state.calendarId),
    ].sort((a, b) => a.blocked.start - b.blocked.start),
    bookings: [
      ...state.bookings.filter(({ id }) => !ids.has(id)),
      ...written.filter(
        (booking) =>
          blocksTime(booking.status) &&
          (state.role === 'HOST' ? booking.hostId : booking.bookerId) === state.ownerId,
      ),
    ].sort((a, b) => a.startTime - b.startTime),
  };
};
