import { MAX_NOTE_LENGTH, MAX_TIME_OFF_DAYS } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { BookingsOutsideSchema } from './booking.js';
import { pageOf } from './page.js';
import { DateText, InstantText, TimeZoneName, UuidText } from './scalars.js';

// A store keeps text as UTF-8 without NUL.
const Note = Type.String({
  maxLength: MAX_NOTE_LENGTH,
  pattern: '^[^\\u0000\\p{Cs}]*$',
  description: 'For the host’s own eyes.',
  examples: ['Summer holidays'],
  'x-invalid': { code: 'invalid_note', message: 'must be text of whole characters, without NUL' },
});

const span = {
  startTime: Type.Optional(InstantText),
  endTime: Type.Optional(
    Type.String({ ...InstantText, description: `Exclusive, at most ${MAX_TIME_OFF_DAYS} days later.` }),
  ),
  startDate: Type.Optional(Type.String({ ...DateText, description: 'The first date off, `YYYY-MM-DD`.' })),
  endDate: Type.Optional(
    Type.String({
      ...DateText,
      description: `The last date off, inclusive, of at most ${MAX_TIME_OFF_DAYS} dates.`,
    }),
  ),
} as const;

export const TimeOffStatementRequest = Type.Object(
  {
    hostId: UuidText,
    ...span,
    timeZone: Type.Optional(
      Type.String({ ...TimeZoneName, description: 'Of the dates; the host’s own zone, if left out.' }),
    ),
    note: Type.Optional(Type.String({ ...Note, default: '' })),
  },
  {
    title: 'TimeOffStatement',
    additionalProperties: false,
    description: 'Either `startTime` and `endTime`, or `startDate` and `endDate`.',
    examples: [
      {
        hostId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a',
        startDate: '2025-07-28',
        endDate: '2025-08-15',
        note: 'Summer holidays',
      },
      {
        hostId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a',
        startTime: '2025-01-01T10:00:00Z',
        endTime: '2025-01-01T12:30:00Z',
      },
    ],
  },
);

const timeOff = {
  id: UuidText,
  hostId: UuidText,
  ...span,
  timeZone: Type.Optional(Type.String({ ...TimeZoneName, description: 'Of the dates.' })),
  note: Note,
  createdAt: InstantText,
} as const;

export const TimeOffSchema = Type.Object(timeOff, {
  title: 'TimeOff',
  description:
    'When a host is not available, whatever else it has stated: `startTime` and `endTime`, or whole dates of a zone.',
});

export const TimeOffPage = pageOf('TimeOffPage', TimeOffSchema);

export const TimeOffStatedAnswer = Type.Object(
  {
    ...timeOff,
    bookings: Type.Object(
      { ...BookingsOutsideSchema.properties },
      {
        title: 'BookingsInTimeOff',
        description: 'Bookings, not yet over, that lie in it, wholly or in part. They stay as they are.',
      },
    ),
  },
  { title: 'TimeOffStated' },
);
