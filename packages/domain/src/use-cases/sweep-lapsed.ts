import { hasLapsed, type Booking } from '../booking/booking.js';
import { ok } from '../result.js';
import type { TimeDependencies } from './dependencies.js';
import { withOffers } from './end-booking.js';
import { expire, expiryOf } from './judge-time.js';
import { idsForTries, waitingNeeds } from './pass-on-time.js';
import { decideSeeingEnough } from './see-enough.js';

/**
 * Lets what has run out of time expire, the longest overdue first, and offers its time to those who wait for it. Nothing
 * that books depends on it: what has lapsed blocks nothing. Answers how many have expired.
 */
export const sweepLapsed =
  (dependencies: TimeDependencies) =>
  async ({ limit }: { readonly limit: number }): Promise<number> => {
    const { queries, clock } = dependencies;
    const lapsed = await queries.lapsed(clock.now(), limit);
    const outcomes = await Promise.all(lapsed.map((booking) => expireBooking(dependencies, booking)));
    return outcomes.filter((expired) => expired).length;
  };

const expireBooking = async (dependencies: TimeDependencies, seen: Booking): Promise<boolean> => {
  const idsOfTry = idsForTries(dependencies.ids);
  const needs = waitingNeeds(seen);
  const outcome = await decideSeeingEnough<boolean, never>(
    dependencies.unitOfWork,
    undefined,
    { ...needs, reading: { ...needs.reading, bookingId: seen.id } },
    (sight) => {
      const {
        locked: { booking, now },
      } = sight;
      if (booking === undefined || !hasLapsed(booking, now)) return ok({ answer: false, events: [] });
      const expired = expire(booking, now);
      const changes = { answer: expired, bookings: [expired], events: [expiryOf(expired)] };
      const offered = withOffers(dependencies, sight, [booking], changes, idsOfTry());
      return offered.ok ? ok({ ...offered.value, answer: true }) : offered;
    },
  );
  return outcome.ok && outcome.value.answer;
};
