import { ok, err, type Result } from '../result.js';
import type { Slot } from '../slots/slot.js';
import { sweepSlots, type SlotQuery } from '../slots/sweep-slots.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { notInPast } from './policies/not-in-past.js';
import { onGrid } from './policies/on-grid.js';
import type { Policy } from './policies/policy.js';
import { timeFree } from './policies/time-free.js';
import { withinAvailability } from './policies/within-availability.js';
import type { PolicyRefusal } from './refusal.js';
import type { Situation } from './situation.js';

/** The rules that a booking must keep, in the order in which a refusal is reported. */
export const POLICIES: readonly Policy[] = [notInPast, withinAvailability, onGrid, timeFree];

/** Whether `[start, end)` may be booked: what {@link judge} accepts. Allocates nothing. */
export const isBookable = (start: Instant, end: Instant, situation: Situation): boolean => {
  for (const policy of POLICIES) {
    if (!policy.permits(start, end, situation)) return false;
  }
  return true;
};

/** The judgement that a write rests on: the first refusal, or ok. */
export const judge = (range: Interval, situation: Situation): Result<void, PolicyRefusal> => {
  for (const policy of POLICIES) {
    if (!policy.permits(range.start, range.end, situation))
      return err(policy.refusal(range.start, range.end, situation));
  }
  return ok(undefined);
};

/** Every reason why a range can't be booked, in the order of {@link POLICIES}; empty where it can. */
export const explain = (range: Interval, situation: Situation): PolicyRefusal[] =>
  POLICIES.filter((policy) => !policy.permits(range.start, range.end, situation)).map((policy) =>
    policy.refusal(range.start, range.end, situation),
  );

/** The slots of a range: each start on the grid that {@link judge} would accept right now. */
export const listBookable = (situation: Situation, query: SlotQuery): Slot[] =>
  sweepSlots(situation.windows, query, (start, end) => isBookable(start, end, situation));
