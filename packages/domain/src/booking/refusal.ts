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
