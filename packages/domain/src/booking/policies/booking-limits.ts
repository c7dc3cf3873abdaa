import { MINUTE_MS, type Instant } from '../../time/instant.js';
import {
  isBookerScope,
  LIMIT_PERIODS,
  LIMIT_SCOPES,
  type BookingLimit,
  type LimitPeriod,
  type LimitScope,
} from '../booking-terms.js';
import type { Situation } from '../situation.js';
import type { Policy } from './policy.js';
import { joinsSession } from './joins-session.js';

type Measure = 'bookings' | 'minutes';

const limitOf = (
  { terms }: Situation,
  per: LimitScope,
  period: LimitPeriod,
  measure: Measure,
): number | undefined => {
  const limit = terms.limits.find((stated: BookingLimit) => stated.per === per && stated.period === period);
  return measure === 'bookings' ? limit?.maxBookings : limit?.maxMinutes;
};

const limitPolicy = (per: LimitScope, period: LimitPeriod, measure: Measure): Policy => {
  const adds = (start: Instant, end: Instant): number =>
    measure === 'bookings' ? 1 : (end - start) / MINUTE_MS;
  const booked = (start: Instant, { counts }: Situation): number =>
    counts[per]?.around(period, start)[measure] ?? 0;
  return {
    name: 'limits',
    overridable: true,
    applies: (situation) => {
      const counted = situation.counts[per];
      if (counted === undefined) return false;
      const limit = limitOf(situation, per, period, measure);
      // What all that counts does not exceed together, no period of it does.
      return limit !== undefined && counted.total[measure] + mostAdded(situation, measure) > limit;
    },
    permits: (start, end, situation) => {
      const limit = limitOf(situation, per, period, measure);
      if (limit === undefined || !counts(situation, per)) return true;
      if (booked(start, situation) + adds(start, end) <= limit) return true;
      // A seat in a session that is there already adds nothing to the host's day. The booker has one booking more.
      return !isBookerScope(per) && joinsSession(start, end, situation);
    },
    // Which sessions can be joined depends on the very start.
    sameUntil: (start, _end, { terms, localCalendar }) =>
      terms.seats > 1 ? start : (localCalendar?.sameDateUntil(start) ?? start),
    refusal: (start, _end, situation) => ({
      kind: measure === 'bookings' ? `${period}_limit_reached` : `${period}_minutes_exceeded`,
      per,
      booked: booked(start, situation),
      limit: limitOf(situation, per, period, measure) ?? 0,
    }),
  };
};

/** What the longest slot would add. */
const mostAdded = ({ windows }: Situation, measure: Measure): number =>
  measure === 'bookings' ? 1 : Math.max(0, ...windows.map(({ durationMs }) => durationMs / MINUTE_MS));

/** What is limited per booker is not judged where the booker is not known. */
const counts = (situation: Situation, per: LimitScope): boolean => situation.counts[per] !== undefined;

/** At most so many bookings, and so many minutes of them, start in one day, week or month, for whomever it counts. */
export const LIMIT_POLICIES: readonly Policy[] = LIMIT_SCOPES.flatMap((per) =>
  (['bookings', 'minutes'] as const).flatMap((measure) =>
    LIMIT_PERIODS.map((period) => limitPolicy(per, period, measure)),
  ),
);
