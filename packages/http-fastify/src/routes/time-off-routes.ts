import { err, listTimeOff, ok, stateTimeOff, withdrawTimeOff } from '@slotkeeper/domain';
import { route, type Route } from '../operations/serve.js';
import {
  listTimeOffOperation,
  stateTimeOffOperation,
  withdrawTimeOffOperation,
} from '../operations/time-off-operations.js';
import { readCursor, uuidPart, writeCursor } from '../requests/cursor.js';
import { replayedHeader } from '../requests/idempotency-key.js';
import { pageAnswer } from '../requests/page-answer.js';
import { readTimeOffSpan } from '../requests/time-off-span.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { wireBookingsOutside, wireTimeOff } from '../schemas/wire.js';

export const timeOffRoutes: readonly Route[] = [
  route(stateTimeOffOperation, async ({ actor, body, idempotency }, dependencies) => {
    const { hostId, note = '' } = body;
    // Whoever is not the host is refused, whatever zone its own account has.
    const account = await dependencies.users.byId(actor.userId);
    if (account === undefined) return err({ kind: 'host_not_found', hostId });
    const span = readTimeOffSpan(body, account.timeZone);
    if (!span.ok) return span;
    const stated = await stateTimeOff(dependencies)({ actor, hostId, span: span.value, note, idempotency });
    if (!stated.ok) return stated;
    const { answer, replayed } = stated.value;
    return ok({
      body: { ...wireTimeOff(answer.timeOff), bookings: wireBookingsOutside(answer.bookings) },
      headers: replayedHeader(replayed),
    });
  }),
  route(listTimeOffOperation, async ({ actor, query, url }, dependencies) => {
    const after = readCursor(query.cursor, [uuidPart]);
    if (!after.ok) return after;
    const listed = await listTimeOff(dependencies)({
      actor,
      hostId: query.hostId ?? actor.userId,
      page: { limit: query.limit ?? DEFAULT_PAGE_LIMIT, afterId: after.value?.[0] },
    });
    if (!listed.ok) return listed;
    const { items, hasMore } = listed.value;
    const last = hasMore ? items.at(-1) : undefined;
    return ok(pageAnswer(url, items.map(wireTimeOff), last === undefined ? null : writeCursor(last.id)));
  }),
  route(withdrawTimeOffOperation, async ({ actor, params }, dependencies) => {
    const withdrawn = await withdrawTimeOff(dependencies)({ actor, id: params.id });
    return withdrawn.ok ? ok({ body: wireTimeOff(withdrawn.value) }) : withdrawn;
  }),
];
