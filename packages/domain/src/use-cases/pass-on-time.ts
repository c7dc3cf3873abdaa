import { bookedRange, blockedRange, SYSTEM, type Booking, type BookingId } from '../booking/booking.js';
import { stateAfter } from '../booking/state-after.js';
import { blockedStretch } from '../booking/calendar-state.js';
import { MAX_BUFFER_MINUTES } from '../booking/event-type.js';
import { DEFAULT_HOLD_BOUNDS } from '../booking/hold-bounds.js';
import type { WaitlistEntry } from '../booking/waitlist.js';
import type { BookingEvent, WaitlistEvent } from '../ports/domain-event.js';
import type { IdSource } from '../ports/id-source.js';
import type { Locked } from '../ports/unit-of-work.js';
import { ok, type Result } from '../result.js';
import { DAY_MS, MAX_INSTANT, MIN_INSTANT, MINUTE_MS } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import type { Dependencies } from './dependencies.js';
import { grantTime, hostCalendar, needsOf, seeSituation, type Wish } from './judge-time.js';
import { nextRevision } from './next-revision.js';
import { mustSee, sees, together, type MustSee, type Needs, type Sight } from './see-enough.js';

/** Makes ids for one try of a decision; another try gets the same ones again, as if it were the first. */
export const idsForTries = (ids: IdSource): (() => () => BookingId) => {
  const made: BookingId[] = [];
  return () => {
    let next = 0;
    return () => {
      const id = made[next] ?? ids.next();
      made[next] = id;
      next += 1;
      return id;
    };
  };
};

/** What those who wait are offered, to be written along with what frees the time. */
export interface Offers {
  readonly bookings: readonly Booking[];
  readonly waitlist: readonly WaitlistEntry[];
  readonly events: readonly (BookingEvent | WaitlistEvent)[];
}

const WEEK_MS = 7 * DAY_MS;

const NO_OFFERS: Offers = { bookings: [], waitlist: [], events: [] };

/**
 * Who may wait for time that one booking frees. A buffer may stand in the way of what lies apart. In whole weeks, so that
 * a decision need not look again only because others have moved the booking a little meanwhile.
 */
export const waitingNeeds = (freed: Booking): Needs => {
  const { start, end } = blockedRange(freed);
  const reach = MAX_BUFFER_MINUTES * MINUTE_MS;
  const waitlist = {
    start: Math.max(MIN_INSTANT, Math.floor((start - reach) / WEEK_MS) * WEEK_MS),
    end: Math.min(MAX_INSTANT, Math.ceil((end + reach) / WEEK_MS) * WEEK_MS),
  };
  return { calendars: [freed.hostId], reading: { waitlist } };
};

/**
 * Offers time that bookings free to those who wait for it, in the order in which they came: each offer is a hold, and
 * the next in line is judged with it in place. Who can't be served, because the party is too large or the rules refuse
 * it, goes on waiting. `freed` are the bookings as they were, `written` all that the decision writes.
 */
export const passOnTime = (
  dependencies: Pick<Dependencies, 'zones' | 'evaluator' | 'holdBounds'>,
  sight: Sight,
  { freed, written }: { readonly freed: readonly Booking[]; readonly written: readonly Booking[] },
  nextId: () => BookingId,
): Result<Offers, MustSee> => {
  const [first] = freed;
  if (first === undefined) return ok(NO_OFFERS);
  const { hostId } = first;
  const needs = freed.map(waitingNeeds).reduce(together);
  if (!sees(sight.seen, needs)) return sight.mustSettle === true ? ok(NO_OFFERS) : mustSee(needs);
  let current = after(sight, written);
  let offers = NO_OFFERS;
  let free = freed;
  for (;;) {
    const candidates = candidatesFor(dependencies, sight, hostId, free);
    if (!candidates.ok) return candidates;
    const expired: Booking[] = [];
    for (const candidate of candidates.value) {
      if (offers.waitlist.some(({ id }) => id === candidate.entry.id)) continue;
      const offer = offerTo(dependencies, current, candidate, nextId());
      if (!offer.ok) return offer;
      offers = {
        bookings: [...offers.bookings, ...offer.value.bookings],
        waitlist: [...offers.waitlist, ...offer.value.waitlist],
        events: [...offers.events, ...offer.value.events],
      };
      expired.push(...offer.value.bookings.filter(({ status }) => status === 'expired'));
      current = after(current, offer.value.bookings);
    }
    // What has lapsed and lay in the way of an offer may have stood in the way of others, too.
    if (expired.length === 0) return ok(offers);
    free = [...free, ...expired];
  }
};

/** Somebody who waits for time that may have become free, and for what. */
interface Candidate {
  readonly entry: WaitlistEntry;
  readonly wish: Wish;
}

/** Who may be served, in the order in which they came, once all that their judgement needs is seen. */
const candidatesFor = (
  dependencies: Pick<Dependencies, 'zones'>,
  { locked, seen, mustSettle = false }: Sight,
  hostId: string,
  freed: readonly Booking[],
): Result<readonly Candidate[], MustSee> => {
  const state = hostCalendar(locked.calendars, hostId);
  const coming = (state?.waitlist ?? []).filter(({ startTime }) => startTime >= locked.now);
  const ids = new Set(coming.map(({ eventTypeId }) => eventTypeId).filter((id) => id !== undefined));
  const named: Needs = { calendars: [hostId], reading: { eventTypes: [...ids] } };
  if (ids.size > 0 && !sees(seen, named) && !mustSettle) return mustSee(named);
  const candidates: Candidate[] = [];
  let needs: Needs = { calendars: [hostId], reading: {} };
  for (const entry of coming) {
    const { eventTypeId, bookerId, attendees } = entry;
    const eventType = state?.eventTypes.find(({ id }) => id === eventTypeId);
    if (eventTypeId !== undefined && eventType === undefined) continue;
    const wanted = blockedStretch(bookedRange(entry), eventType);
    if (!freed.some((booking) => Interval.overlaps(blockedRange(booking), wanted))) continue;
    const wish: Wish = { hostId, eventType, bookerId, attendees, asHost: false };
    const own = needsOf(dependencies, wish, bookedRange(entry));
    // Others may come to wait as fast as they are seen: whoever gives time up does not wait for that.
    if (mustSettle && !sees(seen, own)) continue;
    candidates.push({ entry, wish });
    needs = together(needs, own);
  }
  return sees(seen, needs) ? ok(candidates) : mustSee(needs);
};

const offerTo = (
  dependencies: Pick<Dependencies, 'zones' | 'evaluator' | 'holdBounds'>,
  sight: Sight,
  { entry, wish }: Candidate,
  id: BookingId,
): Result<Offers, MustSee> => {
  const { hostId, bookerId, attendees } = entry;
  const range = bookedRange(entry);
  const { now } = sight.locked;
  const seen = seeSituation(dependencies, sight, wish, range);
  if (!seen.ok) return later(seen.error, sight);
  const grant = grantTime(dependencies, sight, seen.value, { id, range, overrides: [] });
  if (!grant.ok) return later(grant.error, sight);
  const { offerMinutes } = dependencies.holdBounds ?? DEFAULT_HOLD_BOUNDS;
  const { eventType: agreed, session } = grant.value;
  const offer: Booking = {
    id,
    hostId,
    bookerId,
    startTime: entry.startTime,
    endTime: entry.endTime,
    status: 'held',
    ...(agreed === undefined ? {} : { eventType: agreed }),
    ...(session === undefined ? {} : { session }),
    attendees,
    deadline: Math.min(now + offerMinutes * MINUTE_MS, entry.endTime),
    waitlistEntryId: entry.id,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  const offered: WaitlistEntry = {
    ...entry,
    status: 'offered',
    offerId: id,
    ...nextRevision(entry, now),
  };
  const event = { calendarId: hostId, actor: SYSTEM };
  return ok({
    bookings: [...grant.value.expired, offer],
    waitlist: [offered],
    events: [
      ...grant.value.events,
      { ...event, type: 'booking.held', at: now, booking: offer },
      { ...event, type: 'waitlist.offered', at: offered.updatedAt, waitlistEntry: offered },
    ],
  });
};

/** Who can't be served waits on; where more must be seen to know that, it is looked at, unless that took too long. */
const later = (
  refusal: MustSee | { readonly kind: string },
  { mustSettle }: Sight,
): Result<Offers, MustSee> =>
  'needs' in refusal && mustSettle !== true ? mustSee(refusal.needs) : ok(NO_OFFERS);

/** What will be seen once bookings are written. */
const after = ({ locked, seen, mustSettle }: Sight, written: readonly Booking[]): Sight => ({
  seen,
  mustSettle,
  locked: { ...locked, calendars: calendarsAfter(locked.calendars, written) },
});

const calendarsAfter = (calendars: Locked['calendars'], written: readonly Booking[]): Locked['calendars'] =>
  new Map([...calendars].map(([id, state]) => [id, stateAfter(state, written)] as const));
