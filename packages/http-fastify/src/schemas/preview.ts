import { MAX_PREVIEW_SLOTS, MAX_SLOT_RANGE_DAYS } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { BookingsOutsideSchema } from './booking.js';
import { InstantText, SlotDuration, UuidText } from './scalars.js';
import { ScheduleReplacementRequest } from './schedule.js';
import { SlotSchema } from './slot.js';

const range = {
  from: Type.String({ ...InstantText, description: 'Slots that start at or after this.' }),
  to: Type.String({
    ...InstantText,
    description: `Slots that start before this, at most ${MAX_SLOT_RANGE_DAYS} days after \`from\`.`,
  }),
} as const;

const withdraw = Type.Optional(
  Type.Literal(true, {
    description: 'What a withdrawal would do.',
    'x-invalid': { code: 'not_allowed', message: 'must be true, or be left out' },
  }),
);

export const AvailabilityPreviewRequest = Type.Object(
  {
    hostId: UuidText,
    ...range,
    id: Type.Optional(
      Type.String({ ...UuidText, description: 'The availability that would change; left out, a new one.' }),
    ),
    startTime: Type.Optional(InstantText),
    endTime: Type.Optional(InstantText),
    slotDuration: Type.Optional(SlotDuration),
    withdraw,
  },
  {
    title: 'AvailabilityPreviewRequest',
    additionalProperties: false,
    description:
      'Without `id`: a new availability, `startTime`, `endTime` and `slotDuration`. With it: what would change of it, ' +
      'or `withdraw`.',
    examples: [
      {
        hostId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a',
        from: '2025-01-01T00:00:00Z',
        to: '2025-02-01T00:00:00Z',
        id: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1b',
        endTime: '2025-01-01T12:00:00Z',
      },
    ],
  },
);

export const SchedulePreviewRequest = Type.Object(
  { ...range, schedule: Type.Optional(ScheduleReplacementRequest), withdraw },
  {
    title: 'SchedulePreviewRequest',
    additionalProperties: false,
    description: 'Either the whole schedule as it would be, or `withdraw`.',
    examples: [{ from: '2025-01-01T00:00:00Z', to: '2025-02-01T00:00:00Z', withdraw: true }],
  },
);

const SlotList = Type.Object(
  {
    count: Type.Integer({ minimum: 0 }),
    items: Type.Array(SlotSchema, {
      maxItems: MAX_PREVIEW_SLOTS,
      description: 'The first thousand, in order of start and then of end.',
    }),
  },
  { title: 'SlotList' },
);

export const PreviewAnswer = Type.Object(
  { slotsGained: SlotList, slotsLost: SlotList, bookingsOutside: BookingsOutsideSchema },
  { title: 'Preview', description: 'What a change would do in a range. Nothing is changed.' },
);
