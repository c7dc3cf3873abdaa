import {
  checkAvailability,
  type Availability,
  type AvailabilityId,
  type AvailabilityStatement,
} from '../availability/availability.js';
import {
  checkSchedule,
  type Schedule,
  type ScheduleId,
  type ScheduleStatement,
} from '../availability/schedule.js';
import type { Intent } from '../availability/windows.js';
import { situationOf, type CalendarState } from '../booking/calendar-state.js';
import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import { may } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import type { Slot } from '../slots/slot.js';
import type { Instant } from '../time/instant.js';
import { bookingsOutside, changedIntent } from './bookings-outside.js';
import type { Dependencies } from './dependencies.js';
import type {
  AvailabilityNotFound,
  BookingsOutside,
  Forbidden,
  HostNotFound,
  ScheduleIsDefault,
  ScheduleNotFound,
} from './refusal.js';
import { checkSlotRange, slotStretch } from './slot-range.js';

/** What a change would do in a range. Nothing is written. */
export interface IntentPreview {
  readonly slotsGained: SlotList;
  readonly slotsLost: SlotList;
  /** The bookings of the range that would lie outside. */
  readonly bookingsOutside: BookingsOutside;
}

export interface SlotList {
  readonly count: number;
  /** In order of start and then of end, at most {@link MAX_PREVIEW_SLOTS}. */
  readonly items: readonly Slot[];
}

export const MAX_PREVIEW_SLOTS = 1_000;

export interface PreviewRange {
  readonly actor: Actor;
  readonly from: Instant;
  /** At most {@link MAX_SLOT_RANGE_DAYS} days after `from`. */
  readonly to: Instant;
}

export interface PreviewAvailability extends PreviewRange {
  readonly hostId: UserId;
  readonly change: AvailabilityChange;
}

/** `id` alone withdraws, a statement alone states anew, both change. */
export interface AvailabilityChange {
  readonly id?: AvailabilityId | undefined;
  readonly statement?: Partial<AvailabilityStatement> | undefined;
}

export interface PreviewSchedule extends PreviewRange {
  readonly id: ScheduleId;
  /** The schedule as it would be; left out, it would be withdrawn. */
  readonly statement?: ScheduleStatement | undefined;
  readonly isDefault?: boolean | undefined;
}

/** What stating, changing or withdrawing an availability would do. */
export const previewAvailability =
  (dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>) =>
  async (
    query: PreviewAvailability,
  ): Promise<Result<IntentPreview, InvalidInput | Forbidden | HostNotFound | AvailabilityNotFound>> => {
    const { actor, hostId, change } = query;
    if (!may(actor, 'availability.preview', { hostId })) return err({ kind: 'forbidden', field: 'hostId' });
    const before = change.id === undefined ? undefined : await dependencies.queries.availability(change.id);
    if (change.id !== undefined && before?.hostId !== hostId) return err({ kind: 'availability_not_found' });
    const now = dependencies.clock.now();
    const after = availabilityAfter(hostId, before, change, now);
    if (!after.ok) return after;
    return preview(dependencies, { ...query, hostId }, (intent) =>
      changedIntent(intent, { availability: { without: change.id ?? '', with: after.value } }),
    );
  };

const availabilityAfter = (
  hostId: UserId,
  before: Availability | undefined,
  { statement }: AvailabilityChange,
  now: Instant,
): Result<Availability | undefined, InvalidInput> => {
  if (statement === undefined) return ok(undefined);
  const checked = checkAvailability({ ...MISSING, ...before, ...statement }, now, before?.startTime);
  if (!checked.ok) return checked;
  const blank = { id: '', hostId, revision: 0, createdAt: now, updatedAt: now };
  return ok({ ...blank, ...before, ...checked.value });
};

/** No instant and no duration: what is neither stated nor there is refused by name. */
const MISSING: AvailabilityStatement = {
  startTime: Number.NaN,
  endTime: Number.NaN,
  slotDuration: Number.NaN,
};

/** What changing or withdrawing a schedule would do. */
export const previewSchedule =
  (dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>) =>
  async (
    query: PreviewSchedule,
  ): Promise<Result<IntentPreview, InvalidInput | HostNotFound | ScheduleNotFound | ScheduleIsDefault>> => {
    const { actor, id, statement, isDefault } = query;
    const { queries, zones } = dependencies;
    const before = await queries.schedule(id);
    if (before === undefined || !may(actor, 'schedule.preview', before))
      return err({ kind: 'schedule_not_found' });
    const checked = statement && checkSchedule(statement, zones);
    if (checked?.ok === false) return checked;
    if (before.isDefault && isDefault === false) return err({ kind: 'schedule_is_default' });
    if (before.isDefault && statement === undefined && (await queries.schedulesOf(before.hostId)).length > 1)
      return err({ kind: 'schedule_is_default' });
    const after = checked && scheduleAfter(before, checked.value, isDefault);
    return preview(dependencies, { ...query, hostId: before.hostId }, (intent) => {
      const changed = changedIntent(intent, { schedules: { without: id, with: after } });
      if (after?.isDefault !== true) return changed;
      return {
        ...changed,
        schedules: changed.schedules.map((schedule) =>
          schedule.id === id ? schedule : { ...schedule, isDefault: false },
        ),
      };
    });
  };

const scheduleAfter = (
  before: Schedule,
  statement: ScheduleStatement,
  isDefault: boolean | undefined,
): Schedule => {
  const { id, hostId, revision, createdAt, updatedAt } = before;
  return {
    id,
    hostId,
    revision,
    createdAt,
    updatedAt,
    ...statement,
    isDefault: isDefault ?? before.isDefault,
  };
};

const preview = async (
  {
    queries,
    clock,
    zones,
    evaluator = DEFAULT_EVALUATOR,
  }: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>,
  { hostId, from, to }: PreviewRange & { readonly hostId: UserId },
  change: (intent: Intent) => Intent,
): Promise<Result<IntentPreview, InvalidInput | HostNotFound>> => {
  const errors = checkSlotRange({ from, to });
  if (errors.length > 0) return err(invalidInput(errors));
  const stretch = slotStretch({ from, to });
  const reading = {
    claims: stretch,
    intent: stretch,
    bookings: { start: from, end: to },
    eventTypes: 'all' as const,
  };
  const state = await queries.calendar(hostId, reading);
  if (state === undefined) return err({ kind: 'host_not_found', hostId });
  const now = clock.now();
  const after: CalendarState = { ...state, ...change(state) };
  const slotsOf = (calendar: CalendarState): readonly Slot[] =>
    evaluator.listBookable(situationOf(calendar, { now, stretch, zones }), { from, to });
  const [slotsBefore, slotsAfter] = [slotsOf(state), slotsOf(after)];
  return ok({
    slotsGained: slotsWithout(slotsAfter, slotsBefore),
    slotsLost: slotsWithout(slotsBefore, slotsAfter),
    bookingsOutside: bookingsOutside(state, { before: state, after }, now, zones),
  });
};

/** The slots that are not among the others; both lists are in order. */
const slotsWithout = (slots: readonly Slot[], others: readonly Slot[]): SlotList => {
  let next = 0;
  const rest = slots.filter((slot) => {
    let other = others[next];
    while (other !== undefined && byStartAndEnd(other, slot) < 0) other = others[(next += 1)];
    return other === undefined || byStartAndEnd(other, slot) > 0;
  });
  return { count: rest.length, items: rest.slice(0, MAX_PREVIEW_SLOTS) };
};

const byStartAndEnd = (a: Slot, b: Slot): number => a.startTime - b.startTime || a.endTime - b.endTime;
