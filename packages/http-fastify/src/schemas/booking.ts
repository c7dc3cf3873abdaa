import { BOOKING_STATUSES, ROLES, type BookingEventType, type BookingStatus } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { pageOf } from './page.js';
import { InstantText, Revision, UuidText } from './scalars.js';

const EVENT_TYPES = {
  'booking.confirmed': true,
  'booking.rescheduled': true,
  'booking.cancelled': true,
} as const satisfies Record<BookingEventType, true>;

export const BookingStatusSchema = Type.Unsafe<BookingStatus>({
  type: 'string',
  enum: [...BOOKING_STATUSES],
});

export const BookingSchema = Type.Object(
  {
    id: UuidText,
    hostId: UuidText,
    bookerId: UuidText,
    startTime: InstantText,
    endTime: InstantText,
    status: BookingStatusSchema,
    revision: Revision,
    createdAt: InstantText,
    updatedAt: InstantText,
  },
  { title: 'Booking', description: 'An agreed range `[startTime, endTime)` of a host’s time.' },
);

export const BookingPage = pageOf('BookingPage', BookingSchema);

export const BookingRequest = Type.Object(
  { hostId: UuidText, startTime: InstantText, endTime: Type.Optional(InstantText) },
  {
    title: 'BookingRequest',
    additionalProperties: false,
    description:
      'Without `endTime` the booking is the one slot that starts then; with it, one or more whole slots.',
  },
);

export const RescheduleRequest = Type.Object(
  { startTime: InstantText, endTime: Type.Optional(InstantText) },
  {
    title: 'RescheduleRequest',
    additionalProperties: false,
    description: 'Without `endTime` the booking keeps its length.',
  },
);

const BookingHistoryEntrySchema = Type.Object(
  {
    revision: Revision,
    type: Type.Unsafe<BookingEventType>({ type: 'string', enum: Object.keys(EVENT_TYPES) }),
    at: InstantText,
    actor: Type.Object({ userId: UuidText, role: Type.Enum(ROLES) }),
    status: BookingStatusSchema,
    startTime: InstantText,
    endTime: InstantText,
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
