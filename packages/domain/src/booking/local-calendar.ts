import { DAY_MS, MAX_INSTANT, MIN_INSTANT, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import {
  dateOfLocalTime,
  datePartsOf,
  localDateOf,
  MAX_LOCAL_DATE,
  midnightOf,
  MIN_LOCAL_DATE,
  weekdayIndexOf,
  type LocalDate,
} from '../time/local-date.js';
import type { LocalTime, ZoneTable } from '../time/zone-table.js';
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

  /** The day, week or month that an instant lies in: the first date of it. */
  periodOf(period: LimitPeriod, instant: Instant): LocalDate {
    return this.#firstDateOf(period, this.dateOf(instant));
  }

  /**
   * A stretch with every instant of the days, weeks or months that a stretch meets, its end included. Where clocks
   * change it is longer by no more than they change.
   */
  wholePeriods(period: LimitPeriod, { start, end }: Interval): Interval {
    const first = this.#firstDateOf(period, this.dateOf(start));
    const next = this.#firstDateAfter(period, this.dateOf(end));
    const { least, most } = this.#offsetsAround(midnightOf(first), midnightOf(next));
    return {
      start: first <= MIN_LOCAL_DATE ? MIN_INSTANT : Math.max(MIN_INSTANT, midnightOf(first) - most),
      end: next > MAX_LOCAL_DATE ? MAX_INSTANT : Math.min(MAX_INSTANT, midnightOf(next) - least),
    };
  }

  #firstDateOf(period: LimitPeriod, date: LocalDate): LocalDate {
    switch (period) {
      case 'day':
        return date;
      case 'week':
        return date - ((weekdayIndexOf(date) - this.#weekStart + 7) % 7);
      case 'month': {
        const { year, month } = datePartsOf(date);
        return localDateOf(year, month, 1);
      }
    }
  }

  #firstDateAfter(period: LimitPeriod, date: LocalDate): LocalDate {
    const first = this.#firstDateOf(period, date);
    switch (period) {
      case 'day':
        return first + 1;
      case 'week':
        return first + 7;
      case 'month': {
        const { year, month } = datePartsOf(first);
        return localDateOf(year, month + 1, 1);
      }
    }
  }

  /** The offsets with which the clocks may show a time from one local time to another: less than a day, as all are. */
  #offsetsAround(from: LocalTime, to: LocalTime): { readonly least: number; readonly most: number } {
    let least = this.#zone.offsetAt(from - DAY_MS);
    let most = least;
    for (
      let change = this.#zone.offsetUntil(from - DAY_MS);
      change <= to + DAY_MS;
      change = this.#zone.offsetUntil(change)
    ) {
      const offset = this.#zone.offsetAt(change);
      least = Math.min(least, offset);
      most = Math.max(most, offset);
    }
    return { least, most };
  }
}
