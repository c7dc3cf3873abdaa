import { MAX_SLOT_RANGE_DAYS } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { PAGE_QUERY } from '../schemas/page.js';
import { ExplanationAnswer, ExplanationRequest } from '../schemas/explanation.js';
import { Attendees, DurationMinutes, InstantText, TimeZoneName } from '../schemas/scalars.js';
import { FreeWindowPage, SLOT_VIEWS, SlotCounts, SlotPage } from '../schemas/slot.js';
import { TARGET } from '../schemas/target.js';
import { defineOperation } from './operation.js';

export const listSlotsOperation = defineOperation({
  method: 'GET',
  path: '/slots',
  id: 'listSlots',
  tag: 'Slots',
  summary: 'List what can be booked right now',
  description:
    'A slot is listed if and only if a booking of it would be accepted at this instant. `view=windows` gives the free ' +
    'stretches instead, `view=days` how many slots start on each date. Exactly one of `hostId` and `eventTypeId` is ' +
    'given. Anybody may ask; with an access token what depends on the booker counts too.',
  access: 'slot.list',
  idempotent: false,
  conditional: false,
  query: Type.Object(
    {
      ...TARGET,
      from: Type.String({ ...InstantText, description: 'Slots that start at or after this.' }),
      to: Type.String({
        ...InstantText,
        description: `Slots that start before this, at most ${MAX_SLOT_RANGE_DAYS} days after \`from\`.`,
      }),
      durationMinutes: Type.Optional(
        Type.Integer({
          ...DurationMinutes,
          description: 'Minutes: one of the lengths of the event type; its first, if left out.',
        }),
      ),
      attendees: Type.Optional(Type.Integer({ ...Attendees, default: 1 })),
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
            'Adds the local times of this zone; with `view=days` the dates are its own; if left out, those of ' +
            'the event type’s zone, or of the host’s.',
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
  problems: ['invalid_input', 'host_not_found', 'event_type_not_found'],
});

export const explainSlotOperation = defineOperation({
  method: 'POST',
  path: '/slots/explain',
  id: 'explainSlot',
  tag: 'Slots',
  summary: 'Tell why a time can’t be booked',
  description:
    'Every reason, by the same policies that judge a booking of it. Nothing is changed. Anybody may ask; with an access ' +
    'token what depends on the booker is judged too, and a host may say what it would override.',
  access: 'slot.explain',
  idempotent: false,
  conditional: false,
  body: ExplanationRequest,
  answer: { status: 200, description: 'What stands in its way.', schema: ExplanationAnswer },
  problems: ['invalid_input', 'forbidden', 'host_not_found', 'event_type_not_found', 'duration_ambiguous'],
});
