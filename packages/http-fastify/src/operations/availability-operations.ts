import { Type } from 'typebox';
import {
  AvailabilityChangedAnswer,
  AvailabilityChangeRequest,
  AvailabilityPage,
  AvailabilitySchema,
  AvailabilityStatementRequest,
  AvailabilityWithdrawnAnswer,
} from '../schemas/availability.js';
import { PAGE_QUERY } from '../schemas/page.js';
import { AvailabilityPreviewRequest, PreviewAnswer } from '../schemas/preview.js';
import { InstantText, UuidText } from '../schemas/scalars.js';
import { defineOperation } from './operation.js';

const params = Type.Object({ id: UuidText }, { additionalProperties: false });

export const stateAvailabilityOperation = defineOperation({
  method: 'POST',
  path: '/availability',
  id: 'stateAvailability',
  tag: 'Availability',
  summary: 'State when a host can be booked',
  description:
    'A HOST states it for itself. Ranges of one slot duration that touch or overlap are one window, whose slots begin ' +
    'at its start.',
  access: 'availability.state',
  idempotent: true,
  conditional: false,
  body: AvailabilityStatementRequest,
  answer: {
    status: 201,
    description: 'The availability.',
    schema: AvailabilitySchema,
    headers: ['Location', 'ETag'],
  },
  problems: ['invalid_input', 'forbidden', 'host_not_found', 'key_reused'],
});

export const listAvailabilityOperation = defineOperation({
  method: 'GET',
  path: '/availability',
  id: 'listAvailability',
  tag: 'Availability',
  summary: 'List what a host has stated',
  description: 'For that host alone; others ask for its slots.',
  access: 'availability.list',
  idempotent: false,
  conditional: false,
  query: Type.Object(
    {
      hostId: Type.Optional(Type.String({ ...UuidText, description: 'The caller, if left out.' })),
      from: Type.Optional(Type.String({ ...InstantText, description: 'Ranges that end after this.' })),
      to: Type.Optional(Type.String({ ...InstantText, description: 'Ranges that start before this.' })),
      ...PAGE_QUERY,
    },
    { additionalProperties: false },
  ),
  answer: { status: 200, description: 'In order of start.', schema: AvailabilityPage, headers: ['Link'] },
  problems: ['invalid_input', 'forbidden'],
});

export const showAvailabilityOperation = defineOperation({
  method: 'GET',
  path: '/availability/{id}',
  id: 'showAvailability',
  tag: 'Availability',
  summary: 'Show an availability',
  access: 'availability.show',
  idempotent: false,
  conditional: false,
  params,
  answer: { status: 200, description: 'The availability.', schema: AvailabilitySchema, headers: ['ETag'] },
  problems: ['availability_not_found'],
});

export const changeAvailabilityOperation = defineOperation({
  method: 'PATCH',
  path: '/availability/{id}',
  id: 'changeAvailability',
  tag: 'Availability',
  summary: 'Change an availability',
  description: 'Bookings stay as they are; `bookingsOutside` says which of them now lie outside.',
  access: 'availability.change',
  idempotent: false,
  conditional: 'required',
  params,
  body: AvailabilityChangeRequest,
  answer: {
    status: 200,
    description: 'The availability as it is now.',
    schema: AvailabilityChangedAnswer,
    headers: ['ETag'],
  },
  problems: ['invalid_input', 'availability_not_found', 'revision_stale'],
});

export const withdrawAvailabilityOperation = defineOperation({
  method: 'DELETE',
  path: '/availability/{id}',
  id: 'withdrawAvailability',
  tag: 'Availability',
  summary: 'Withdraw an availability',
  description: 'Bookings stay as they are; `bookingsOutside` says which of them now lie outside.',
  access: 'availability.withdraw',
  idempotent: false,
  conditional: 'optional',
  params,
  answer: { status: 200, description: 'What was withdrawn.', schema: AvailabilityWithdrawnAnswer },
  problems: ['invalid_input', 'availability_not_found', 'revision_stale'],
});

export const previewAvailabilityOperation = defineOperation({
  method: 'POST',
  path: '/availability:preview',
  id: 'previewAvailability',
  tag: 'Availability',
  summary: 'Show what a change of availability would do',
  description: 'Stating, changing or withdrawing one. Nothing is changed.',
  access: 'availability.preview',
  idempotent: false,
  conditional: false,
  body: AvailabilityPreviewRequest,
  answer: { status: 200, description: 'What it would do in the range.', schema: PreviewAnswer },
  problems: ['invalid_input', 'forbidden', 'host_not_found', 'availability_not_found'],
});
