import {
  BOOKING_EVENT_TYPES,
  BOOKING_STATUSES,
  MAX_ENDING_NOTE_LENGTH,
  MAX_REASON_LENGTH,
  ROLES,
  type BookingEventType,
  type BookingStatus,
} from '@slotkeeper/domain';
import { Type } from 'typebox';
import { optionalBody } from './optional-body.js';
import { pageOf } from './page.js';
import { Attendees, InstantText, NameText, Revision, UuidText } from './scalars.js';
import { EXACTLY_ONE_TARGET } from './target.js';
import { Email } from './user.js';
import { Overrides, WANTED_TIME, WITHOUT_AN_END } from './wanted-time.js';

const closed = { additionalProperties: false } as const;

export const BookingStatusSchema = Type.Unsafe<BookingStatus>({
  type: 'string',
  enum: [...BOOKING_STATUSES],
});

// A store keeps text as UTF-8 without NUL.
const ending = {
  reason: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MAX_REASON_LENGTH,
      pattern: '^[^\\p{Cc}\\p{Cs}]*$',
      description: 'A code of the caller’s choice.',
      examples: ['illness'],
      'x-invalid': {
        code: 'invalid_reason',
        message: `must be 1 to ${MAX_REASON_LENGTH} characters, without control characters`,
      },
    }),
  ),
  note: Type.Optional(
    Type.String({
      maxLength: MAX_ENDING_NOTE_LENGTH,
      pattern: '^[^\\u0000\\p{Cs}]*$',
      description: 'For people: both parties see it.',
      examples: ['Sorry, I’m ill.'],
      'x-invalid': { code: 'invalid_note', message: 'must be text of whole characters, without NUL' },
    }),
  ),
} as const;

const BookingEndingSchema = Type.Object(
  {
    by: Type.Enum(['HOST', 'BOOKER'], { description: 'The party that ended it.' }),
    ...ending,
  },
  { title: 'BookingEnding', description: 'How a booking was given up.' },
);

const minutes = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

/** What of the terms of its event type goes on to hold for a booking. */
const agreed = {
  eventTypeId: Type.Optional(
    Type.String({
      ...UuidText,
      description: 'What was booked; left out where it is the host’s availability itself.',
    }),
  ),
  eventTypeRevision: Type.Optional(
    Type.Integer({ minimum: 1, description: 'The revision of the terms on which it was booked.' }),
  ),
  bufferBeforeMinutes: minutes('Kept free before it, as agreed.'),
  bufferAfterMinutes: minutes('Kept free after it, as agreed.'),
  cancelCutoffMinutes: minutes('How long before its start the booker may cancel it at the latest.'),
  rescheduleCutoffMinutes: minutes('How long before its start the booker may move it at the latest.'),
  approvalMinutes: minutes('How long it waits for the host’s approval at the most.'),
} as const;

const booking = {
  id: UuidText,
  hostId: UuidText,
  bookerId: Type.String({
    ...UuidText,
    description: 'The user, or an id that stands for the address of a guest and tells nothing of it.',
  }),
  guest: Type.Optional(Type.Object({ name: Type.String(), email: Type.String() }, { title: 'BookedGuest' })),
  startTime: InstantText,
  endTime: InstantText,
  status: BookingStatusSchema,
  ...agreed,
  attendees: Attendees,
  sessionId: Type.Optional(
    Type.String({ ...UuidText, description: 'The same for all bookings that share a slot.' }),
  ),
  deadline: Type.Optional(
    Type.String({
      ...InstantText,
      description: 'Of what is `held` or `pending`: from then on it blocks no time.',
    }),
  ),
  expiredFrom: Type.Optional(
    Type.Enum(['held', 'pending'], { description: 'Of what is `expired`: what it was before.' }),
  ),
  waitlistEntryId: Type.Optional(
    Type.String({ ...UuidText, description: 'The waitlist entry that it is an offer for.' }),
  ),
  ending: Type.Optional(BookingEndingSchema),
  checkedInAt: Type.Optional(Type.String({ ...InstantText, description: 'When the booker came.' })),
  revision: Revision,
  createdAt: InstantText,
  updatedAt: InstantText,
} as const;

export const BookingSchema = Type.Object(booking, {
  title: 'Booking',
  description:
    'A range `[startTime, endTime)` of a host’s time that is held, pending or agreed, or was. What does not apply is ' +
    'left out.',
});

export const MadeBookingAnswer = Type.Object(
  {
    ...booking,
    guestToken: Type.Optional(
      Type.String({
        pattern: '^sg_',
        description:
          'Where it is booked for a guest: what the guest shows, cancels and moves it by, as ' +
          '`Authorization: Bearer sg_…`. It is shown this once.',
      }),
    ),
  },
  { title: 'MadeBooking' },
);

export const BookingPage = pageOf('BookingPage', BookingSchema);

const GuestSchema = Type.Object(
  { name: NameText, email: Email },
  {
    title: 'Guest',
    ...closed,
    description:
      'Who has no account: books for itself, without a token, where the event type allows guests; or has a host book ' +
      'for it. Instead of `bookerId`.',
  },
);

export const BookingRequest = Type.Object(
  {
    ...WANTED_TIME,
    bookerId: Type.Optional(
      Type.String({
        ...UuidText,
        description: 'For whom a host books on its own calendar; a user books for itself.',
      }),
    ),
    guest: Type.Optional(GuestSchema),
    overrides: Type.Optional(Overrides),
  },
  {
    title: 'BookingRequest',
    ...closed,
    description: `${EXACTLY_ONE_TARGET} ${WITHOUT_AN_END} With \`endTime\` a host’s own time can be several slots.`,
  },
);

/** From one minute on: the bounds are the server’s own. */
const holdMinutes = Type.Optional(
  Type.Integer({
    minimum: 1,
    description: 'How long from now on; as long as the server’s holds last, if left out.',
    examples: [10],
    'x-invalid': { code: 'out_of_range', message: 'must be a whole number of minutes from 1 on' },
  }),
);

export const HoldRequest = Type.Object(
  { ...WANTED_TIME, minutes: holdMinutes },
  { title: 'HoldRequest', ...closed, description: `${EXACTLY_ONE_TARGET} ${WITHOUT_AN_END}` },
);

export const HoldExtensionRequest = optionalBody(
  Type.Object({ minutes: holdMinutes }, { title: 'HoldExtensionRequest', ...closed }),
);

export const EndingRequest = optionalBody(Type.Object(ending, { title: 'EndingRequest', ...closed }));

export const ApprovalRequest = optionalBody(
  Type.Object({ overrides: Type.Optional(Overrides) }, { title: 'ApprovalRequest', ...closed }),
);

export const RescheduleRequest = Type.Object(
  {
    startTime: InstantText,
    endTime: Type.Optional(InstantText),
    overrides: Type.Optional(Overrides),
  },
  {
    title: 'RescheduleRequest',
    ...closed,
    description: 'Without `endTime` the booking keeps its length.',
  },
);

const BookingHistoryEntrySchema = Type.Object(
  {
    revision: Revision,
    type: Type.Unsafe<BookingEventType>({ type: 'string', enum: [...BOOKING_EVENT_TYPES] }),
    at: InstantText,
    actor: Type.Object(
      {
        userId: Type.Optional(UuidText),
        role: Type.Enum([...ROLES, 'SYSTEM'], {
          description: '`SYSTEM`, without a `userId`, where nobody did it but time.',
        }),
      },
      { title: 'EventActor' },
    ),
    status: BookingStatusSchema,
    startTime: InstantText,
    endTime: InstantText,
    overridden: Type.Optional(
      Type.Array(Type.String(), { description: 'The policies that the host has set aside for it.' }),
    ),
    ending: Type.Optional(BookingEndingSchema),
  },
  {
    title: 'BookingHistoryEntry',
    description: 'What was done to a booking, by whom, when, and what came of it.',
  },
);

export const BookingHistory = Type.Object(
  { items: Type.Array(BookingHistoryEntrySchema, { description: 'In order of revision.' }) },
  { title: 'BookingHistory' },
);

/** The bookings that a change of availability leaves outside of it. */
export const BookingsOutsideSchema = Type.Object(
  {
    count: Type.Integer({ minimum: 0 }),
    items: Type.Array(BookingSchema, { description: 'The first hundred, in order of start.' }),
  },
  {
    title: 'BookingsOutside',
    description: 'Bookings that now lie outside of availability. They stay as they are.',
  },
);
