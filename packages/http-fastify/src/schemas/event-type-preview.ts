import { MAX_REFUSED_BOOKINGS } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { BookingSchema } from './booking.js';
import { PolicyRefusalSchema } from './policy-refusal.js';

const RefusedBooking = Type.Object(
  {
    booking: BookingSchema,
    refusals: Type.Array(PolicyRefusalSchema, { description: 'Every reason, in the order of the policies.' }),
  },
  { title: 'RefusedBooking' },
);

export const EventTypePreviewAnswer = Type.Object(
  {
    count: Type.Integer({ minimum: 0 }),
    items: Type.Array(RefusedBooking, {
      maxItems: MAX_REFUSED_BOOKINGS,
      description: 'The first hundred, in order of start.',
    }),
  },
  {
    title: 'EventTypePreview',
    description: 'The bookings to come that the terms would refuse. They stay as they are.',
  },
);
