import type { BusyTimeline } from '../../slots/busy-timeline.js';
import type { Instant } from '../../time/instant.js';
import type { PolicyRefusal } from '../refusal.js';
import type { Situation } from '../situation.js';

/** What a policy is called where a host overrides it. */
export type PolicyName = string;

/** Time that a range must not meet, nor what lies so many milliseconds before it and after it. */
export interface Obstacle {
  readonly busy: BusyTimeline;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** One rule about whether the range `[start, end)` may be booked. Pure: same arguments, same answer. */
export interface Policy {
  /** In kebab case. */
  readonly name: PolicyName;
  /** Whether the host may set it aside for a booking of its own calendar. What keeps bookings apart never may be. */
  readonly overridable: boolean;
  /**
   * Whether it can refuse anything that a listing asks about, which is the starts of grids with the length of their
   * window's slots; asked once for all of them.
   */
  readonly applies?: (situation: Situation) => boolean;
  /** Allocates nothing: a listing asks it for many candidates. */
  readonly permits: (start: Instant, end: Instant, situation: Situation) => boolean;
  /**
   * If `[start, end)` moved forward, up to which start `permits` would surely say the same of it. A listing does not ask
   * before. Left out: it is asked for every candidate.
   */
  readonly sameUntil?: (start: Instant, end: Instant, situation: Situation) => Instant;
  /**
   * Of a policy that refuses just what meets blocked time: that time. A listing goes round it without asking. Undefined,
   * or left out: the policy must be asked.
   */
  readonly obstacle?: (situation: Situation) => Obstacle | undefined;
  /** The refusal with its figures, for a range that the policy does not permit. */
  readonly refusal: (start: Instant, end: Instant, situation: Situation) => PolicyRefusal;
}
