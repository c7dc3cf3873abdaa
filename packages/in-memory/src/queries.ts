import type { Availability, Booking, BookingFilter, Instant, Queries } from '@slotkeeper/domain';
import { MAX_INSTANT, MIN_INSTANT } from '@slotkeeper/domain';
import { pageOf } from './page-of.js';
import type { StoreState } from './store-state.js';

/** Every answer is put together without a wait, so it is of one committed state; what it holds is frozen. */
export const createQueries = ({ calendars, ledger, bookingsByParty }: StoreState): Queries => ({
  calendar: async (calendarId, reading) => calendars.calendar(calendarId, reading),
  booking: async (id) => calendars.booking(id),
  bookings: async (filter, page) => {
    const found: Booking[] = [];
    for (const id of bookingsByParty.candidates(filter)) {
      const booking = calendars.booking(id);
      if (booking !== undefined && matches(booking, filter)) found.push(booking);
    }
    return pageOf(found, page);
  },
  history: async (id) => ledger.history(id),
  availability: async (id) => calendars.availability(id),
  availabilityOf: async ({ hostId, from, to }, page) => {
    const always = { start: MIN_INSTANT, end: MAX_INSTANT };
    const stated: readonly Availability[] =
      calendars.calendar(hostId, { intent: always })?.availability ?? [];
    return pageOf(
      stated.filter((availability) => isWithin(availability, from, to)),
      page,
    );
  },
  schedule: async (id) => calendars.schedule(id),
  schedulesOf: async (hostId) => calendars.schedulesOf(hostId),
  timeOff: async (id) => calendars.timeOff(id),
  timeOffOf: async (hostId, { limit, afterId }) => {
    const following = calendars.timeOffOf(hostId).filter(({ id }) => afterId === undefined || id > afterId);
    return { items: following.slice(0, limit), hasMore: following.length > limit };
  },
  events: async (calendarId, { afterVersion, limit }) => ledger.events(calendarId, afterVersion, limit),
});

const matches = (booking: Booking, { hostId, bookerId, status, from, to }: BookingFilter): boolean =>
  (hostId === undefined || booking.hostId === hostId) &&
  (bookerId === undefined || booking.bookerId === bookerId) &&
  (status === undefined || booking.status === status) &&
  isWithin(booking, from, to);

const isWithin = (
  range: { readonly startTime: Instant; readonly endTime: Instant },
  from: Instant | undefined,
  to: Instant | undefined,
): boolean => (from === undefined || range.endTime > from) && (to === undefined || range.startTime < to);
