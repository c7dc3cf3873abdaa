import { Type } from 'typebox';
import { PROBLEM_CODES } from '../problems/problem-forms.js';
import { SlotSchema } from './slot.js';
import { BookingStatusSchema } from './booking.js';
import { InstantText, Revision } from './scalars.js';

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
      type: 'string',
      enum: [...PROBLEM_CODES],
      description: 'Stable, for programs.',
    }),
    errors: Type.Optional(
      Type.Array(FieldErrorSchema, { description: 'Every offending field.', maxItems: 100 }),
    ),
    now: Type.Optional(
      Type.String({ ...InstantText, description: 'With `start_in_past`: what the server’s clock says.' }),
    ),
    busy: Type.Optional(
      Type.Object({ ...SlotSchema.properties }, { description: 'With `time_taken`: the range in the way.' }),
    ),
    alternatives: Type.Optional(
      Type.Array(SlotSchema, {
        maxItems: 3,
        description: 'With `time_taken`: ranges near it that are free now.',
      }),
    ),
    slotDurations: Type.Optional(
      Type.Array(Type.Integer(), { description: 'With `off_grid` and `duration_ambiguous`: minutes.' }),
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
    from: Type.Optional(BookingStatusSchema),
    attempted: Type.Optional(
      Type.String({ description: 'With `illegal_transition`.', enum: ['reschedule', 'cancel'] }),
    ),
  },
  { title: 'Problem', description: 'RFC 9457 problem details.' },
);
