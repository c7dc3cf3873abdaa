import { formatInstant, listSlots, ok, type Dependencies } from '@slotkeeper/domain';
import { route, type Route } from '../operations/serve.js';
import { listSlotsOperation } from '../operations/slot-operations.js';
import { instantPart, readCursor, writeCursor } from '../requests/cursor.js';
import { pageAnswer } from '../requests/page-answer.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { instantOf, wireSlot } from '../schemas/wire.js';

export const slotRoutes = (dependencies: Dependencies): readonly Route[] => [
  route(listSlotsOperation, async ({ query, url }) => {
    const after = readCursor(query.cursor, [instantPart, instantPart]);
    if (!after.ok) return after;
    const listed = await listSlots(dependencies)({
      hostId: query.hostId,
      from: instantOf(query.from),
      to: instantOf(query.to),
      limit: query.limit ?? DEFAULT_PAGE_LIMIT,
      after: after.value === undefined ? undefined : { startTime: after.value[0], endTime: after.value[1] },
    });
    if (!listed.ok) return listed;
    const { items, hasMore } = listed.value;
    const last = hasMore ? items.at(-1) : undefined;
    const next =
      last === undefined ? null : writeCursor(formatInstant(last.startTime), formatInstant(last.endTime));
    return ok(pageAnswer(url, items.map(wireSlot), next));
  }),
];
