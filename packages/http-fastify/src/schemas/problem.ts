import { BOOKING_ACTIONS, SCOPES } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { PROBLEM_CODES } from '../problems/problem-forms.js';
import { BookingStatusSchema } from './booking.js';
import { POLICY_FIGURES } from './policy-refusal.js';
import { InstantText, Revision, UuidText } from './scalars.js';
import { SlotSchema } from './slot.js';

const FieldErrorSchema = Type.Object(
  {
    field: Type.String({
      description: 'The field, query parameter or header, by the name that the API gives it.',
    }),
    code: Type.String({ description: 'Stable, for programs.' }),
    message: Type.String({ description: 'For people: what the field must be.' }),
  },
  { title: 'FieldError' },
);

/** The body of every answer that is not a success (RFC 9457). */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri', description: '`urn:slotkeeper:problem:` and the code.' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String(),
    code: Type.Unsafe<string>({
      anyOf: [
        { type: 'string', enum: [...PROBLEM_CODES] },
        { type: 'string', pattern: '^[a-z][a-z0-9]*(_[a-z0-9]+)*$' },
      ],
      description:
        'Stable, for programs. Where the type is that of `custom_policy`, the own code of a policy which this server ' +
        'has added.',
    }),
    errors: Type.Optional(
      Type.Array(FieldErrorSchema, { description: 'Every offending field.', maxItems: 100 }),
    ),
    ...POLICY_FIGURES,
    alternatives: Type.Optional(
      Type.Array(SlotSchema, {
        maxItems: 3,
        description: 'Where a booking is refused a time: ranges near it that can be booked now.',
      }),
    ),
    revision: Type.Optional(
      Type.Integer({ ...Revision, description: 'With `revision_stale`: the present revision.' }),
    ),
    outcome: Type.Optional(
      Type.String({
        enum: ['unchanged', 'unknown'],
        description: 'With `store_unavailable`: whether something may have changed.',
      }),
    ),
    policy: Type.Optional(
      Type.String({ description: 'With `rate_limited`: the limit, by its name in `RateLimit-Policy`.' }),
    ),
    scope: Type.Optional(
      Type.String({
        enum: [...SCOPES, 'login'],
        description: 'With `insufficient_scope`: what the API key lacks.',
      }),
    ),
    mode: Type.Optional(
      Type.String({
        enum: ['invitation', 'closed'],
        description: 'With `registration_closed`: who can open an account all the same.',
      }),
    ),
    from: Type.Optional(BookingStatusSchema),
    attempted: Type.Optional(
      Type.String({
        description: 'With `illegal_transition`, `cutoff_passed` and `too_early`: what was to be done.',
        enum: [...BOOKING_ACTIONS],
      }),
    ),
    cutoff: Type.Optional(
      Type.String({ ...InstantText, description: 'With `cutoff_passed`: the last instant.' }),
    ),
    deadline: Type.Optional(
      Type.String({ ...InstantText, description: 'With `hold_expired`: when its time ran out.' }),
    ),
    latest: Type.Optional(
      Type.String({ ...InstantText, description: 'With `hold_at_limit`: so long it can last.' }),
    ),
    eventTypeIds: Type.Optional(
      Type.Array(UuidText, { description: 'With `schedule_in_use`: the event types that use it.' }),
    ),
    offerId: Type.Optional(
      Type.String({ ...UuidText, description: 'With `waitlist_offered`: the hold, a booking.' }),
    ),
  },
  { title: 'Problem', description: 'RFC 9457 problem details.' },
);
