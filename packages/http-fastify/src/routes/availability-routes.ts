import {
  changeAvailability,
  listAvailability,
  ok,
  previewAvailability,
  showAvailability,
  stateAvailability,
  withdrawAvailability,
} from '@slotkeeper/domain';
import {
  changeAvailabilityOperation,
  listAvailabilityOperation,
  previewAvailabilityOperation,
  showAvailabilityOperation,
  stateAvailabilityOperation,
  withdrawAvailabilityOperation,
} from '../operations/availability-operations.js';
import { route, type Route } from '../operations/serve.js';
import { readAvailabilityChange } from '../requests/previewed-change.js';
import { wirePreview } from '../schemas/wire-preview.js';
import { entityTag } from '../requests/if-match.js';
import { pageAnswer } from '../requests/page-answer.js';
import { readPagePosition, writePagePosition } from '../requests/page-position.js';
import { replayedHeader } from '../requests/idempotency-key.js';
import { readStretch } from '../requests/read-stretch.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { instantOf, wireAvailability, wireBookingsOutside } from '../schemas/wire.js';

export const availabilityRoutes = (prefix: string): readonly Route[] => [
  route(stateAvailabilityOperation, async ({ actor, body, idempotency }, dependencies) => {
    const { hostId, slotDuration } = body;
    const stated = await stateAvailability(dependencies)({
      actor,
      hostId,
      startTime: instantOf(body.startTime),
      endTime: instantOf(body.endTime),
      slotDuration,
      idempotency,
    });
    if (!stated.ok) return stated;
    const { answer, replayed } = stated.value;
    return ok({
      body: wireAvailability(answer),
      headers: {
        Location: `${prefix}/availability/${answer.id}`,
        ETag: entityTag(answer.revision),
        ...replayedHeader(replayed),
      },
    });
  }),
  route(listAvailabilityOperation, async ({ actor, query, url }, dependencies) => {
    const after = readPagePosition(query.cursor);
    if (!after.ok) return after;
    const stretch = readStretch(query);
    if (!stretch.ok) return stretch;
    const listed = await listAvailability(dependencies)({
      actor,
      filter: { hostId: query.hostId ?? actor.userId, ...stretch.value },
      page: { limit: query.limit ?? DEFAULT_PAGE_LIMIT, after: after.value },
    });
    if (!listed.ok) return listed;
    return ok(pageAnswer(url, listed.value.items.map(wireAvailability), writePagePosition(listed.value)));
  }),
  route(showAvailabilityOperation, async ({ actor, params }, dependencies) => {
    const shown = await showAvailability(dependencies)({ actor, id: params.id });
    if (!shown.ok) return shown;
    return ok({ body: wireAvailability(shown.value), headers: { ETag: entityTag(shown.value.revision) } });
  }),
  route(changeAvailabilityOperation, async ({ actor, params, body, expectedRevision }, dependencies) => {
    const { startTime, endTime, slotDuration } = body;
    const changed = await changeAvailability(dependencies)({
      actor,
      id: params.id,
      expectedRevision,
      change: {
        ...(startTime === undefined ? {} : { startTime: instantOf(startTime) }),
        ...(endTime === undefined ? {} : { endTime: instantOf(endTime) }),
        ...(slotDuration === undefined ? {} : { slotDuration }),
      },
    });
    if (!changed.ok) return changed;
    const { availability, bookingsOutside } = changed.value;
    return ok({
      body: { ...wireAvailability(availability), bookingsOutside: wireBookingsOutside(bookingsOutside) },
      headers: { ETag: entityTag(availability.revision) },
    });
  }),
  route(withdrawAvailabilityOperation, async ({ actor, params, expectedRevision }, dependencies) => {
    const withdrawn = await withdrawAvailability(dependencies)({ actor, id: params.id, expectedRevision });
    if (!withdrawn.ok) return withdrawn;
    const { id, bookingsOutside } = withdrawn.value;
    return ok({ body: { id, bookingsOutside: wireBookingsOutside(bookingsOutside) } });
  }),
  route(previewAvailabilityOperation, async ({ actor, body }, dependencies) => {
    const change = readAvailabilityChange(body);
    if (!change.ok) return change;
    const { hostId, from, to } = body;
    const previewed = await previewAvailability(dependencies)({
      actor,
      hostId,
      from: instantOf(from),
      to: instantOf(to),
      change: change.value,
    });
    return previewed.ok ? ok({ body: wirePreview(previewed.value) }) : previewed;
  }),
];
