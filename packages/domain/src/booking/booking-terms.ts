import type { LocalDate } from '../time/local-date.js';

/** The terms on which something can be booked, as its host has set them, ready to judge by. Durations in milliseconds. */
export interface BookingTerms {
  /** The lengths that a booking may have; undefined: any number of the slots of its window, one after the other. */
  readonly durationsMs?: readonly number[] | undefined;
  /** A booking blocks its range and these before and after it; what two bookings block never overlaps. */
  readonly bufferBeforeMs: number;
  readonly bufferAfterMs: number;
  /** How long after now a booking may start at the earliest. */
  readonly minimumNoticeMs: number;
  /** The same for what the host books. */
  readonly hostMinimumNoticeMs: number;
  readonly horizon?: BookingHorizon | undefined;
  readonly limits: readonly BookingLimit[];
  /** The first day of a week: 0 for Monday to 6 for Sunday. */
  readonly weekStart: number;
  /** How many may attend one and the same slot. */
  readonly seats: number;
  /** How many slots may run at the same time. */
  readonly maxConcurrent: number;
  /** Whether nothing that the booker has booked, of whatever host, may overlap. */
  readonly bookerMustBeFree: boolean;
}

/** On which local dates of the host a booking may start. */
export type BookingHorizon =
  /** From today on at most so many days after it. */
  | { readonly kind: 'days'; readonly days: number }
  /** The same, where only Monday to Friday count as days. */
  | { readonly kind: 'business-days'; readonly days: number }
  /** From the first of these dates to the last, both inclusive. */
  | { readonly kind: 'dates'; readonly from?: LocalDate | undefined; readonly until?: LocalDate | undefined };

/** Whose bookings count for a limit: see {@link BookingLimit}. */
export type LimitScope = 'event-type' | 'host' | 'booker-and-event-type' | 'booker';
export const LIMIT_SCOPES = [
  'event-type',
  'host',
  'booker-and-event-type',
  'booker',
] as const satisfies readonly LimitScope[];

/** The stretch of local dates of the host over which a limit counts: a booking belongs to that in which it starts. */
export type LimitPeriod = 'day' | 'week' | 'month';
export const LIMIT_PERIODS = ['day', 'week', 'month'] as const satisfies readonly LimitPeriod[];

/** At most so many bookings, and so many minutes of them, may start in one period. At least one of the two is given. */
export interface BookingLimit {
  /**
   * `event-type`: all bookings of the event type. `host`: all bookings of the host. `booker-and-event-type`: those of
   * the event type by the same booker. `booker`: all that the booker has booked, of whatever host.
   */
  readonly per: LimitScope;
  readonly period: LimitPeriod;
  readonly maxBookings?: number | undefined;
  readonly maxMinutes?: number | undefined;
}

/** The terms of a booking on a host's availability itself, of no event type. */
export const PLAIN_TERMS: BookingTerms = Object.freeze({
  bufferBeforeMs: 0,
  bufferAfterMs: 0,
  minimumNoticeMs: 0,
  hostMinimumNoticeMs: 0,
  limits: Object.freeze([]),
  weekStart: 0,
  seats: 1,
  maxConcurrent: 1,
  bookerMustBeFree: false,
});

/** Whether bookings on these terms may share their time with others of the same event type. */
export const isShared = ({ seats, maxConcurrent }: Pick<BookingTerms, 'seats' | 'maxConcurrent'>): boolean =>
  seats > 1 || maxConcurrent > 1;

/** Whether judging by these terms needs to know what else the booker has booked. */
export const watchesBooker = ({ limits, bookerMustBeFree }: BookingTerms): boolean =>
  bookerMustBeFree || limits.some(({ per }) => isBookerScope(per));

export const isBookerScope = (scope: LimitScope): boolean =>
  scope === 'booker' || scope === 'booker-and-event-type';
