import {
  isConsumerName,
  MAX_DELIVERY_LIMIT,
  type CalendarId,
  type Deliver,
  type Delivered,
  type DeliveryFailure,
  type Outbox,
  type OutboxEntry,
} from '@slotkeeper/domain';
import type { EventConsumer } from './event-consumers.js';
import type { StoreState } from './store-state.js';

export const createOutbox = ({ ledger, consumers }: Pick<StoreState, 'ledger' | 'consumers'>): Outbox => ({
  subscribe: async (name, start) => {
    if (!isConsumerName(name)) throw new RangeError(`not a name of a consumer: ${name}`);
    if (consumers.byName.has(name)) return false;
    const past = start === 'beginning' ? ledger.calendars() : [];
    consumers.byName.set(name, {
      start,
      positions: new Map(past.map((id) => [id, 0])),
      waiting: new Set(past),
      busy: new Set(),
    });
    return true;
  },
  unsubscribe: async (name) => consumers.byName.delete(name),
  consumers: async () =>
    [...consumers.byName]
      .map(([name, { waiting }]) => ({ name, waiting: waiting.size }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  deliver: async (name, { limit }, deliver) => {
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_DELIVERY_LIMIT)
      throw new RangeError(`a limit must be from 1 to ${MAX_DELIVERY_LIMIT}: ${limit}`);
    const consumer = consumers.byName.get(name);
    if (consumer === undefined) throw new RangeError(`there is no consumer ${name}`);
    return deliverWaiting(ledger, consumer, limit, deliver);
  },
});

type Ledger = Pick<StoreState['ledger'], 'events'>;

const deliverWaiting = async (
  ledger: Ledger,
  consumer: EventConsumer,
  limit: number,
  deliver: Deliver,
): Promise<Delivered> => {
  const taken = take(ledger, consumer, limit);
  const failures: DeliveryFailure[] = [];
  let delivered = 0;
  for (const [calendarId, entries] of taken) {
    try {
      await deliver(entries);
      delivered += entries.length;
      consumer.positions.set(calendarId, entries.at(-1)?.version ?? 0);
    } catch (error) {
      failures.push({ calendarId, error });
    }
  }
  for (const calendarId of taken.keys()) putBack(ledger, consumer, calendarId);
  return { delivered, failures };
};

const take = (
  ledger: Ledger,
  { positions, waiting, busy }: EventConsumer,
  limit: number,
): ReadonlyMap<CalendarId, readonly OutboxEntry[]> => {
  const taken = new Map<CalendarId, readonly OutboxEntry[]>();
  let room = limit;
  for (const calendarId of waiting) {
    if (room === 0) break;
    if (busy.has(calendarId)) continue;
    const entries = ledger.events(calendarId, positions.get(calendarId) ?? 0, room);
    taken.set(calendarId, entries);
    busy.add(calendarId);
    room -= entries.length;
  }
  return taken;
};

/** Where there is more, or what there was could not be delivered, its turn comes after that of others. */
const putBack = (
  ledger: Ledger,
  { positions, waiting, busy }: EventConsumer,
  calendarId: CalendarId,
): void => {
  busy.delete(calendarId);
  waiting.delete(calendarId);
  if (ledger.events(calendarId, positions.get(calendarId) ?? 0, 1).length > 0) waiting.add(calendarId);
};
