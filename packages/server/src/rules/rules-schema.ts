import {
  BOOKING_STATUSES,
  LIMIT_PERIODS,
  LIMIT_SCOPES,
  MAX_DURATIONS,
  MAX_LIMIT_BOOKINGS,
  MAX_LIMIT_MINUTES,
  MAX_OVERRIDES,
  MAX_RECURRENCE_DATES,
  MAX_RECURRING_HOURS,
  MAX_RULE_LENGTH,
  MAX_WEEKLY_HOURS,
  MAX_WINDOWS_PER_DATE,
  OVERRIDE_KINDS,
  WEEKDAYS,
  type BookingLimit,
  type ClockWindow,
  type RecurringHours,
  type RulesAsker,
  type RulesAttempt,
  type RulesBooking,
  type RulesDates,
  type RulesDocument,
  type RulesEventType,
  type RulesQuery,
  type RulesRange,
  type RulesSchedule,
  type WeeklyHours,
} from '@slotkeeper/domain';

/** What `slotkeeper slots` reads: a document in which `now` may be left out, for the current time. */
export type RulesInput = Omit<RulesDocument, 'now'> & { readonly now?: string | undefined };

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const MAX_DOCUMENTS = 10_000;
const MAX_BOOKINGS = 1_000_000;
const MAX_RANGES = 10_000;
const MAX_DURATION_MINUTES = 1_440;
/** 366 days. */
const MAX_NOTICE_MINUTES = 527_040;
const MAX_HORIZON_DAYS = 3_660;
const MAX_TEXT_LENGTH = 100;
const MAX_OVERRIDDEN = 50;

interface Member<Required extends boolean> {
  readonly schema: JsonSchema;
  readonly isRequired: Required;
}

/** One member for each of the type's, required where the type's is: another one does not compile. */
type Members<T> = { readonly [K in keyof T]-?: Member<undefined extends T[K] ? false : true> };

const required = (schema: JsonSchema): Member<true> => ({ schema, isRequired: true });
const optional = (schema: JsonSchema): Member<false> => ({ schema, isRequired: false });

const object = <T>(members: Members<T>, besides: JsonSchema = {}): JsonSchema => {
  const entries = Object.entries<Member<boolean>>(members);
  return {
    type: 'object',
    ...besides,
    additionalProperties: false,
    required: entries.filter(([, { isRequired }]) => isRequired).map(([name]) => name),
    properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
  };
};

const CONDITIONAL = ['if', 'then', 'else'] as const;

/** What the one schema holds must keep the second, anything else the third. */
const choice = (...schemas: readonly [JsonSchema, JsonSchema, JsonSchema]): JsonSchema =>
  Object.fromEntries(CONDITIONAL.map((keyword, index) => [keyword, schemas[index]]));

const listOf = (items: JsonSchema, maxItems: number): JsonSchema => ({ type: 'array', maxItems, items });
/** Entries of a type that is named can be told apart in one pass; others would be compared each with each. */
const setOf = (
  items: JsonSchema & { readonly type: 'string' | 'integer' },
  maxItems: number,
): JsonSchema => ({
  ...listOf(items, maxItems),
  minItems: 1,
  uniqueItems: true,
});
const whole = (minimum: number, maximum: number | undefined, description: string) => ({
  type: 'integer' as const,
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
  description,
});
const flag = (description: string): JsonSchema => ({ type: 'boolean', default: false, description });
const text = (description: string, format?: string) => ({
  type: 'string' as const,
  maxLength: MAX_TEXT_LENGTH,
  ...(format === undefined ? {} : { format }),
  description,
});

const instant = text('RFC 3339 with an offset, whole seconds', 'date-time');
const date = text('A date of the calendar, YYYY-MM-DD', 'date');
const time = text('HH:MM; an end may be 24:00, or lie on the next day');

const range = object<RulesRange>({ startTime: required(instant), endTime: required(instant) });
const dates = object<RulesDates>(
  { startDate: required(date), endDate: required(date) },
  { description: 'Whole local dates, both inclusive' },
);
const clockWindow = object<ClockWindow>({ start: required(time), end: required(time) });

const schedule = object<RulesSchedule>({
  weekly: optional(
    listOf(
      object<WeeklyHours>({
        days: required(setOf({ type: 'string', enum: WEEKDAYS }, WEEKDAYS.length)),
        start: required(time),
        end: required(time),
      }),
      MAX_WEEKLY_HOURS,
    ),
  ),
  overrides: optional(
    listOf(
      object<NonNullable<RulesSchedule['overrides']>[number]>({
        date: required(date),
        kind: optional({ enum: OVERRIDE_KINDS, default: 'replace' }),
        windows: required(listOf(clockWindow, MAX_WINDOWS_PER_DATE)),
      }),
      MAX_OVERRIDES,
    ),
  ),
  recurring: optional(
    listOf(
      object<RecurringHours>({
        rule: required({
          type: 'string',
          maxLength: MAX_RULE_LENGTH,
          description: 'An RRULE value (RFC 5545), such as FREQ=MONTHLY;BYDAY=1MO',
        }),
        from: required(date),
        exceptDates: optional(listOf(date, MAX_RECURRENCE_DATES)),
        extraDates: optional(listOf(date, MAX_RECURRENCE_DATES)),
        start: required(time),
        end: required(time),
      }),
      MAX_RECURRING_HOURS,
    ),
  ),
  validFrom: optional(date),
  validUntil: optional(date),
});

const buffer = { ...whole(0, MAX_DURATION_MINUTES, 'Blocked besides the booking itself'), default: 0 };
const limit = (what: string): JsonSchema => whole(1, undefined, `At most so many ${what}`);

const bookingLimit = object<BookingLimit>(
  {
    per: required({ enum: LIMIT_SCOPES, description: 'Whose bookings count' }),
    period: required({ enum: LIMIT_PERIODS }),
    maxBookings: optional(whole(0, MAX_LIMIT_BOOKINGS, 'At most so many bookings start in one period')),
    maxMinutes: optional(
      whole(0, MAX_LIMIT_MINUTES, 'Bookings that start in one period last so long at most'),
    ),
  },
  { description: 'maxBookings or maxMinutes, or both' },
);

const notice = (whose: string): JsonSchema => ({
  ...whole(0, MAX_NOTICE_MINUTES, `From now to the earliest start${whose}`),
  default: 0,
});

const eventType = object<RulesEventType>({
  durationMinutes: required(whole(1, MAX_DURATION_MINUTES, 'How long a slot lasts that a query lists')),
  durationsMinutes: optional({
    ...setOf(whole(1, MAX_DURATION_MINUTES, 'How long a booking may last'), MAX_DURATIONS),
    description: 'All lengths that are offered, durationMinutes among them; that one alone if left out',
  }),
  stepMinutes: optional(
    whole(1, MAX_DURATION_MINUTES, 'From one start to the next; the duration if left out'),
  ),
  bufferBeforeMinutes: optional(buffer),
  bufferAfterMinutes: optional(buffer),
  minimumNoticeMinutes: optional(notice('')),
  hostMinimumNoticeMinutes: optional(notice(' of what the host books')),
  horizonDays: optional(whole(0, MAX_HORIZON_DAYS, 'Local dates after today, the last one included')),
  horizonBusinessDays: optional(
    whole(0, MAX_HORIZON_DAYS, 'The same, where only Monday to Friday count; not along with horizonDays'),
  ),
  bookableFrom: optional({ ...date, description: 'The first date; not along with a horizon of days' }),
  bookableUntil: optional({ ...date, description: 'The last date, included' }),
  maxPerDay: optional(limit('bookings that start on one local date')),
  maxPerWeek: optional(limit('bookings that start in one week')),
  weekStartsOn: optional({ enum: WEEKDAYS, default: 'MO' }),
  maxPerMonth: optional(limit('bookings that start in one month')),
  maxMinutesPerDay: optional(limit('minutes of bookings that start on one local date')),
  maxMinutesPerWeek: optional(limit('minutes of bookings that start in one week')),
  maxMinutesPerMonth: optional(limit('minutes of bookings that start in one month')),
  limits: optional({
    ...listOf(bookingLimit, LIMIT_SCOPES.length * LIMIT_PERIODS.length),
    description: 'Each for a scope and period that nothing else here limits',
  }),
  seats: optional({ ...limit('attendees of one and the same slot'), default: 1 }),
  maxConcurrent: optional({ ...limit('slots that run at once'), default: 1 }),
  bookerMustBeFree: optional(flag('Whether nothing else that the booker has booked may overlap')),
});

const attendees = { ...whole(1, undefined, 'How many heads the party has'), default: 1 };

const booking = object<RulesBooking>({
  startTime: required(instant),
  endTime: required(instant),
  status: optional({ enum: BOOKING_STATUSES, default: 'confirmed' }),
  deadline: optional({
    ...instant,
    description: 'Of what is held or pending: it blocks nothing from then on',
  }),
  bufferBeforeMinutes: optional(buffer),
  bufferAfterMinutes: optional(buffer),
  attendees: optional(attendees),
  booker: optional(text('Who booked it: any text that tells one from another')),
  eventType: optional({
    enum: ['this', 'other'],
    default: 'this',
    description: 'other: of another event type of the host, with which nothing is shared',
  }),
  elsewhere: optional(flag('Of another host: blocks nothing here, and counts for its booker alone')),
  external: optional(flag('Of another system: blocks its time whatever the seats, and counts for no limit')),
});

const asker: Members<RulesAsker> = {
  booker: optional(text('Who asks, as in bookings; anybody if left out')),
  asHost: optional(flag('Whether the host asks, for its own calendar')),
  attendees: optional(attendees),
};

const rulesDocument = object<RulesInput>(
  {
    timeZone: required(text('IANA name of the zone of the host, such as Europe/Berlin')),
    schedule: optional(schedule),
    availability: optional(listOf(range, MAX_RANGES)),
    timeOff: optional(listOf(choice({ type: 'object', required: ['startDate'] }, dates, range), MAX_RANGES)),
    eventType: required(eventType),
    bookings: optional(listOf(booking, MAX_BOOKINGS)),
    now: optional({ ...instant, description: 'The current time if left out' }),
    query: optional(
      object<RulesQuery>(
        { from: required(instant), to: required(instant), ...asker },
        { description: 'Which slots are there with from ≤ start < to?' },
      ),
    ),
    attempt: optional(
      object<RulesAttempt>(
        {
          startTime: required(instant),
          endTime: required(instant),
          ...asker,
          overrides: optional({
            ...listOf(text('The name of a policy, such as notice'), MAX_OVERRIDDEN),
            description: 'What the host sets aside; along with asHost only',
          }),
          mustBeSlot: optional(flag('Whether it must be a slot of the grid, as a booking must')),
        },
        { description: 'May this be booked, and if not, why?' },
      ),
    ),
  },
  { oneOf: [{ required: ['query'] }, { required: ['attempt'] }] },
);

/** The JSON Schema of what `slotkeeper slots` reads: one document, or an array of them. */
export const RULES_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Rules of booking and a question, for slotkeeper slots',
  ...choice({ type: 'array' }, listOf({ $ref: '#/$defs/document' }, MAX_DOCUMENTS), {
    $ref: '#/$defs/document',
  }),
  $defs: { document: rulesDocument },
};
