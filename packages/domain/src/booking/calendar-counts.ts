import { MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { dateOfLocalTime, datePartsOf, weekdayIndexOf, type LocalDate } from '../time/local-date.js';
import type { ZoneTable } from '../time/zone-table.js';

/** How many bookings start on each local date, in each week and in each month of a host, and for how many minutes. */
export class CalendarCounts {
  readonly #zone: ZoneTable;
  readonly #weekStart: number;
  readonly #days = new Map<LocalDate, { count: number; minutes: number }>();
  readonly #weeks = new Map<LocalDate, number>();
  readonly #months = new Map<number, number>();

  /** The ranges of the bookings that count; 0 for weeks that start on Monday to 6 for Sunday. */
  constructor(zone: ZoneTable, weekStart: number, counted: Iterable<Interval>) {
    this.#zone = zone;
    this.#weekStart = weekStart;
    for (const { start, end } of counted) {
      const date = this.dateOf(start);
      const day = this.#days.get(date) ?? { count: 0, minutes: 0 };
      this.#days.set(date, { count: day.count + 1, minutes: day.minutes + (end - start) / MINUTE_MS });
      this.#weeks.set(this.#weekOf(date), this.inWeekOf(start) + 1);
      this.#months.set(monthOf(date), this.inMonthOf(start) + 1);
    }
  }

  /** The host's local date of an instant. */
  dateOf(instant: Instant): LocalDate {
    return dateOfLocalTime(this.#zone.toLocal(instant));
  }

  onDateOf(instant: Instant): number {
    return this.#days.get(this.dateOf(instant))?.count ?? 0;
  }

  minutesOnDateOf(instant: Instant): number {
    return this.#days.get(this.dateOf(instant))?.minutes ?? 0;
  }

  inWeekOf(instant: Instant): number {
    return this.#weeks.get(this.#weekOf(this.dateOf(instant))) ?? 0;
  }

  inMonthOf(instant: Instant): number {
    return this.#months.get(monthOf(this.dateOf(instant))) ?? 0;
  }

  #weekOf(date: LocalDate): LocalDate {
    return date - ((weekdayIndexOf(date) - this.#weekStart + 7) % 7);
  }
}

const monthOf = (date: LocalDate): number => {
  const { year, month } = datePartsOf(date);
  return year * 12 + month;
};
