import { MINUTE_MS, type Instant } from '../time/instant.js';
import type { Slot } from '../slots/slot.js';
import type { LimitPeriod } from './booking-terms.js';
import type { LocalCalendar } from './local-calendar.js';

/** Of one period. */
export interface PeriodCount {
  readonly bookings: number;
  readonly minutes: number;
}

const NONE: PeriodCount = { bookings: 0, minutes: 0 };

/** How many bookings start in each day, week and month of a host, and for how many minutes. */
export class PeriodCounts {
  readonly #calendar: LocalCalendar;
  readonly #counted: readonly Slot[];
  /** By the first date of each; of those periods that were asked about. */
  readonly #counts: Partial<Record<LimitPeriod, ReadonlyMap<number, PeriodCount>>> = {};

  /** @param counted the ranges of the bookings that count */
  constructor(calendar: LocalCalendar, counted: readonly Slot[]) {
    this.#calendar = calendar;
    this.#counted = counted;
  }

  /** In all periods together. */
  get total(): PeriodCount {
    const minutes = this.#counted.reduce((sum, booking) => sum + minutesOf(booking), 0);
    return { bookings: this.#counted.length, minutes };
  }

  /** What starts in the period that an instant lies in. */
  around(period: LimitPeriod, instant: Instant): PeriodCount {
    const counts = (this.#counts[period] ??= this.#countBy(period));
    return counts.get(this.#calendar.periodOf(period, instant)) ?? NONE;
  }

  #countBy(period: LimitPeriod): ReadonlyMap<number, PeriodCount> {
    const counts = new Map<number, { bookings: number; minutes: number }>();
    for (const booking of this.#counted) {
      const place = this.#calendar.periodOf(period, booking.startTime);
      let count = counts.get(place);
      if (count === undefined) counts.set(place, (count = { bookings: 0, minutes: 0 }));
      count.bookings += 1;
      count.minutes += minutesOf(booking);
    }
    return counts;
  }
}

const minutesOf = ({ startTime, endTime }: Slot): number => (endTime - startTime) / MINUTE_MS;
