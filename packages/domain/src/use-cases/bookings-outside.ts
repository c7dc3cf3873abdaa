import type { Availability } from '../availability/availability.js';
import { windowsOf, type WindowGroup } from '../availability/windows.js';
import { bookedRange, type Booking } from '../booking/booking.js';
import type { CalendarState } from '../booking/calendar-state.js';
import type { Instant } from '../time/instant.js';
import { IntervalSet } from '../time/interval-set.js';
import { MAX_BOOKINGS_OUTSIDE, type BookingsOutside } from './refusal.js';

/**
 * The bookings, not yet over, that lay within availability and no longer do once `id` is withdrawn or replaced.
 * The state must hold the availability linked to the old range, and the bookings in it.
 */
export const bookingsOutside = (
  state: CalendarState,
  id: string,
  replacement: Availability | undefined,
  now: Instant,
): BookingsOutside => {
  const before = windowsOf(state.availability);
  const others = state.availability.filter((availability) => availability.id !== id);
  const after = windowsOf(replacement === undefined ? others : [...others, replacement]);
  const outside = state.bookings.filter(
    (booking) => booking.endTime > now && isWithin(before, booking) && !isWithin(after, booking),
  );
  return { count: outside.length, items: outside.slice(0, MAX_BOOKINGS_OUTSIDE) };
};

const isWithin = (groups: readonly WindowGroup[], booking: Booking): boolean =>
  groups.some((group) => IntervalSet.encloses(group.windows, bookedRange(booking)));
