import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';

/** Why the evaluator refuses a time; `kind` is a stable code, the other members are its figures. */
export type PolicyRefusal =
  /** The start lies before now. */
  | { readonly kind: 'start_in_past'; readonly now: number }
  /** The range does not lie in one window of availability. */
  | { readonly kind: 'outside_availability' }
  /** The range lies in a window but is not made of whole slots of its grid; `slotDurations` in minutes. */
  | { readonly kind: 'off_grid'; readonly slotDurations: readonly number[] }
  /** Another booking blocks part of the range; `busy` is the part of it that the asker may know. */
  | { readonly kind: 'time_taken'; readonly busy: Interval };

/** Why the terms of what is booked refuse a time. */
export type TermsRefusal =
  /** The start lies before now plus the minimum notice; `earliest` is the first that would not. */
  | { readonly kind: 'notice_too_short'; readonly earliest: Instant }
  /** The host's local date of the start lies after the last that is open for booking; both `YYYY-MM-DD`. */
  | { readonly kind: 'beyond_horizon'; readonly date: string; readonly lastDate: string }
  /** So many bookings start in that period already: `booked` of `limit`. */
  | {
      readonly kind: 'day_limit_reached' | 'week_limit_reached' | 'month_limit_reached';
      readonly booked: number;
      readonly limit: number;
    }
  /** With this booking, more minutes than `limit` would start on the date; `booked` are there already. */
  | { readonly kind: 'day_minutes_exceeded'; readonly booked: number; readonly limit: number }
  /** The slot has fewer seats left than the party has heads. */
  | { readonly kind: 'seats_taken'; readonly remaining: number; readonly attendees: number };
