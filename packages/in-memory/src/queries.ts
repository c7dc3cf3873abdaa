import type {
  Availability,
  Booking,
  BookingFilter,
  Instant,
  Queries,
  WaitlistEntry,
} from '@slotkeeper/domain';
import { MAX_INSTANT, MIN_INSTANT } from '@slotkeeper/domain';
import { pageOf } from './page-of.js';
import type { StoreState } from './store-state.js';

/** Every answer is put together without a wait, so it is of one committed state; what it holds is frozen. */
export const createQueries = ({
  calendars,
  ledger,
  bookingsByParty,
  waitlistByParty,
  deadlines,
  eventTypeRevisions,
}: StoreState): Queries => ({
  calendar: async (calendarId, reading) => calendars.calendar(calendarId, reading),
  version: async (calendarId) => calendars.calendar(calendarId, {})?.version,
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
  eventType: async (id) => calendars.eventType(id),
  eventTypeRevision: async (id, revision) => eventTypeRevisions.find(id, revision),
  eventTypesOf: async (hostId) => calendars.eventTypesOf(hostId),
  waitlistEntry: async (id) => calendars.waitlistEntry(id),
  waitlist: async (filter, page) => {
    const { hostId, bookerId, status } = filter;
    const found: WaitlistEntry[] = [];
    for (const id of waitlistByParty.candidates(filter)) {
      const entry = calendars.waitlistEntry(id);
      if (
        entry !== undefined &&
        (hostId === undefined || entry.hostId === hostId) &&
        (bookerId === undefined || entry.bookerId === bookerId) &&
        (status === undefined || entry.status === status)
      )
        found.push(entry);
    }
    return pageOf(found, page);
  },
  lapsed: async (now, limit) =>
    deadlines.lapsed(now, limit).flatMap((id) => {
      const booking = calendars.booking(id);
      return booking === undefined ? [] : [booking];
    }),
  events: async (calendarId, { afterVersion, limit }) => ledger.events(calendarId, afterVersion, limit),
});

const matches = (
  booking: Booking,
  { hostId, bookerId, status, eventTypeId, from, to }: BookingFilter,
): boolean =>
  (hostId === undefined || booking.hostId === hostId) &&
  (bookerId === undefined || booking.bookerId === bookerId) &&
  (status === undefined || booking.status === status) &&
  (eventTypeId === undefined || booking.eventType?.id === eventTypeId) &&
  isWithin(booking, from, to);

const isWithin = (
  range: { readonly startTime: Instant; readonly endTime: Instant },
  from: Instant | undefined,
  to: Instant | undefined,
): boolean => (from === undefined || range.endTime > from) && (to === undefined || range.startTime < to);
