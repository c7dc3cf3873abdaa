import type { Availability, AvailabilityId } from '../availability/availability.js';
import { calendarsOf, claimsOf, type Booking, type BookingId, type CalendarId, type Claim } from '../booking/booking.js';
import type { CalendarState } from '../booking/calendar-state.js';
import type { UserId } from '../identity/user.js';
import type { Instant } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import type { Changes, Locked, Reading } from './unit-of-work.js';

/** A calendar as a store keeps it. */
export interface CalendarRecord {
  readonly calendarId: CalendarId;
  readonly hostId: UserId;
  readonly version: number;
}

interface CalendarEntry {
  readonly calendarId: CalendarId;
  readonly hostId: UserId;
  version: number;
  /** In order of `blocked.start`; since no two overlap, in order of `blocked.end` too. */
  claims: Claim[];
  readonly availability: Map<AvailabilityId, Availability>;
}

/**
 * Calendars in memory, for those who write a store: what a transaction has loaded, with the changes of its earlier
 * decisions applied; or, for a store that lives in memory, all there is. It gives each decision the view that it asked
 * for and takes its changes. It knows no locks.
 *
 * What is put in must hold at least what is later asked for. Values are kept as frozen copies, so that nobody who holds
 * one can change what is stored.
 */
export class WorkingSet {
  readonly #calendars = new Map<CalendarId, CalendarEntry>();
  readonly #bookings = new Map<BookingId, Booking>();
  readonly #availability = new Map<AvailabilityId, Availability>();

  putCalendar({ calendarId, hostId, version }: CalendarRecord): void {
    this.#calendars.set(calendarId, { calendarId, hostId, version, claims: [], availability: new Map() });
  }

  /** Adds a claim of a calendar that was put before. Putting a claim twice changes nothing. */
  putClaim(claim: Claim): void {
    const { claims } = this.#entry(claim.calendarId);
    const index = firstEndingAfter(claims, claim.blocked.start);
    const there = claims[index];
    if (there !== undefined && there.bookingId === claim.bookingId && Interval.equals(there.blocked, claim.blocked)) return;
    const kept = Object.freeze({ ...claim, blocked: Object.freeze({ ...claim.blocked }) });
    claims.splice(index, 0, kept);
  }

  /** Adds a booking, or puts it in the place of its previous revision. Its claims are put by themselves. */
  putBooking(booking: Booking): void {
    this.#bookings.set(booking.id, Object.freeze({ ...booking }));
  }

  /** Adds an availability, or puts it in the place of its previous revision. */
  putAvailability(availability: Availability): void {
    const kept = Object.freeze({ ...availability });
    this.#availability.set(kept.id, kept);
    this.#entry(kept.hostId).availability.set(kept.id, kept);
  }

  calendar(calendarId: CalendarId, reading: Reading): CalendarState | undefined {
    const entry = this.#calendars.get(calendarId);
    if (entry === undefined) return undefined;
    return {
      calendarId,
      hostId: entry.hostId,
      version: entry.version,
      claims: reading.claims === undefined ? [] : claimsWithin(entry.claims, reading.claims),
      availability: reading.availability === undefined ? [] : linkedTo(entry.availability.values(), reading.availability),
      bookings: reading.bookings === undefined ? [] : this.#bookingsWithin(entry, reading.bookings),
    };
  }

  booking(id: BookingId): Booking | undefined {
    return this.#bookings.get(id);
  }

  availability(id: AvailabilityId): Availability | undefined {
    return this.#availability.get(id);
  }

  /** What a decision sees that has these calendars locked. */
  locked(calendarIds: readonly CalendarId[], reading: Reading, now: Instant): Locked {
    const calendars = new Map<CalendarId, CalendarState>();
    for (const id of calendarIds) {
      const state = this.calendar(id, reading);
      if (state !== undefined) calendars.set(id, state);
    }
    const booking = reading.bookingId === undefined ? undefined : this.#bookings.get(reading.bookingId);
    const availability =
      reading.availabilityId === undefined ? undefined : this.#availability.get(reading.availabilityId);
    return {
      now,
      calendars,
      booking: booking !== undefined && calendarsOf(booking).every((id) => calendars.has(id)) ? booking : undefined,
      availability: availability !== undefined && calendars.has(availability.hostId) ? availability : undefined,
    };
  }

  /** Takes the changes of an accepted decision, so that the next one sees them. */
  apply(changes: Changes<unknown>): void {
    for (const booking of changes.bookings ?? []) {
      const previous = this.#bookings.get(booking.id);
      if (previous !== undefined) this.#dropClaims(previous);
      this.putBooking(booking);
      for (const claim of claimsOf(booking)) this.putClaim(claim);
    }
    for (const availability of changes.availability ?? []) this.putAvailability(availability);
    for (const id of changes.withdrawnAvailability ?? []) {
      const withdrawn = this.#availability.get(id);
      if (withdrawn !== undefined) this.#entry(withdrawn.hostId).availability.delete(id);
      this.#availability.delete(id);
    }
    for (const event of changes.events) this.#entry(event.calendarId).version += 1;
  }

  #dropClaims(booking: Booking): void {
    for (const calendarId of calendarsOf(booking)) {
      const entry = this.#entry(calendarId);
      entry.claims = entry.claims.filter((claim) => claim.bookingId !== booking.id);
    }
  }

  #bookingsWithin(entry: CalendarEntry, stretch: Interval): Booking[] {
    const found: Booking[] = [];
    for (const claim of claimsWithin(entry.claims, stretch)) {
      const booking = this.#bookings.get(claim.bookingId);
      if (booking !== undefined && booking.startTime < stretch.end && stretch.start < booking.endTime) found.push(booking);
    }
    return found.sort(byStartAndId);
  }

  #entry(calendarId: CalendarId): CalendarEntry {
    const entry = this.#calendars.get(calendarId);
    if (entry === undefined) throw new RangeError(`calendar ${calendarId} was not put into the working set`);
    return entry;
  }
}

/** The order of lists: by start, then by id. */
export const byStartAndId = (
  a: { readonly startTime: Instant; readonly id: string },
  b: { readonly startTime: Instant; readonly id: string },
): number => a.startTime - b.startTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const firstEndingAfter = (claims: readonly Claim[], instant: Instant): number => {
  let low = 0;
  let high = claims.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((claims[middle] as Claim).blocked.end <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
};

const claimsWithin = (claims: readonly Claim[], stretch: Interval): Claim[] => {
  const found: Claim[] = [];
  for (let index = firstEndingAfter(claims, stretch.start); index < claims.length; index += 1) {
    const claim = claims[index] as Claim;
    if (claim.blocked.start >= stretch.end) break;
    found.push(claim);
  }
  return found;
};

/** The ranges that are connected to the stretch, directly or through others. */
const linkedTo = (availability: Iterable<Availability>, stretch: Interval): Availability[] => {
  const ranges = [...availability].sort(byStartAndId);
  const islands = IntervalSet.of(ranges.map(({ startTime, endTime }) => ({ start: startTime, end: endTime })));
  const linked = IntervalSet.of(islands.filter((island) => Interval.isConnected(island, stretch)));
  return ranges.filter(({ startTime, endTime }) => IntervalSet.encloses(linked, { start: startTime, end: endTime }));
};
