import type { Instant } from '../time/instant.js';
import {
  dateOfLocalTime,
  datePartsOf,
  MAX_LOCAL_DATE,
  midnightOf,
  MIN_LOCAL_DATE,
  weekdayIndexOf,
  type LocalDate,
} from '../time/local-date.js';
import type { ZoneTable } from '../time/zone-table.js';
import type { LimitPeriod } from './booking-terms.js';

/** The days, weeks and months of a zone, as instants fall into them. */
export class LocalCalendar {
  readonly #zone: ZoneTable;
  readonly #weekStart: number;

  /** `weekStart`: 0 for weeks that start on Monday to 6 for Sunday. */
  constructor(zone: ZoneTable, weekStart: number) {
    this.#zone = zone;
    this.#weekStart = weekStart;
  }

  dateOf(instant: Instant): LocalDate {
    // At the first and the last instants there are, some zone's clocks show a date before or after all dates.
    const date = dateOfLocalTime(this.#zone.toLocal(instant));
    return Math.min(MAX_LOCAL_DATE, Math.max(MIN_LOCAL_DATE, date));
  }

  /** Up to which instant, of those that come after this one, {@link dateOf} surely gives the same date. */
  sameDateUntil(instant: Instant): Instant {
    const offset = this.#zone.offsetAt(instant);
    const midnight = midnightOf(dateOfLocalTime(instant + offset) + 1) - offset;
    return Math.min(midnight, this.#zone.offsetUntil(instant));
  }

  /** The day, week or month that an instant lies in: a number of its own for each. */
  periodOf(period: LimitPeriod, instant: Instant): number {
    const date = this.dateOf(instant);
    switch (period) {
      case 'day':
        return date;
      case 'week':
        return date - ((weekdayIndexOf(date) - this.#weekStart + 7) % 7);
      case 'month': {
        const { year, month } = datePartsOf(date);
        return year * 12 + month;
      }
    }
  }
}
