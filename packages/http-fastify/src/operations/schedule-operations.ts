import { Type } from 'typebox';
import { PreviewAnswer, SchedulePreviewRequest } from '../schemas/preview.js';
import { UuidText } from '../schemas/scalars.js';
import {
  ScheduleChangedAnswer,
  ScheduleList,
  ScheduleReplacementRequest,
  ScheduleSchema,
  ScheduleStatementRequest,
  ScheduleWithdrawnAnswer,
} from '../schemas/schedule.js';
import { defineOperation } from './operation.js';

const params = Type.Object({ id: UuidText }, { additionalProperties: false });

export const stateScheduleOperation = defineOperation({
  method: 'POST',
  path: '/schedules',
  id: 'stateSchedule',
  tag: 'Schedules',
  summary: 'State the hours that a host keeps',
  description:
    'A HOST states them for itself, in local time. The first schedule of a host is its default, which its slots come ' +
    'from: give it a `slotDuration` to have it booked.',
  access: 'schedule.state',
  idempotent: true,
  conditional: false,
  body: ScheduleStatementRequest,
  answer: {
    status: 201,
    description: 'The schedule.',
    schema: ScheduleSchema,
    headers: ['Location', 'ETag'],
  },
  problems: ['invalid_input', 'forbidden', 'host_not_found', 'key_reused'],
});

export const listSchedulesOperation = defineOperation({
  method: 'GET',
  path: '/schedules',
  id: 'listSchedules',
  tag: 'Schedules',
  summary: 'List the schedules of a host',
  description: 'For that host alone; others ask for its slots.',
  access: 'schedule.list',
  idempotent: false,
  conditional: false,
  query: Type.Object(
    { hostId: Type.Optional(Type.String({ ...UuidText, description: 'The caller, if left out.' })) },
    { additionalProperties: false },
  ),
  answer: { status: 200, description: 'All of them, in order of id.', schema: ScheduleList },
  problems: ['invalid_input', 'forbidden'],
});

export const showScheduleOperation = defineOperation({
  method: 'GET',
  path: '/schedules/{id}',
  id: 'showSchedule',
  tag: 'Schedules',
  summary: 'Show a schedule',
  access: 'schedule.show',
  idempotent: false,
  conditional: false,
  params,
  answer: { status: 200, description: 'The schedule.', schema: ScheduleSchema, headers: ['ETag'] },
  problems: ['schedule_not_found'],
});

export const changeScheduleOperation = defineOperation({
  method: 'PUT',
  path: '/schedules/{id}',
  id: 'changeSchedule',
  tag: 'Schedules',
  summary: 'Put another schedule in its place',
  description:
    'The whole of it. Bookings stay as they are; `bookingsOutside` says which of them now lie outside. A schedule that ' +
    'becomes the default takes the place of the one that was.',
  access: 'schedule.change',
  idempotent: false,
  conditional: 'required',
  params,
  body: ScheduleReplacementRequest,
  answer: {
    status: 200,
    description: 'The schedule as it is now.',
    schema: ScheduleChangedAnswer,
    headers: ['ETag'],
  },
  problems: [
    'invalid_input',
    'forbidden',
    'schedule_not_found',
    'schedule_is_default',
    'schedule_in_use',
    'revision_stale',
  ],
});

export const withdrawScheduleOperation = defineOperation({
  method: 'DELETE',
  path: '/schedules/{id}',
  id: 'withdrawSchedule',
  tag: 'Schedules',
  summary: 'Withdraw a schedule',
  description:
    'Bookings stay as they are; `bookingsOutside` says which of them now lie outside. The default goes last, ' +
    'and what event types use stays.',
  access: 'schedule.withdraw',
  idempotent: false,
  conditional: 'optional',
  params,
  answer: { status: 200, description: 'What was withdrawn.', schema: ScheduleWithdrawnAnswer },
  problems: [
    'invalid_input',
    'schedule_not_found',
    'schedule_is_default',
    'schedule_in_use',
    'revision_stale',
  ],
});

export const previewScheduleOperation = defineOperation({
  method: 'POST',
  path: '/schedules/{id}:preview',
  id: 'previewSchedule',
  tag: 'Schedules',
  summary: 'Show what a change of a schedule would do',
  description: 'Nothing is changed.',
  access: 'schedule.preview',
  idempotent: false,
  conditional: false,
  params,
  body: SchedulePreviewRequest,
  answer: { status: 200, description: 'What it would do in the range.', schema: PreviewAnswer },
  problems: ['invalid_input', 'forbidden', 'host_not_found', 'schedule_not_found', 'schedule_is_default'],
});
