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

/** What has happened, in the order in which it was committed; nothing in it changes, but for what is erased. */
export interface Ledger {
  readonly write: (entries: readonly OutboxEntry[]) => void;
  readonly events: (calendarId: CalendarId, afterVersion: number, limit: number) => readonly OutboxEntry[];
  /** Those of which there are events. */
  readonly calendars: () => readonly CalendarId[];
  readonly history: (id: BookingId) => readonly BookingHistoryEntry[];
  readonly rewriteEvents: (calendarId: CalendarId, rewrite: (event: DomainEvent) => DomainEvent) => void;
  readonly rewriteHistory: (
    id: BookingId,
    rewrite: (entry: BookingHistoryEntry) => BookingHistoryEntry,
  ) => void;
}

export const createLedger = (): Ledger => {
  const outboxes = new Map<CalendarId, OutboxEntry[]>();
  const histories = new Map<BookingId, BookingHistoryEntry[]>();
  return {
    write: (entries) => {
      for (const { version, event } of entries.map((given) => frozenCopy(given))) {
        listAt(outboxes, event.calendarId).push(Object.freeze({ version, event }));
        if (!isBookingEvent(event)) continue;
        listAt(histories, event.booking.id).push(Object.freeze(historyEntryOf(event)));
      }
    },
    events: (calendarId, afterVersion, limit) => {
      const outbox = outboxes.get(calendarId) ?? [];
      // Versions count upwards from 1, with gaps: what is wanted begins at this place or before it.
      let start = Math.max(0, Math.min(afterVersion, outbox.length));
      while (start > 0 && (outbox[start - 1]?.version ?? 0) > afterVersion) start -= 1;
      return outbox.slice(start, start + limit);
    },
    calendars: () => [...outboxes].filter(([, entries]) => entries.length > 0).map(([id]) => id),
    history: (id) => [...(histories.get(id) ?? [])],
    rewriteEvents: (calendarId, rewrite) => {
      const outbox = outboxes.get(calendarId) ?? [];
      const rewritten = outbox.map(({ version, event }) => frozenCopy({ version, event: rewrite(event) }));
      outboxes.set(calendarId, rewritten);
    },
    rewriteHistory: (id, rewrite) => {
      histories.set(
        id,
        (histories.get(id) ?? []).map((entry) => frozenCopy(rewrite(entry))),
      );
    },
  };
};

const listAt = <T>(lists: Map<string, T[]>, key: string): T[] => {
  const there = lists.get(key);
  if (there !== undefined) return there;
  const list: T[] = [];
  lists.set(key, list);
  return list;
};
