import { LIMIT_SCOPES } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { Attendees, DateText, InstantText } from './scalars.js';
import { SlotSchema } from './slot.js';

const whole = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

const instant = (description: string) => Type.Optional(Type.String({ ...InstantText, description }));

const date = (description: string) => Type.Optional(Type.String({ ...DateText, description }));

const minutes = (description: string) => Type.Optional(Type.Array(Type.Integer(), { description }));

/** The figures of what policies refuse, each with the codes that have it. */
export const POLICY_FIGURES = {
  now: instant('With `start_in_past`: what the server’s clock says.'),
  earliest: instant('With `notice_too_short` and `too_early`: from when on it would do.'),
  date: date('With `beyond_horizon` and `before_first_date`: that of the start, in the event type’s zone.'),
  firstDate: date('With `before_first_date`: the first that is open for booking.'),
  lastDate: date('With `beyond_horizon`: the last that is open for booking.'),
  durationsMinutes: minutes('With `duration_not_offered`: the lengths that are offered.'),
  slotDurations: minutes('With `off_grid` and `duration_ambiguous`: minutes.'),
  per: Type.Optional(Type.Enum(LIMIT_SCOPES, { description: 'With a limit: whose bookings count.' })),
  booked: whole('With a limit: how many bookings, or minutes, there are already.'),
  limit: whole('With a limit, `too_many_holds` and `waitlist_full`: how many there may be.'),
  busy: Type.Optional(
    Type.Object(
      { ...SlotSchema.properties },
      { description: 'With `time_taken` and `booker_busy`: the range in the way.' },
    ),
  ),
  remaining: whole('With `seats_taken`: how many seats are left.'),
  attendees: Type.Optional(
    Type.Integer({ ...Attendees, description: 'With `seats_taken`: how many heads the party has.' }),
  ),
  figures: Type.Optional(
    Type.Object({}, { additionalProperties: true, description: 'With `custom_policy`: the policy’s own.' }),
  ),
} as const;

/** One reason why a time can't be booked. */
export const PolicyRefusalSchema = Type.Object(
  {
    code: Type.String({
      description: 'As in problems; that of a policy which this server has added is the policy’s own.',
    }),
    message: Type.String({ description: 'For people.' }),
    ...POLICY_FIGURES,
  },
  { title: 'PolicyRefusal', description: 'One reason why a time can’t be booked, with its figures.' },
);
