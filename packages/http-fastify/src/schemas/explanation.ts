import { Type } from 'typebox';
import { PolicyRefusalSchema } from './policy-refusal.js';
import { InstantText } from './scalars.js';
import { EXACTLY_ONE_TARGET } from './target.js';
import { Overrides, WANTED_TIME, WITHOUT_AN_END } from './wanted-time.js';

export const ExplanationRequest = Type.Object(
  { ...WANTED_TIME, overrides: Type.Optional(Overrides) },
  {
    title: 'ExplanationRequest',
    additionalProperties: false,
    description: `${EXACTLY_ONE_TARGET} ${WITHOUT_AN_END}`,
  },
);

export const ExplanationAnswer = Type.Object(
  {
    startTime: InstantText,
    endTime: InstantText,
    bookable: Type.Boolean({ description: 'Whether a booking would be accepted: nothing refuses it.' }),
    refusals: Type.Array(PolicyRefusalSchema, {
      description: 'Every reason why it can’t be booked, in the order of the policies.',
    }),
  },
  { title: 'SlotExplanation', description: 'The range that was judged, and what stands in its way.' },
);
