import { Type } from 'typebox';
import {
  BookingHistory,
  BookingPage,
  BookingRequest,
  BookingSchema,
  BookingStatusSchema,
  RescheduleRequest,
} from '../schemas/booking.js';
import { PAGE_QUERY } from '../schemas/page.js';
import { InstantText, UuidText } from '../schemas/scalars.js';
import { defineOperation } from './operation.js';

const params = Type.Object({ id: UuidText }, { additionalProperties: false });

export const bookOperation = defineOperation({
  method: 'POST',
  path: '/bookings',
  id: 'book',
  tag: 'Bookings',
  summary: 'Book a host',
  description: 'Of all who want the same time one is answered 201, the others 409 with `alternatives`.',
  authenticated: true,
  idempotent: true,
  conditional: false,
  body: BookingRequest,
  answer: { status: 201, description: 'The booking.', schema: BookingSchema, headers: ['Location', 'ETag'] },
  problems: [
    'invalid_input',
    'forbidden',
    'host_not_found',
    'duration_ambiguous',
    'start_in_past',
    'outside_availability',
    'off_grid',
    'time_taken',
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
  authenticated: true,
  idempotent: false,
  conditional: false,
  query: Type.Object(
    {
      hostId: Type.Optional(UuidText),
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
  authenticated: true,
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
  authenticated: true,
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
  description: 'Its time is free at once. Cancelling what is cancelled succeeds and does nothing.',
  authenticated: true,
  idempotent: true,
  conditional: false,
  params,
  body: Type.Unsafe<Record<string, never> | null>({
    title: 'NoFields',
    type: ['object', 'null'],
    properties: {},
    additionalProperties: false,
    description: 'Nothing, or an object without fields.',
  }),
  answer: { status: 200, description: 'The booking, cancelled.', schema: BookingSchema, headers: ['ETag'] },
  problems: ['booking_not_found', 'illegal_transition', 'key_reused'],
});

export const rescheduleBookingOperation = defineOperation({
  method: 'POST',
  path: '/bookings/{id}/reschedule',
  id: 'rescheduleBooking',
  tag: 'Bookings',
  summary: 'Move a booking',
  description: 'The same id, the next revision. Moving it to where it is succeeds and does nothing.',
  authenticated: true,
  idempotent: true,
  conditional: false,
  params,
  body: RescheduleRequest,
  answer: { status: 200, description: 'The booking, moved.', schema: BookingSchema, headers: ['ETag'] },
  problems: [
    'invalid_input',
    'booking_not_found',
    'illegal_transition',
    'start_in_past',
    'outside_availability',
    'off_grid',
    'time_taken',
    'key_reused',
  ],
});
