import type { UserId } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import { invalidInput, type FieldError, type InvalidInput, unknownTimeZone } from '../invalid-input.js';
import type { Instant } from '../time/instant.js';
import { parseLocalDate, WEEKDAYS, type Weekday } from '../time/local-date.js';
import { parseTimeOfDay } from '../time/time-of-day.js';
import type { ZoneTables } from '../time/zone-tables.js';
import { MAX_SLOT_DURATION_MINUTES } from './availability.js';
import { parseRecurrenceRule } from './recurrence-rule.js';

/** The id of a schedule, a UUID (RFC 9562). */
export type ScheduleId = string;

/**
 * Hours on the clock, `HH:MM`. A window whose end is not after its start on the clock runs into the next day; `24:00`
 * is the midnight that ends a day.
 */
export interface ClockWindow {
  readonly start: string;
  readonly end: string;
}

/** Hours that begin on these days of every week. */
export interface WeeklyHours extends ClockWindow {
  readonly days: readonly Weekday[];
}

/** Hours that begin on the dates of a recurrence rule (RFC 5545), besides the weekly ones. */
export interface RecurringHours extends ClockWindow {
  /** An RRULE value such as `FREQ=MONTHLY;BYDAY=1MO`. */
  readonly rule: string;
  /** DTSTART, `YYYY-MM-DD`: no occurrence lies before it. */
  readonly from: string;
  /** EXDATE: dates of the rule that are left out. */
  readonly exceptDates?: readonly string[] | undefined;
  /** RDATE: dates besides those of the rule. */
  readonly extraDates?: readonly string[] | undefined;
}

/**
 * What differs on one date: `replace` takes the place of the windows that begin on it (none: the date is closed), `add`
 * adds windows, `subtract` takes their time away from the schedule's hours, also from a window that began the day before.
 */
export interface ScheduleOverride {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly kind: OverrideKind;
  readonly windows: readonly ClockWindow[];
}

export type OverrideKind = 'replace' | 'add' | 'subtract';
export const OVERRIDE_KINDS = ['replace', 'add', 'subtract'] as const satisfies readonly OverrideKind[];

/** The hours that a host keeps, in local time with its zone: intent, stored as stated. */
export interface ScheduleStatement {
  readonly name: string;
  /** IANA name of a zone or a link, kept as given. */
  readonly timeZone: string;
  readonly weekly: readonly WeeklyHours[];
  readonly recurring: readonly RecurringHours[];
  readonly overrides: readonly ScheduleOverride[];
  /** First and last date, inclusive, on which windows may begin, `YYYY-MM-DD`. */
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
  /** Minutes. With it the schedule's hours can be booked by themselves, in slots of this length. */
  readonly slotDuration?: number | undefined;
}

/** A schedule of a host. One schedule of each host is its default. */
export interface Schedule extends ScheduleStatement {
  readonly id: ScheduleId;
  readonly hostId: UserId;
  readonly isDefault: boolean;
  /** 1 when stated, one more at each change. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export const MAX_WEEKLY_HOURS = 100;
export const MAX_RECURRING_HOURS = 20;
export const MAX_OVERRIDES = 500;
export const MAX_WINDOWS_PER_DATE = 50;
export const MAX_RECURRENCE_DATES = 500;
export const MAX_SCHEDULES_PER_HOST = 50;

/** Checks what a host states. Every broken rule is reported, each with the path of its field. */
export const checkSchedule = (
  stated: ScheduleStatement,
  zones: Pick<ZoneTables, 'has'>,
): Result<ScheduleStatement, InvalidInput> => {
  const errors: FieldError[] = [
    ...checkZone(stated.timeZone, zones),
    ...checkCount('weekly', stated.weekly, MAX_WEEKLY_HOURS),
    ...checkCount('recurring', stated.recurring, MAX_RECURRING_HOURS),
    ...checkCount('overrides', stated.overrides, MAX_OVERRIDES),
    ...stated.weekly.flatMap((hours, index) => checkWeekly(`weekly[${index}]`, hours)),
    ...stated.recurring.flatMap((hours, index) => checkRecurring(`recurring[${index}]`, hours)),
    ...stated.overrides.flatMap((override, index) => checkOverride(`overrides[${index}]`, override)),
    ...checkReplacements(stated.overrides),
    ...checkValidity(stated),
    ...checkSlotDuration(stated.slotDuration),
  ];
  return errors.length === 0 ? ok(stated) : err(invalidInput(errors));
};

const checkZone = (timeZone: string, zones: Pick<ZoneTables, 'has'>): FieldError[] =>
  zones.has(timeZone) ? [] : [unknownTimeZone('timeZone')];

const checkCount = (field: string, items: readonly unknown[], max: number): FieldError[] =>
  items.length <= max ? [] : [{ field, code: 'too_many', message: `must have at most ${max} entries` }];

const checkWeekly = (field: string, hours: WeeklyHours): FieldError[] => [
  ...(hours.days.length === 0 ||
  new Set(hours.days).size < hours.days.length ||
  hours.days.some((day) => !WEEKDAYS.includes(day))
    ? [
        {
          field: `${field}.days`,
          code: 'invalid_days',
          message: `must be one or more of ${WEEKDAYS.join(', ')}, none twice`,
        },
      ]
    : []),
  ...checkWindow(field, hours),
];

const checkRecurring = (field: string, hours: RecurringHours): FieldError[] => {
  const rule = parseRecurrenceRule(hours.rule);
  return [
    ...(rule.ok ? [] : [{ field: `${field}.rule`, code: rule.error.kind, message: rule.error.message }]),
    ...checkDate(`${field}.from`, hours.from),
    ...(['exceptDates', 'extraDates'] as const).flatMap((name) => [
      ...checkCount(`${field}.${name}`, hours[name] ?? [], MAX_RECURRENCE_DATES),
      ...(hours[name] ?? []).flatMap((date, index) => checkDate(`${field}.${name}[${index}]`, date)),
    ]),
    ...checkWindow(field, hours),
  ];
};

const checkOverride = (field: string, override: ScheduleOverride): FieldError[] => [
  ...checkDate(`${field}.date`, override.date),
  ...checkCount(`${field}.windows`, override.windows, MAX_WINDOWS_PER_DATE),
  ...(override.kind !== 'replace' && override.windows.length === 0
    ? [
        {
          field: `${field}.windows`,
          code: 'windows_required',
          message: 'must name the windows to add or to subtract',
        },
      ]
    : []),
  ...override.windows.flatMap((window, index) => checkWindow(`${field}.windows[${index}]`, window)),
];

const checkReplacements = (overrides: readonly ScheduleOverride[]): FieldError[] => {
  const replaced = new Set<string>();
  const errors: FieldError[] = [];
  for (const [index, { date, kind }] of overrides.entries()) {
    if (kind !== 'replace') continue;
    if (replaced.has(date)) {
      errors.push({
        field: `overrides[${index}].date`,
        code: 'date_replaced_twice',
        message: 'must be replaced once: list all its windows in one override',
      });
    }
    replaced.add(date);
  }
  return errors;
};

const checkWindow = (field: string, { start, end }: ClockWindow): FieldError[] => {
  const [from, to] = [parseTimeOfDay(start), parseTimeOfDay(end)];
  const errors: FieldError[] = [];
  if (!from.ok) errors.push({ field: `${field}.start`, code: from.error.kind, message: from.error.message });
  else if (start === '24:00')
    errors.push({ field: `${field}.start`, code: 'invalid_time', message: 'must be before 24:00' });
  if (!to.ok) errors.push({ field: `${field}.end`, code: to.error.kind, message: to.error.message });
  return errors;
};

const checkDate = (field: string, text: string): FieldError[] => {
  const date = parseLocalDate(text);
  return date.ok ? [] : [{ field, code: date.error.kind, message: date.error.message }];
};

const checkValidity = ({ validFrom, validUntil }: ScheduleStatement): FieldError[] => {
  const errors = [
    ...(validFrom === undefined ? [] : checkDate('validFrom', validFrom)),
    ...(validUntil === undefined ? [] : checkDate('validUntil', validUntil)),
  ];
  if (errors.length === 0 && validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) {
    errors.push({ field: 'validUntil', code: 'end_before_start', message: 'must not be before validFrom' });
  }
  return errors;
};

const checkSlotDuration = (slotDuration: number | undefined): FieldError[] => {
  if (slotDuration === undefined) return [];
  const valid =
    Number.isInteger(slotDuration) && slotDuration >= 1 && slotDuration <= MAX_SLOT_DURATION_MINUTES;
  const message = `must be a whole number of minutes from 1 to ${MAX_SLOT_DURATION_MINUTES}`;
  return valid ? [] : [{ field: 'slotDuration', code: 'slot_duration_out_of_range', message }];
};
