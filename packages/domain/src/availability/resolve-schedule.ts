import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { MINUTE_MS } from '../time/instant.js';
import {
  isSkipped,
  MAX_LOCAL_DATE,
  midnightOf,
  MIN_LOCAL_DATE,
  parseLocalDate,
  weekdayIndexOf,
  WEEKDAYS,
  type LocalDate,
} from '../time/local-date.js';
import { MINUTES_PER_DAY, parseTimeOfDay, type TimeOfDay } from '../time/time-of-day.js';
import type { ZoneTable } from '../time/zone-table.js';
import type { Result } from '../result.js';
import { datesOfRule, parseRecurrenceRule, type RecurrenceRule } from './recurrence-rule.js';
import type { ClockWindow, ScheduleStatement } from './schedule.js';

/** The hours of one schedule, read once and asked often. */
export interface ScheduleHours {
  /**
   * The stretches of availability that begin on the dates from `first` to `last`, both included, less what overrides of
   * these dates and of the day after subtract. Each end point is resolved by itself (RFC 5545 section 3.3.5): a time in
   * a gap moves forward, a repeated one is the first.
   */
  readonly windowsOf: (first: LocalDate, last: LocalDate) => IntervalSet;
}

interface Hours {
  readonly start: TimeOfDay;
  readonly end: TimeOfDay;
}

interface DateOverrides {
  replace?: readonly Hours[];
  readonly add: Hours[];
  readonly subtract: Hours[];
}

/** @throws RangeError where the statement is none that `checkSchedule` accepts. */
export const resolveSchedule = (schedule: ScheduleStatement, zone: ZoneTable): ScheduleHours => {
  const weekly = hoursByWeekday(schedule);
  const overrides = overridesByDate(schedule);
  const recurring = schedule.recurring.map((hours) => ({
    hours: readHours(hours),
    rule: read(parseRecurrenceRule(hours.rule)),
    from: readDate(hours.from),
    except: new Set((hours.exceptDates ?? []).map(readDate)),
    extra: (hours.extraDates ?? []).map(readDate),
  }));
  const validFrom = schedule.validFrom === undefined ? MIN_LOCAL_DATE : readDate(schedule.validFrom);
  const validUntil = schedule.validUntil === undefined ? MAX_LOCAL_DATE : readDate(schedule.validUntil);

  const windowsOf: ScheduleHours['windowsOf'] = (first, last) => {
    const [from, to] = [Math.max(first, validFrom), Math.min(last, validUntil)];
    if (to < from) return IntervalSet.EMPTY;
    const onDates = datesWithRecurringHours(recurring, from, to);
    const opened: Interval[] = [];
    const closed: Interval[] = [];
    for (let date = from; date <= to; date += 1) {
      const override = overrides.get(date);
      if (override?.replace === undefined) {
        for (const hours of weekly[weekdayIndexOf(date)] ?? NONE) addWindow(opened, hours, date, zone);
        for (const hours of onDates.get(date) ?? NONE) addWindow(opened, hours, date, zone);
      } else {
        for (const hours of override.replace) addWindow(opened, hours, date, zone);
      }
      for (const hours of override?.add ?? NONE) addWindow(opened, hours, date, zone);
    }
    // What is subtracted on the day after, or on the day before, reaches these windows over midnight; so does what is
    // subtracted two days before where the zone skipped the day between.
    for (let date = from - 2; date <= to + 1; date += 1) {
      for (const hours of overrides.get(date)?.subtract ?? NONE) addWindow(closed, hours, date, zone);
    }
    return IntervalSet.difference(IntervalSet.of(opened), IntervalSet.of(closed));
  };

  let lately:
    { readonly first: LocalDate; readonly last: LocalDate; readonly windows: IntervalSet } | undefined;
  return {
    // The same dates are asked for again and again: those of a month, by all who look for a time in it.
    windowsOf: (first, last) => {
      if (lately?.first === first && lately.last === last) return lately.windows;
      const windows = windowsOf(first, last);
      if (windows.length <= MAX_REMEMBERED) lately = { first, last, windows };
      return windows;
    },
  };
};

/** So many windows are remembered of a schedule: two on each working day of a month, and not so many that they weigh. */
const MAX_REMEMBERED = 64;

const NONE: readonly Hours[] = [];

/** Adds the hours of a date, unless the zone has skipped it. */
const addWindow = (windows: Interval[], { start, end }: Hours, date: LocalDate, zone: ZoneTable): void => {
  if (isSkipped(date, zone)) return;
  const midnight = midnightOf(date);
  const endsNextDay = end <= start;
  const from = zone.toInstant(midnight + start * MINUTE_MS);
  const to = zone.toInstant(midnight + (endsNextDay ? end + MINUTES_PER_DAY : end) * MINUTE_MS);
  // Hours that lie in a gap as a whole end where they start.
  if (from < to) windows.push({ start: from, end: to });
};

const hoursByWeekday = ({ weekly }: ScheduleStatement): readonly (readonly Hours[])[] =>
  WEEKDAYS.map((day) => weekly.filter(({ days }) => days.includes(day)).map(readHours));

const overridesByDate = (schedule: ScheduleStatement): ReadonlyMap<LocalDate, DateOverrides> => {
  const byDate = new Map<LocalDate, DateOverrides>();
  for (const { date, kind, windows } of schedule.overrides) {
    const day = readDate(date);
    const overrides = byDate.get(day) ?? { add: [], subtract: [] };
    const hours = windows.map(readHours);
    if (kind === 'replace') overrides.replace = hours;
    else overrides[kind].push(...hours);
    byDate.set(day, overrides);
  }
  return byDate;
};

interface ReadRecurringHours {
  readonly hours: Hours;
  readonly rule: RecurrenceRule;
  readonly from: LocalDate;
  readonly except: ReadonlySet<LocalDate>;
  readonly extra: readonly LocalDate[];
}

const datesWithRecurringHours = (
  recurring: readonly ReadRecurringHours[],
  first: LocalDate,
  last: LocalDate,
): ReadonlyMap<LocalDate, readonly Hours[]> => {
  const byDate = new Map<LocalDate, Hours[]>();
  for (const { hours, rule, from, except, extra } of recurring) {
    const dates = new Set([
      ...datesOfRule(rule, from, first, last),
      ...extra.filter((date) => first <= date && date <= last),
    ]);
    for (const date of dates) {
      if (except.has(date)) continue;
      byDate.set(date, [...(byDate.get(date) ?? []), hours]);
    }
  }
  return byDate;
};

const readHours = ({ start, end }: ClockWindow): Hours => ({
  start: read(parseTimeOfDay(start)),
  end: read(parseTimeOfDay(end)),
});

const readDate = (text: string): LocalDate => read(parseLocalDate(text));

const read = <T>(parsed: Result<T, { readonly message: string }>): T => {
  if (!parsed.ok) throw new RangeError(`not a checked schedule: ${parsed.error.message}`);
  return parsed.value;
};
