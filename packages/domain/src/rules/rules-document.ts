import type { ClockWindow, OverrideKind, RecurringHours, WeeklyHours } from '../availability/schedule.js';
import type { BookingStatus } from '../booking/booking-status.js';
import type { BookingLimit } from '../booking/booking-terms.js';
import type { PolicyName } from '../booking/policies/policy.js';
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
  readonly query?: RulesQuery | undefined;
  readonly attempt?: RulesAttempt | undefined;
}

/** Who asks. */
export interface RulesAsker {
  /** By the name that its bookings have; left out: anybody, so that what depends on the booker is not judged. */
  readonly booker?: string | undefined;
  /** Whether the host asks, for its own calendar; no if left out. */
  readonly asHost?: boolean | undefined;
  /** How many heads the party has; 1 if left out. */
  readonly attendees?: number | undefined;
}

/** Which slots start in `from ≤ start < to`? */
export interface RulesQuery extends RulesAsker {
  readonly from: string;
  readonly to: string;
}

/** May the range be booked? */
export interface RulesAttempt extends RulesRange, RulesAsker {
  /** The policies that the host sets aside. */
  readonly overrides?: readonly PolicyName[] | undefined;
  /** Whether it must be a slot, of a length that is offered, as a booking must; no if left out. */
  readonly mustBeSlot?: boolean | undefined;
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
  /** Of the slots that a query lists. */
  readonly durationMinutes: number;
  /** All lengths that are offered, `durationMinutes` among them; that one alone if left out. */
  readonly durationsMinutes?: readonly number[] | undefined;
  /** The duration if left out. */
  readonly stepMinutes?: number | undefined;
  readonly bufferBeforeMinutes?: number | undefined;
  readonly bufferAfterMinutes?: number | undefined;
  readonly minimumNoticeMinutes?: number | undefined;
  /** For what the host books; 0 if left out. */
  readonly hostMinimumNoticeMinutes?: number | undefined;
  /** At most one of the two, or of `bookableFrom` and `bookableUntil`, is given. */
  readonly horizonDays?: number | undefined;
  readonly horizonBusinessDays?: number | undefined;
  /** Dates, both inclusive. */
  readonly bookableFrom?: string | undefined;
  readonly bookableUntil?: string | undefined;
  readonly maxPerDay?: number | undefined;
  readonly maxPerWeek?: number | undefined;
  /** `MO` if left out. */
  readonly weekStartsOn?: Weekday | undefined;
  readonly maxPerMonth?: number | undefined;
  readonly maxMinutesPerDay?: number | undefined;
  readonly maxMinutesPerWeek?: number | undefined;
  readonly maxMinutesPerMonth?: number | undefined;
  /** Besides those above, each for another scope and period. */
  readonly limits?: readonly BookingLimit[] | undefined;
  /** 1 if left out. */
  readonly seats?: number | undefined;
  /** 1 if left out. */
  readonly maxConcurrent?: number | undefined;
  /** No if left out. */
  readonly bookerMustBeFree?: boolean | undefined;
}

export interface RulesBooking extends RulesRange {
  /** `confirmed` if left out. */
  readonly status?: BookingStatus | undefined;
  /** Of what is held or pending: from then on it neither blocks nor counts. Never if left out. */
  readonly deadline?: string | undefined;
  /** What was frozen into the booking when it was made; 0 if left out. */
  readonly bufferBeforeMinutes?: number | undefined;
  readonly bufferAfterMinutes?: number | undefined;
  /** 1 if left out. */
  readonly attendees?: number | undefined;
  /** Any text that tells one booker from another. */
  readonly booker?: string | undefined;
  /** `other`: of another event type of the host, with which nothing is shared. `this` if left out. */
  readonly eventType?: 'this' | 'other' | undefined;
  /** Of another host: it blocks nothing here, and counts for its booker alone. */
  readonly elsewhere?: boolean | undefined;
  /** Of another system: it blocks its time whatever the seats, and counts for no limit. */
  readonly external?: boolean | undefined;
}

/** The answer to `query`. */
export interface RulesSlots {
  readonly slots: readonly (RulesRange & { readonly remaining: number })[];
}

/** The answer to `attempt`. */
export type RulesVerdict =
  | {
      readonly accepted: true;
      /** What would have refused it, had it not been set aside; left out where there is nothing. */
      readonly overridden?: readonly PolicyName[];
    }
  | { readonly accepted: false; readonly refusals: readonly RulesRefusal[] };

/** A refusal's code and its figures. */
export interface RulesRefusal {
  readonly code: string;
  readonly [figure: string]: unknown;
}

export type RulesAnswer = RulesSlots | RulesVerdict;
