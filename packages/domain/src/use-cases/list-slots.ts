import { isShared } from '../booking/booking-terms.js';
import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import { listingHoldsBefore, type ListingValidity } from '../booking/listing-validity.js';
import { remainingAt } from '../booking/policies/capacity.js';
import type { Situation } from '../booking/situation.js';
import type { InvalidInput } from '../invalid-input.js';
import { ok, type Result } from '../result.js';
import { slotsOf, type SlotSeries } from '../slots/slot-series.js';
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

/** A page without an object for each slot, all of one length and none that may be shared. */
export interface SlotSeriesPage extends Pick<SlotPage, 'hasMore' | 'validity'> {
  readonly series: SlotSeries;
}

interface Swept extends Pick<SlotPage, 'hasMore' | 'validity'> {
  /** By length; of several lengths, each may be longer than the page. */
  readonly page: readonly SlotSeries[];
  readonly limit: number;
  readonly situation: Situation;
}

/** Lists the slots of a range, page after page. */
export type Listing<Page> = (
  dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>,
) => (query: ListSlots) => Promise<Result<Page, InvalidInput | HostNotFound | EventTypeNotFound>>;

const listing =
  <Page>(pageOf: (swept: Swept) => Page): Listing<Page> =>
  (dependencies) =>
  async (query) => {
    const view = await viewRange(dependencies, query);
    if (!view.ok) return view;
    const { evaluator = DEFAULT_EVALUATOR } = dependencies;
    const { state, situation, restsOnState } = view.value;
    const { from, to, after, limit } = query;
    const all = evaluator.sweepBookable(situation, { from, to, after, limit: limit + 1 });
    const first = all.reduce((earliest, { starts }) => Math.min(earliest, starts[0] ?? Infinity), Infinity);
    const validity: ListingValidity = {
      calendarId: state.calendarId,
      version: state.version,
      from: situation.now,
      before: listingHoldsBefore(state, situation, first === Infinity ? undefined : first),
    };
    const isKnown = evaluator === DEFAULT_EVALUATOR && restsOnState;
    return ok(
      pageOf({
        page: all.length === 1 ? all.map((series) => firstOf(series, limit)) : all,
        limit,
        situation,
        hasMore: all.reduce((count, { starts }) => count + starts.length, 0) > limit,
        validity: isKnown ? validity : undefined,
      }),
    );
  };

const firstOf = ({ durationMs, starts }: SlotSeries, limit: number): SlotSeries => ({
  durationMs,
  starts: starts.subarray(0, limit),
});

const withItems = ({ page, limit, situation, hasMore, validity }: Swept): SlotPage => {
  const slots = slotsOf(page, limit);
  const items = isShared(situation.terms)
    ? slots.map((slot) => ({ ...slot, remaining: remainingAt(slot.startTime, slot.endTime, situation) }))
    : slots;
  return { items, hasMore, validity };
};

const asNumbers = (swept: Swept): SlotPage | SlotSeriesPage => {
  const { page, situation, hasMore, validity } = swept;
  const [series, ...others] = page;
  return series === undefined || others.length > 0 || isShared(situation.terms)
    ? withItems(swept)
    : { series, hasMore, validity };
};

/** The slots of a host, or of an event type, that a booking would be accepted for right now. Anybody may ask. */
export const listSlots: Listing<SlotPage> = listing(withItems);

/** The same, as numbers where the slots are of one length and there is nothing else to tell of them: for who writes many of them down. */
export const listSlotSeries: Listing<SlotPage | SlotSeriesPage> = listing(asNumbers);
