import { err, ok, type Result } from '../result.js';
import {
  datePartsOf,
  localDateOf,
  parseLocalDate,
  weekdayIndexOf,
  WEEKDAYS,
  type LocalDate,
  type Weekday,
} from '../time/local-date.js';

/**
 * A recurrence rule of RFC 5545 section 3.3.10, at the precision of dates: a day has one occurrence or none.
 * Expansion is floating: the dates are those of the calendar on the host's wall, resolved to instants afterwards.
 */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  /** At most one of `count` and `until` is given. */
  readonly count?: number;
  /** Inclusive. */
  readonly until?: LocalDate;
  readonly byDay: readonly WeekdayOrdinal[];
  /** 1 to 31, or from the end -1 to -31. */
  readonly byMonthDay: readonly number[];
  /** 1 to 366, or from the end. */
  readonly byYearDay: readonly number[];
  /** 1 to 53, or from the end; ISO weeks where the week starts on Monday. */
  readonly byWeekNo: readonly number[];
  readonly byMonth: readonly number[];
  readonly bySetPos: readonly number[];
  /** 0 for Monday to 6 for Sunday. */
  readonly weekStart: number;
}

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** `1MO` is the first Monday, `-1FR` the last Friday, `MO` (ordinal 0) every Monday. */
export interface WeekdayOrdinal {
  readonly ordinal: number;
  /** 0 for Monday to 6 for Sunday. */
  readonly weekday: number;
}

/** Why a text is not a recurrence rule that is taken here. */
export interface InvalidRecurrenceRule {
  readonly kind: 'invalid_recurrence_rule';
  readonly message: string;
}

export const MAX_RULE_LENGTH = 500;
export const MAX_INTERVAL = 1_000;
export const MAX_COUNT = 10_000;

const FREQUENCIES: readonly string[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] satisfies Frequency[];
const PARTS = new Set([
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'BYDAY',
  'BYMONTHDAY',
  'BYYEARDAY',
  'BYWEEKNO',
  'BYMONTH',
  'BYSETPOS',
  'WKST',
]);

class Refused extends Error {}

/**
 * Reads the value of an RRULE property, such as `FREQ=MONTHLY;BYDAY=1MO`. Frequencies finer than a day are refused,
 * since hours give the time of day; so are parts that RFC 5545 does not allow together.
 */
export const parseRecurrenceRule = (text: string): Result<RecurrenceRule, InvalidRecurrenceRule> => {
  try {
    return ok(readRule(text));
  } catch (error) {
    if (error instanceof Refused) return err({ kind: 'invalid_recurrence_rule', message: error.message });
    throw error;
  }
};

const refuse = (message: string): never => {
  throw new Refused(message);
};

const readRule = (text: string): RecurrenceRule => {
  if (text.length > MAX_RULE_LENGTH) refuse(`must have at most ${MAX_RULE_LENGTH} characters`);
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [name = '', value = '', ...rest] = part.split('=');
    if (!PARTS.has(name) || rest.length > 0 || value === '')
      refuse(`has a part that is not taken here: ${part.slice(0, 40)}`);
    if (parts.has(name)) refuse(`has ${name} twice`);
    parts.set(name, value);
  }
  const frequency = parts.get('FREQ') ?? '';
  if (!FREQUENCIES.includes(frequency)) refuse('must have FREQ of DAILY, WEEKLY, MONTHLY or YEARLY');
  if (parts.has('COUNT') && parts.has('UNTIL')) refuse('must not have both COUNT and UNTIL');
  const rule: RecurrenceRule = {
    frequency: frequency as Frequency,
    interval: readInteger(parts, 'INTERVAL', 1, MAX_INTERVAL) ?? 1,
    byDay: (parts.get('BYDAY') ?? '').split(',').filter(Boolean).map(readWeekdayOrdinal),
    byMonthDay: readIntegers(parts, 'BYMONTHDAY', 31, true),
    byYearDay: readIntegers(parts, 'BYYEARDAY', 366, true),
    byWeekNo: readIntegers(parts, 'BYWEEKNO', 53, true),
    byMonth: readIntegers(parts, 'BYMONTH', 12, false),
    bySetPos: readIntegers(parts, 'BYSETPOS', 366, true),
    weekStart: WEEKDAYS.indexOf((parts.get('WKST') ?? 'MO') as Weekday),
  };
  if (rule.weekStart < 0) refuse('must have a WKST such as MO');
  refuseCombinations(rule);
  const count = readInteger(parts, 'COUNT', 1, MAX_COUNT);
  const until = parts.get('UNTIL');
  return {
    ...rule,
    ...(count === undefined ? {} : { count }),
    ...(until === undefined ? {} : { until: readUntil(until) }),
  };
};

/** The notes of the table in RFC 5545 section 3.3.10. */
const refuseCombinations = (rule: RecurrenceRule): void => {
  const { frequency, byDay, byMonthDay, byYearDay, byWeekNo, bySetPos } = rule;
  const ordinals = byDay.some(({ ordinal }) => ordinal !== 0);
  if (ordinals && frequency !== 'MONTHLY' && frequency !== 'YEARLY')
    refuse('must not number the weekdays of BYDAY unless FREQ is MONTHLY or YEARLY');
  if (ordinals && byWeekNo.length > 0)
    refuse('must not number the weekdays of BYDAY where BYWEEKNO is given');
  if (byMonthDay.length > 0 && frequency === 'WEEKLY') refuse('must not have BYMONTHDAY with FREQ=WEEKLY');
  if (byYearDay.length > 0 && frequency !== 'YEARLY') refuse('must not have BYYEARDAY unless FREQ is YEARLY');
  if (byWeekNo.length > 0 && frequency !== 'YEARLY') refuse('must not have BYWEEKNO unless FREQ is YEARLY');
  const others = [byDay, byMonthDay, byYearDay, byWeekNo, rule.byMonth];
  if (bySetPos.length > 0 && others.every((list) => list.length === 0))
    refuse('must not have BYSETPOS without another BY part');
};

const readInteger = (
  parts: ReadonlyMap<string, string>,
  name: string,
  min: number,
  max: number,
): number | undefined => {
  const text = parts.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < min || value > max) refuse(`must have ${name} of ${min} to ${max}`);
  return value;
};

const readIntegers = (
  parts: ReadonlyMap<string, string>,
  name: string,
  max: number,
  negative: boolean,
): number[] => {
  const text = parts.get(name);
  if (text === undefined) return [];
  return text.split(',').map((item) => {
    const value = Number(item);
    const valid =
      /^[+-]?\d{1,3}$/.test(item) && value !== 0 && Math.abs(value) <= max && (negative || value > 0);
    return valid
      ? value
      : refuse(`must have ${name} of numbers ${negative ? `-${max} to ${max} but 0` : `1 to ${max}`}`);
  });
};

const readWeekdayOrdinal = (text: string): WeekdayOrdinal => {
  const [, number, name] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text) ?? [];
  const ordinal = number === undefined ? 0 : Number(number);
  const valid = name !== undefined && (number === undefined || (ordinal !== 0 && Math.abs(ordinal) <= 53));
  return valid
    ? { ordinal, weekday: WEEKDAYS.indexOf(name as Weekday) }
    : refuse('must have BYDAY of weekdays such as MO, 1MO or -1FR');
};

/** A date, or a date-time of which the date counts: `20251231`, `20251231T235959`, `20251231T235959Z`. */
const readUntil = (text: string): LocalDate => {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})(?:T\d{6}Z?)?$/.exec(text) ?? [];
  const date = parseLocalDate(`${year}-${month}-${day}`);
  return date.ok ? date.value : refuse('must have an UNTIL such as 20251231');
};

/**
 * The dates of a rule within `[from, to]`, in order. `start` is its first date (DTSTART): it counts as the first
 * occurrence only if it matches the rule. The cost goes with the dates asked for; with COUNT, with those since `start`.
 */
export const datesOfRule = (
  rule: RecurrenceRule,
  start: LocalDate,
  from: LocalDate,
  to: LocalDate,
): LocalDate[] => {
  const last = Math.min(to, rule.until ?? to);
  const first = rule.count === undefined ? Math.max(from, start) : start;
  const dates: LocalDate[] = [];
  let counted = 0;
  for (let period = periodOf(rule, start, first); periodStart(rule, start, period) <= last; period += 1) {
    for (const date of datesOfPeriod(rule, start, period)) {
      if (date < first || date > last) continue;
      counted += 1;
      if (rule.count !== undefined && counted > rule.count) return dates;
      if (date >= from) dates.push(date);
    }
  }
  return dates;
};

/** The number of the period that a date lies in, in steps of the interval; period 0 holds the start of the rule. */
const periodOf = (rule: RecurrenceRule, start: LocalDate, date: LocalDate): number => {
  switch (rule.frequency) {
    case 'DAILY':
      return Math.floor((date - start) / rule.interval);
    case 'WEEKLY':
      return Math.floor((weekStartOf(rule, date) - weekStartOf(rule, start)) / (7 * rule.interval));
    case 'MONTHLY':
      return Math.floor((monthIndexOf(date) - monthIndexOf(start)) / rule.interval);
    case 'YEARLY':
      return Math.floor((datePartsOf(date).year - datePartsOf(start).year) / rule.interval);
  }
};

const periodStart = (rule: RecurrenceRule, start: LocalDate, period: number): LocalDate => {
  const steps = period * rule.interval;
  switch (rule.frequency) {
    case 'DAILY':
      return start + steps;
    case 'WEEKLY':
      return weekStartOf(rule, start) + 7 * steps;
    case 'MONTHLY': {
      const { year, month } = datePartsOf(start);
      return localDateOf(year, month + steps, 1);
    }
    case 'YEARLY':
      return localDateOf(datePartsOf(start).year + steps, 1, 1);
  }
};

const weekStartOf = (rule: RecurrenceRule, date: LocalDate): LocalDate =>
  date - ((weekdayIndexOf(date) - rule.weekStart + 7) % 7);

const monthIndexOf = (date: LocalDate): number => {
  const { year, month } = datePartsOf(date);
  return year * 12 + month;
};

const datesOfPeriod = (rule: RecurrenceRule, start: LocalDate, period: number): readonly LocalDate[] => {
  const first = periodStart(rule, start, period);
  const dates = matchesOfPeriod(rule, start, first);
  if (rule.bySetPos.length === 0) return dates;
  const chosen = rule.bySetPos.map((position) => dates.at(position > 0 ? position - 1 : position));
  return [...new Set(chosen)].filter((date) => date !== undefined).sort((a, b) => a - b);
};

const matchesOfPeriod = (rule: RecurrenceRule, start: LocalDate, first: LocalDate): readonly LocalDate[] => {
  switch (rule.frequency) {
    case 'DAILY':
      return [first].filter(
        (date) => isInMonth(rule, date) && isMonthDay(rule, date) && isWeekday(rule, date),
      );
    case 'WEEKLY': {
      const weekdays =
        rule.byDay.length > 0 ? rule.byDay.map(({ weekday }) => weekday) : [weekdayIndexOf(start)];
      return datesBetween(first, first + 7).filter(
        (date) => isInMonth(rule, date) && weekdays.includes(weekdayIndexOf(date)),
      );
    }
    case 'MONTHLY':
      return isInMonth(rule, first) ? datesOfMonth(rule, start, first) : [];
    case 'YEARLY':
      return datesOfYear(rule, start, first);
  }
};

const datesOfMonth = (rule: RecurrenceRule, start: LocalDate, first: LocalDate): readonly LocalDate[] => {
  const { year, month } = datePartsOf(first);
  const days = datesBetween(first, localDateOf(year, month + 1, 1));
  if (rule.byMonthDay.length === 0 && rule.byDay.length === 0) {
    const { day } = datePartsOf(start);
    return days.filter((date) => datePartsOf(date).day === day);
  }
  return days.filter((date) => isMonthDay(rule, date) && isNumberedWeekday(rule.byDay, date, monthOf(date)));
};

const datesOfYear = (rule: RecurrenceRule, start: LocalDate, first: LocalDate): readonly LocalDate[] => {
  const { byMonth, byMonthDay, byYearDay, byWeekNo, byDay } = rule;
  const year = { first, end: localDateOf(datePartsOf(first).year + 1, 1, 1) };
  const days = datesBetween(year.first, year.end).filter(
    (date) => isInMonth(rule, date) && isMonthDay(rule, date),
  );
  if (byWeekNo.length > 0) {
    const weekdays = byDay.length > 0 ? byDay.map(({ weekday }) => weekday) : [weekdayIndexOf(start)];
    return days.filter(
      (date) =>
        isInNumberedWeek(rule, date) && isYearDay(rule, date) && weekdays.includes(weekdayIndexOf(date)),
    );
  }
  if (byMonthDay.length === 0 && byYearDay.length === 0 && byDay.length === 0) {
    const { month, day } = datePartsOf(start);
    return days.filter((date) => {
      const parts = datePartsOf(date);
      return parts.day === day && (byMonth.length > 0 || parts.month === month);
    });
  }
  // With months, weekdays are numbered within the month, else within the year.
  return days.filter(
    (date) =>
      isYearDay(rule, date) && isNumberedWeekday(byDay, date, byMonth.length > 0 ? monthOf(date) : year),
  );
};

/** Dates from `first` up to and without `end`. */
interface DateSpan {
  readonly first: LocalDate;
  readonly end: LocalDate;
}

const monthOf = (date: LocalDate): DateSpan => {
  const { year, month } = datePartsOf(date);
  return { first: localDateOf(year, month, 1), end: localDateOf(year, month + 1, 1) };
};

/**
 * Whether a date lies in one of the weeks. Week 1 is the first with at least four days in its year, so the first days
 * of January may lie in the last week of the year before, and the last of December in the first of the next.
 */
const isInNumberedWeek = (rule: RecurrenceRule, date: LocalDate): boolean => {
  const { year } = datePartsOf(date);
  const weekYear =
    date < firstWeekOf(rule, year) ? year - 1 : date < firstWeekOf(rule, year + 1) ? year : year + 1;
  const number = Math.floor((date - firstWeekOf(rule, weekYear)) / 7) + 1;
  const weeks = (firstWeekOf(rule, weekYear + 1) - firstWeekOf(rule, weekYear)) / 7;
  return rule.byWeekNo.includes(number) || rule.byWeekNo.includes(number - weeks - 1);
};

const firstWeekOf = (rule: RecurrenceRule, year: number): LocalDate =>
  weekStartOf(rule, localDateOf(year, 1, 4));

const datesBetween = (from: LocalDate, before: LocalDate): readonly LocalDate[] =>
  Array.from({ length: before - from }, (_, index) => from + index);

const isInMonth = ({ byMonth }: RecurrenceRule, date: LocalDate): boolean =>
  byMonth.length === 0 || byMonth.includes(datePartsOf(date).month);

const isMonthDay = ({ byMonthDay }: RecurrenceRule, date: LocalDate): boolean => {
  if (byMonthDay.length === 0) return true;
  const { year, month, day } = datePartsOf(date);
  const fromEnd = date - localDateOf(year, month + 1, 1);
  return byMonthDay.includes(day) || byMonthDay.includes(fromEnd);
};

const isYearDay = ({ byYearDay }: RecurrenceRule, date: LocalDate): boolean => {
  if (byYearDay.length === 0) return true;
  const { year } = datePartsOf(date);
  const number = date - localDateOf(year, 1, 1) + 1;
  return byYearDay.includes(number) || byYearDay.includes(date - localDateOf(year + 1, 1, 1));
};

const isWeekday = ({ byDay }: RecurrenceRule, date: LocalDate): boolean =>
  byDay.length === 0 || byDay.some(({ weekday }) => weekday === weekdayIndexOf(date));

/** Whether a date is one of the weekdays, numbered from both ends of the span. */
const isNumberedWeekday = (
  byDay: readonly WeekdayOrdinal[],
  date: LocalDate,
  { first, end }: DateSpan,
): boolean => {
  if (byDay.length === 0) return true;
  const fromStart = Math.floor((date - first) / 7) + 1;
  const fromEnd = -(Math.floor((end - 1 - date) / 7) + 1);
  return byDay.some(
    ({ ordinal, weekday }) =>
      weekday === weekdayIndexOf(date) && (ordinal === 0 || ordinal === fromStart || ordinal === fromEnd),
  );
};
