import { err, ok, type Result } from '../result.js';
import type { Slot } from '../slots/slot.js';
import { sweepSlots, type SlotQuery } from '../slots/sweep-slots.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { blockedTimeFree } from './policies/blocked-time-free.js';
import { dayLimit, dayMinutes, monthLimit, weekLimit } from './policies/booking-limits.js';
import { capacity } from './policies/capacity.js';
import { horizon } from './policies/horizon.js';
import { minimumNotice } from './policies/minimum-notice.js';
import { notInPast } from './policies/not-in-past.js';
import { onGrid } from './policies/on-grid.js';
import type { Policy } from './policies/policy.js';
import { timeFree } from './policies/time-free.js';
import { withinAvailability } from './policies/within-availability.js';
import type { PolicyRefusal, TermsRefusal } from './refusal.js';
import type { Situation, TermsSituation } from './situation.js';

/** The rules that a booking of a host must keep, in the order in which a refusal is reported. */
export const POLICIES: readonly Policy[] = [notInPast, withinAvailability, onGrid, timeFree];

/** The rules that a booking on terms must keep, wherever in a window it starts, in the order of refusals. */
export const TERMS_POLICIES: readonly Policy<TermsSituation, PolicyRefusal | TermsRefusal>[] = [
  notInPast,
  minimumNotice,
  horizon,
  withinAvailability,
  dayLimit,
  weekLimit,
  monthLimit,
  dayMinutes,
  blockedTimeFree,
  capacity,
];

/** Judges ranges by a list of policies: the same for listing, for writing and for explaining. */
export interface Evaluator<S extends Situation, R> {
  /** Whether `[start, end)` may be booked: what `judge` accepts. Allocates nothing. */
  readonly isBookable: (start: Instant, end: Instant, situation: S) => boolean;
  /** The judgement that a write rests on: the first refusal, or ok. */
  readonly judge: (range: Interval, situation: S) => Result<void, R>;
  /** Every reason why a range can't be booked, in the order of the policies; empty where it can. */
  readonly explain: (range: Interval, situation: S) => R[];
  /** The slots of a range: each start on the grid that `judge` would accept right now. */
  readonly listBookable: (situation: S, query: SlotQuery) => Slot[];
}

export const evaluatorOf = <S extends Situation, R>(policies: readonly Policy<S, R>[]): Evaluator<S, R> => {
  const isBookable = (start: Instant, end: Instant, situation: S): boolean => {
    for (const policy of policies) {
      if (!policy.permits(start, end, situation)) return false;
    }
    return true;
  };
  return {
    isBookable,
    judge: ({ start, end }, situation) => {
      for (const policy of policies) {
        if (!policy.permits(start, end, situation)) return err(policy.refusal(start, end, situation));
      }
      return ok(undefined);
    },
    explain: ({ start, end }, situation) =>
      policies
        .filter((policy) => !policy.permits(start, end, situation))
        .map((policy) => policy.refusal(start, end, situation)),
    listBookable: (situation, query) =>
      sweepSlots(situation.windows, query, (start, end) => isBookable(start, end, situation)),
  };
};

export const { isBookable, judge, explain, listBookable } = evaluatorOf(POLICIES);
