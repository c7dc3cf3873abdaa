import { MINUTE_MS } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import type { ZoneTable } from '../time/zone-table.js';
import type { ZoneTables } from '../time/zone-tables.js';
import type { Availability } from './availability.js';
import { openWindows, type Grid } from './open-windows.js';
import { resolveSchedule, type ScheduleHours } from './resolve-schedule.js';
import type { Schedule, ScheduleId } from './schedule.js';
import { timeOffInterval, type TimeOff } from './time-off.js';

/** What a host has stated about when it can be booked. */
export interface Intent {
  readonly availability: readonly Availability[];
  readonly schedules: readonly Schedule[];
  readonly timeOff: readonly TimeOff[];
}

/** The windows in which slots of one length start, and the grids that their starts go by. */
export interface WindowGroup {
  readonly durationMs: number;
  readonly stepMs: number;
  readonly windows: IntervalSet;
  readonly grids: readonly Grid[];
}

/**
 * Resolves what a host has stated to windows in a stretch: one-off ranges of each slot duration, and the default
 * schedule with those of its own slot duration. Ranges and hours of one slot duration that overlap or touch are one
 * window; of different ones they are never merged. Groups come in order of their slot duration.
 */
export const windowsOf = (intent: Intent, stretch: Interval, zones: ZoneTables): readonly WindowGroup[] => {
  const schedule = intent.schedules.find(
    ({ isDefault, slotDuration }) => isDefault && slotDuration !== undefined,
  );
  const hours = schedule && hoursOf(schedule, zones.get(schedule.timeZone));
  const timeOff = timeOffOf(intent, zones);
  const durations = new Set(intent.availability.map(({ slotDuration }) => slotDuration));
  if (schedule?.slotDuration !== undefined) durations.add(schedule.slotDuration);
  return [...durations]
    .sort((a, b) => a - b)
    .map((slotDuration) => {
      const ranges = intent.availability
        .filter((availability) => availability.slotDuration === slotDuration)
        .map(({ startTime, endTime }) => ({ start: startTime, end: endTime }));
      const sources = {
        ranges,
        schedule: schedule?.slotDuration === slotDuration ? hours : undefined,
        timeOff,
      };
      const durationMs = slotDuration * MINUTE_MS;
      return { durationMs, stepMs: durationMs, ...openWindows(sources, stretch) };
    });
};

/** What is asked of a host's windows on behalf of an event type. */
export interface Offer {
  /** In milliseconds, in any order. */
  readonly durationsMs: readonly number[];
  /** From one start to the next; of each length its own if left out. */
  readonly stepMs?: number | undefined;
  /** The schedule whose hours are meant; the default one if left out. */
  readonly scheduleId?: ScheduleId | undefined;
}

/**
 * Resolves what a host has stated to the windows of an event type: the hours of its schedule and all one-off ranges,
 * whatever their slot duration, without time off. All that overlap or touch are one window. There is a group for each
 * length, in order.
 */
export const windowsOfOffer = (
  intent: Intent,
  { durationsMs, stepMs, scheduleId }: Offer,
  stretch: Interval,
  zones: ZoneTables,
): readonly WindowGroup[] => {
  const schedule = intent.schedules.find(({ id, isDefault }) =>
    scheduleId === undefined ? isDefault : id === scheduleId,
  );
  const opened = openWindows(
    {
      ranges: intent.availability.map(({ startTime, endTime }) => ({ start: startTime, end: endTime })),
      schedule: schedule && hoursOf(schedule, zones.get(schedule.timeZone)),
      timeOff: timeOffOf(intent, zones),
    },
    stretch,
  );
  return [...durationsMs]
    .sort((a, b) => a - b)
    .map((durationMs) => ({ durationMs, stepMs: stepMs ?? durationMs, ...opened }));
};

const timeOffOf = ({ timeOff }: Intent, zones: ZoneTables): IntervalSet =>
  IntervalSet.of(
    timeOff.map(({ span }) => timeOffInterval(span, zones)).filter((interval) => interval !== undefined),
  );

// A schedule never changes, another revision is another object; so what was read of it stays true.
const READ_SCHEDULES = new WeakMap<Schedule, WeakMap<ZoneTable, ScheduleHours>>();

const hoursOf = (
  schedule: Schedule,
  zone: ZoneTable,
): { readonly hours: ScheduleHours; readonly zone: ZoneTable } => {
  const byZone = READ_SCHEDULES.get(schedule) ?? new WeakMap<ZoneTable, ScheduleHours>();
  READ_SCHEDULES.set(schedule, byZone);
  const hours = byZone.get(zone) ?? resolveSchedule(schedule, zone);
  byZone.set(zone, hours);
  return { hours, zone };
};
