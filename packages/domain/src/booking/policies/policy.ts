import type { Instant } from '../../time/instant.js';
import type { PolicyRefusal } from '../refusal.js';
import type { Situation } from '../situation.js';

/** One rule about whether the range `[start, end)` may be booked. Pure: same arguments, same answer. */
export interface Policy<S extends Situation = Situation, R = PolicyRefusal> {
  /** Allocates nothing: a listing asks it for every candidate. */
  readonly permits: (start: Instant, end: Instant, situation: S) => boolean;
  /** The refusal with its figures, for a range that the policy does not permit. */
  readonly refusal: (start: Instant, end: Instant, situation: S) => R;
}
