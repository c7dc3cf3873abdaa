import {
  countSlotsByDate,
  err,
  explainSlot,
  formatInstant,
  invalidInput,
  listFreeWindows,
  listSlotSeries,
  ok,
  showEventType,
  showHost,
  type Actor,
  type EventTypeNotFound,
  type HostNotFound,
  type Result,
  type Slot,
  type SlotRange,
} from '@slotkeeper/domain';
import type { Static } from 'typebox';
import type { Handler, InputOf } from '../operations/operation.js';
import { route, type Route } from '../operations/serve.js';
import { explainSlotOperation, listSlotsOperation } from '../operations/slot-operations.js';
import type { TenantDependencies } from '../operations/tenants.js';
import { instantPart, readCursor, writeCursor } from '../requests/cursor.js';
import { linkTo, pageAnswer } from '../requests/page-answer.js';
import { readWantedTime } from '../requests/wanted-time.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import type { SlotPage } from '../schemas/slot.js';
import { instantOf, wireListedSlot } from '../schemas/wire.js';
import { wireExplanation } from '../schemas/wire-refusal.js';
import { writeSlotPage, type ListedPage } from '../schemas/write-slot-page.js';
import { keptListings, type MadeListing } from './kept-listings.js';

type View = Handler<typeof listSlotsOperation>;
type SlotInput = InputOf<typeof listSlotsOperation>;
type SlotQuery = SlotInput['query'];
type SlotPageBody = Static<typeof SlotPage>;
type SlotProblem = Extract<Awaited<ReturnType<View>>, { readonly ok: false }>['error'];

export const slotRoutes = (): readonly Route[] => [
  listSlotsRoute(),
  route(explainSlotOperation, async ({ actor, body }, dependencies) => {
    const { overrides } = body;
    const explained = await explainSlot(dependencies)({ actor, ...readWantedTime(body), overrides });
    return explained.ok ? ok({ body: wireExplanation(explained.value) }) : explained;
  }),
];

const rangeOf = ({ actor, query }: SlotInput): SlotRange => {
  const { hostId, eventTypeId, from, to, durationMinutes, attendees } = query;
  return {
    actor,
    hostId,
    eventTypeId,
    from: instantOf(from),
    to: instantOf(to),
    durationMinutes,
    attendees,
  };
};

/** Lists of slots, which are asked for again and again, are kept; the other views are made each time. */
const listSlotsRoute = (): Route => {
  const kept = keptListings<SlotPageBody>();
  const list: View = async (input, dependencies) => {
    const view = input.query.view ?? 'slots';
    if (view !== 'slots') return VIEWS[view](input, dependencies);
    const made = await makeListing(input, dependencies);
    if (!made.ok) return made;
    kept.keep(questionOf(input.actor, input.url), made.value);
    return ok(made.value.answer);
  };
  return route(listSlotsOperation, list, ({ caller, url }, dependencies) =>
    kept.recall(dependencies, questionOf(caller?.actor, url)),
  );
};

/** An actor is of one organisation, and so is whose slots an URL asks for. */
const questionOf = (actor: Actor | undefined, url: string): string =>
  actor === undefined ? url : `${actor.role} ${actor.userId} ${url}`;

const makeListing = async (
  input: SlotInput,
  dependencies: TenantDependencies,
): Promise<Result<MadeListing<SlotPageBody>, SlotProblem>> => {
  const { query, url } = input;
  const after = readCursor(query.cursor, [instantPart, instantPart]);
  if (!after.ok) return after;
  const listed = await listSlotSeries(dependencies)({
    ...rangeOf(input),
    limit: query.limit ?? DEFAULT_PAGE_LIMIT,
    after: after.value === undefined ? undefined : { startTime: after.value[0], endTime: after.value[1] },
  });
  if (!listed.ok) return listed;
  const last = listed.value.hasMore ? lastOf(listed.value) : undefined;
  const next =
    last === undefined ? null : writeCursor(formatInstant(last.startTime), formatInstant(last.endTime));
  const { body, tag: ETag } = writeSlotPage(listed.value, zoneOf(dependencies, query), next);
  const answer = { body, headers: next === null ? { ETag } : { Link: linkTo(url, next), ETag } };
  return ok({ answer, validity: listed.value.validity });
};

const lastOf = (page: ListedPage): Slot | undefined => {
  if ('items' in page) return page.items.at(-1);
  const { series } = page;
  const startTime = series.starts.at(-1);
  return startTime === undefined ? undefined : { startTime, endTime: startTime + series.durationMs };
};

// A window can be told from others by its start alone, so that its cursor is none of a slot.
const windowsView: View = async (input, dependencies) => {
  const { query, url } = input;
  const after = readCursor(query.cursor, [instantPart]);
  if (!after.ok) return after;
  const listed = await listFreeWindows(dependencies)({
    ...rangeOf(input),
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

const daysView: View = async (input, dependencies) => {
  const { query } = input;
  const paging = (['limit', 'cursor'] as const).filter((name) => query[name] !== undefined);
  if (paging.length > 0) {
    const message = 'must be left out with view=days, which is not paged';
    return err(invalidInput(paging.map((field) => ({ field, code: 'not_paged', message }))));
  }
  const zone = await zoneOfDates(dependencies, query);
  if (!zone.ok) return zone;
  const timeZone = zone.value;
  const counted = await countSlotsByDate(dependencies)({ ...rangeOf(input), timeZone });
  return counted.ok ? ok({ body: { timeZone, items: [...counted.value], nextCursor: null } }) : counted;
};

const VIEWS = { windows: windowsView, days: daysView } as const;

/** The zone whose dates are counted: the one that is asked for, that of the event type, or that of the host. */
const zoneOfDates = async (
  dependencies: TenantDependencies,
  { timeZone, hostId, eventTypeId }: SlotQuery,
): Promise<Result<string, HostNotFound | EventTypeNotFound>> => {
  if (timeZone !== undefined) return ok(timeZone);
  if (eventTypeId !== undefined) {
    const eventType = await showEventType(dependencies)({ id: eventTypeId });
    return eventType.ok ? ok(eventType.value.timeZone) : eventType;
  }
  // Where nothing at all is asked for, counting is refused, whatever the zone.
  if (hostId === undefined) return ok('UTC');
  const host = await showHost(dependencies)(hostId);
  return host.ok ? ok(host.value.timeZone) : host;
};

const zoneOf = ({ zones }: TenantDependencies, { timeZone }: SlotQuery) =>
  timeZone === undefined ? undefined : zones.get(timeZone);
