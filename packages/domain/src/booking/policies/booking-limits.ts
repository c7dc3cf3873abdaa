import { MINUTE_MS, type Instant } from '../../time/instant.js';
import type { BookingTerms } from '../booking-terms.js';
import type { CalendarCounts } from '../calendar-counts.js';
import type { TermsRefusal } from '../refusal.js';
import type { TermsSituation } from '../situation.js';
import type { Policy } from './policy.js';

/** Taking a seat in a session that is there already adds no booking to the host's day. */
const joins = (start: Instant, end: Instant, { terms, sessions }: TermsSituation): boolean =>
  terms.seats > 1 && sessions.at(start, end) !== undefined;

const countLimit = (
  kind: 'day_limit_reached' | 'week_limit_reached' | 'month_limit_reached',
  limitOf: (terms: BookingTerms) => number | undefined,
  countOf: (counts: CalendarCounts, start: Instant) => number,
): Policy<TermsSituation, TermsRefusal> => ({
  permits: (start, end, situation) => {
    const limit = limitOf(situation.terms);
    return limit === undefined || countOf(situation.counts, start) < limit || joins(start, end, situation);
  },
  refusal: (start, _end, { terms, counts }) => ({
    kind,
    booked: countOf(counts, start),
    limit: limitOf(terms) ?? 0,
  }),
});

/** At most so many bookings start on one local date of the host. */
export const dayLimit = countLimit(
  'day_limit_reached',
  ({ maxPerDay }) => maxPerDay,
  (counts, start) => counts.onDateOf(start),
);

/** At most so many bookings start in one week of the host. */
export const weekLimit = countLimit(
  'week_limit_reached',
  ({ maxPerWeek }) => maxPerWeek,
  (counts, start) => counts.inWeekOf(start),
);

/** At most so many bookings start in one month of the host. */
export const monthLimit = countLimit(
  'month_limit_reached',
  ({ maxPerMonth }) => maxPerMonth,
  (counts, start) => counts.inMonthOf(start),
);

/** Bookings that start on one local date of the host last at most so many minutes together. */
export const dayMinutes: Policy<TermsSituation, TermsRefusal> = {
  permits: (start, end, situation) => {
    const { maxMinutesPerDay } = situation.terms;
    if (maxMinutesPerDay === undefined) return true;
    const withThis = situation.counts.minutesOnDateOf(start) + (end - start) / MINUTE_MS;
    return withThis <= maxMinutesPerDay || joins(start, end, situation);
  },
  refusal: (start, _end, { terms: { maxMinutesPerDay = 0 }, counts }) => ({
    kind: 'day_minutes_exceeded',
    booked: counts.minutesOnDateOf(start),
    limit: maxMinutesPerDay,
  }),
};
