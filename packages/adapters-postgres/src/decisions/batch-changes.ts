import {
  calendarsOf,
  historyEntryOf,
  isBookingEvent,
  type Availability,
  type Booking,
  type BookingHistoryEntry,
  type BookingId,
  type CalendarId,
  type Changes,
  type DomainEvent,
  type EventType,
  type IdempotencyKey,
  type Schedule,
  type TimeOff,
  type UserId,
  type WaitlistEntry,
  type WaitlistEntryId,
  type WorkingSet,
} from '@slotkeeper/domain';
import { StatedChanges } from './stated-changes.js';

/** A booking that a batch wrote. */
export interface TouchedBooking {
  /** As it was before the batch; undefined where it is new, or was not read. */
  readonly before: Booking | undefined;
  /** Whether it was stored before the batch: its claims of then must go. */
  readonly wasStored: boolean;
  readonly after: Booking;
}

export interface KeptAnswer {
  readonly key: IdempotencyKey;
  /** JSON, or null for an answer that is undefined. */
  readonly answer: string | null;
  /** Whom the answer tells of beside the caller. */
  readonly about: UserId | undefined;
  readonly at: number;
}

/** What the accepted decisions of one transaction want written, put together: of each row only its last state. */
export class BatchChanges {
  readonly bookings = new Map<BookingId, TouchedBooking>();
  readonly availability = new StatedChanges<Availability>();
  readonly schedules = new StatedChanges<Schedule>();
  readonly timeOff = new StatedChanges<TimeOff>();
  readonly eventTypes = new StatedChanges<EventType>();
  /** Every revision that was made on the way, by id and revision. */
  readonly eventTypeRevisions = new Map<string, EventType>();
  readonly waitlist = new Map<WaitlistEntryId, WaitlistEntry>();
  readonly history: (BookingHistoryEntry & { readonly hostId: CalendarId })[] = [];
  readonly events: { readonly version: number; readonly event: DomainEvent }[] = [];
  /** Of each calendar that events tell of: before the first of them, and with the last. */
  readonly versions = new Map<CalendarId, { readonly before: number; readonly after: number }>();
  readonly answers: KeptAnswer[] = [];
  readonly #workingSet: WorkingSet;
  readonly #outdated = new Set<CalendarId>();

  constructor(workingSet: WorkingSet) {
    this.#workingSet = workingSet;
  }

  /** Whether what was loaded of a calendar no longer serves a later decision of the same transaction. */
  isOutdated(calendarId: CalendarId): boolean {
    return this.#outdated.has(calendarId);
  }

  /** Whether anything was written of what hosts state. */
  get statesIntent(): boolean {
    return !(
      this.availability.isEmpty &&
      this.schedules.isEmpty &&
      this.timeOff.isEmpty &&
      this.eventTypes.isEmpty
    );
  }

  get isEmpty(): boolean {
    return (
      this.bookings.size === 0 &&
      !this.statesIntent &&
      this.waitlist.size === 0 &&
      this.events.length === 0 &&
      this.answers.length === 0
    );
  }

  /**
   * Takes the changes of one decision, and lets the working set show them to the next.
   * @throws RangeError, with nothing taken, where the decision changes a calendar that it has not locked, or one that
   *   none of its events is about
   */
  accept(locked: ReadonlySet<CalendarId>, changes: Changes<unknown>, kept: KeptAnswer | undefined): void {
    assertOrderly(locked, changes, this.#workingSet);
    for (const booking of changes.bookings ?? []) this.#touch(booking);
    this.availability.take(locked, changes.availability, changes.withdrawnAvailability);
    this.schedules.take(locked, changes.schedules, changes.withdrawnSchedules);
    this.timeOff.take(locked, changes.timeOff, changes.withdrawnTimeOff);
    this.eventTypes.take(locked, changes.eventTypes, changes.withdrawnEventTypes);
    for (const eventType of changes.eventTypes ?? [])
      this.eventTypeRevisions.set(`${eventType.id} ${eventType.revision}`, eventType);
    for (const entry of changes.waitlist ?? []) this.waitlist.set(entry.id, entry);
    // Chains of availability may now reach ranges and time off that nobody has loaded, and so may the hours of a host's
    // first schedule. Time off links nothing.
    for (const { hostId } of changes.availability ?? []) this.#outdated.add(hostId);
    for (const { hostId } of changes.schedules ?? []) {
      if (this.#workingSet.schedulesOf(hostId).length === 0) this.#outdated.add(hostId);
    }
    if ((changes.withdrawnAvailability ?? []).length > 0) for (const id of locked) this.#outdated.add(id);
    for (const event of changes.events) this.#record(event);
    if (kept !== undefined) this.answers.push(kept);
    this.#workingSet.apply(changes);
  }

  #touch(booking: Booking): void {
    const touched = this.bookings.get(booking.id);
    const before = touched === undefined ? this.#workingSet.booking(booking.id) : touched.before;
    const wasStored = touched?.wasStored ?? (before !== undefined || booking.revision > 1);
    this.bookings.set(booking.id, { before, wasStored, after: booking });
    // A booking that was replaced without having been read: its former claims may still be loaded.
    if (wasStored && before === undefined) for (const id of calendarsOf(booking)) this.#outdated.add(id);
  }

  #record(event: DomainEvent): void {
    const { calendarId } = event;
    const known = this.versions.get(calendarId);
    const before = known?.before ?? this.#storedVersion(calendarId);
    const version = 1 + (known?.after ?? before);
    this.versions.set(calendarId, { before, after: version });
    this.events.push({ version, event });
    if (isBookingEvent(event)) this.history.push({ ...historyEntryOf(event), hostId: event.booking.hostId });
  }

  #storedVersion(calendarId: CalendarId): number {
    const state = this.#workingSet.calendar(calendarId, {});
    if (state === undefined) throw new RangeError(`calendar ${calendarId} is not loaded`);
    return state.version;
  }
}

const assertOrderly = (
  locked: ReadonlySet<CalendarId>,
  changes: Changes<unknown>,
  workingSet: WorkingSet,
): void => {
  const told = new Set<CalendarId>();
  for (const { calendarId } of changes.events) told.add(calendarId);
  const { withdrawn, changed } = changedBy(changes, workingSet);
  for (const ids of [changed, told]) {
    for (const id of ids)
      if (!locked.has(id)) throw new RangeError(`a decision changes calendar ${id}, which it did not lock`);
  }
  if (withdrawn > 0 && told.size === 0) {
    throw new RangeError('a decision withdraws something, and no event of it tells so');
  }
  for (const id of changed) {
    if (!told.has(id)) throw new RangeError(`a decision changes calendar ${id}, and no event of it tells so`);
  }
};

/** The calendars that changes are of, as far as that is known, and how much is withdrawn. */
const changedBy = (
  changes: Changes<unknown>,
  workingSet: WorkingSet,
): { readonly withdrawn: number; readonly changed: ReadonlySet<CalendarId> } => {
  const changed = new Set<CalendarId>();
  for (const booking of changes.bookings ?? []) for (const id of calendarsOf(booking)) changed.add(id);
  const { availability, schedules, timeOff, eventTypes, waitlist } = changes;
  for (const stated of [availability, schedules, timeOff, eventTypes, waitlist])
    for (const { hostId } of stated ?? []) changed.add(hostId);
  let withdrawn = 0;
  const withdraw = (
    ids: readonly string[] | undefined,
    hostOf: (id: string) => CalendarId | undefined,
  ): void => {
    for (const id of ids ?? []) {
      withdrawn += 1;
      const hostId = hostOf(id);
      if (hostId !== undefined) changed.add(hostId);
    }
  };
  withdraw(changes.withdrawnAvailability, (id) => workingSet.availability(id)?.hostId);
  withdraw(changes.withdrawnSchedules, (id) => workingSet.schedule(id)?.hostId);
  withdraw(changes.withdrawnTimeOff, (id) => workingSet.timeOff(id)?.hostId);
  withdraw(changes.withdrawnEventTypes, (id) => workingSet.eventType(id)?.hostId);
  return { withdrawn, changed };
};
