import {
  formatInstant,
  type Interval,
  type LimitPeriod,
  type LimitRefusal,
  type LimitScope,
  type PolicyRefusal,
} from '@slotkeeper/domain';
import type { Static } from 'typebox';
import type { PolicyRefusalSchema } from '../schemas/policy-refusal.js';
import { wireSlot } from '../schemas/wire.js';
import { about, type Particulars } from './particulars.js';

/** What a policy's refusal says: the same in a problem, in an explanation and in a preview. */
interface PolicyParticulars extends Particulars {
  readonly code: string;
  readonly figures: Omit<Static<typeof PolicyRefusalSchema>, 'code' | 'message'>;
}

export const policyParticulars = (refusal: PolicyRefusal): PolicyParticulars => {
  if (refusal.kind === 'custom_policy') {
    const { code, figures } = refusal;
    return {
      code,
      detail: 'A policy of this server refuses the time; its figures say more.',
      ...about('startTime', code, 'must start a range that the policy permits'),
      figures: { figures: { ...figures } },
    };
  }
  return { code: refusal.kind, ...particularsOf(refusal) };
};

const particularsOf = (
  refusal: Exclude<PolicyRefusal, { readonly kind: 'custom_policy' }>,
): Omit<PolicyParticulars, 'code'> => {
  switch (refusal.kind) {
    case 'start_in_past': {
      const now = formatInstant(refusal.now);
      return {
        detail: `The start lies before now, which is ${now}.`,
        ...about('startTime', refusal.kind, 'must not lie in the past'),
        figures: { now },
      };
    }
    case 'notice_too_short': {
      const earliest = formatInstant(refusal.earliest);
      return {
        detail: `It must be booked earlier before its start; ${earliest} could still be booked now.`,
        ...about('startTime', refusal.kind, `must not be before ${earliest}`),
        figures: { earliest },
      };
    }
    case 'beyond_horizon': {
      const { date, lastDate } = refusal;
      return {
        detail: `It starts on ${date}; ${lastDate} is the last date that is open for booking.`,
        ...about('startTime', refusal.kind, `must not be after ${lastDate}`),
        figures: { date, lastDate },
      };
    }
    case 'before_first_date': {
      const { date, firstDate } = refusal;
      return {
        detail: `It starts on ${date}; ${firstDate} is the first date that is open for booking.`,
        ...about('startTime', refusal.kind, `must not be before ${firstDate}`),
        figures: { date, firstDate },
      };
    }
    case 'outside_availability':
      return {
        detail: 'The host is not available for the whole range.',
        ...about('startTime', refusal.kind, 'must start a range in which the host is available'),
        figures: {},
      };
    case 'duration_not_offered': {
      const durationsMinutes = [...refusal.durationsMinutes];
      return {
        detail: `It can be booked for ${durationsMinutes.join(' or ')} minutes.`,
        ...about('endTime', refusal.kind, 'must end a range of a length that is offered'),
        figures: { durationsMinutes },
      };
    }
    case 'off_grid': {
      const slotDurations = [...refusal.slotDurations];
      const of = slotDurations.length === 0 ? '' : ` of ${slotDurations.join(' or ')} minutes`;
      return {
        detail: `The range is not made of whole slots${of}.`,
        ...about('startTime', refusal.kind, 'must be the start of a slot, and the end the end of one'),
        figures: { slotDurations },
      };
    }
    case 'day_limit_reached':
    case 'week_limit_reached':
    case 'month_limit_reached':
    case 'day_minutes_exceeded':
    case 'week_minutes_exceeded':
    case 'month_minutes_exceeded':
      return limitParticulars(refusal);
    case 'booker_busy': {
      const busy = refusal.busy && wireRange(refusal.busy);
      const where = busy === undefined ? '' : ` from ${busy.startTime} to ${busy.endTime}`;
      return {
        detail: `The booker has booked something else${where}.`,
        ...about('startTime', refusal.kind, 'must start a range in which the booker is free'),
        figures: busy === undefined ? {} : { busy },
      };
    }
    case 'time_taken': {
      const busy = wireRange(refusal.busy);
      return {
        detail: `Another booking blocks ${busy.startTime} to ${busy.endTime}.`,
        ...about('startTime', refusal.kind, 'must start a range that is free'),
        figures: { busy },
      };
    }
    case 'seats_taken': {
      const { remaining, attendees } = refusal;
      return {
        detail: `Seats left: ${remaining}, for a party of ${attendees}.`,
        ...about('attendees', refusal.kind, `must be at most ${remaining}`),
        figures: { remaining, attendees },
      };
    }
  }
};

const WHOSE: Readonly<Record<LimitScope, string>> = {
  'event-type': 'of this event type',
  host: 'of this host',
  'booker-and-event-type': 'of this event type for the booker',
  booker: 'for the booker',
};

const limitParticulars = ({ kind, per, booked, limit }: LimitRefusal): Omit<PolicyParticulars, 'code'> => {
  const [period, counted] = kind.split('_', 2) as [LimitPeriod, string];
  const what = counted === 'limit' ? 'bookings' : 'minutes';
  return {
    detail: `The limit of ${what} per ${period} ${WHOSE[per]} is ${limit}; booked so far: ${booked}.`,
    ...about('startTime', kind, `must start in a ${period} whose limit is not reached`),
    figures: { per, booked, limit },
  };
};

const wireRange = ({ start, end }: Interval) => wireSlot({ startTime: start, endTime: end });
