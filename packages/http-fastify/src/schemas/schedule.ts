import {
  MAX_OVERRIDES,
  MAX_RECURRENCE_DATES,
  MAX_RECURRING_HOURS,
  MAX_RULE_LENGTH,
  MAX_SCHEDULES_PER_HOST,
  MAX_WEEKLY_HOURS,
  MAX_WINDOWS_PER_DATE,
  OVERRIDE_KINDS,
  WEEKDAYS,
} from '@slotkeeper/domain';
import { Type } from 'typebox';
import { BookingsOutsideSchema } from './booking.js';
import {
  DateText,
  EndOfWindow,
  InstantText,
  NameText,
  Revision,
  SlotDuration,
  StartOfWindow,
  TimeZoneName,
  UuidText,
} from './scalars.js';

const closed = { additionalProperties: false } as const;
const hours = { start: StartOfWindow, end: EndOfWindow } as const;

const WeeklyHoursSchema = Type.Object(
  {
    // With their type said, that none comes twice is seen in one pass.
    days: Type.Array(Type.Enum(WEEKDAYS, { type: 'string' }), {
      minItems: 1,
      maxItems: WEEKDAYS.length,
      uniqueItems: true,
      description: 'The days of the week on which the hours begin.',
      examples: [['MO', 'TU']],
      'x-invalid': {
        code: 'invalid_days',
        message: `must be one or more of ${WEEKDAYS.join(', ')}, none twice`,
      },
    }),
    ...hours,
  },
  { title: 'WeeklyHours', ...closed, description: 'Hours that begin on these days of every week.' },
);

const ClockWindowSchema = Type.Object(hours, {
  title: 'ClockWindow',
  ...closed,
  description: 'Hours on the clock; those that end no later than they start run into the next day.',
});

const override = {
  date: DateText,
  windows: Type.Array(ClockWindowSchema, {
    maxItems: MAX_WINDOWS_PER_DATE,
    description: 'None, where the date is replaced: it is closed.',
  }),
} as const;

const OVERRIDE_KIND_MEANING =
  '`replace` takes the place of the windows that begin on the date, `add` adds windows to them, `subtract` takes ' +
  'their time away, also from a window that began the day before.';

const OverrideRequest = Type.Object(
  {
    date: override.date,
    kind: Type.Optional(
      Type.Enum(OVERRIDE_KINDS, { description: OVERRIDE_KIND_MEANING, default: 'replace' }),
    ),
    windows: override.windows,
  },
  { title: 'OverrideStatement', ...closed, description: 'What differs on one date.' },
);

const OverrideSchema = Type.Object(
  {
    date: override.date,
    kind: Type.Enum(OVERRIDE_KINDS, { description: OVERRIDE_KIND_MEANING }),
    windows: override.windows,
  },
  { title: 'Override', ...closed, description: 'What differs on one date.' },
);

const RecurringHoursSchema = Type.Object(
  {
    rule: Type.String({
      maxLength: MAX_RULE_LENGTH,
      description:
        'The value of an RRULE (RFC 5545 section 3.3.10) of days: FREQ of DAILY to YEARLY, with INTERVAL, COUNT or ' +
        'UNTIL, BYDAY, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYMONTH, BYSETPOS and WKST.',
      examples: ['FREQ=MONTHLY;BYDAY=1MO'],
    }),
    from: Type.String({ ...DateText, description: 'DTSTART, `YYYY-MM-DD`: nothing occurs before it.' }),
    ...hours,
    exceptDates: Type.Optional(
      Type.Array(DateText, {
        maxItems: MAX_RECURRENCE_DATES,
        description: 'EXDATE: dates of the rule that are left out.',
      }),
    ),
    extraDates: Type.Optional(
      Type.Array(DateText, {
        maxItems: MAX_RECURRENCE_DATES,
        description: 'RDATE: dates besides those of the rule.',
      }),
    ),
  },
  {
    title: 'RecurringHours',
    ...closed,
    description: 'Hours that begin on the dates of a recurrence rule, besides the weekly ones.',
  },
);

const ScheduleName = Type.String({ ...NameText, examples: ['Office hours'] });
const weekly = Type.Array(WeeklyHoursSchema, { maxItems: MAX_WEEKLY_HOURS });
const recurring = Type.Array(RecurringHoursSchema, { maxItems: MAX_RECURRING_HOURS });
const optional = {
  validFrom: Type.Optional(
    Type.String({ ...DateText, description: 'The first date on which windows may begin.' }),
  ),
  validUntil: Type.Optional(
    Type.String({ ...DateText, description: 'The last date on which windows may begin.' }),
  ),
  slotDuration: Type.Optional(
    Type.Integer({
      ...SlotDuration,
      description: 'Minutes. With it the hours can be booked by themselves, in slots of this length.',
    }),
  ),
} as const;

const statement = {
  name: ScheduleName,
  timeZone: TimeZoneName,
  weekly,
  overrides: Type.Optional(Type.Array(OverrideRequest, { maxItems: MAX_OVERRIDES })),
  recurring: Type.Optional(recurring),
  ...optional,
  isDefault: Type.Optional(
    Type.Boolean({
      description:
        'Whether this is the schedule that the host’s slots come from. A host’s first is; left out of a change, it ' +
        'stays as it is.',
    }),
  ),
} as const;

const EXAMPLE = {
  name: 'Practice',
  timeZone: 'Europe/Berlin',
  weekly: [
    { days: ['MO', 'TU', 'TH'], start: '09:00', end: '12:00' },
    { days: ['FR'], start: '22:00', end: '02:00' },
  ],
  overrides: [
    { date: '2025-12-24', windows: [{ start: '09:00', end: '11:00' }] },
    { date: '2025-12-25', windows: [] },
    { date: '2025-12-29', kind: 'add', windows: [{ start: '14:00', end: '16:00' }] },
  ],
  recurring: [{ rule: 'FREQ=MONTHLY;BYDAY=1WE', from: '2025-01-01', start: '14:00', end: '18:00' }],
  slotDuration: 30,
} as const;

export const ScheduleStatementRequest = Type.Object(
  { hostId: UuidText, ...statement },
  {
    title: 'ScheduleStatement',
    ...closed,
    examples: [{ hostId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a', ...EXAMPLE }],
  },
);

export const ScheduleReplacementRequest = Type.Object(
  {
    hostId: Type.Optional(
      Type.String({ ...UuidText, description: 'Whose it is: a schedule never changes hands.' }),
    ),
    ...statement,
  },
  {
    title: 'ScheduleReplacement',
    ...closed,
    description: 'The whole schedule as it shall be. What is left out is empty, save `isDefault`.',
    examples: [EXAMPLE],
  },
);

const schedule = {
  id: UuidText,
  hostId: UuidText,
  name: ScheduleName,
  timeZone: TimeZoneName,
  weekly,
  overrides: Type.Array(OverrideSchema, { maxItems: MAX_OVERRIDES }),
  recurring,
  ...optional,
  isDefault: Type.Boolean({ description: 'Whether this is the schedule that the host’s slots come from.' }),
  revision: Revision,
  createdAt: InstantText,
  updatedAt: InstantText,
} as const;

export const ScheduleSchema = Type.Object(schedule, {
  title: 'Schedule',
  description: 'The hours that a host keeps, in local time with its zone, as they were stated.',
});

export const ScheduleList = Type.Object(
  { items: Type.Array(ScheduleSchema, { maxItems: MAX_SCHEDULES_PER_HOST }) },
  { title: 'ScheduleList' },
);

export const ScheduleChangedAnswer = Type.Object(
  { ...schedule, bookingsOutside: BookingsOutsideSchema },
  { title: 'ScheduleChanged' },
);

export const ScheduleWithdrawnAnswer = Type.Object(
  { id: UuidText, bookingsOutside: BookingsOutsideSchema },
  { title: 'ScheduleWithdrawn' },
);
