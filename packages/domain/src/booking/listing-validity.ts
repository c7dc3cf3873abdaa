import { SECOND_MS, type Instant } from '../time/instant.js';
import type { CalendarId } from './booking.js';
import type { CalendarState } from './calendar-state.js';
import type { Situation } from './situation.js';

/** For how long a list of slots would be listed again: while its calendar has this version, and in `[from, before)`. */
export interface ListingValidity {
  readonly calendarId: CalendarId;
  readonly version: number;
  readonly from: Instant;
  readonly before: Instant;
}

/**
 * Up to when, and without, a list holds of a calendar that nobody changes, by the policies of {@link POLICIES}. Time by
 * itself does three things: notice takes away what starts first, a day that ends moves a horizon that counts days, and
 * what has a deadline lapses.
 *
 * @param first the start of what is listed first; undefined where nothing is
 */
export const listingHoldsBefore = (
  { claims, bookings }: Pick<CalendarState, 'claims' | 'bookings'>,
  { now, terms, asHost, localCalendar }: Situation,
  first: Instant | undefined,
): Instant => {
  const noticeMs = Math.max(0, asHost ? terms.hostMinimumNoticeMs : terms.minimumNoticeMs);
  const countsDays = terms.horizon !== undefined && terms.horizon.kind !== 'dates';
  return Math.min(
    first === undefined ? Infinity : first - noticeMs + SECOND_MS,
    countsDays ? (localCalendar?.sameDateUntil(now) ?? now) : Infinity,
    earliestAfter(now, claims),
    earliestAfter(now, bookings),
  );
};

const earliestAfter = (
  now: Instant,
  list: readonly { readonly deadline?: Instant | undefined }[],
): Instant => {
  let earliest = Infinity;
  for (const { deadline } of list) {
    if (deadline !== undefined && deadline > now && deadline < earliest) earliest = deadline;
  }
  return earliest;
};
