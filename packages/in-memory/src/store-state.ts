import { WorkingSet, type CalendarId, type Changes, type OutboxEntry } from '@slotkeeper/domain';
import { createAccounts, type Accounts } from './accounts.js';
import { createByParty, type ByParty } from './by-party.js';
import { createDeadlines, type Deadlines } from './deadlines.js';
import { createEventConsumers, type EventConsumers } from './event-consumers.js';
import { createEventTypeRevisions, type EventTypeRevisions } from './event-type-revisions.js';
import { createIdempotencyRecords, type IdempotencyRecords } from './idempotency-records.js';
import { createLedger, type Ledger } from './ledger.js';
import { createLocks, type Locks } from './locks.js';

/** All that the ports of one store share. */
export interface StoreState {
  readonly calendars: WorkingSet;
  readonly ledger: Ledger;
  readonly consumers: EventConsumers;
  readonly bookingsByParty: ByParty;
  readonly waitlistByParty: ByParty;
  readonly deadlines: Deadlines;
  readonly eventTypeRevisions: EventTypeRevisions;
  readonly accounts: Accounts;
  readonly records: IdempotencyRecords;
  /** A key is a lock too: a request that is sent twice may name different calendars each time. */
  readonly keyLocks: Locks;
}

export const createStoreState = (): StoreState => ({
  calendars: new WorkingSet(),
  ledger: createLedger(),
  consumers: createEventConsumers(),
  bookingsByParty: createByParty(),
  waitlistByParty: createByParty(),
  deadlines: createDeadlines(),
  eventTypeRevisions: createEventTypeRevisions(),
  accounts: createAccounts(),
  records: createIdempotencyRecords(),
  keyLocks: createLocks(),
});

/**
 * Writes all changes of a decision or, where it throws, none: all that may fail comes before the first write, and
 * nothing waits in between, so nobody ever sees a part of it.
 * @throws RangeError, ConcurrencyConflict as {@link WorkingSet.check} says.
 */
export const commit = (state: StoreState, locked: readonly CalendarId[], changes: Changes<unknown>): void => {
  state.calendars.check(locked, changes);
  const entries = outboxEntriesOf(state.calendars, changes);
  state.calendars.apply(changes);
  for (const booking of changes.bookings ?? []) {
    state.bookingsByParty.add(booking);
    state.deadlines.note(booking);
  }
  for (const entry of changes.waitlist ?? []) state.waitlistByParty.add(entry);
  for (const eventType of changes.eventTypes ?? []) state.eventTypeRevisions.keep(eventType);
  state.ledger.write(entries);
  state.consumers.note(entries);
};

const outboxEntriesOf = (calendars: WorkingSet, { events }: Changes<unknown>): readonly OutboxEntry[] => {
  const versions = new Map<CalendarId, number>();
  return events.map((event) => {
    const { calendarId } = event;
    const version = 1 + (versions.get(calendarId) ?? calendars.calendar(calendarId, {})?.version ?? 0);
    versions.set(calendarId, version);
    return { version, event };
  });
};
