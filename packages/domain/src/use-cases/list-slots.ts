import { MAX_SLOT_DURATION_MINUTES } from '../availability/availability.js';
import { situationOf } from '../booking/calendar-state.js';
import { listBookable } from '../booking/evaluator.js';
import type { UserId } from '../identity/user.js';
import { invalidInput, type FieldError, type InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import type { Slot } from '../slots/slot.js';
import { DAY_MS, isInstant, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Dependencies } from './dependencies.js';
import type { HostNotFound } from './refusal.js';

export interface ListSlots {
  readonly hostId: UserId;
  /** Slots that start at or after this. */
  readonly from: Instant;
  /** Slots that start before this, at most {@link MAX_SLOT_RANGE_DAYS} days later. */
  readonly to: Instant;
  readonly limit: number;
  /** The last slot of the page before. */
  readonly after?: Slot | undefined;
}

export interface SlotPage {
  /** In order of start and then of end. */
  readonly items: readonly Slot[];
  readonly hasMore: boolean;
}

export const MAX_SLOT_RANGE_DAYS = 366;

/** The slots of a host that a booking would be accepted for right now. Anybody may ask. */
export const listSlots =
  ({ queries, clock }: Pick<Dependencies, 'queries' | 'clock'>) =>
  async (query: ListSlots): Promise<Result<SlotPage, InvalidInput | HostNotFound>> => {
    const errors = checkRange(query.from, query.to);
    if (errors.length > 0) return err(invalidInput(errors));
    const { hostId, from, to, limit, after } = query;
    // A slot that starts just before `to` may end a slot's length after it.
    const stretch = { start: from, end: to + MAX_SLOT_DURATION_MINUTES * MINUTE_MS };
    const state = await queries.calendar(hostId, { claims: stretch, availability: { start: from, end: to } });
    if (state === undefined) return err({ kind: 'host_not_found', hostId });
    const slots = listBookable(situationOf(state, clock.now()), { from, to, after, limit: limit + 1 });
    return ok({ items: slots.slice(0, limit), hasMore: slots.length > limit });
  };

const checkRange = (from: Instant, to: Instant): FieldError[] => {
  const errors: FieldError[] = [];
  for (const [field, value] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (!isInstant(value))
      errors.push({
        field,
        code: 'invalid_instant',
        message: 'must be a whole second in the years 0001 to 9999',
      });
  }
  if (errors.length > 0) return errors;
  if (to <= from) errors.push({ field: 'to', code: 'end_not_after_start', message: 'must be after from' });
  else if (to - from > MAX_SLOT_RANGE_DAYS * DAY_MS) {
    errors.push({
      field: 'to',
      code: 'range_too_long',
      message: `must be at most ${MAX_SLOT_RANGE_DAYS} days after from`,
    });
  }
  return errors;
};
