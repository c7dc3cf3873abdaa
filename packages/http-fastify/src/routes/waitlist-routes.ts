import { joinWaitlist, leaveWaitlist, listWaitlist, ok, showWaitlistEntry } from '@slotkeeper/domain';
import { route, type Route } from '../operations/serve.js';
import {
  joinWaitlistOperation,
  leaveWaitlistOperation,
  listWaitlistOperation,
  showWaitlistEntryOperation,
} from '../operations/waitlist-operations.js';
import { replayedHeader } from '../requests/idempotency-key.js';
import { pageAnswer } from '../requests/page-answer.js';
import { readPagePosition, writePagePosition } from '../requests/page-position.js';
import { readWantedTime } from '../requests/wanted-time.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { wireWaitlistEntry } from '../schemas/wire.js';

export const waitlistRoutes = (prefix: string): readonly Route[] => [
  route(joinWaitlistOperation, async ({ actor, body, idempotency }, dependencies) => {
    const joined = await joinWaitlist(dependencies)({ actor, ...readWantedTime(body), idempotency });
    if (!joined.ok) return joined;
    const { answer, replayed } = joined.value;
    return ok({
      body: wireWaitlistEntry(answer),
      headers: { Location: `${prefix}/waitlist/${answer.id}`, ...replayedHeader(replayed) },
    });
  }),
  route(listWaitlistOperation, async ({ actor, query, url }, dependencies) => {
    const after = readPagePosition(query.cursor);
    if (!after.ok) return after;
    const page = await listWaitlist(dependencies)({
      actor,
      status: query.status,
      page: { limit: query.limit ?? DEFAULT_PAGE_LIMIT, after: after.value },
    });
    return ok(pageAnswer(url, page.items.map(wireWaitlistEntry), writePagePosition(page)));
  }),
  route(showWaitlistEntryOperation, async ({ actor, params }, dependencies) => {
    const shown = await showWaitlistEntry(dependencies)({ actor, id: params.id });
    return shown.ok ? ok({ body: wireWaitlistEntry(shown.value) }) : shown;
  }),
  route(leaveWaitlistOperation, async ({ actor, params }, dependencies) => {
    const left = await leaveWaitlist(dependencies)({ actor, id: params.id });
    return left.ok ? ok({ body: wireWaitlistEntry(left.value) }) : left;
  }),
];
