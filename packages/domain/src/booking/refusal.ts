import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import type { LimitPeriod, LimitScope } from './booking-terms.js';

/** Why the evaluator refuses a time; `kind` is a stable code, the other members are its figures. */
export type PolicyRefusal =
  /** The start lies before now. */
  | { readonly kind: 'start_in_past'; readonly now: Instant }
  /** The start lies before now plus the minimum notice; `earliest` is the first that would not. */
  | { readonly kind: 'notice_too_short'; readonly earliest: Instant }
  /** The host's local date of the start lies after the last that is open for booking; both `YYYY-MM-DD`. */
  | { readonly kind: 'beyond_horizon'; readonly date: string; readonly lastDate: string }
  /** The host's local date of the start lies before the first that is open for booking; both `YYYY-MM-DD`. */
  | { readonly kind: 'before_first_date'; readonly date: string; readonly firstDate: string }
  /** The range does not lie in one window of availability. */
  | { readonly kind: 'outside_availability' }
  /** The range is of none of the lengths that are offered, in minutes. */
  | { readonly kind: 'duration_not_offered'; readonly durationsMinutes: readonly number[] }
  /** The range lies in a window but is not made of whole slots of its grid; `slotDurations` in minutes. */
  | { readonly kind: 'off_grid'; readonly slotDurations: readonly number[] }
  | LimitRefusal
  /** The booker has booked something else that overlaps; where it lies is for the booker alone to know. */
  | { readonly kind: 'booker_busy'; readonly busy?: Interval }
  /** Another booking blocks part of the range; `busy` is the part of it that the asker may know. */
  | { readonly kind: 'time_taken'; readonly busy: Interval }
  /** The slot has fewer seats left than the party has heads. */
  | { readonly kind: 'seats_taken'; readonly remaining: number; readonly attendees: number }
  | CustomRefusal;

/** The code of a limit that is reached. */
export type LimitRefusalKind = `${LimitPeriod}_limit_reached` | `${LimitPeriod}_minutes_exceeded`;

/**
 * `_limit_reached`: so many bookings start in that period already. `_minutes_exceeded`: with this booking, more minutes
 * than `limit` would. `booked` are there already.
 */
export interface LimitRefusal {
  readonly kind: LimitRefusalKind;
  readonly per: LimitScope;
  readonly booked: number;
  readonly limit: number;
}

/** The refusal of a policy that whoever embeds the domain has added. */
export interface CustomRefusal {
  readonly kind: 'custom_policy';
  /** The policy's code, in snake case. */
  readonly code: string;
  readonly figures: Figures;
}

/** Figures of a custom refusal: what JSON can say. */
export interface Figures {
  readonly [figure: string]: string | number | boolean | readonly string[] | readonly number[];
}

const KINDS: Readonly<Record<PolicyRefusal['kind'], true>> = {
  start_in_past: true,
  notice_too_short: true,
  beyond_horizon: true,
  before_first_date: true,
  outside_availability: true,
  duration_not_offered: true,
  off_grid: true,
  day_limit_reached: true,
  week_limit_reached: true,
  month_limit_reached: true,
  day_minutes_exceeded: true,
  week_minutes_exceeded: true,
  month_minutes_exceeded: true,
  booker_busy: true,
  time_taken: true,
  seats_taken: true,
  custom_policy: true,
};

/** Whether it is a policy that refuses, and not something else. */
export const isPolicyRefusal = (refusal: { readonly kind: string }): refusal is PolicyRefusal =>
  Object.hasOwn(KINDS, refusal.kind);
