import { DEFAULT_EVALUATOR, overridableOf } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { Attendees, DurationMinutes, InstantText } from './scalars.js';
import { TARGET } from './target.js';

/** Which time of what is asked for. */
export const WANTED_TIME = {
  ...TARGET,
  startTime: InstantText,
  endTime: Type.Optional(
    Type.String({ ...InstantText, description: 'Instead of `durationMinutes`, or neither.' }),
  ),
  durationMinutes: Type.Optional(
    Type.Integer({ ...DurationMinutes, description: 'Minutes. Instead of `endTime`, or neither.' }),
  ),
  attendees: Type.Optional(Type.Integer({ ...Attendees, default: 1 })),
} as const;

export const WITHOUT_AN_END =
  'Without `endTime` and `durationMinutes`: of an event type its first length, of a host the one slot that starts then.';

const MAX_OVERRIDES = 50;

/** The policies that a host sets aside. */
export const Overrides = Type.Array(
  Type.String({
    maxLength: 64,
    pattern: '^[a-z][a-z0-9_-]*$',
    examples: ['notice'],
    'x-invalid': { code: 'not_overridable', message: 'must be the name of a policy' },
  }),
  {
    maxItems: MAX_OVERRIDES,
    description:
      'Policies that the host sets aside for a booking of its own calendar: ' +
      `${overridableOf(DEFAULT_EVALUATOR)
        .map((name) => `\`${name}\``)
        .join(', ')}, and what this server has besides.`,
  },
);
