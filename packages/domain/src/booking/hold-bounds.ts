/** How long, and how many, holds may be. Whole numbers from 1 on. */
export interface HoldBounds {
  /** How long a hold lasts where the caller says nothing. */
  readonly defaultMinutes: number;
  /** No hold lasts longer, from its making on, however often it is extended. */
  readonly maxMinutes: number;
  /** So many live holds one booker may have. Offers from a waitlist don't count. */
  readonly maxLivePerBooker: number;
  /** How long an offer from a waitlist lasts. */
  readonly offerMinutes: number;
}

export const DEFAULT_HOLD_BOUNDS: HoldBounds = Object.freeze({
  defaultMinutes: 10,
  maxMinutes: 60,
  maxLivePerBooker: 5,
  offerMinutes: 60,
});
