import type { Booking } from '../booking/booking.js';
import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import type { Slot } from '../slots/slot.js';
import { ConcurrencyConflict } from '../ports/concurrency-conflict.js';
import { StoreUnavailable } from '../ports/store-unavailable.js';
import { DAY_MS, MAX_INSTANT, MIN_INSTANT, MINUTE_MS } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { MAX_SLOT_DURATION_MINUTES } from '../availability/availability.js';
import type { Dependencies } from './dependencies.js';
import type { Wish } from './judge-time.js';
import { viewSituation } from './view-situation.js';

const MAX_ALTERNATIVES = 3;
const DAYS_BEFORE = 1;
const DAYS_AFTER = 7;

/**
 * Up to three ranges as long as the wanted one that can be booked now, those that start nearest to it, in order of time:
 * from a day before it to seven days after; none where the store can't be asked.
 */
export const findAlternatives = (
  dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>,
  wish: Wish,
  wanted: Interval,
): Promise<readonly Slot[]> => noneInNeed(() => search(dependencies, wish, wanted));

/** The same for a booking that was to have another range, or its own anew: by today's terms of what was booked. */
export const findAlternativesFor = (
  dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>,
  { id, hostId, bookerId, attendees, eventType: booked }: Booking,
  wanted: Interval,
  asHost: boolean,
): Promise<readonly Slot[]> =>
  noneInNeed(async () => {
    const eventType = booked && (await dependencies.queries.eventType(booked.id));
    if (booked !== undefined && eventType === undefined) return [];
    return search(dependencies, { hostId, eventType, bookerId, attendees, asHost, except: id }, wanted);
  });

const noneInNeed = async (find: () => Promise<readonly Slot[]>): Promise<readonly Slot[]> => {
  try {
    return await find();
  } catch (error) {
    // The time is refused whether or not others can be looked up: a store in need must not make that unknown.
    if (error instanceof StoreUnavailable || error instanceof ConcurrencyConflict) return [];
    throw error;
  }
};

const search = async (
  dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>,
  wish: Wish,
  wanted: Interval,
): Promise<readonly Slot[]> => {
  const { evaluator = DEFAULT_EVALUATOR } = dependencies;
  const from = Math.max(MIN_INSTANT, wanted.start - DAYS_BEFORE * DAY_MS);
  const to = Math.min(MAX_INSTANT, wanted.start + DAYS_AFTER * DAY_MS);
  const length = wanted.end - wanted.start;
  const stretch = { start: from, end: to + Math.max(length, MAX_SLOT_DURATION_MINUTES * MINUTE_MS) };
  const view = await viewSituation(dependencies, wish, stretch);
  if (!view.ok) return [];
  const { situation } = view.value;
  // Only slots that a range of this length can be made of start where one may start.
  const windows = situation.windows.filter(({ durationMs }) =>
    wish.eventType === undefined ? length % durationMs === 0 : length === durationMs,
  );
  const starts = new Set(
    evaluator.listBookable({ ...situation, windows }, { from, to }).map((slot) => slot.startTime),
  );
  return [...starts]
    .filter((start) => evaluator.isBookable(start, start + length, situation))
    .sort((a, b) => Math.abs(a - wanted.start) - Math.abs(b - wanted.start) || a - b)
    .slice(0, MAX_ALTERNATIVES)
    .sort((a, b) => a - b)
    .map((start) => ({ startTime: start, endTime: start + length }));
};
