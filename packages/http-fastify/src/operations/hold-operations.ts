import { Type } from 'typebox';
import { BookingSchema, HoldExtensionRequest, HoldRequest } from '../schemas/booking.js';
import { NoFields } from '../schemas/optional-body.js';
import { UuidText } from '../schemas/scalars.js';
import { defineOperation } from './operation.js';
import { POLICY_PROBLEMS } from './policy-problems.js';

const params = Type.Object({ id: UuidText }, { additionalProperties: false });

export const holdOperation = defineOperation({
  method: 'POST',
  path: '/holds',
  id: 'hold',
  tag: 'Holds',
  summary: 'Hold a time',
  description:
    'A USER blocks it against everybody until a deadline, to confirm it before that. A hold is a booking that is ' +
    '`held`, and is read as one.',
  access: 'hold.make',
  idempotent: true,
  conditional: false,
  body: HoldRequest,
  answer: {
    status: 201,
    description: 'The booking, held until its `deadline`.',
    schema: BookingSchema,
    headers: ['Location', 'ETag'],
  },
  problems: [
    'invalid_input',
    'forbidden',
    'host_not_found',
    'event_type_not_found',
    'booker_not_found',
    'duration_ambiguous',
    ...POLICY_PROBLEMS,
    'too_many_holds',
    'key_reused',
  ],
});

export const confirmHoldOperation = defineOperation({
  method: 'POST',
  path: '/holds/{id}/confirm',
  id: 'confirmHold',
  tag: 'Holds',
  summary: 'Book what is held',
  description:
    'It is `confirmed`, or `pending` where the event type asks for approval. In time it always succeeds; after the ' +
    'deadline, if the time can still be booked. Confirming what is confirmed succeeds and does nothing.',
  access: 'hold.confirm',
  idempotent: true,
  conditional: false,
  params,
  body: NoFields,
  answer: { status: 200, description: 'The booking.', schema: BookingSchema, headers: ['ETag'] },
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

export const extendHoldOperation = defineOperation({
  method: 'POST',
  path: '/holds/{id}/extend',
  id: 'extendHold',
  tag: 'Holds',
  summary: 'Hold on for longer',
  description:
    'From now on, up to the bound that holds have from their making on. A hold is never shortened: where it lasts as ' +
    'long already, nothing changes.',
  access: 'hold.extend',
  idempotent: true,
  conditional: false,
  params,
  body: HoldExtensionRequest,
  answer: { status: 200, description: 'The booking.', schema: BookingSchema, headers: ['ETag'] },
  problems: [
    'invalid_input',
    'forbidden',
    'booking_not_found',
    'illegal_transition',
    'hold_expired',
    'hold_at_limit',
    'key_reused',
  ],
});

export const releaseHoldOperation = defineOperation({
  method: 'DELETE',
  path: '/holds/{id}',
  id: 'releaseHold',
  tag: 'Holds',
  summary: 'Let go of what is held',
  description:
    'Its time is free at once, and offered to who waits for it. Releasing what is released succeeds and does nothing.',
  access: 'hold.release',
  idempotent: false,
  conditional: false,
  params,
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
