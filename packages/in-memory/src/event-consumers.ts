import type { CalendarId, ConsumerName, ConsumerStart, OutboxEntry } from '@slotkeeper/domain';

/** How far somebody who is told of events has got. */
export interface EventConsumer {
  readonly start: ConsumerStart;
  /** The last version that it has got of each calendar. */
  readonly positions: Map<CalendarId, number>;
  /** The calendars that have something for it, in the order in which they will be looked at. */
  readonly waiting: Set<CalendarId>;
  /** The calendars whose events it is given right now. */
  readonly busy: Set<CalendarId>;
}

export interface EventConsumers {
  readonly byName: Map<ConsumerName, EventConsumer>;
  /** Takes events that were committed. */
  readonly note: (entries: readonly OutboxEntry[]) => void;
}

export const createEventConsumers = (): EventConsumers => {
  const byName = new Map<ConsumerName, EventConsumer>();
  return {
    byName,
    note: (entries) => {
      for (const { start, positions, waiting } of byName.values()) {
        for (const { version, event } of entries) {
          if (!positions.has(event.calendarId))
            positions.set(event.calendarId, start === 'now' ? version - 1 : 0);
          waiting.add(event.calendarId);
        }
      }
    },
  };
};
