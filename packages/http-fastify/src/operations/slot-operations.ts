import { MAX_SLOT_RANGE_DAYS } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { PAGE_QUERY } from '../schemas/page.js';
import { InstantText, UuidText } from '../schemas/scalars.js';
import { SlotPage } from '../schemas/slot.js';
import { defineOperation } from './operation.js';

export const listSlotsOperation = defineOperation({
  method: 'GET',
  path: '/slots',
  id: 'listSlots',
  tag: 'Slots',
  summary: 'List what can be booked right now',
  description: 'A slot is listed if and only if a booking of it would be accepted at this instant.',
  authenticated: false,
  idempotent: false,
  conditional: false,
  query: Type.Object(
    {
      hostId: UuidText,
      from: Type.String({ ...InstantText, description: 'Slots that start at or after this.' }),
      to: Type.String({
        ...InstantText,
        description: `Slots that start before this, at most ${MAX_SLOT_RANGE_DAYS} days after \`from\`.`,
      }),
      ...PAGE_QUERY,
    },
    { additionalProperties: false },
  ),
  answer: {
    status: 200,
    description: 'In order of start and then of end.',
    schema: SlotPage,
    headers: ['Link'],
  },
  problems: ['invalid_input', 'host_not_found'],
});
