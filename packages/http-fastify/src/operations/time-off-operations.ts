import { Type } from 'typebox';
import { PAGE_QUERY } from '../schemas/page.js';
import { UuidText } from '../schemas/scalars.js';
import {
  TimeOffPage,
  TimeOffSchema,
  TimeOffStatedAnswer,
  TimeOffStatementRequest,
} from '../schemas/time-off.js';
import { defineOperation } from './operation.js';

export const stateTimeOffOperation = defineOperation({
  method: 'POST',
  path: '/time-off',
  id: 'stateTimeOff',
  tag: 'Time off',
  summary: 'State when a host is away',
  description: 'A HOST states it for itself. Bookings stay as they are; `bookings` are those that lie in it.',
  access: 'time-off.state',
  idempotent: true,
  conditional: false,
  body: TimeOffStatementRequest,
  answer: {
    status: 201,
    description: 'The time off, with the bookings that lie in it.',
    schema: TimeOffStatedAnswer,
  },
  problems: ['invalid_input', 'forbidden', 'host_not_found', 'key_reused'],
});

export const listTimeOffOperation = defineOperation({
  method: 'GET',
  path: '/time-off',
  id: 'listTimeOff',
  tag: 'Time off',
  summary: 'List the time off of a host',
  description: 'For that host alone.',
  access: 'time-off.list',
  idempotent: false,
  conditional: false,
  query: Type.Object(
    {
      hostId: Type.Optional(Type.String({ ...UuidText, description: 'The caller, if left out.' })),
      ...PAGE_QUERY,
    },
    { additionalProperties: false },
  ),
  answer: { status: 200, description: 'In order of id.', schema: TimeOffPage, headers: ['Link'] },
  problems: ['invalid_input', 'forbidden'],
});

export const withdrawTimeOffOperation = defineOperation({
  method: 'DELETE',
  path: '/time-off/{id}',
  id: 'withdrawTimeOff',
  tag: 'Time off',
  summary: 'Withdraw time off',
  description: 'The host is available again, as its schedule and its availability say.',
  access: 'time-off.withdraw',
  idempotent: false,
  conditional: false,
  params: Type.Object({ id: UuidText }, { additionalProperties: false }),
  answer: { status: 200, description: 'What was withdrawn.', schema: TimeOffSchema },
  problems: ['time_off_not_found'],
});
