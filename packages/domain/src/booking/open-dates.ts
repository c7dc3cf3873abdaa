import { MAX_LOCAL_DATE, MIN_LOCAL_DATE, weekdayIndexOf, type LocalDate } from '../time/local-date.js';
import type { BookingHorizon } from './booking-terms.js';
import type { OpenDates } from './situation.js';

const SATURDAY = 5;
const BUSINESS_DAYS = 5;

/** The local dates on which a booking may start, seen from one of them. */
export const openDatesOf = (horizon: BookingHorizon, today: LocalDate): OpenDates => {
  switch (horizon.kind) {
    case 'days':
      return { first: MIN_LOCAL_DATE, last: Math.min(MAX_LOCAL_DATE, today + horizon.days) };
    case 'business-days': {
      const last = businessDaysAfter(today, horizon.days);
      return { first: MIN_LOCAL_DATE, last: Math.min(MAX_LOCAL_DATE, last) };
    }
    case 'dates':
      return { first: horizon.from ?? MIN_LOCAL_DATE, last: horizon.until ?? MAX_LOCAL_DATE };
  }
};

/** The so-and-so-many-th Monday to Friday that comes after a date; the date itself for none. */
const businessDaysAfter = (date: LocalDate, days: number): LocalDate => {
  if (days === 0) return date;
  // From a Saturday or Sunday one counts as from the Friday before.
  const from = date - Math.max(0, weekdayIndexOf(date) - SATURDAY + 1);
  const rest = days % BUSINESS_DAYS;
  const overWeekend = weekdayIndexOf(from) + rest >= SATURDAY ? 2 : 0;
  return from + Math.floor(days / BUSINESS_DAYS) * 7 + rest + overWeekend;
};
