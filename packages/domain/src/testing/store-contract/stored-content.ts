import type { Availability } from '../../availability/availability.js';
import type { Schedule } from '../../availability/schedule.js';
import type { TimeOff } from '../../availability/time-off.js';
import { claimsOf, type Booking, type BookingHistoryEntry } from '../../booking/booking.js';
import type { CalendarState } from '../../booking/calendar-state.js';
import type { UserId } from '../../identity/user.js';
import type { OutboxEntry } from '../../ports/domain-event.js';
import { MAX_PAGE_LIMIT } from '../../ports/queries.js';
import { expectEqual, expectThat } from '../expectation.js';
import { calendarOf, type Stage } from './stage.js';

/** All that a store lets its readers see of one host. */
export interface StoredContent {
  readonly calendar: CalendarState;
  readonly bookings: readonly Booking[];
  readonly availability: readonly Availability[];
  readonly schedules: readonly Schedule[];
  readonly timeOff: readonly TimeOff[];
  readonly events: readonly OutboxEntry[];
  readonly histories: readonly (readonly BookingHistoryEntry[])[];
}

export const contentOf = async (stage: Stage, hostId: UserId): Promise<StoredContent> => {
  const { queries } = stage.store;
  const bookings = (await queries.bookings({ hostId }, { limit: MAX_PAGE_LIMIT })).items;
  const histories: (readonly BookingHistoryEntry[])[] = [];
  for (const { id } of bookings) histories.push(await queries.history(id));
  return {
    calendar: await calendarOf(stage, hostId),
    bookings,
    availability: (await queries.availabilityOf({ hostId }, { limit: MAX_PAGE_LIMIT })).items,
    schedules: await queries.schedulesOf(hostId),
    timeOff: (await queries.timeOffOf(hostId, { limit: MAX_PAGE_LIMIT })).items,
    events: await queries.events(hostId, { afterVersion: 0, limit: MAX_PAGE_LIMIT }),
    histories,
  };
};

/** Demands of a host's content that its parts tell the same story, whatever was done to it. */
export const expectConsistent = async (stage: Stage, hostId: UserId): Promise<StoredContent> => {
  const content = await contentOf(stage, hostId);
  const { calendar, bookings, availability, schedules, timeOff, events, histories } = content;
  const claims = bookings.flatMap(claimsOf).sort((a, b) => a.blocked.start - b.blocked.start);
  expectEqual(calendar.claims, claims, 'claims, in order, are those of the bookings that block time');
  claims.forEach((claim, index) => {
    const next = claims[index + 1];
    expectThat(
      next === undefined || claim.blocked.end <= next.blocked.start,
      'two claims of a calendar overlap',
    );
  });
  const intent = { availability, schedules, timeOff };
  for (const kind of ['availability', 'schedules', 'timeOff'] as const) {
    expectEqual(intent[kind], calendar[kind], `${kind}, listed and in the calendar`);
  }
  expectThat(
    schedules.filter(({ isDefault }) => isDefault).length <= 1,
    'a host has more than one default schedule',
  );
  expectEqual(
    events.map((entry) => entry.version),
    Array.from({ length: calendar.version }, (_, index) => index + 1),
    'the versions of a calendar’s events count without a gap up to the calendar’s own',
  );
  bookings.forEach((booking, index) => {
    const history = histories[index] ?? [];
    expectEqual(
      history.map((entry) => entry.revision),
      Array.from({ length: booking.revision }, (_, revision) => revision + 1),
      'the revisions of a booking’s history count without a gap up to the booking’s own',
    );
    const { status, startTime, endTime } = booking;
    const last = history.at(-1);
    expectEqual(
      { status: last?.status, startTime: last?.startTime, endTime: last?.endTime },
      { status, startTime, endTime },
      'the last line of a booking’s history is the booking as it is',
    );
  });
  return content;
};
