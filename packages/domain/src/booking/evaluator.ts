import { err, ok, type Result } from '../result.js';
import { slotsOf, type SlotSeries } from '../slots/slot-series.js';
import type { Slot } from '../slots/slot.js';
import { sweepSlots, type SlotQuery } from '../slots/sweep-slots.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { bookerFree } from './policies/booker-free.js';
import { LIMIT_POLICIES } from './policies/booking-limits.js';
import { capacity } from './policies/capacity.js';
import { durationOffered } from './policies/duration-offered.js';
import { horizon } from './policies/horizon.js';
import { minimumNotice } from './policies/minimum-notice.js';
import { notInPast } from './policies/not-in-past.js';
import { onGrid } from './policies/on-grid.js';
import type { Policy, PolicyName } from './policies/policy.js';
import { timeFree } from './policies/time-free.js';
import { withinAvailability } from './policies/within-availability.js';
import { PolicyJudge } from './policy-judge.js';
import type { PolicyRefusal } from './refusal.js';
import type { Situation } from './situation.js';

/** The rules that a booking must keep, in the order in which refusals are reported. */
export const POLICIES: readonly Policy[] = [
  notInPast,
  minimumNotice,
  horizon,
  withinAvailability,
  durationOffered,
  onGrid,
  ...LIMIT_POLICIES,
  bookerFree,
  timeFree,
  capacity,
];

/** That a range may be booked. */
export interface Judgement {
  /** The policies that would have refused it, had they not been set aside; in order, none twice. */
  readonly overridden: readonly PolicyName[];
}

/** Judges ranges by a list of policies: the same for listing, for writing and for explaining. */
export interface Evaluator {
  /** Whether `[start, end)` may be booked: what `judge` accepts. */
  readonly isBookable: (start: Instant, end: Instant, situation: Situation) => boolean;
  /**
   * The judgement that a write rests on: the first refusal, or what it took. Policies named in `overrides` don't refuse,
   * if they may be set aside at all.
   */
  readonly judge: (
    range: Interval,
    situation: Situation,
    overrides?: readonly PolicyName[],
  ) => Result<Judgement, PolicyRefusal>;
  /** Every reason why a range can't be booked, in the order of the policies; empty where it can. */
  readonly explain: (
    range: Interval,
    situation: Situation,
    overrides?: readonly PolicyName[],
  ) => PolicyRefusal[];
  /** The slots of a range: each start on the grid that `judge` would accept right now. */
  readonly listBookable: (situation: Situation, query: SlotQuery) => Slot[];
  /**
   * The same for each length by itself, as numbers: what pages of slots are made from, and for those who want thousands.
   * It says what `listBookable` says: who replaces one replaces both.
   */
  readonly sweepBookable: (situation: Situation, query: SlotQuery) => readonly SlotSeries[];
  readonly policies: readonly Policy[];
}

export const evaluatorOf = (policies: readonly Policy[]): Evaluator => {
  const appliedTo = (situation: Situation): readonly Policy[] =>
    policies.filter(({ applies }) => applies === undefined || applies(situation));
  const refusing = ({ start, end }: Interval, situation: Situation): Policy[] =>
    policies.filter((policy) => !policy.permits(start, end, situation));
  const sweepBookable = (situation: Situation, query: SlotQuery): readonly SlotSeries[] => {
    const applied = appliedTo(situation);
    return sweepSlots(situation.windows, query, () => new PolicyJudge(applied, situation));
  };
  const isSetAside = ({ name, overridable }: Policy, overrides: readonly PolicyName[]): boolean =>
    overridable && overrides.includes(name);
  return {
    policies,
    isBookable: (start, end, situation) => allPermit(policies, start, end, situation),
    judge: (range, situation, overrides = []) => {
      const { start, end } = range;
      const overridden = new Set<PolicyName>();
      for (const policy of policies) {
        if (policy.permits(start, end, situation)) continue;
        if (!isSetAside(policy, overrides)) return err(policy.refusal(start, end, situation));
        overridden.add(policy.name);
      }
      return ok({ overridden: [...overridden] });
    },
    explain: (range, situation, overrides = []) =>
      refusing(range, situation)
        .filter((policy) => !isSetAside(policy, overrides))
        .map((policy) => policy.refusal(range.start, range.end, situation)),
    listBookable: (situation, query) => slotsOf(sweepBookable(situation, query), query.limit),
    sweepBookable,
  };
};

const allPermit = (
  policies: readonly Policy[],
  start: Instant,
  end: Instant,
  situation: Situation,
): boolean => {
  for (const policy of policies) {
    if (!policy.permits(start, end, situation)) return false;
  }
  return true;
};

/** The evaluator by {@link POLICIES} alone. */
export const DEFAULT_EVALUATOR: Evaluator = evaluatorOf(POLICIES);

/** The names of what a host may set aside for a booking of its own calendar, none twice. */
export const overridableOf = ({ policies }: Evaluator): readonly PolicyName[] => [
  ...new Set(policies.filter(({ overridable }) => overridable).map(({ name }) => name)),
];
