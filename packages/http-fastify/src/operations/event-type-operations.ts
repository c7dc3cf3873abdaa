import { Type } from 'typebox';
import {
  EventTypeChangeRequest,
  EventTypeList,
  EventTypePreviewRequest,
  EventTypeSchema,
  EventTypeStatementRequest,
} from '../schemas/event-type.js';
import { EventTypePreviewAnswer } from '../schemas/event-type-preview.js';
import { UuidText, wholeNumber } from '../schemas/scalars.js';
import { defineOperation } from './operation.js';

const params = Type.Object({ eventTypeId: UuidText }, { additionalProperties: false });

const MAX_REVISION = 2_147_483_647;

export const stateEventTypeOperation = defineOperation({
  method: 'POST',
  path: '/event-types',
  id: 'stateEventType',
  tag: 'Event types',
  summary: 'State what can be booked, and on what terms',
  description: 'A HOST states it for itself. The hours are those of its schedule and of its availability.',
  access: 'event-type.state',
  idempotent: true,
  conditional: false,
  body: EventTypeStatementRequest,
  answer: {
    status: 201,
    description: 'The event type.',
    schema: EventTypeSchema,
    headers: ['Location', 'ETag'],
  },
  problems: ['invalid_input', 'forbidden', 'host_not_found', 'key_reused'],
});

export const listEventTypesOperation = defineOperation({
  method: 'GET',
  path: '/event-types',
  id: 'listEventTypes',
  tag: 'Event types',
  summary: 'List what can be booked of a host',
  access: 'event-type.list',
  idempotent: false,
  conditional: false,
  query: Type.Object(
    {
      hostId: Type.Optional(
        Type.String({ ...UuidText, description: 'The caller, if left out; needed from who sends no token.' }),
      ),
    },
    { additionalProperties: false },
  ),
  answer: {
    status: 200,
    description: 'All of them, in order of id; none of somebody who is no host.',
    schema: EventTypeList,
  },
  problems: ['invalid_input'],
});

export const showEventTypeOperation = defineOperation({
  method: 'GET',
  path: '/event-types/{eventTypeId}',
  id: 'showEventType',
  tag: 'Event types',
  summary: 'Show an event type',
  access: 'event-type.show',
  idempotent: false,
  conditional: false,
  params,
  answer: { status: 200, description: 'The event type.', schema: EventTypeSchema, headers: ['ETag'] },
  problems: ['event_type_not_found'],
});

export const showEventTypeRevisionOperation = defineOperation({
  method: 'GET',
  path: '/event-types/{eventTypeId}/revisions/{revision}',
  id: 'showEventTypeRevision',
  tag: 'Event types',
  summary: 'Show an event type as it was',
  description:
    'In any of its revisions, also if it was withdrawn since: the terms on which a booking was made.',
  access: 'event-type.show',
  idempotent: false,
  conditional: false,
  params: Type.Object(
    {
      eventTypeId: UuidText,
      revision: wholeNumber(
        { minimum: 1, maximum: MAX_REVISION },
        { description: 'As in `eventTypeRevision` of a booking.', examples: [1] },
      ),
    },
    { additionalProperties: false },
  ),
  answer: {
    status: 200,
    description: 'The event type in that revision.',
    schema: EventTypeSchema,
    headers: ['ETag'],
  },
  problems: ['event_type_not_found'],
});

export const changeEventTypeOperation = defineOperation({
  method: 'PATCH',
  path: '/event-types/{eventTypeId}',
  id: 'changeEventType',
  tag: 'Event types',
  summary: 'Change the terms for bookings to come',
  description:
    'Bookings that were made keep the terms of their making. A preview says which of them it would refuse.',
  access: 'event-type.change',
  idempotent: false,
  conditional: 'required',
  params,
  body: EventTypeChangeRequest,
  answer: {
    status: 200,
    description: 'The event type as it is now.',
    schema: EventTypeSchema,
    headers: ['ETag'],
  },
  problems: ['invalid_input', 'event_type_not_found', 'revision_stale'],
});

export const withdrawEventTypeOperation = defineOperation({
  method: 'DELETE',
  path: '/event-types/{eventTypeId}',
  id: 'withdrawEventType',
  tag: 'Event types',
  summary: 'Withdraw an event type',
  description: 'Bookings stay. They can be cancelled, and no longer moved.',
  access: 'event-type.withdraw',
  idempotent: false,
  conditional: 'optional',
  params,
  answer: { status: 200, description: 'What was withdrawn.', schema: EventTypeSchema },
  problems: ['invalid_input', 'event_type_not_found', 'revision_stale'],
});

export const previewEventTypeOperation = defineOperation({
  method: 'POST',
  path: '/event-types/{eventTypeId}:preview',
  id: 'previewEventType',
  tag: 'Event types',
  summary: 'Show which bookings to come the terms would refuse',
  description:
    'As they are, or as a change would have them. Notice and horizon are judged as of when a booking was made, all else ' +
    'by what stands beside it now. Nothing is changed.',
  access: 'event-type.preview',
  idempotent: false,
  conditional: false,
  params,
  body: EventTypePreviewRequest,
  answer: { status: 200, description: 'The bookings, with every reason.', schema: EventTypePreviewAnswer },
  problems: ['invalid_input', 'event_type_not_found'],
});
