import { Type } from 'typebox';
import { pageOf } from './page.js';
import { InstantText } from './scalars.js';

export const SlotSchema = Type.Object(
  { startTime: InstantText, endTime: InstantText },
  { title: 'Slot', description: 'A range `[startTime, endTime)` that a booking would be accepted for.' },
);

export const SlotPage = pageOf('SlotPage', SlotSchema);
