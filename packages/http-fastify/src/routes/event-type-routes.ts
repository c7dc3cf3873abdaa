import {
  changeEventType,
  err,
  invalidInput,
  listEventTypes,
  ok,
  previewEventType,
  showEventType,
  stateEventType,
  withdrawEventType,
  type EventType,
  type FieldError,
} from '@slotkeeper/domain';
import {
  changeEventTypeOperation,
  listEventTypesOperation,
  previewEventTypeOperation,
  showEventTypeOperation,
  showEventTypeRevisionOperation,
  stateEventTypeOperation,
  withdrawEventTypeOperation,
} from '../operations/event-type-operations.js';
import { route, type Route } from '../operations/serve.js';
import { readEventTypeChange, readEventTypeStatement } from '../requests/event-type-statement.js';
import { replayedHeader } from '../requests/idempotency-key.js';
import { entityTag } from '../requests/if-match.js';
import { wireEventType } from '../schemas/wire-event-type.js';
import { wireEventTypePreview } from '../schemas/wire-refusal.js';

export const eventTypeRoutes = (prefix: string): readonly Route[] => [
  route(stateEventTypeOperation, async ({ actor, body, idempotency }, dependencies) => {
    const { hostId } = body;
    // Whoever is not the host is refused, whatever zone its own account has.
    const account = await dependencies.users.byId(actor.userId);
    if (account === undefined) return err({ kind: 'host_not_found', hostId });
    const statement = readEventTypeStatement(body, account.timeZone);
    if (!statement.ok) return statement;
    const stated = await stateEventType(dependencies)({
      actor,
      hostId,
      statement: statement.value,
      idempotency,
    });
    if (!stated.ok) return stated;
    const { answer, replayed } = stated.value;
    const { body: eventType, headers } = shownWithTag(answer);
    return ok({
      body: eventType,
      headers: {
        Location: `${prefix}/event-types/${answer.id}`,
        ...headers,
        ...replayedHeader(replayed),
      },
    });
  }),
  route(listEventTypesOperation, async ({ actor, query }, dependencies) => {
    const hostId = query.hostId ?? actor?.userId;
    if (hostId === undefined) return err(invalidInput([HOST_MISSING]));
    const listed = await listEventTypes(dependencies)({ hostId });
    return ok({ body: { items: listed.map(wireEventType) } });
  }),
  route(showEventTypeOperation, async ({ params }, dependencies) => {
    const shown = await showEventType(dependencies)({ id: params.eventTypeId });
    return shown.ok ? ok(shownWithTag(shown.value)) : shown;
  }),
  route(showEventTypeRevisionOperation, async ({ params }, dependencies) => {
    const { eventTypeId, revision } = params;
    const shown = await showEventType(dependencies)({ id: eventTypeId, revision });
    return shown.ok ? ok(shownWithTag(shown.value)) : shown;
  }),
  route(changeEventTypeOperation, async ({ actor, params, body, expectedRevision }, dependencies) => {
    const change = readEventTypeChange(body);
    if (!change.ok) return change;
    const changed = await changeEventType(dependencies)({
      actor,
      id: params.eventTypeId,
      expectedRevision,
      change: change.value,
    });
    return changed.ok ? ok(shownWithTag(changed.value)) : changed;
  }),
  route(withdrawEventTypeOperation, async ({ actor, params, expectedRevision }, dependencies) => {
    const withdrawn = await withdrawEventType(dependencies)({
      actor,
      id: params.eventTypeId,
      expectedRevision,
    });
    return withdrawn.ok ? ok({ body: wireEventType(withdrawn.value) }) : withdrawn;
  }),
  route(previewEventTypeOperation, async ({ actor, params, body }, dependencies) => {
    const change = readEventTypeChange(body ?? {});
    if (!change.ok) return change;
    const previewed = await previewEventType(dependencies)({
      actor,
      id: params.eventTypeId,
      change: change.value,
    });
    return previewed.ok ? ok({ body: wireEventTypePreview(previewed.value) }) : previewed;
  }),
];

const HOST_MISSING: FieldError = {
  field: 'hostId',
  code: 'missing',
  message: 'is required from who sends no token',
};

const shownWithTag = (eventType: EventType) => ({
  body: wireEventType(eventType),
  headers: { ETag: entityTag(eventType.revision) },
});
