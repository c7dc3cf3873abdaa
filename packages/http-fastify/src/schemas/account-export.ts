import { Type } from 'typebox';
import { ApiKeySchema } from './api-key.js';
import { AvailabilitySchema } from './availability.js';
import { BookingSchema } from './booking.js';
import { EventTypeSchema } from './event-type.js';
import { InstantText } from './scalars.js';
import { ScheduleSchema } from './schedule.js';
import { TimeOffSchema } from './time-off.js';
import { UserSchema } from './user.js';
import { WaitlistEntrySchema } from './waitlist.js';

export const AccountExportAnswer = Type.Object(
  {
    exportedAt: InstantText,
    user: UserSchema,
    bookings: Type.Array(BookingSchema, {
      description: 'Of a HOST those of its calendar, of a USER its own.',
    }),
    waitlist: Type.Array(WaitlistEntrySchema),
    apiKeys: Type.Array(ApiKeySchema),
    availability: Type.Array(AvailabilitySchema),
    schedules: Type.Array(ScheduleSchema),
    timeOff: Type.Array(TimeOffSchema),
    eventTypes: Type.Array(EventTypeSchema),
  },
  { title: 'AccountExport', description: 'Everything that is kept of a person.' },
);
