import { hasLapsed } from '../booking/booking.js';
import type { InvalidInput } from '../invalid-input.js';
import { ok, type Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import type { Dependencies } from './dependencies.js';
import type { EventTypeNotFound, HostNotFound } from './refusal.js';
import { viewRange, type SlotRange } from './slot-range.js';

export interface ListFreeWindows extends SlotRange {
  readonly limit: number;
  /** The start of the last window of the page before. */
  readonly after?: Instant | undefined;
}

export interface WindowPage {
  /** In order of start; no two overlap or touch. */
  readonly items: readonly Interval[];
  readonly hasMore: boolean;
}

/**
 * The free stretches of a host in a range, cut at the bounds of the range and at now: within availability of whatever
 * slot duration, and outside of bookings. Anybody may ask.
 */
export const listFreeWindows =
  (dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones'>) =>
  async (
    query: ListFreeWindows,
  ): Promise<Result<WindowPage, InvalidInput | HostNotFound | EventTypeNotFound>> => {
    const view = await viewRange(dependencies, query);
    if (!view.ok) return view;
    const { state, situation } = view.value;
    const start = Math.max(query.from, situation.now);
    if (start >= query.to) return ok({ items: [], hasMore: false });
    const open = IntervalSet.of(situation.windows.flatMap(({ windows }) => windows));
    const live = state.claims.filter((claim) => !hasLapsed(claim, situation.now));
    const busy = IntervalSet.of(live.map(({ blocked }) => blocked));
    const range = IntervalSet.of([{ start, end: query.to }]);
    const { after = Number.NEGATIVE_INFINITY, limit } = query;
    const free = IntervalSet.intersection(IntervalSet.difference(open, busy), range).filter(
      (window) => window.start > after,
    );
    return ok({ items: free.slice(0, limit), hasMore: free.length > limit });
  };
