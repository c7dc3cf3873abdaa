import type { Availability, AvailabilityId } from '../availability/availability.js';
import type { Schedule, ScheduleId } from '../availability/schedule.js';
import { scheduleReach } from '../availability/open-windows.js';
import { isDateSpan, type TimeOff, type TimeOffId } from '../availability/time-off.js';
import {
  bookedRange,
  calendarsOf,
  claimsOf,
  type Booking,
  type BookingId,
  type CalendarId,
  type Claim,
} from '../booking/booking.js';
import { blocksTime } from '../booking/booking-status.js';
import type { CalendarState } from '../booking/calendar-state.js';
import type { EventType, EventTypeId } from '../booking/event-type.js';
import { byWaitingOrder, type WaitlistEntry, type WaitlistEntryId } from '../booking/waitlist.js';
import type { OrganisationId } from '../identity/organisation.js';
import type { Role, UserId } from '../identity/user.js';
import type { Intent } from '../availability/windows.js';
import { DAY_MS, type Instant } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { midnightOf, parseLocalDate } from '../time/local-date.js';
import type { LocalTime } from '../time/zone-table.js';
import { ClaimIndex, excludeEachOther } from './claim-index.js';
import { ConcurrencyConflict } from './concurrency-conflict.js';
import { frozenCopy } from './frozen-copy.js';
import { firstIndex } from './sorted-list.js';
import type { Changes, Locked, Reading } from './unit-of-work.js';

/** A calendar as a store keeps it. */
export interface CalendarRecord {
  readonly calendarId: CalendarId;
  readonly ownerId: UserId;
  readonly role: Role;
  /** Left out: the installation itself. */
  readonly organisationId?: OrganisationId | undefined;
  readonly version: number;
}

/** What is on calendars, as far as it is known. */
export type CalendarValues = Pick<
  CalendarState,
  'claims' | 'availability' | 'schedules' | 'timeOff' | 'bookings' | 'eventTypes' | 'waitlist'
>;

interface CalendarEntry {
  readonly calendarId: CalendarId;
  readonly ownerId: UserId;
  readonly role: Role;
  readonly organisationId: OrganisationId | undefined;
  version: number;
  readonly claims: ClaimIndex;
  /** In order of start and then of id. */
  readonly availability: Availability[];
  /** The stretches that the availability covers, of whatever slot duration; undefined until asked for. */
  islands: IntervalSet | undefined;
  readonly schedules: Map<ScheduleId, Schedule>;
  readonly timeOff: Map<TimeOffId, TimeOff>;
  readonly eventTypes: Map<EventTypeId, EventType>;
  readonly waitlist: Map<WaitlistEntryId, WaitlistEntry>;
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
  readonly #schedules = new Map<ScheduleId, Schedule>();
  readonly #timeOff = new Map<TimeOffId, TimeOff>();
  readonly #eventTypes = new Map<EventTypeId, EventType>();
  readonly #waitlist = new Map<WaitlistEntryId, WaitlistEntry>();
  /** Undefined until it is asked for: most who decide about a host's calendar never do. */
  #bookingsByBooker: Map<UserId, Map<BookingId, Booking>> | undefined;

  putCalendar({ calendarId, ownerId, role, organisationId, version }: CalendarRecord): void {
    this.#calendars.set(calendarId, {
      calendarId,
      ownerId,
      role,
      organisationId,
      version,
      claims: new ClaimIndex(),
      availability: [],
      islands: undefined,
      schedules: new Map(),
      timeOff: new Map(),
      eventTypes: new Map(),
      waitlist: new Map(),
    });
  }

  /** Adds a claim of a calendar that was put before. Putting a claim twice changes nothing. */
  putClaim(claim: Claim): void {
    this.#keepClaim(frozenCopy(claim));
  }

  /** Adds a booking, or puts it in the place of its previous revision. Its claims are put by themselves. */
  putBooking(booking: Booking): void {
    this.#keepBooking(frozenCopy(booking));
  }

  #keepBooking(kept: Booking): void {
    if (this.#bookingsByBooker !== undefined) {
      const previous = this.#bookings.get(kept.id);
      if (previous !== undefined) this.#bookingsByBooker.get(previous.bookerId)?.delete(kept.id);
      addTo(this.#bookingsByBooker, kept);
    }
    this.#bookings.set(kept.id, kept);
  }

  #bookingsOf(bookerId: UserId): Iterable<Booking> {
    if (this.#bookingsByBooker === undefined) {
      this.#bookingsByBooker = new Map();
      for (const booking of this.#bookings.values()) addTo(this.#bookingsByBooker, booking);
    }
    return this.#bookingsByBooker.get(bookerId)?.values() ?? [];
  }

  /** Adds an availability, or puts it in the place of its previous revision. */
  putAvailability(availability: Availability): void {
    this.#keepAvailability(frozenCopy(availability));
  }

  #keepAvailability(kept: Availability): void {
    const entry = this.#entry(kept.hostId);
    this.#dropAvailability(kept.id);
    this.#availability.set(kept.id, kept);
    entry.availability.splice(
      firstIndex(entry.availability, (other) => byStartAndId(other, kept) >= 0),
      0,
      kept,
    );
    entry.islands = undefined;
  }

  /** Adds a schedule, or puts it in the place of its previous revision. */
  putSchedule(schedule: Schedule): void {
    this.#keepSchedule(frozenCopy(schedule));
  }

  #keepSchedule(kept: Schedule): void {
    this.#schedules.set(kept.id, kept);
    this.#entry(kept.hostId).schedules.set(kept.id, kept);
  }

  putTimeOff(timeOff: TimeOff): void {
    this.#keepTimeOff(frozenCopy(timeOff));
  }

  #keepTimeOff(kept: TimeOff): void {
    this.#timeOff.set(kept.id, kept);
    this.#entry(kept.hostId).timeOff.set(kept.id, kept);
  }

  /** Adds an event type, or puts it in the place of its previous revision. */
  putEventType(eventType: EventType): void {
    this.#keepEventType(frozenCopy(eventType));
  }

  #keepEventType(kept: EventType): void {
    this.#eventTypes.set(kept.id, kept);
    this.#entry(kept.hostId).eventTypes.set(kept.id, kept);
  }

  /** Adds a waitlist entry, or puts it in the place of its previous revision. */
  putWaitlistEntry(entry: WaitlistEntry): void {
    this.#keepWaitlistEntry(frozenCopy(entry));
  }

  #keepWaitlistEntry(kept: WaitlistEntry): void {
    this.#waitlist.set(kept.id, kept);
    this.#entry(kept.hostId).waitlist.set(kept.id, kept);
  }

  /**
   * Puts values as they are, without a copy of them: nobody may be able to change them, however deep
   * ({@link frozenCopy}), as what a working set gives. Their calendars were put before, but for those of bookings.
   */
  adopt(values: CalendarValues): void {
    for (const claim of values.claims) this.#keepClaim(claim);
    for (const availability of values.availability) this.#keepAvailability(availability);
    for (const schedule of values.schedules) this.#keepSchedule(schedule);
    for (const timeOff of values.timeOff) this.#keepTimeOff(timeOff);
    for (const booking of values.bookings) this.#keepBooking(booking);
    for (const eventType of values.eventTypes) this.#keepEventType(eventType);
    for (const entry of values.waitlist) this.#keepWaitlistEntry(entry);
  }

  calendar(calendarId: CalendarId, reading: Reading): CalendarState | undefined {
    const entry = this.#calendars.get(calendarId);
    if (entry === undefined) return undefined;
    const { ownerId, role, organisationId, version } = entry;
    return {
      calendarId,
      ownerId,
      role,
      ...(organisationId === undefined ? {} : { organisationId }),
      version,
      claims: reading.claims === undefined ? [] : entry.claims.within(reading.claims),
      ...(reading.intent === undefined ? NO_INTENT : intentOf(entry, reading.intent)),
      bookings: reading.bookings === undefined ? [] : this.#bookingsWithin(entry, reading.bookings),
      eventTypes: eventTypesOf(entry, reading.eventTypes),
      waitlist: reading.waitlist === undefined ? [] : waitingWithin(entry, reading.waitlist),
      holds: reading.holds === true ? this.#holdsOf(entry) : [],
    };
  }

  booking(id: BookingId): Booking | undefined {
    return this.#bookings.get(id);
  }

  availability(id: AvailabilityId): Availability | undefined {
    return this.#availability.get(id);
  }

  schedule(id: ScheduleId): Schedule | undefined {
    return this.#schedules.get(id);
  }

  timeOff(id: TimeOffId): TimeOff | undefined {
    return this.#timeOff.get(id);
  }

  eventType(id: EventTypeId): EventType | undefined {
    return this.#eventTypes.get(id);
  }

  waitlistEntry(id: WaitlistEntryId): WaitlistEntry | undefined {
    return this.#waitlist.get(id);
  }

  /** All event types of a calendar's host, in order of id. */
  eventTypesOf(calendarId: CalendarId): readonly EventType[] {
    return [...(this.#calendars.get(calendarId)?.eventTypes.values() ?? [])].sort(byId);
  }

  /** All schedules of a calendar's host, in order of id. */
  schedulesOf(calendarId: CalendarId): readonly Schedule[] {
    return [...(this.#calendars.get(calendarId)?.schedules.values() ?? [])].sort(byId);
  }

  /** All time off of a calendar's host, in order of id. */
  timeOffOf(calendarId: CalendarId): readonly TimeOff[] {
    return [...(this.#calendars.get(calendarId)?.timeOff.values() ?? [])].sort(byId);
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
    const timeOff = reading.timeOffId === undefined ? undefined : this.#timeOff.get(reading.timeOffId);
    const waitlistEntry =
      reading.waitlistEntryId === undefined ? undefined : this.#waitlist.get(reading.waitlistEntryId);
    return {
      now,
      calendars,
      booking:
        booking !== undefined && calendarsOf(booking).every((id) => calendars.has(id)) ? booking : undefined,
      availability:
        availability !== undefined && calendars.has(availability.hostId) ? availability : undefined,
      timeOff: timeOff !== undefined && calendars.has(timeOff.hostId) ? timeOff : undefined,
      waitlistEntry:
        waitlistEntry !== undefined && calendars.has(waitlistEntry.hostId) ? waitlistEntry : undefined,
    };
  }

  /**
   * Makes sure that the changes of a decision may be written. Changes nothing.
   * @throws RangeError where they touch a calendar that the decision has not locked, or that none of its events tells of.
   * @throws ConcurrencyConflict where claims of one calendar would overlap that may not share their time: the decision was wrong about what is there.
   */
  check(lockedIds: readonly CalendarId[], changes: Changes<unknown>): void {
    const told = new Set(changes.events.map((event) => event.calendarId));
    for (const calendarId of told) {
      if (!lockedIds.includes(calendarId))
        throw new RangeError(`an event tells of calendar ${calendarId}, which is not locked`);
    }
    for (const calendarId of this.#touchedBy(changes)) {
      if (!lockedIds.includes(calendarId))
        throw new RangeError(`a change touches calendar ${calendarId}, which is not locked`);
      if (!told.has(calendarId))
        throw new RangeError(`no event tells what changed on calendar ${calendarId}`);
    }
    const [a, b] = this.#overlapAfter(changes) ?? [];
    if (a !== undefined && b !== undefined) {
      throw new ConcurrencyConflict(
        `bookings ${a.bookingId} and ${b.bookingId} would overlap on calendar ${a.calendarId}`,
      );
    }
  }

  /** Takes the changes of an accepted decision, so that the next one sees them. */
  apply(changes: Changes<unknown>): void {
    const bookings = changes.bookings ?? [];
    // All old claims go before any new one comes: bookings may trade places.
    for (const { id } of bookings) {
      const previous = this.#bookings.get(id);
      if (previous === undefined) continue;
      for (const claim of claimsOf(previous)) this.#entry(claim.calendarId).claims.drop(claim);
    }
    for (const booking of bookings) {
      this.putBooking(booking);
      for (const claim of claimsOf(booking)) this.putClaim(claim);
    }
    for (const availability of changes.availability ?? []) this.putAvailability(availability);
    for (const id of changes.withdrawnAvailability ?? []) this.#dropAvailability(id);
    for (const schedule of changes.schedules ?? []) this.putSchedule(schedule);
    for (const id of changes.withdrawnSchedules ?? []) {
      this.#calendars.get(this.#schedules.get(id)?.hostId ?? '')?.schedules.delete(id);
      this.#schedules.delete(id);
    }
    for (const timeOff of changes.timeOff ?? []) this.putTimeOff(timeOff);
    for (const id of changes.withdrawnTimeOff ?? []) {
      this.#calendars.get(this.#timeOff.get(id)?.hostId ?? '')?.timeOff.delete(id);
      this.#timeOff.delete(id);
    }
    for (const eventType of changes.eventTypes ?? []) this.putEventType(eventType);
    for (const id of changes.withdrawnEventTypes ?? []) {
      this.#calendars.get(this.#eventTypes.get(id)?.hostId ?? '')?.eventTypes.delete(id);
      this.#eventTypes.delete(id);
    }
    for (const entry of changes.waitlist ?? []) this.putWaitlistEntry(entry);
    for (const event of changes.events) this.#entry(event.calendarId).version += 1;
  }

  /** Raises a calendar's version by one where what was changed is told by no event. */
  raiseVersion(calendarId: CalendarId): void {
    this.#entry(calendarId).version += 1;
  }

  #keepClaim(kept: Claim): void {
    this.#entry(kept.calendarId).claims.put(kept);
  }

  #touchedBy(changes: Changes<unknown>): Set<CalendarId> {
    const touched = new Set<CalendarId>();
    for (const booking of changes.bookings ?? []) {
      const previous = this.#bookings.get(booking.id);
      for (const id of [...calendarsOf(booking), ...(previous === undefined ? [] : calendarsOf(previous))])
        touched.add(id);
    }
    const stated = [
      { kept: this.#availability, given: changes.availability, withdrawn: changes.withdrawnAvailability },
      { kept: this.#schedules, given: changes.schedules, withdrawn: changes.withdrawnSchedules },
      { kept: this.#timeOff, given: changes.timeOff, withdrawn: changes.withdrawnTimeOff },
      { kept: this.#eventTypes, given: changes.eventTypes, withdrawn: changes.withdrawnEventTypes },
      { kept: this.#waitlist, given: changes.waitlist, withdrawn: [] },
    ];
    for (const { kept, given = [], withdrawn = [] } of stated) {
      for (const { hostId } of given) touched.add(hostId);
      for (const id of [...given.map((item) => item.id), ...withdrawn]) {
        const previous = kept.get(id);
        if (previous !== undefined) touched.add(previous.hostId);
      }
    }
    return touched;
  }

  #overlapAfter(changes: Changes<unknown>): readonly [Claim, Claim] | undefined {
    const bookings = changes.bookings ?? [];
    const moved = new Set(bookings.map((booking) => booking.id));
    const taken: Claim[] = [];
    for (const claim of bookings.flatMap(claimsOf)) {
      const standing = this.#entry(claim.calendarId)
        .claims.within(claim.blocked)
        .filter(({ bookingId }) => !moved.has(bookingId));
      const other = [...standing, ...taken].find(
        (there) => there.calendarId === claim.calendarId && excludeEachOther(there, claim),
      );
      if (other !== undefined) return [other, claim];
      taken.push(claim);
    }
    return undefined;
  }

  #dropAvailability(id: AvailabilityId): void {
    const previous = this.#availability.get(id);
    if (previous === undefined) return;
    this.#availability.delete(id);
    const entry = this.#entry(previous.hostId);
    entry.availability.splice(
      firstIndex(entry.availability, (other) => byStartAndId(other, previous) >= 0),
      1,
    );
    entry.islands = undefined;
  }

  #bookingsWithin({ ownerId, role, claims }: CalendarEntry, stretch: Interval): Booking[] {
    const { start, end } = stretch;
    const found: Booking[] = [];
    let isInOrder = true;
    const add = (booking: Booking | undefined): void => {
      if (booking === undefined || booking.endTime <= start || booking.startTime >= end) return;
      if (!blocksTime(booking.status)) return;
      const last = found.at(-1);
      isInOrder &&= last === undefined || byStartAndId(last, booking) < 0;
      found.push(booking);
    };
    if (role === 'HOST')
      for (const { bookingId } of claims.within(stretch)) add(this.#bookings.get(bookingId));
    else for (const booking of this.#bookingsOf(ownerId)) add(booking);
    return isInOrder ? found : found.sort(byStartAndId);
  }

  #holdsOf({ ownerId }: CalendarEntry): Booking[] {
    return [...this.#bookingsOf(ownerId)].filter(({ status }) => status === 'held').sort(byId);
  }

  #entry(calendarId: CalendarId): CalendarEntry {
    const entry = this.#calendars.get(calendarId);
    if (entry === undefined) throw new RangeError(`calendar ${calendarId} was not put into the working set`);
    return entry;
  }
}

const addTo = (byBooker: Map<UserId, Map<BookingId, Booking>>, booking: Booking): void => {
  const ofBooker = byBooker.get(booking.bookerId);
  if (ofBooker === undefined) byBooker.set(booking.bookerId, new Map([[booking.id, booking]]));
  else ofBooker.set(booking.id, booking);
};

/** The order of lists: by start, then by id. */
export const byStartAndId = (
  a: { readonly startTime: Instant; readonly id: string },
  b: { readonly startTime: Instant; readonly id: string },
): number => a.startTime - b.startTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const eventTypesOf = ({ eventTypes }: CalendarEntry, wanted: Reading['eventTypes']): readonly EventType[] => {
  if (wanted === undefined) return [];
  const found =
    wanted === 'all'
      ? [...eventTypes.values()]
      : [...new Set(wanted)].map((id) => eventTypes.get(id)).filter((eventType) => eventType !== undefined);
  return found.sort(byId);
};

const waitingWithin = ({ waitlist }: CalendarEntry, stretch: Interval): readonly WaitlistEntry[] =>
  [...waitlist.values()]
    .filter((entry) => entry.status === 'waiting' && Interval.overlaps(bookedRange(entry), stretch))
    .sort(byWaitingOrder);

const NO_INTENT: Intent = { availability: [], schedules: [], timeOff: [] };

const intentOf = (entry: CalendarEntry, asked: Interval): Intent => {
  const stretch = entry.schedules.size === 0 ? asked : scheduleReach(asked);
  const availability = linkedTo(entry, stretch);
  const from = Math.min(stretch.start, ...availability.map(({ startTime }) => startTime));
  const to = Math.max(stretch.end, ...availability.map(({ endTime }) => endTime));
  return {
    availability,
    schedules: [...entry.schedules.values()].sort(byId),
    timeOff: [...entry.timeOff.values()]
      .filter((timeOff) => mayReach(timeOff, { start: from, end: to }))
      .sort(byId),
  };
};

/** Whether a time off may lie in a stretch; dates are taken with a margin, since their zone is not looked up here. */
const mayReach = ({ span }: TimeOff, stretch: Interval): boolean => {
  const [start, end] = isDateSpan(span)
    ? [boundOf(span.startDate) - DATE_MARGIN_MS, boundOf(span.endDate) + DAY_MS + DATE_MARGIN_MS]
    : [span.startTime, span.endTime];
  return start < stretch.end && stretch.start < end;
};

/** No zone is further from UTC than this. */
const DATE_MARGIN_MS = DAY_MS;

const boundOf = (date: string): LocalTime => {
  const parsed = parseLocalDate(date);
  if (!parsed.ok) throw new RangeError(`not a date: ${date}`);
  return midnightOf(parsed.value);
};

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** The ranges that are connected to the stretch, directly or through others: those of the islands that it meets. */
const linkedTo = (entry: CalendarEntry, stretch: Interval): Availability[] => {
  const { availability } = entry;
  entry.islands ??= IntervalSet.of(
    availability.map(({ startTime, endTime }) => ({ start: startTime, end: endTime })),
  );
  const { islands } = entry;
  const first = islands[firstIndex(islands, (island) => island.end >= stretch.start)];
  const last = islands[firstIndex(islands, (island) => island.start > stretch.end) - 1];
  if (first === undefined || last === undefined || last.start < first.start) return [];
  return availability.slice(
    firstIndex(availability, ({ startTime }) => startTime >= first.start),
    firstIndex(availability, ({ startTime }) => startTime >= last.end),
  );
};
