import { Type } from 'typebox';
import { pageOf } from './page.js';
import { DateText, InstantText, TimeZoneName } from './scalars.js';

export const SlotSchema = Type.Object(
  { startTime: InstantText, endTime: InstantText },
  { title: 'Slot', description: 'A range `[startTime, endTime)` that a booking would be accepted for.' },
);

const LocalText = Type.String({
  format: 'date-time',
  description:
    'Where `timeZone` was asked for: the same instant by its clocks, with their offset (RFC 3339).',
  examples: ['2025-03-30T03:30:00+02:00'],
});

const listed = {
  startTime: InstantText,
  endTime: InstantText,
  localStart: Type.Optional(LocalText),
  localEnd: Type.Optional(LocalText),
} as const;

const ListedSlot = Type.Object(
  {
    ...listed,
    remaining: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Where several may attend: how many heads a party may have at the most.',
      }),
    ),
  },
  {
    title: 'ListedSlot',
    description: 'A range `[startTime, endTime)` that a booking would be accepted for.',
  },
);

const FreeWindow = Type.Object(listed, {
  title: 'FreeWindow',
  description:
    'A free stretch `[startTime, endTime)` of the host, cut at the bounds of the range and at now.',
});

export const SlotPage = pageOf('SlotPage', ListedSlot);

export const FreeWindowPage = pageOf('FreeWindowPage', FreeWindow);

export const SlotCounts = Type.Object(
  {
    timeZone: Type.String({ ...TimeZoneName, description: 'The zone whose dates these are.' }),
    items: Type.Array(
      Type.Object(
        { date: DateText, count: Type.Integer({ minimum: 0, description: 'Slots that start on it.' }) },
        { title: 'SlotCount' },
      ),
      { description: 'Every date that the range touches, in order.' },
    ),
    nextCursor: Type.Null({ description: 'The answer is whole.' }),
  },
  { title: 'SlotCounts' },
);

/** How `GET /slots` shows what is free. */
export const SLOT_VIEWS = ['slots', 'windows', 'days'] as const;
