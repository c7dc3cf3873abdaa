import { listBookable } from '../booking/evaluator.js';
import type { InvalidInput } from '../invalid-input.js';
import { ok, type Result } from '../result.js';
import type { Slot } from '../slots/slot.js';
import type { Dependencies } from './dependencies.js';
import type { HostNotFound } from './refusal.js';
import { viewRange, type SlotRange } from './slot-range.js';

export interface ListSlots extends SlotRange {
  readonly limit: number;
  /** The last slot of the page before. */
  readonly after?: Slot | undefined;
}

export interface SlotPage {
  /** In order of start and then of end. */
  readonly items: readonly Slot[];
  readonly hasMore: boolean;
}

/** The slots of a host that a booking would be accepted for right now. Anybody may ask. */
export const listSlots =
  (dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones'>) =>
  async (query: ListSlots): Promise<Result<SlotPage, InvalidInput | HostNotFound>> => {
    const view = await viewRange(dependencies, query);
    if (!view.ok) return view;
    const { from, to, after, limit } = query;
    const slots = listBookable(view.value.situation, { from, to, after, limit: limit + 1 });
    return ok({ items: slots.slice(0, limit), hasMore: slots.length > limit });
  };
