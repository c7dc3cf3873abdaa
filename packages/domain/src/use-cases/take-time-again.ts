import type { Booking, BookingId } from '../booking/booking.js';
import type { PolicyName } from '../booking/policies/policy.js';
import type { PolicyRefusal } from '../booking/refusal.js';
import type { Interval } from '../time/interval.js';
import { err, ok, type Result } from '../result.js';
import { revised } from './decide-on-booking.js';
import type { Dependencies } from './dependencies.js';
import { grantTime, seeSituation, type Grant, type Wish } from './judge-time.js';
import type { EventTypeNotFound, HostNotFound } from './refusal.js';
import { mustSee, sees, type MustSee, type Sight } from './see-enough.js';

/** A booking in the time that it takes now, and what was granted with it. */
export interface Retaken {
  readonly booking: Booking;
  readonly grant: Grant;
}

/**
 * Judges a booking for a range by today's terms, as if it were made anew; it does not stand in its own way. The booking
 * that comes of it has the terms that were judged by.
 */
export const takeTimeAgain = (
  dependencies: Pick<Dependencies, 'zones' | 'evaluator'>,
  sight: Sight,
  booking: Booking,
  {
    range,
    change,
    asHost,
    overrides,
    sessionId,
  }: {
    readonly range: Interval;
    readonly change: Partial<Booking>;
    readonly asHost: boolean;
    readonly overrides: readonly PolicyName[];
    /** For a session that is begun: the one that the booking began before may go on without it. */
    readonly sessionId: BookingId;
  },
): Result<Retaken, PolicyRefusal | HostNotFound | EventTypeNotFound | MustSee> => {
  const { id, hostId, bookerId, attendees } = booking;
  const asked = askedEventType(sight, booking);
  if (!asked.ok) return asked;
  const wish: Wish = { hostId, eventType: asked.value, bookerId, attendees, asHost, except: id };
  const seen = seeSituation(dependencies, sight, wish, range);
  if (!seen.ok) return seen;
  const grant = grantTime(dependencies, sight, seen.value, { id, sessionId, range, overrides });
  if (!grant.ok) return grant;
  const taken = {
    ...change,
    startTime: range.start,
    endTime: range.end,
    eventType: grant.value.eventType,
    session: grant.value.session,
  };
  return ok({ booking: revised(booking, sight.locked.now, taken), grant: grant.value });
};

const askedEventType = ({ locked, seen }: Sight, { hostId, eventType }: Booking) => {
  if (eventType === undefined) return ok(undefined);
  const needs = { calendars: [hostId], reading: { eventTypes: [eventType.id] } };
  if (!sees(seen, needs)) return mustSee(needs);
  const found = locked.calendars.get(hostId)?.eventTypes.find(({ id }) => id === eventType.id);
  return found === undefined ? err<EventTypeNotFound>({ kind: 'event_type_not_found' }) : ok(found);
};
