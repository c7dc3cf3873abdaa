import type { ClockWindow, OverrideKind, RecurringHours, WeeklyHours } from '../availability/schedule.js';
import type { BookingStatus } from '../booking/booking-status.js';
import type { Weekday } from '../time/local-date.js';

/**
 * Rules and a question in one document, in the words of the API: what `slotkeeper slots` reads.
 * Instants are RFC 3339 with an offset, dates `YYYY-MM-DD`, times `HH:MM`.
 */
export interface RulesDocument {
  /** IANA name of the host's zone. */
  readonly timeZone: string;
  readonly schedule?: RulesSchedule | undefined;
  readonly availability?: readonly RulesRange[] | undefined;
  readonly timeOff?: readonly (RulesRange | RulesDates)[] | undefined;
  readonly eventType: RulesEventType;
  readonly bookings?: readonly RulesBooking[] | undefined;
  readonly now: string;
  /** Exactly one of `query` and `attempt` is given. */
  readonly query?: { readonly from: string; readonly to: string } | undefined;
  readonly attempt?: (RulesRange & { readonly attendees?: number | undefined }) | undefined;
}

export interface RulesSchedule {
  readonly weekly?: readonly WeeklyHours[] | undefined;
  readonly overrides?:
    | readonly {
        readonly date: string;
        /** `replace` if left out. */
        readonly kind?: OverrideKind | undefined;
        readonly windows: readonly ClockWindow[];
      }[]
    | undefined;
  readonly recurring?: readonly RecurringHours[] | undefined;
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
}

export interface RulesRange {
  readonly startTime: string;
  readonly endTime: string;
}

/** Whole local dates in the document's zone, both inclusive. */
export interface RulesDates {
  readonly startDate: string;
  readonly endDate: string;
}

export interface RulesEventType {
  readonly durationMinutes: number;
  /** The duration if left out. */
  readonly stepMinutes?: number | undefined;
  readonly bufferBeforeMinutes?: number | undefined;
  readonly bufferAfterMinutes?: number | undefined;
  readonly minimumNoticeMinutes?: number | undefined;
  readonly horizonDays?: number | undefined;
  readonly maxPerDay?: number | undefined;
  readonly maxPerWeek?: number | undefined;
  /** `MO` if left out. */
  readonly weekStartsOn?: Weekday | undefined;
  readonly maxPerMonth?: number | undefined;
  readonly maxMinutesPerDay?: number | undefined;
  /** 1 if left out. */
  readonly seats?: number | undefined;
  /** 1 if left out. */
  readonly maxConcurrent?: number | undefined;
}

export interface RulesBooking extends RulesRange {
  /** `confirmed` if left out. */
  readonly status?: BookingStatus | undefined;
  /** What was frozen into the booking when it was made; 0 if left out. */
  readonly bufferBeforeMinutes?: number | undefined;
  readonly bufferAfterMinutes?: number | undefined;
  /** 1 if left out. */
  readonly attendees?: number | undefined;
  /** Of another system: it blocks its time whatever the seats, and counts for no limit. */
  readonly external?: boolean | undefined;
}

/** The answer to `query`. */
export interface RulesSlots {
  readonly slots: readonly (RulesRange & { readonly remaining: number })[];
}

/** The answer to `attempt`. */
export type RulesVerdict =
  { readonly accepted: true } | { readonly accepted: false; readonly refusals: readonly RulesRefusal[] };

/** A refusal's code and its figures. */
export interface RulesRefusal {
  readonly code: string;
  readonly [figure: string]: unknown;
}

export type RulesAnswer = RulesSlots | RulesVerdict;
