import { MAX_SLOT_RANGE_DAYS } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { PAGE_QUERY } from '../schemas/page.js';
import { InstantText, TimeZoneName, UuidText } from '../schemas/scalars.js';
import { FreeWindowPage, SLOT_VIEWS, SlotCounts, SlotPage } from '../schemas/slot.js';
import { defineOperation } from './operation.js';

export const listSlotsOperation = defineOperation({
  method: 'GET',
  path: '/slots',
  id: 'listSlots',
  tag: 'Slots',
  summary: 'List what can be booked right now',
  description:
    'A slot is listed if and only if a booking of it would be accepted at this instant. `view=windows` gives the free ' +
    'stretches instead, `view=days` how many slots start on each date.',
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
      view: Type.Optional(
        Type.Enum(SLOT_VIEWS, {
          default: 'slots',
          description: '`days` is not paged: it takes no `limit` and no `cursor`.',
        }),
      ),
      timeZone: Type.Optional(
        Type.String({
          ...TimeZoneName,
          description:
            'Adds the local times of this zone; with `view=days` the dates are its own, or the host’s if left out.',
        }),
      ),
      ...PAGE_QUERY,
    },
    { additionalProperties: false },
  ),
  answer: {
    status: 200,
    description: 'In order of start and then of end.',
    schema: Type.Union([SlotPage, FreeWindowPage, SlotCounts]),
    headers: ['Link'],
  },
  problems: ['invalid_input', 'host_not_found'],
});
