import { isShared } from '../booking/booking-terms.js';
import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import { listingHoldsBefore, type ListingValidity } from '../booking/listing-validity.js';
import { remainingAt } from '../booking/policies/capacity.js';
import type { InvalidInput } from '../invalid-input.js';
import { ok, type Result } from '../result.js';
import type { Slot } from '../slots/slot.js';
import type { Dependencies } from './dependencies.js';
import type { EventTypeNotFound, HostNotFound } from './refusal.js';
import { viewRange, type SlotRange } from './slot-range.js';

export interface ListSlots extends SlotRange {
  readonly limit: number;
  /** The last slot of the page before. */
  readonly after?: Slot | undefined;
}

/** A slot, and how many may still attend it where it may be shared: a party may be no larger. */
export interface ListedSlot extends Slot {
  readonly remaining?: number | undefined;
}

export interface SlotPage {
  /** In order of start and then of end. */
  readonly items: readonly ListedSlot[];
  readonly hasMore: boolean;
  /** Undefined: it is not known how long it holds, as where it rests on more than the state of the calendar, or on policies of one's own. */
  readonly validity: ListingValidity | undefined;
}

/** The slots of a host, or of an event type, that a booking would be accepted for right now. Anybody may ask. */
export const listSlots =
  (dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>) =>
  async (query: ListSlots): Promise<Result<SlotPage, InvalidInput | HostNotFound | EventTypeNotFound>> => {
    const view = await viewRange(dependencies, query);
    if (!view.ok) return view;
    const { evaluator = DEFAULT_EVALUATOR } = dependencies;
    const { state, situation, restsOnState } = view.value;
    const { from, to, after, limit } = query;
    const slots = evaluator.listBookable(situation, { from, to, after, limit: limit + 1 });
    const hasMore = slots.length > limit;
    const page = hasMore ? slots.slice(0, limit) : slots;
    const items = isShared(situation.terms)
      ? page.map((slot) => ({ ...slot, remaining: remainingAt(slot.startTime, slot.endTime, situation) }))
      : page;
    const validity: ListingValidity = {
      calendarId: state.calendarId,
      version: state.version,
      from: situation.now,
      before: listingHoldsBefore(state, situation, slots[0]?.startTime),
    };
    const isKnown = evaluator === DEFAULT_EVALUATOR && restsOnState;
    return ok({
      items,
      hasMore,
      validity: isKnown ? validity : undefined,
    });
  };
