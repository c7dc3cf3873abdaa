import { MAX_ATTENDEES, MAX_SLOT_DURATION_MINUTES, NAME_LENGTH, NAME_PATTERN } from '@slotkeeper/domain';
import { Type, type TNumberOptions } from 'typebox';

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

/** A date of the calendar, without a zone. */
export const DateText = Type.String({
  format: 'date',
  maxLength: 10,
  description: 'A date, `YYYY-MM-DD`.',
  examples: ['2025-12-24'],
});

/** A time on the clock at which a window starts. */
export const StartOfWindow = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  maxLength: 5,
  description: 'Local time, `HH:MM`.',
  examples: ['09:00'],
  'x-invalid': { code: 'invalid_time', message: 'must be a time such as 09:30, before 24:00' },
});

/** A time on the clock at which a window ends. */
export const EndOfWindow = Type.String({
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  maxLength: 5,
  description:
    'Local time, `HH:MM`; one that is not after the start is of the next day. `24:00` ends the day.',
  examples: ['17:00'],
  'x-invalid': { code: 'invalid_time', message: 'must be a time such as 09:30, or 24:00' },
});

/** What people call something. */
export const NameText = Type.String({
  minLength: NAME_LENGTH.min,
  maxLength: NAME_LENGTH.max,
  pattern: NAME_PATTERN,
  examples: ['Ada Lovelace'],
  'x-invalid': {
    code: 'invalid_name',
    message: `must be ${NAME_LENGTH.min} to ${NAME_LENGTH.max} characters, not all blank, without control characters`,
  },
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

/** A whole number within bounds, both inclusive. */
export const wholeNumber = (
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  options: TNumberOptions = {},
) =>
  Type.Integer({
    minimum,
    maximum,
    'x-invalid': { code: 'out_of_range', message: `must be a whole number from ${minimum} to ${maximum}` },
    ...options,
  });

/** How many heads a party has. */
export const Attendees = wholeNumber(
  { minimum: 1, maximum: MAX_ATTENDEES },
  { description: 'How many heads the party has.', examples: [2] },
);

export const DurationMinutes = wholeNumber(
  { minimum: 1, maximum: MAX_SLOT_DURATION_MINUTES },
  { description: 'Minutes.', examples: [30] },
);
