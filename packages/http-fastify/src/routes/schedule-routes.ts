import {
  changeSchedule,
  err,
  listSchedules,
  ok,
  previewSchedule,
  showSchedule,
  stateSchedule,
  withdrawSchedule,
  type Actor,
  type Forbidden,
  type Result,
} from '@slotkeeper/domain';
import {
  changeScheduleOperation,
  listSchedulesOperation,
  previewScheduleOperation,
  showScheduleOperation,
  stateScheduleOperation,
  withdrawScheduleOperation,
} from '../operations/schedule-operations.js';
import { route, type Route } from '../operations/serve.js';
import { replayedHeader } from '../requests/idempotency-key.js';
import { entityTag } from '../requests/if-match.js';
import { readScheduleChange } from '../requests/previewed-change.js';
import { instantOf, wireBookingsOutside } from '../schemas/wire.js';
import { wirePreview } from '../schemas/wire-preview.js';
import { scheduleStatementOf, wireSchedule } from '../schemas/wire-schedule.js';

export const scheduleRoutes = (prefix: string): readonly Route[] => [
  route(stateScheduleOperation, async ({ actor, body, idempotency }, dependencies) => {
    const stated = await stateSchedule(dependencies)({
      actor,
      hostId: body.hostId,
      statement: scheduleStatementOf(body),
      isDefault: body.isDefault ?? false,
      idempotency,
    });
    if (!stated.ok) return stated;
    const { answer, replayed } = stated.value;
    return ok({
      body: wireSchedule(answer),
      headers: {
        Location: `${prefix}/schedules/${answer.id}`,
        ETag: entityTag(answer.revision),
        ...replayedHeader(replayed),
      },
    });
  }),
  route(listSchedulesOperation, async ({ actor, query }, dependencies) => {
    const listed = await listSchedules(dependencies)({ actor, hostId: query.hostId ?? actor.userId });
    return listed.ok ? ok({ body: { items: listed.value.map(wireSchedule) } }) : listed;
  }),
  route(showScheduleOperation, async ({ actor, params }, dependencies) => {
    const shown = await showSchedule(dependencies)({ actor, id: params.id });
    if (!shown.ok) return shown;
    return ok({ body: wireSchedule(shown.value), headers: { ETag: entityTag(shown.value.revision) } });
  }),
  route(changeScheduleOperation, async ({ actor, params, body, expectedRevision }, dependencies) => {
    const own = checkHost(body.hostId, actor);
    if (!own.ok) return own;
    const changed = await changeSchedule(dependencies)({
      actor,
      id: params.id,
      expectedRevision,
      statement: scheduleStatementOf(body),
      isDefault: body.isDefault,
    });
    if (!changed.ok) return changed;
    const { schedule, bookingsOutside } = changed.value;
    return ok({
      body: { ...wireSchedule(schedule), bookingsOutside: wireBookingsOutside(bookingsOutside) },
      headers: { ETag: entityTag(schedule.revision) },
    });
  }),
  route(withdrawScheduleOperation, async ({ actor, params, expectedRevision }, dependencies) => {
    const withdrawn = await withdrawSchedule(dependencies)({ actor, id: params.id, expectedRevision });
    if (!withdrawn.ok) return withdrawn;
    const { id, bookingsOutside } = withdrawn.value;
    return ok({ body: { id, bookingsOutside: wireBookingsOutside(bookingsOutside) } });
  }),
  route(previewScheduleOperation, async ({ actor, params, body }, dependencies) => {
    const change = readScheduleChange(body);
    if (!change.ok) return change;
    const schedule = change.value;
    const own = checkHost(schedule?.hostId, actor);
    if (!own.ok) return own;
    const previewed = await previewSchedule(dependencies)({
      actor,
      id: params.id,
      from: instantOf(body.from),
      to: instantOf(body.to),
      ...(schedule === undefined
        ? {}
        : { statement: scheduleStatementOf(schedule), isDefault: schedule.isDefault }),
    });
    return previewed.ok ? ok({ body: wirePreview(previewed.value) }) : previewed;
  }),
];

/** A schedule is changed by its host alone, so a host that is named must be the caller. */
const checkHost = (hostId: string | undefined, actor: Actor): Result<void, Forbidden> =>
  hostId === undefined || hostId.toLowerCase() === actor.userId
    ? ok(undefined)
    : err({ kind: 'forbidden', field: 'hostId' });
