import {
  LIMIT_PERIODS,
  LIMIT_SCOPES,
  MAX_BUFFER_MINUTES,
  MAX_CONCURRENT,
  MAX_DURATIONS,
  MAX_EVENT_TYPES_PER_HOST,
  MAX_HORIZON_DAYS,
  MAX_LIMIT_BOOKINGS,
  MAX_LIMIT_MINUTES,
  MAX_NOTICE_MINUTES,
  MAX_SEATS,
  MAX_SLOT_DURATION_MINUTES,
  WEEKDAYS,
} from '@slotkeeper/domain';
import { Type, type Static, type TSchema } from 'typebox';
import { optionalBody } from './optional-body.js';
import {
  DateText,
  DurationMinutes,
  InstantText,
  NameText,
  Revision,
  TimeZoneName,
  UuidText,
  wholeNumber,
} from './scalars.js';

const closed = { additionalProperties: false } as const;

const upTo = (maximum: number, description: string) => wholeNumber({ minimum: 0, maximum }, { description });

const from = (minimum: number, maximum: number, description: string) =>
  wholeNumber({ minimum, maximum }, { description });

const HORIZON_KINDS = ['days', 'business-days', 'dates'] as const;

const HorizonSchema = Type.Object(
  {
    kind: Type.Enum(HORIZON_KINDS, {
      description:
        '`days`: from today on at most so many days ahead. `business-days`: the same, where only Monday to Friday ' +
        'count. `dates`: from one date to another.',
    }),
    days: Type.Optional(upTo(MAX_HORIZON_DAYS, 'With `days` and `business-days`.')),
    from: Type.Optional(Type.String({ ...DateText, description: 'With `dates`: the first, inclusive.' })),
    until: Type.Optional(Type.String({ ...DateText, description: 'With `dates`: the last, inclusive.' })),
  },
  {
    title: 'Horizon',
    ...closed,
    description: 'On which dates of the event type’s zone a booking may start.',
    examples: [
      { kind: 'days', days: 60 },
      { kind: 'dates', from: '2025-06-01', until: '2025-08-31' },
    ],
  },
);

const LimitSchema = Type.Object(
  {
    per: Type.Enum(LIMIT_SCOPES, {
      description:
        '`event-type`: all bookings of it. `host`: all bookings of the host. `booker-and-event-type`: those of it by ' +
        'the same booker. `booker`: all that the booker has booked, of whatever host.',
    }),
    period: Type.Enum(LIMIT_PERIODS, {
      description: 'Of local dates of the event type’s zone; a booking belongs to the one that it starts in.',
    }),
    maxBookings: Type.Optional(upTo(MAX_LIMIT_BOOKINGS, 'How many bookings.')),
    maxMinutes: Type.Optional(upTo(MAX_LIMIT_MINUTES, 'How many minutes of them together.')),
  },
  {
    title: 'Limit',
    ...closed,
    description: 'How much may be booked in one period: `maxBookings`, `maxMinutes`, or both.',
    examples: [{ per: 'host', period: 'day', maxBookings: 5 }],
  },
);

const EventTypeName = Type.String({ ...NameText, examples: ['First visit'] });

const zone = { description: 'IANA name of the zone whose dates the horizon and the limits go by.' } as const;

/** What every event type has. */
const required = {
  name: EventTypeName,
  durationsMinutes: Type.Array(DurationMinutes, {
    minItems: 1,
    maxItems: MAX_DURATIONS,
    description:
      'The lengths that a booking may have, none twice; the first is meant where none is asked for.',
    examples: [[30, 60]],
    'x-invalid': { code: 'invalid_count', message: `must have 1 to ${MAX_DURATIONS} entries` },
  }),
} as const;

/** What is filled in where a host says nothing of it. */
const filledIn = {
  timeZone: Type.String({ ...TimeZoneName, ...zone }),
  bufferBeforeMinutes: upTo(MAX_BUFFER_MINUTES, 'Kept free before each booking.'),
  bufferAfterMinutes: upTo(MAX_BUFFER_MINUTES, 'Kept free after each booking.'),
  minimumNoticeMinutes: upTo(
    MAX_NOTICE_MINUTES,
    'How long before its start a booking is made at the latest.',
  ),
  hostMinimumNoticeMinutes: upTo(MAX_NOTICE_MINUTES, 'The same for what the host books.'),
  limits: Type.Array(LimitSchema, {
    maxItems: LIMIT_SCOPES.length * LIMIT_PERIODS.length,
    description: 'At most one of each `per` and `period`.',
  }),
  weekStartsOn: Type.Enum(WEEKDAYS, { description: 'The first day of a week, for limits.' }),
  seats: from(1, MAX_SEATS, 'How many may attend one and the same slot.'),
  maxConcurrent: from(1, MAX_CONCURRENT, 'How many slots may run at the same time.'),
  bookerMustBeFree: Type.Boolean({
    description: 'Whether nothing else that the booker has booked, of whatever host, may overlap.',
  }),
  allowsGuests: Type.Boolean({ description: 'Whether it can be booked without an account.' }),
} as const;

/** What an event type may lack. */
const optional = {
  stepMinutes: from(1, MAX_SLOT_DURATION_MINUTES, 'From one start to the next; left out, the duration.'),
  horizon: HorizonSchema,
  approvalMinutes: from(
    1,
    MAX_NOTICE_MINUTES,
    'With it a booking is pending until the host approves it, so long at the most.',
  ),
  cancelCutoffMinutes: upTo(
    MAX_NOTICE_MINUTES,
    'How long before its start a booking may be cancelled by its booker at the latest.',
  ),
  rescheduleCutoffMinutes: upTo(
    MAX_NOTICE_MINUTES,
    'How long before its start a booking may be moved by its booker at the latest.',
  ),
  scheduleId: Type.String({
    ...UuidText,
    description: 'The schedule whose hours are open; left out, the host’s default one.',
  }),
} as const;

const maybe = {
  stepMinutes: Type.Optional(optional.stepMinutes),
  horizon: Type.Optional(optional.horizon),
  approvalMinutes: Type.Optional(optional.approvalMinutes),
  cancelCutoffMinutes: Type.Optional(optional.cancelCutoffMinutes),
  rescheduleCutoffMinutes: Type.Optional(optional.rescheduleCutoffMinutes),
  scheduleId: Type.Optional(optional.scheduleId),
} as const;

const withDefault = <S extends TSchema>(schema: S, value: unknown): S => ({ ...schema, default: value });

const EXAMPLE = {
  name: 'First visit',
  durationsMinutes: [30, 60],
  stepMinutes: 15,
  bufferAfterMinutes: 10,
  minimumNoticeMinutes: 120,
  horizon: { kind: 'days', days: 60 },
  limits: [{ per: 'host', period: 'day', maxBookings: 5 }],
  approvalMinutes: 1_440,
} as const;

export const EventTypeStatementRequest = Type.Object(
  {
    hostId: UuidText,
    ...required,
    timeZone: Type.Optional(
      Type.String({ ...TimeZoneName, description: `${zone.description} The host’s own, if left out.` }),
    ),
    bufferBeforeMinutes: Type.Optional(withDefault(filledIn.bufferBeforeMinutes, 0)),
    bufferAfterMinutes: Type.Optional(withDefault(filledIn.bufferAfterMinutes, 0)),
    minimumNoticeMinutes: Type.Optional(withDefault(filledIn.minimumNoticeMinutes, 0)),
    hostMinimumNoticeMinutes: Type.Optional(withDefault(filledIn.hostMinimumNoticeMinutes, 0)),
    limits: Type.Optional(withDefault(filledIn.limits, [])),
    weekStartsOn: Type.Optional(withDefault(filledIn.weekStartsOn, 'MO')),
    seats: Type.Optional(withDefault(filledIn.seats, 1)),
    maxConcurrent: Type.Optional(withDefault(filledIn.maxConcurrent, 1)),
    bookerMustBeFree: Type.Optional(withDefault(filledIn.bookerMustBeFree, false)),
    allowsGuests: Type.Optional(withDefault(filledIn.allowsGuests, false)),
    ...maybe,
  },
  {
    title: 'EventTypeStatement',
    ...closed,
    examples: [{ hostId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a', ...EXAMPLE }],
  },
);

const orNull = <S extends TSchema>(schema: S) =>
  Type.Unsafe<Static<S> | null>({
    ...schema,
    type: [(schema as unknown as { readonly type: string }).type, 'null'],
  });

const change = {
  name: Type.Optional(required.name),
  durationsMinutes: Type.Optional(required.durationsMinutes),
  timeZone: Type.Optional(filledIn.timeZone),
  bufferBeforeMinutes: Type.Optional(filledIn.bufferBeforeMinutes),
  bufferAfterMinutes: Type.Optional(filledIn.bufferAfterMinutes),
  minimumNoticeMinutes: Type.Optional(filledIn.minimumNoticeMinutes),
  hostMinimumNoticeMinutes: Type.Optional(filledIn.hostMinimumNoticeMinutes),
  limits: Type.Optional(filledIn.limits),
  weekStartsOn: Type.Optional(filledIn.weekStartsOn),
  seats: Type.Optional(filledIn.seats),
  maxConcurrent: Type.Optional(filledIn.maxConcurrent),
  bookerMustBeFree: Type.Optional(filledIn.bookerMustBeFree),
  allowsGuests: Type.Optional(filledIn.allowsGuests),
  stepMinutes: Type.Optional(orNull(optional.stepMinutes)),
  horizon: Type.Optional(orNull({ ...optional.horizon, title: 'HorizonOrNull' })),
  approvalMinutes: Type.Optional(orNull(optional.approvalMinutes)),
  cancelCutoffMinutes: Type.Optional(orNull(optional.cancelCutoffMinutes)),
  rescheduleCutoffMinutes: Type.Optional(orNull(optional.rescheduleCutoffMinutes)),
  scheduleId: Type.Optional(orNull(optional.scheduleId)),
} as const;

export const EventTypeChangeRequest = Type.Object(change, {
  title: 'EventTypeChange',
  ...closed,
  minProperties: 1,
  description: 'What is left out stays as it is; `null` takes a member away.',
  examples: [{ minimumNoticeMinutes: 1_440, horizon: null }],
});

export const EventTypePreviewRequest = optionalBody(
  Type.Object(change, {
    title: 'EventTypePreviewRequest',
    ...closed,
    description: 'What would change, as in a change; nothing: the terms as they are.',
    examples: [{ bufferAfterMinutes: 30 }],
  }),
);

export const EventTypeSchema = Type.Object(
  {
    id: UuidText,
    hostId: UuidText,
    ...required,
    ...filledIn,
    ...maybe,
    revision: Revision,
    createdAt: InstantText,
    updatedAt: InstantText,
  },
  {
    title: 'EventType',
    description:
      'What can be booked of a host, and on what terms. Each booking keeps the terms of its making.',
  },
);

export const EventTypeList = Type.Object(
  { items: Type.Array(EventTypeSchema, { maxItems: MAX_EVENT_TYPES_PER_HOST }) },
  { title: 'EventTypeList' },
);
