import { MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { LIMIT_PERIODS, type LimitPeriod } from './booking-terms.js';
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
  readonly #counts: Readonly<Record<LimitPeriod, Map<number, PeriodCount>>> = {
    day: new Map(),
    week: new Map(),
    month: new Map(),
  };

  /** The ranges of the bookings that count. */
  constructor(calendar: LocalCalendar, counted: Iterable<Interval>) {
    this.#calendar = calendar;
    for (const { start, end } of counted) {
      for (const period of LIMIT_PERIODS) {
        const place = calendar.periodOf(period, start);
        const { bookings, minutes } = this.#counts[period].get(place) ?? NONE;
        this.#counts[period].set(place, {
          bookings: bookings + 1,
          minutes: minutes + (end - start) / MINUTE_MS,
        });
      }
    }
  }

  /** What starts in the period that an instant lies in. */
  around(period: LimitPeriod, instant: Instant): PeriodCount {
    return this.#counts[period].get(this.#calendar.periodOf(period, instant)) ?? NONE;
  }
}
