import { Type } from 'typebox';
import { PAGE_QUERY } from '../schemas/page.js';
import { UuidText } from '../schemas/scalars.js';
import {
  WaitlistEntrySchema,
  WaitlistPage,
  WaitlistRequest,
  WaitlistStatusSchema,
} from '../schemas/waitlist.js';
import { defineOperation } from './operation.js';
import { POLICY_PROBLEMS } from './policy-problems.js';

const params = Type.Object({ id: UuidText }, { additionalProperties: false });

export const joinWaitlistOperation = defineOperation({
  method: 'POST',
  path: '/waitlist',
  id: 'joinWaitlist',
  tag: 'Waitlist',
  summary: 'Wait for a time',
  description:
    'A USER waits for a time that others have, or for seats in a slot that is full. Who came first is offered it first, ' +
    'as a hold, when it becomes free. Who waits for the same already goes on waiting, as the same entry.',
  access: 'waitlist.join',
  idempotent: true,
  conditional: false,
  body: WaitlistRequest,
  answer: { status: 201, description: 'The entry.', schema: WaitlistEntrySchema, headers: ['Location'] },
  problems: [
    'invalid_input',
    'forbidden',
    'host_not_found',
    'event_type_not_found',
    'duration_ambiguous',
    'slot_available',
    'waitlist_full',
    ...POLICY_PROBLEMS,
    'key_reused',
  ],
});

export const listWaitlistOperation = defineOperation({
  method: 'GET',
  path: '/waitlist',
  id: 'listWaitlist',
  tag: 'Waitlist',
  summary: 'List waitlist entries',
  description: 'A HOST sees those for its calendar, a USER its own.',
  access: 'waitlist.list',
  idempotent: false,
  conditional: false,
  query: Type.Object(
    { status: Type.Optional(WaitlistStatusSchema), ...PAGE_QUERY },
    { additionalProperties: false },
  ),
  answer: { status: 200, description: 'In order of start.', schema: WaitlistPage, headers: ['Link'] },
  problems: ['invalid_input'],
});

export const showWaitlistEntryOperation = defineOperation({
  method: 'GET',
  path: '/waitlist/{id}',
  id: 'showWaitlistEntry',
  tag: 'Waitlist',
  summary: 'Show a waitlist entry',
  access: 'waitlist.show',
  idempotent: false,
  conditional: false,
  params,
  answer: { status: 200, description: 'The entry.', schema: WaitlistEntrySchema },
  problems: ['waitlist_entry_not_found'],
});

export const leaveWaitlistOperation = defineOperation({
  method: 'DELETE',
  path: '/waitlist/{id}',
  id: 'leaveWaitlist',
  tag: 'Waitlist',
  summary: 'No longer wait',
  description:
    'Leaving what was left succeeds and does nothing. An offer is released as the hold that it is.',
  access: 'waitlist.leave',
  idempotent: false,
  conditional: false,
  params,
  answer: { status: 200, description: 'The entry, left.', schema: WaitlistEntrySchema },
  problems: ['waitlist_entry_not_found', 'waitlist_offered'],
});
