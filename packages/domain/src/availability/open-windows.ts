import { DAY_MS, MAX_INSTANT, MIN_INSTANT, type Instant } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { dateOfLocalTime, midnightOf, weekdayIndexOf, type LocalDate } from '../time/local-date.js';
import type { ZoneTable } from '../time/zone-table.js';
import type { ScheduleHours } from './resolve-schedule.js';

/** What says when somebody can be booked, and when not. */
export interface OpeningSources {
  /** One-off ranges, in any order. */
  readonly ranges: readonly Interval[];
  readonly schedule?: { readonly hours: ScheduleHours; readonly zone: ZoneTable } | undefined;
  readonly timeOff: IntervalSet;
}

/**
 * The windows in a stretch, each with its true start and end: ranges and hours that overlap or touch are one window, and
 * time off cuts it. Beyond {@link LOOK_AHEAD_DAYS} after the stretch none are given.
 */
export interface OpenWindows {
  readonly windows: IntervalSet;
  /** Where the starts of slots are counted from, in order. */
  readonly grids: readonly Grid[];
}

/** A part of a window whose slots start at `start`, `start` + step, and so on, before `end`. */
export interface Grid extends Interval {
  /** The end of the window; left out where the grid is all of it, as in windows of up to {@link UNCUT_DAYS}. */
  readonly windowEnd?: Instant | undefined;
}

/**
 * The grid of a window that goes on for longer than this begins anew at each Monday that comes later, so that it does
 * not depend on how far back one looks. Only hours around the clock are that long.
 */
const UNCUT_DAYS = 31;
const WEEK_DAYS = 7;

/** How far before a stretch its windows must be known for their grids to be right. */
const LOOK_BACK_DAYS = UNCUT_DAYS + WEEK_DAYS;
/** How far after the end of a stretch windows are given, so that what begins in it can end. */
const LOOK_AHEAD_DAYS = 1;

/** The ranges and the time off must be known from {@link LOOK_BACK_DAYS} before the stretch on. */
export const openWindows = (
  { ranges, schedule, timeOff }: OpeningSources,
  stretch: Interval,
): OpenWindows => {
  const oneOff = IntervalSet.of(ranges);
  if (schedule === undefined) {
    const windows = IntervalSet.difference(oneOff, timeOff);
    return { windows, grids: windows };
  }
  const { hours, zone } = schedule;
  const firstDate = dateOfLocalTime(zone.toLocal(stretch.start));
  const lastDate = dateOfLocalTime(zone.toLocal(stretch.end)) + LOOK_AHEAD_DAYS + 1;
  for (let daysBack = 2; ; daysBack = Math.min(LOOK_BACK_DAYS + 2, daysBack + WEEK_DAYS)) {
    const open = IntervalSet.union(oneOff, hours.windowsOf(firstDate - daysBack, lastDate));
    const windows = IntervalSet.difference(open, timeOff);
    // Hours that begin before the first date looked at may run into it, and where it is skipped, into the next.
    const knownFrom = zone.toInstant(midnightOf(firstDate - daysBack + 2));
    if (isWholeAt(windows, stretch.start, knownFrom) || daysBack > LOOK_BACK_DAYS) {
      return { windows, grids: gridsOfAll(windows, zone) };
    }
  }
};

const isWholeAt = (windows: IntervalSet, instant: Instant, knownFrom: Instant): boolean => {
  const window = IntervalSet.at(windows, instant);
  return window === undefined || window.start > knownFrom;
};

const gridsOfAll = (windows: IntervalSet, zone: ZoneTable): readonly Grid[] =>
  windows.some(isCut)
    ? windows.flatMap((window) => (isCut(window) ? cutGridsOf(window, zone) : [window]))
    : windows;

const isCut = (window: Interval): boolean => Interval.durationMs(window) > UNCUT_DAYS * DAY_MS;

const cutGridsOf = (window: Interval, zone: ZoneTable): readonly Grid[] => {
  const starts = [window.start, ...mondaysWithin(window, zone)];
  return starts.map((start, index) => ({
    start,
    end: starts[index + 1] ?? window.end,
    windowEnd: window.end,
  }));
};

const mondaysWithin = (window: Interval, zone: ZoneTable): readonly Instant[] => {
  const mondays: Instant[] = [];
  const uncutUntil = zone.toLocal(window.start + UNCUT_DAYS * DAY_MS);
  for (let date = mondayAfter(dateOfLocalTime(uncutUntil)); ; date += WEEK_DAYS) {
    const midnight = zone.toInstant(midnightOf(date));
    if (midnight >= window.end) return mondays;
    mondays.push(midnight);
  }
};

const mondayAfter = (date: LocalDate): LocalDate => date + WEEK_DAYS - weekdayIndexOf(date);

/**
 * Where availability and time off bear on the windows of a stretch, and on their grids, if the host keeps a schedule:
 * its hours link what lies apart.
 */
export const scheduleReach = ({ start, end }: Interval): Interval => ({
  start: Math.max(MIN_INSTANT, start - (LOOK_BACK_DAYS + 1) * DAY_MS),
  end: Math.min(MAX_INSTANT, end + (LOOK_AHEAD_DAYS + 1) * DAY_MS),
});
