import {
  frozenCopy,
  historyEntryOf,
  isBookingEvent,
  type BookingHistoryEntry,
  type BookingId,
  type CalendarId,
  type DomainEvent,
  type OutboxEntry,
} from '@slotkeeper/domain';

/** What has happened, in the order in which it was committed; nothing in it ever changes. */
export interface Ledger {
  readonly write: (events: readonly DomainEvent[]) => void;
  readonly events: (calendarId: CalendarId, afterVersion: number, limit: number) => readonly OutboxEntry[];
  readonly history: (id: BookingId) => readonly BookingHistoryEntry[];
}

export const createLedger = (): Ledger => {
  const outboxes = new Map<CalendarId, OutboxEntry[]>();
  const histories = new Map<BookingId, BookingHistoryEntry[]>();
  return {
    write: (events) => {
      for (const event of events.map((given) => frozenCopy(given))) {
        const outbox = listAt(outboxes, event.calendarId);
        // Each event raises the version by one, so the version is the event's place.
        outbox.push(Object.freeze({ version: outbox.length + 1, event }));
        if (!isBookingEvent(event)) continue;
        listAt(histories, event.booking.id).push(Object.freeze(historyEntryOf(event)));
      }
    },
    events: (calendarId, afterVersion, limit) =>
      outboxes.get(calendarId)?.slice(afterVersion, afterVersion + limit) ?? [],
    history: (id) => [...(histories.get(id) ?? [])],
  };
};

const listAt = <T>(lists: Map<string, T[]>, key: string): T[] => {
  const there = lists.get(key);
  if (there !== undefined) return there;
  const list: T[] = [];
  lists.set(key, list);
  return list;
};
