import { MAX_SLOT_DURATION_MINUTES } from '../availability/availability.js';
import { situationOf, type CalendarState } from '../booking/calendar-state.js';
import type { Situation } from '../booking/situation.js';
import type { UserId } from '../identity/user.js';
import { invalidInput, type FieldError, type InvalidInput, invalidInstant } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { DAY_MS, isInstant, MAX_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import type { Dependencies } from './dependencies.js';
import type { HostNotFound } from './refusal.js';

/** A range of slots, half-open: those that start at `from` or later and before `to`. */
export interface SlotRange {
  readonly hostId: UserId;
  readonly from: Instant;
  /** At most {@link MAX_SLOT_RANGE_DAYS} days after `from`. */
  readonly to: Instant;
}

export const MAX_SLOT_RANGE_DAYS = 366;

/** What is wrong with a range; empty where nothing is. */
export const checkSlotRange = ({ from, to }: Pick<SlotRange, 'from' | 'to'>): FieldError[] => {
  const errors: FieldError[] = [];
  for (const [field, value] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (isInstant(value)) continue;
    errors.push(invalidInstant(field));
  }
  if (errors.length > 0) return errors;
  if (to <= from) return [{ field: 'to', code: 'end_not_after_start', message: 'must be after from' }];
  const message = `must be at most ${MAX_SLOT_RANGE_DAYS} days after from`;
  return to - from > MAX_SLOT_RANGE_DAYS * DAY_MS ? [{ field: 'to', code: 'range_too_long', message }] : [];
};

/** What must be known for the slots that start in a range: a slot may end its own length after it. */
export const slotStretch = ({ from, to }: Pick<SlotRange, 'from' | 'to'>): Interval => ({
  start: from,
  end: Math.min(MAX_INSTANT, to + MAX_SLOT_DURATION_MINUTES * MINUTE_MS),
});

export interface RangeView {
  readonly state: CalendarState;
  readonly situation: Situation;
}

/** Reads what the slots of a range rest on, without locks. */
export const viewRange = async (
  { queries, clock, zones }: Pick<Dependencies, 'queries' | 'clock' | 'zones'>,
  range: SlotRange,
): Promise<Result<RangeView, InvalidInput | HostNotFound>> => {
  const errors = checkSlotRange(range);
  if (errors.length > 0) return err(invalidInput(errors));
  const stretch = slotStretch(range);
  const state = await queries.calendar(range.hostId, { claims: stretch, intent: stretch });
  if (state === undefined) return err({ kind: 'host_not_found', hostId: range.hostId });
  return ok({ state, situation: situationOf(state, { now: clock.now(), stretch, zones }) });
};
