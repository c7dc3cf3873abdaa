import { windowsOf, windowsOfOffer, type Intent, type WindowGroup } from '../availability/windows.js';
import { bookedRange, isLive, type Booking } from '../booking/booking.js';
import type { CalendarState } from '../booking/calendar-state.js';
import type { Instant } from '../time/instant.js';
import { IntervalSet } from '../time/interval-set.js';
import type { ZoneTables } from '../time/zone-tables.js';
import { MAX_BOOKINGS_OUTSIDE, type BookingsOutside } from './refusal.js';

/** A change of what a host has stated. */
export interface IntentChange {
  readonly before: Intent;
  readonly after: Intent;
}

/** The bookings of a calendar, not yet over, that lay within availability before a change and no longer do after it. */
export const bookingsOutside = (
  { bookings, eventTypes }: Pick<CalendarState, 'bookings' | 'eventTypes'>,
  { before, after }: IntentChange,
  now: Instant,
  zones: ZoneTables,
): BookingsOutside => {
  const scheduleIds = new Map(eventTypes.map(({ id, scheduleId }) => [id, scheduleId]));
  const isWithin = (intent: Intent, booking: Booking): boolean => {
    const range = bookedRange(booking);
    return windowsFor(intent, booking).some(({ windows }) => IntervalSet.encloses(windows, range));
  };
  const windowsFor = (intent: Intent, booking: Booking): readonly WindowGroup[] => {
    const range = bookedRange(booking);
    if (booking.eventType === undefined) return windowsOf(intent, range, zones);
    const scheduleId = scheduleIds.get(booking.eventType.id);
    return windowsOfOffer(intent, { durationsMs: [range.end - range.start], scheduleId }, range, zones);
  };
  const outside = bookings.filter(
    (booking) =>
      isLive(booking, now) && booking.endTime > now && isWithin(before, booking) && !isWithin(after, booking),
  );
  return { count: outside.length, items: outside.slice(0, MAX_BOOKINGS_OUTSIDE) };
};

/** What a host has stated, with some of it withdrawn and some stated anew. */
export const changedIntent = (
  intent: Intent,
  change: {
    readonly [Source in keyof Intent]?: {
      readonly without: string;
      readonly with?: Intent[Source][number] | undefined;
    };
  },
): Intent => ({
  availability: replaced(intent.availability, change.availability),
  schedules: replaced(intent.schedules, change.schedules),
  timeOff: replaced(intent.timeOff, change.timeOff),
});

const replaced = <T extends { readonly id: string }>(
  items: readonly T[],
  change: { readonly without: string; readonly with?: T | undefined } | undefined,
): readonly T[] => {
  if (change === undefined) return items;
  const others = items.filter(({ id }) => id !== change.without);
  return change.with === undefined ? others : [...others, change.with];
};
