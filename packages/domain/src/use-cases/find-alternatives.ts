import { MAX_SLOT_DURATION_MINUTES } from '../availability/availability.js';
import { situationOf } from '../booking/calendar-state.js';
import { isBookable, listBookable } from '../booking/evaluator.js';
import type { BookingId } from '../booking/booking.js';
import type { UserId } from '../identity/user.js';
import type { Slot } from '../slots/slot.js';
import { DAY_MS, MAX_INSTANT, MIN_INSTANT, MINUTE_MS } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { ConcurrencyConflict } from '../ports/concurrency-conflict.js';
import { StoreUnavailable } from '../ports/store-unavailable.js';
import type { Dependencies } from './dependencies.js';

const MAX_ALTERNATIVES = 3;
const DAYS_BEFORE = 1;
const DAYS_AFTER = 7;

/**
 * Up to three ranges as long as the wanted one that are bookable now, those that start nearest to it, in order of time:
 * from a day before it to seven days after; none where the store can't be asked. `except` is the booking being moved.
 */
export const findAlternatives = async (
  { queries, clock, zones }: Pick<Dependencies, 'queries' | 'clock' | 'zones'>,
  hostId: UserId,
  wanted: Interval,
  except?: BookingId,
): Promise<readonly Slot[]> => {
  try {
    return await search({ queries, clock, zones }, hostId, wanted, except);
  } catch (error) {
    // The time is taken whether or not others can be looked up: a store in need must not make that unknown.
    if (error instanceof StoreUnavailable || error instanceof ConcurrencyConflict) return [];
    throw error;
  }
};

const search = async (
  { queries, clock, zones }: Pick<Dependencies, 'queries' | 'clock' | 'zones'>,
  hostId: UserId,
  wanted: Interval,
  except?: BookingId,
): Promise<readonly Slot[]> => {
  const from = Math.max(MIN_INSTANT, wanted.start - DAYS_BEFORE * DAY_MS);
  const to = Math.min(MAX_INSTANT, wanted.start + DAYS_AFTER * DAY_MS);
  const length = wanted.end - wanted.start;
  const stretch = { start: from, end: to + Math.max(length, MAX_SLOT_DURATION_MINUTES * MINUTE_MS) };
  const state = await queries.calendar(hostId, { claims: stretch, intent: stretch });
  if (state === undefined) return [];
  const situation = situationOf(state, { now: clock.now(), stretch, zones, except });
  // Only slots that a range of this length can be made of start where one may start.
  const windows = situation.windows.filter(({ durationMs }) => length % durationMs === 0);
  const starts = new Set(listBookable({ ...situation, windows }, { from, to }).map((slot) => slot.startTime));
  return [...starts]
    .filter((start) => isBookable(start, start + length, situation))
    .sort((a, b) => Math.abs(a - wanted.start) - Math.abs(b - wanted.start) || a - b)
    .slice(0, MAX_ALTERNATIVES)
    .sort((a, b) => a - b)
    .map((start) => ({ startTime: start, endTime: start + length }));
};
