import { DAY_MS, MINUTE_MS, type Instant, type WrittenSlot } from '@slotkeeper/domain';
import { DURATION_MS, OVERRIDES, type Setting } from './setting.js';

/** What the floor is given: all that need not be done again for each question is done. */
export interface FloorSetting {
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
  readonly firstDate: number;
  /** For each local date from the first on: the offset from UTC in office hours. */
  readonly offsets: Float64Array;
  /** For each local date from the first on: from where to where it is open, in milliseconds of the day. */
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** Merged, in order, and one more that never begins. */
  readonly busyStarts: Float64Array;
  readonly busyEnds: Float64Array;
}

/** The zone's table, the hours of each date and the merged busy intervals. */
export const floorSettingOf = ({ zone, state, from, to, eventType }: Setting): FloorSetting => {
  const firstDate = Math.floor(zone.toLocal(from) / DAY_MS);
  const days = Math.ceil(zone.toLocal(to) / DAY_MS) - firstDate;
  const dates = Array.from({ length: days }, (_, index) => firstDate + index);
  const hours = dates.map(hoursOn);
  const merged: { start: Instant; end: Instant }[] = [];
  for (const { blocked } of state.claims) {
    const last = merged.at(-1);
    if (last !== undefined && blocked.start <= last.end) last.end = Math.max(last.end, blocked.end);
    else merged.push({ ...blocked });
  }
  return {
    from,
    to,
    stepMs: (eventType.stepMinutes ?? 0) * MINUTE_MS,
    firstDate,
    offsets: Float64Array.from(dates, (date) => zone.offsetAt(zone.toInstant(date * DAY_MS + DAY_MS / 2))),
    opens: Float64Array.from(hours, ([opens]) => opens),
    closes: Float64Array.from(hours, ([, closes]) => closes),
    busyStarts: Float64Array.from([...merged.map(({ start }) => start), Number.POSITIVE_INFINITY]),
    busyEnds: Float64Array.from([...merged.map(({ end }) => end), Number.POSITIVE_INFINITY]),
  };
};

const NEVER = [0, 0] as const;
const OFFICE_HOURS = [9 * 60 * MINUTE_MS, 17 * 60 * MINUTE_MS] as const;

const hoursOn = (date: number): readonly [number, number] => {
  const text = new Date(date * DAY_MS).toISOString().slice(0, 10);
  const override = OVERRIDES.find((stated) => stated.date === text);
  if (override !== undefined) {
    const [window] = override.windows;
    return window === undefined ? NEVER : [clockMs(window.start), clockMs(window.end)];
  }
  const weekday = new Date(date * DAY_MS).getUTCDay();
  return weekday === 0 || weekday === 6 ? NEVER : OFFICE_HOURS;
};

const clockMs = (text: string): number => Date.parse(`1970-01-01T${text}:00Z`);

/**
 * The least that deriving slots can be: one sweep over the dates and the busy intervals, side by side, of the starts
 * into an array of numbers that is there already. Gives how many there are.
 */
export const sweepFloor = (setting: FloorSetting, starts: Float64Array): number => {
  const { from, to, stepMs, firstDate, offsets, opens, closes, busyStarts, busyEnds } = setting;
  let count = 0;
  let busy = 0;
  for (let day = 0; day < offsets.length; day += 1) {
    const midnight = (firstDate + day) * DAY_MS - (offsets[day] as number);
    const windowStart = midnight + (opens[day] as number);
    const lastStart = Math.min(midnight + (closes[day] as number) - DURATION_MS, to - 1);
    let start = windowStart;
    if (start < from) start += Math.ceil((from - start) / stepMs) * stepMs;
    while (start <= lastStart) {
      while ((busyEnds[busy] as number) <= start) busy += 1;
      // Up to there all starts are free.
      const lastFree = Math.min(lastStart, (busyStarts[busy] as number) - DURATION_MS);
      for (; start <= lastFree; start += stepMs) {
        starts[count] = start;
        count += 1;
      }
      if (start > lastStart) break;
      start = windowStart + Math.ceil(((busyEnds[busy] as number) - windowStart) / stepMs) * stepMs;
    }
  }
  return count;
};

/** `HH:MM:SSZ` of each minute of a day. */
const CLOCKS: readonly string[] = Array.from({ length: 1_440 }, (_, minute) =>
  new Date(minute * MINUTE_MS).toISOString().slice(11, 19).concat('Z'),
);

/** Dates as they were written the first time: `2025-01-01T`, by their midnight. */
const DATES = new Map<number, string>();

const dateAt = (midnight: number): string => {
  const known = DATES.get(midnight) ?? new Date(midnight).toISOString().slice(0, 11);
  DATES.set(midnight, known);
  return known;
};

/**
 * The same, and each start and end written down: dates and times of day were written before, and a start that is the end
 * of an earlier slot is that text.
 */
export const writeFloor = (setting: FloorSetting, starts: Float64Array): readonly WrittenSlot[] => {
  const count = sweepFloor(setting, starts);
  const slots: WrittenSlot[] = [];
  slots.length = count;
  let midnight = Number.NaN;
  let date = '';
  let ended = 0;
  for (let index = 0; index < count; index += 1) {
    const start = starts[index] as number;
    if (!(start >= midnight && start + DURATION_MS < midnight + DAY_MS)) {
      midnight = Math.floor(start / DAY_MS) * DAY_MS;
      date = dateAt(midnight);
    }
    const minute = (start - midnight) / MINUTE_MS;
    while ((starts[ended] as number) + DURATION_MS < start) ended += 1;
    slots[index] = {
      startTime:
        (starts[ended] as number) + DURATION_MS === start
          ? (slots[ended] as WrittenSlot).endTime
          : date + (CLOCKS[minute] as string),
      // The hours of the setting end before midnight in UTC.
      endTime: date + (CLOCKS[minute + DURATION_MS / MINUTE_MS] as string),
    };
  }
  return slots;
};
