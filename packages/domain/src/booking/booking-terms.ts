/** The terms on which something can be booked, as its host has set them. Durations in milliseconds. */
export interface BookingTerms {
  /** A booking blocks its range and these before and after it; what two bookings block never overlaps. */
  readonly bufferBeforeMs: number;
  readonly bufferAfterMs: number;
  /** How long after now a booking may start at the earliest. */
  readonly minimumNoticeMs: number;
  /** The host's local date of the start is at most so many days after today's. */
  readonly horizonDays?: number | undefined;
  /** At most so many bookings, and minutes of them, that start on one local date, in one week, in one month. */
  readonly maxPerDay?: number | undefined;
  readonly maxPerWeek?: number | undefined;
  readonly maxPerMonth?: number | undefined;
  readonly maxMinutesPerDay?: number | undefined;
  /** The first day of a week: 0 for Monday to 6 for Sunday. */
  readonly weekStart: number;
  /** How many may attend one and the same slot. */
  readonly seats: number;
  /** How many slots may run at the same time. */
  readonly maxConcurrent: number;
}
