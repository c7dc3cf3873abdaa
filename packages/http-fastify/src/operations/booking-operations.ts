import { Type } from 'typebox';
import {
  ApprovalRequest,
  BookingHistory,
  BookingPage,
  BookingRequest,
  BookingSchema,
  BookingStatusSchema,
  EndingRequest,
  MadeBookingAnswer,
  RescheduleRequest,
} from '../schemas/booking.js';
import { NoFields } from '../schemas/optional-body.js';
import { PAGE_QUERY } from '../schemas/page.js';
import { InstantText, UuidText } from '../schemas/scalars.js';
import { defineOperation } from './operation.js';
import { POLICY_PROBLEMS } from './policy-problems.js';

const params = Type.Object({ id: UuidText }, { additionalProperties: false });

export const bookOperation = defineOperation({
  method: 'POST',
  path: '/bookings',
  id: 'book',
  tag: 'Bookings',
  summary: 'Book a host',
  description:
    'Of all who want the same time one is answered 201, the others 409 with `alternatives`. Where the event type asks ' +
    'for approval, what a USER or a guest books is `pending`. A HOST books on its own calendar, for somebody. Without a ' +
    'token, a `guest` books for itself, where the event type allows it.',
  access: 'booking.make',
  idempotent: true,
  conditional: false,
  body: BookingRequest,
  answer: {
    status: 201,
    description: 'The booking.',
    schema: MadeBookingAnswer,
    headers: ['Location', 'ETag'],
  },
  problems: [
    'unauthenticated',
    'invalid_input',
    'forbidden',
    'guests_not_allowed',
    'too_many_guest_bookings',
    'host_not_found',
    'event_type_not_found',
    'booker_not_found',
    'duration_ambiguous',
    ...POLICY_PROBLEMS,
    'key_reused',
  ],
});

export const listBookingsOperation = defineOperation({
  method: 'GET',
  path: '/bookings',
  id: 'listBookings',
  tag: 'Bookings',
  summary: 'List bookings',
  description: 'A HOST sees those of its calendar, a USER its own.',
  access: 'booking.list',
  idempotent: false,
  conditional: false,
  query: Type.Object(
    {
      hostId: Type.Optional(UuidText),
      eventTypeId: Type.Optional(UuidText),
      status: Type.Optional(BookingStatusSchema),
      from: Type.Optional(Type.String({ ...InstantText, description: 'Bookings that end after this.' })),
      to: Type.Optional(Type.String({ ...InstantText, description: 'Bookings that start before this.' })),
      ...PAGE_QUERY,
    },
    { additionalProperties: false },
  ),
  answer: { status: 200, description: 'In order of start.', schema: BookingPage, headers: ['Link'] },
  problems: ['invalid_input'],
});

export const showBookingOperation = defineOperation({
  method: 'GET',
  path: '/bookings/{id}',
  id: 'showBooking',
  tag: 'Bookings',
  summary: 'Show a booking',
  access: 'booking.show',
  idempotent: false,
  conditional: false,
  params,
  answer: { status: 200, description: 'The booking.', schema: BookingSchema, headers: ['ETag'] },
  problems: ['booking_not_found'],
});

export const showBookingHistoryOperation = defineOperation({
  method: 'GET',
  path: '/bookings/{id}/history',
  id: 'showBookingHistory',
  tag: 'Bookings',
  summary: 'Show what was done to a booking',
  access: 'booking.history',
  idempotent: false,
  conditional: false,
  params,
  answer: { status: 200, description: 'The history.', schema: BookingHistory },
  problems: ['booking_not_found'],
});

export const cancelBookingOperation = defineOperation({
  method: 'POST',
  path: '/bookings/{id}/cancel',
  id: 'cancelBooking',
  tag: 'Bookings',
  summary: 'Cancel a booking',
  description:
    'Its time is free at once, and offered to who waits for it. Its booker may do so up to the cut-off that was agreed, ' +
    'the host at any time. Cancelling what is cancelled succeeds and does nothing.',
  access: 'booking.cancel',
  idempotent: true,
  conditional: false,
  params,
  body: EndingRequest,
  answer: { status: 200, description: 'The booking, cancelled.', schema: BookingSchema, headers: ['ETag'] },
  problems: [
    'invalid_input',
    'forbidden',
    'booking_not_found',
    'illegal_transition',
    'cutoff_passed',
    'key_reused',
  ],
});

export const rescheduleBookingOperation = defineOperation({
  method: 'POST',
  path: '/bookings/{id}/reschedule',
  id: 'rescheduleBooking',
  tag: 'Bookings',
  summary: 'Move a booking',
  description:
    'The same id, the next revision, judged by today’s terms of what was booked. What a USER moves may need approval ' +
    'again. Moving it to where it is succeeds and does nothing.',
  access: 'booking.reschedule',
  idempotent: true,
  conditional: false,
  params,
  body: RescheduleRequest,
  answer: { status: 200, description: 'The booking, moved.', schema: BookingSchema, headers: ['ETag'] },
  problems: [
    'invalid_input',
    'forbidden',
    'booking_not_found',
    'event_type_not_found',
    'host_not_found',
    'illegal_transition',
    'cutoff_passed',
    ...POLICY_PROBLEMS,
    'key_reused',
  ],
});

export const approveBookingOperation = defineOperation({
  method: 'POST',
  path: '/bookings/{id}/approve',
  id: 'approveBooking',
  tag: 'Bookings',
  summary: 'Approve a pending booking',
  description:
    'The host agrees. In time it always succeeds; after the deadline, if the time can still be booked. Approving what ' +
    'is confirmed succeeds and does nothing.',
  access: 'booking.approve',
  idempotent: true,
  conditional: false,
  params,
  body: ApprovalRequest,
  answer: { status: 200, description: 'The booking, confirmed.', schema: BookingSchema, headers: ['ETag'] },
  problems: [
    'invalid_input',
    'forbidden',
    'booking_not_found',
    'event_type_not_found',
    'host_not_found',
    'illegal_transition',
    ...POLICY_PROBLEMS,
    'key_reused',
  ],
});

export const declineBookingOperation = defineOperation({
  method: 'POST',
  path: '/bookings/{id}/decline',
  id: 'declineBooking',
  tag: 'Bookings',
  summary: 'Decline a pending booking',
  description:
    'The host refuses it; its time is free at once. Declining what is declined succeeds and does nothing.',
  access: 'booking.decline',
  idempotent: true,
  conditional: false,
  params,
  body: EndingRequest,
  answer: { status: 200, description: 'The booking, declined.', schema: BookingSchema, headers: ['ETag'] },
  problems: [
    'invalid_input',
    'forbidden',
    'booking_not_found',
    'illegal_transition',
    'cutoff_passed',
    'key_reused',
  ],
});

const attendance = {
  method: 'POST',
  tag: 'Bookings',
  access: 'booking.record-attendance',
  idempotent: true,
  conditional: false,
  params,
  body: NoFields,
  answer: { status: 200, description: 'The booking.', schema: BookingSchema, headers: ['ETag'] },
  problems: [
    'invalid_input',
    'forbidden',
    'booking_not_found',
    'illegal_transition',
    'too_early',
    'key_reused',
  ],
} as const;

export const markNoShowOperation = defineOperation({
  ...attendance,
  path: '/bookings/{id}/no-show',
  id: 'markNoShow',
  summary: 'Say that nobody came',
  description: 'By the host, from the start on. The time stays the booking’s.',
});

export const undoNoShowOperation = defineOperation({
  ...attendance,
  path: '/bookings/{id}/undo-no-show',
  id: 'undoNoShow',
  summary: 'Take a no-show back',
  description: 'By the host. The booking is confirmed again.',
});

export const completeBookingOperation = defineOperation({
  ...attendance,
  path: '/bookings/{id}/complete',
  id: 'completeBooking',
  summary: 'Say that it has taken place',
  description: 'By the host, from the start on.',
});

export const checkInOperation = defineOperation({
  ...attendance,
  path: '/bookings/{id}/check-in',
  id: 'checkIn',
  summary: 'Say that the booker has come',
  description: 'By the host. The booking stays confirmed, and has `checkedInAt`.',
});
