import type { Instant } from '../../time/instant.js';
import type { PolicyRefusal } from '../refusal.js';
import type { Situation } from '../situation.js';

/** What a policy is called where a host overrides it. */
export type PolicyName = string;

/** One rule about whether the range `[start, end)` may be booked. Pure: same arguments, same answer. */
export interface Policy {
  /** In kebab case. */
  readonly name: PolicyName;
  /** Whether the host may set it aside for a booking of its own calendar. What keeps bookings apart never may be. */
  readonly overridable: boolean;
  /** Whether it can refuse anything at all in a situation; asked once for all candidates of a listing. */
  readonly applies?: (situation: Situation) => boolean;
  /** Allocates nothing: a listing asks it for every candidate. */
  readonly permits: (start: Instant, end: Instant, situation: Situation) => boolean;
  /** The refusal with its figures, for a range that the policy does not permit. */
  readonly refusal: (start: Instant, end: Instant, situation: Situation) => PolicyRefusal;
}
