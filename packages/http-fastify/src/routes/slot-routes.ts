import {
  countSlotsByDate,
  err,
  formatInstant,
  invalidInput,
  listFreeWindows,
  listSlots,
  ok,
  showHost,
  type Dependencies,
} from '@slotkeeper/domain';
import type { Handler, InputOf } from '../operations/operation.js';
import { route, type Route } from '../operations/serve.js';
import { listSlotsOperation } from '../operations/slot-operations.js';
import { instantPart, readCursor, writeCursor } from '../requests/cursor.js';
import { pageAnswer } from '../requests/page-answer.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { instantOf, wireListedSlot } from '../schemas/wire.js';

type View = Handler<typeof listSlotsOperation>;
type SlotQuery = InputOf<typeof listSlotsOperation>['query'];

export const slotRoutes = (dependencies: Dependencies): readonly Route[] => {
  const views = {
    slots: slotsView(dependencies),
    windows: windowsView(dependencies),
    days: daysView(dependencies),
  };
  return [route(listSlotsOperation, (input) => views[input.query.view ?? 'slots'](input))];
};

const rangeOf = ({ hostId, from, to }: SlotQuery) => ({ hostId, from: instantOf(from), to: instantOf(to) });

const slotsView =
  (dependencies: Dependencies): View =>
  async ({ query, url }) => {
    const after = readCursor(query.cursor, [instantPart, instantPart]);
    if (!after.ok) return after;
    const listed = await listSlots(dependencies)({
      ...rangeOf(query),
      limit: query.limit ?? DEFAULT_PAGE_LIMIT,
      after: after.value === undefined ? undefined : { startTime: after.value[0], endTime: after.value[1] },
    });
    if (!listed.ok) return listed;
    const { items, hasMore } = listed.value;
    const last = hasMore ? items.at(-1) : undefined;
    const next =
      last === undefined ? null : writeCursor(formatInstant(last.startTime), formatInstant(last.endTime));
    return ok(pageAnswer(url, items.map(wireListedSlot(zoneOf(dependencies, query))), next));
  };

// A window can be told from others by its start alone, so that its cursor is none of a slot.
const windowsView =
  (dependencies: Dependencies): View =>
  async ({ query, url }) => {
    const after = readCursor(query.cursor, [instantPart]);
    if (!after.ok) return after;
    const listed = await listFreeWindows(dependencies)({
      ...rangeOf(query),
      limit: query.limit ?? DEFAULT_PAGE_LIMIT,
      after: after.value?.[0],
    });
    if (!listed.ok) return listed;
    const { hasMore } = listed.value;
    const items = listed.value.items.map(({ start, end }) => ({ startTime: start, endTime: end }));
    const last = hasMore ? items.at(-1) : undefined;
    const next = last === undefined ? null : writeCursor(formatInstant(last.startTime));
    return ok(pageAnswer(url, items.map(wireListedSlot(zoneOf(dependencies, query))), next));
  };

const daysView =
  (dependencies: Dependencies): View =>
  async ({ query }) => {
    const paging = (['limit', 'cursor'] as const).filter((name) => query[name] !== undefined);
    if (paging.length > 0) {
      const message = 'must be left out with view=days, which is not paged';
      return err(invalidInput(paging.map((field) => ({ field, code: 'not_paged', message }))));
    }
    const host = await showHost(dependencies)(query.hostId);
    if (!host.ok) return host;
    const timeZone = query.timeZone ?? host.value.timeZone;
    const counted = await countSlotsByDate(dependencies)({ ...rangeOf(query), timeZone });
    return counted.ok ? ok({ body: { timeZone, items: [...counted.value], nextCursor: null } }) : counted;
  };

const zoneOf = ({ zones }: Dependencies, { timeZone }: SlotQuery) =>
  timeZone === undefined ? undefined : zones.get(timeZone);
