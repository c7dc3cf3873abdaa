import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import type { PolicyName } from '../booking/policies/policy.js';
import type { PolicyRefusal } from '../booking/refusal.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import type { Slot } from '../slots/slot.js';
import type { Dependencies } from './dependencies.js';
import { checkOverrides } from './place-booking.js';
import type { DurationAmbiguous, EventTypeNotFound, Forbidden, HostNotFound } from './refusal.js';
import { wishOf } from './slot-range.js';
import { viewSituation } from './view-situation.js';
import {
  checkWantedTime,
  resolveTarget,
  wantedRange,
  wantedStretch,
  type WantedTime,
} from './wanted-time.js';

export interface ExplainSlot extends WantedTime {
  /** Who asks; undefined: anybody, so that what depends on the booker is not judged. */
  readonly actor?: Actor | undefined;
  /** The policies that a host would set aside on its own calendar. */
  readonly overrides?: readonly PolicyName[] | undefined;
}

/** The range that was judged, and every reason why it can't be booked; none where it can. */
export interface SlotExplanation extends Slot {
  readonly bookable: boolean;
  /** In the order of the policies. */
  readonly refusals: readonly PolicyRefusal[];
}

/** Says why a time can't be booked, by the same policies that judge a booking of it. */
export const explainSlot =
  (dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>) =>
  async (
    query: ExplainSlot,
  ): Promise<
    Result<SlotExplanation, InvalidInput | Forbidden | HostNotFound | EventTypeNotFound | DurationAmbiguous>
  > => {
    const { actor, overrides = [], attendees = 1 } = query;
    const errors = [...(checkWantedTime(query)?.errors ?? []), ...checkOverrides(dependencies, overrides)];
    if (errors.length > 0) return err(invalidInput(errors));
    const target = await resolveTarget(dependencies, query);
    if (!target.ok) return target;
    const { hostId, eventType } = target.value;
    if (overrides.length > 0 && (actor === undefined || !may(actor, 'booking.make-for', { hostId })))
      return err({ kind: 'forbidden', field: 'overrides' });
    const wish = wishOf(target.value, actor, attendees);
    const view = await viewSituation(dependencies, wish, wantedStretch(query, eventType));
    if (!view.ok) return view;
    const { situation } = view.value;
    const range = wantedRange(query, eventType, situation);
    if (!range.ok) return range;
    const { evaluator = DEFAULT_EVALUATOR } = dependencies;
    const refusals = evaluator.explain(range.value, situation, overrides);
    return ok({
      startTime: range.value.start,
      endTime: range.value.end,
      bookable: refusals.length === 0,
      refusals,
    });
  };
