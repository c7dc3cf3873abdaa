import { MAX_SLOT_DURATION_MINUTES } from '@slotkeeper/domain';
import { Type } from 'typebox';

/** An RFC 3339 date-time as the domain reads it: whole seconds, offset required. */
export const InstantText = Type.String({
  format: 'date-time',
  maxLength: 40,
  description: 'RFC 3339, whole seconds, with `Z` or an offset; answers are in UTC with `Z`.',
  examples: ['2025-01-01T10:00:00Z'],
});

/** An RFC 9562 UUID; upper case is read, lower case is answered. */
export const UuidText = Type.String({ format: 'uuid', examples: ['0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a'] });

/** The name of a zone of the tz database. */
export const TimeZoneName = Type.String({
  format: 'time-zone',
  maxLength: 64,
  description: 'IANA name of a time zone.',
  examples: ['Europe/Berlin'],
});

export const SlotDuration = Type.Integer({
  minimum: 1,
  maximum: MAX_SLOT_DURATION_MINUTES,
  description: 'Minutes.',
  examples: [30],
  'x-invalid': {
    code: 'slot_duration_out_of_range',
    message: `must be a whole number of minutes from 1 to ${MAX_SLOT_DURATION_MINUTES}`,
  },
});

export const Revision = Type.Integer({
  minimum: 1,
  description: '1 at first, one more at each change; also the ETag.',
});
