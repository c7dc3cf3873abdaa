import { Type } from 'typebox';
import { BookingsOutsideSchema } from './booking.js';
import { pageOf } from './page.js';
import { InstantText, Revision, SlotDuration, UuidText } from './scalars.js';

const properties = {
  id: UuidText,
  hostId: UuidText,
  startTime: InstantText,
  endTime: InstantText,
  slotDuration: SlotDuration,
  revision: Revision,
  createdAt: InstantText,
  updatedAt: InstantText,
} as const;

export const AvailabilitySchema = Type.Object(properties, {
  title: 'Availability',
  description: 'A range `[startTime, endTime)` in which a host can be booked, as it was stated.',
});

export const AvailabilityPage = pageOf('AvailabilityPage', AvailabilitySchema);

export const AvailabilityStatementRequest = Type.Object(
  { hostId: UuidText, startTime: InstantText, endTime: InstantText, slotDuration: SlotDuration },
  { title: 'AvailabilityStatement', additionalProperties: false },
);

export const AvailabilityChangeRequest = Type.Object(
  {
    startTime: Type.Optional(InstantText),
    endTime: Type.Optional(InstantText),
    slotDuration: Type.Optional(SlotDuration),
  },
  {
    title: 'AvailabilityChange',
    additionalProperties: false,
    minProperties: 1,
    description: 'What is left out stays as it is.',
  },
);

export const AvailabilityChangedAnswer = Type.Object(
  { ...properties, bookingsOutside: BookingsOutsideSchema },
  { title: 'AvailabilityChanged' },
);

export const AvailabilityWithdrawnAnswer = Type.Object(
  { id: UuidText, bookingsOutside: BookingsOutsideSchema },
  { title: 'AvailabilityWithdrawn' },
);
