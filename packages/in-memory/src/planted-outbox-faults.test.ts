import type { CalendarId, Clock, Outbox, Store } from '@slotkeeper/domain';
import { storeContract } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createInMemoryStore, createStoreOn } from './create-in-memory-store.js';
import type { EventConsumer } from './event-consumers.js';
import { createLocks } from './locks.js';
import { createStoreState, type StoreState } from './store-state.js';

/** A store of which some operations of the outbox are others. */
const withOutbox = (
  clock: Clock,
  fault: (outbox: Outbox, state: StoreState, store: Store) => Partial<Outbox>,
): Store => {
  const state = createStoreState();
  const store = createStoreOn({ state, clock, calendarLocks: createLocks() });
  return { ...store, outbox: { ...store.outbox, ...fault(store.outbox, state, store) } };
};

type Deliver = Outbox['deliver'];

/** A fault in what is known of a consumer, once a delivery has ended. */
const afterDelivery =
  (outbox: Outbox, { consumers }: StoreState, spoil: (consumer: EventConsumer) => void): Deliver =>
  async (name, bounds, deliver) => {
    const outcome = await outbox.deliver(name, bounds, deliver);
    const consumer = consumers.byName.get(name);
    if (consumer !== undefined) spoil(consumer);
    return outcome;
  };

interface Fault {
  readonly name: string;
  readonly open: (clock: Clock) => Store;
  /** The cases that find it, and what they say. */
  readonly caughtBy: Readonly<Record<string, RegExp>>;
}

const ALL =
  'a consumer from the beginning is told of what was and of what comes, each once, each calendar in order';
const FROM_NOW = 'a consumer from now is told of nothing that was before, and of all that comes';
const OWN_POSITIONS = 'each consumer has positions of its own, and one that is there stays as it is';
const FORGOTTEN = 'a consumer that was forgotten is unknown, and begins anew if it comes again';
const FORMS = 'names of consumers have a form, and limits have bounds';
const AGAIN =
  'what could not be delivered comes again, in order and with what followed it, and holds up no other calendar';
const BOUNDED =
  'no more events come at once than asked for, and a calendar with many lets others have their turn';
const AT_ONCE =
  'several relays and writers at once: each event comes once, and of one calendar one after the other';
const ERASURE = 'an erasure takes a person out of events that wait, and no event with it';

const FAULTS: readonly Fault[] = [
  {
    name: 'events count as delivered before they are',
    open: (clock) =>
      withOutbox(clock, (outbox) => ({
        deliver: async (name, bounds, deliver) => {
          const failures: { calendarId: CalendarId; error: unknown }[] = [];
          const { delivered } = await outbox.deliver(name, bounds, async (entries) => {
            await deliver(entries).catch((error: unknown) => {
              failures.push({ calendarId: entries[0]?.event.calendarId ?? '', error });
            });
          });
          return { delivered, failures };
        },
      })),
    caughtBy: { [AGAIN]: /versions once they were taken: expected \[1,2,3,4\], got \[4\]/ },
  },
  {
    name: 'what was delivered is not noted',
    open: (clock) =>
      withOutbox(clock, (outbox, state) => ({
        deliver: (name, bounds, deliver) => {
          const positions = new Map(state.consumers.byName.get(name)?.positions);
          const forget = afterDelivery(outbox, state, (consumer) => {
            for (const [id, version] of positions) {
              if (consumer.waiting.has(id)) consumer.positions.set(id, version);
            }
          });
          return forget(name, bounds, deliver);
        },
      })),
    caughtBy: { [BOUNDED]: /versions of the busy calendar/ },
  },
  {
    name: 'what the limit has left no room for counts as delivered',
    open: (clock) =>
      withOutbox(clock, (outbox, state) => ({
        deliver: afterDelivery(outbox, state, ({ waiting }) => waiting.clear()),
      })),
    caughtBy: { [BOUNDED]: /versions of the/, [AT_ONCE]: /versions of a calendar/ },
  },
  {
    name: 'a calendar is delivered by whoever comes',
    open: (clock) =>
      withOutbox(clock, (outbox, { consumers }) => ({
        deliver: (name, bounds, deliver) => {
          const consumer = consumers.byName.get(name);
          consumer?.busy.clear();
          return outbox.deliver(name, bounds, deliver);
        },
      })),
    caughtBy: { [AT_ONCE]: /deliveries of a calendar while others of it went on: expected 0/ },
  },
  {
    name: 'a calendar that fails comes first again',
    open: (clock) =>
      withOutbox(clock, (outbox, state) => ({
        deliver: async (name, bounds, deliver) => {
          let failing: readonly CalendarId[] = [];
          const first = afterDelivery(outbox, state, ({ waiting }) => {
            const others = [...waiting].filter((id) => !failing.includes(id));
            waiting.clear();
            for (const id of [...failing, ...others]) waiting.add(id);
          });
          return first(name, bounds, (entries) =>
            deliver(entries).catch((error: unknown) => {
              failing = [...failing, entries[0]?.event.calendarId ?? ''];
              throw error;
            }),
          );
        },
      })),
    caughtBy: { [AGAIN]: /versions of the other calendar/ },
  },
  {
    name: 'the last event comes first',
    open: (clock) =>
      withOutbox(clock, (outbox) => ({
        deliver: (name, bounds, deliver) =>
          outbox.deliver(name, bounds, (entries) => deliver(entries.toReversed())),
      })),
    caughtBy: { [ALL]: /what it was told of a calendar/, [FROM_NOW]: /versions of a calendar with a past/ },
  },
  {
    name: 'every consumer is told of what was',
    open: (clock) =>
      withOutbox(clock, ({ subscribe }) => ({ subscribe: (name) => subscribe(name, 'beginning') })),
    caughtBy: { [FROM_NOW]: /what was before/ },
  },
  {
    name: 'no consumer is told of what was',
    open: (clock) => withOutbox(clock, ({ subscribe }) => ({ subscribe: (name) => subscribe(name, 'now') })),
    caughtBy: { [ALL]: /what it was told of a calendar/, [FORGOTTEN]: /versions/ },
  },
  {
    name: 'all consumers have their positions in common',
    open: (clock) =>
      withOutbox(clock, (outbox, { consumers }) => ({
        deliver: (name, bounds, deliver) =>
          outbox.deliver(consumers.byName.has(name) ? 'one' : name, bounds, deliver),
      })),
    caughtBy: { [OWN_POSITIONS]: /versions that the other got/ },
  },
  {
    name: 'who subscribes again begins anew',
    open: (clock) =>
      withOutbox(clock, ({ subscribe, unsubscribe }) => ({
        subscribe: async (name, from) => {
          await unsubscribe(name);
          return subscribe(name, from);
        },
      })),
    caughtBy: { [OWN_POSITIONS]: /a consumer that was there/ },
  },
  {
    name: 'who is forgotten is remembered',
    open: (clock) => withOutbox(clock, () => ({ unsubscribe: async () => true })),
    caughtBy: { [FORGOTTEN]: /whether there still was one/ },
  },
  {
    name: 'any limit will do',
    open: (clock) =>
      withOutbox(clock, (outbox) => ({
        deliver: (name, _, deliver) => outbox.deliver(name, { limit: 1_000 }, deliver),
      })),
    caughtBy: { [FORMS]: /the limit 0/, [BOUNDED]: /more came than asked for/ },
  },
  {
    name: 'an erasure takes events away that wait',
    open: (clock) => {
      const store = createInMemoryStore({ clock });
      let isErased = false;
      return {
        ...store,
        users: {
          ...store.users,
          erase: (id, at) => {
            isErased = true;
            return store.users.erase(id, at);
          },
        },
        outbox: {
          ...store.outbox,
          deliver: (name, bounds, deliver) =>
            store.outbox.deliver(name, bounds, (entries) =>
              deliver(isErased ? entries.filter(({ event }) => !('booking' in event)) : entries),
            ),
        },
      };
    },
    caughtBy: { [ERASURE]: /versions, but for the one that the erasure raised/ },
  },
];

const casesOf = (open: (clock: Clock) => Store) =>
  storeContract(async (clock) => ({ store: open(clock), teardown: async () => {} }), { patienceMs: 5_000 });

describe('the contract of the outbox', () => {
  it.each(FAULTS.map((fault) => [fault.name, fault] as const))('is broken where %s', async (_, fault) => {
    const cases = casesOf(fault.open);
    for (const [name, message] of Object.entries(fault.caughtBy)) {
      const found = cases.find((one) => one.name === name);
      const failure = await found?.run().then(
        () => `${name}: passed`,
        (reason: unknown) => String(reason),
      );
      expect(failure).toMatch(message);
    }
  });

  it('has no case that no fault breaks', () => {
    const names = casesOf((clock) => createInMemoryStore({ clock })).map(({ name }) => name);
    const ours = names.slice(names.indexOf(ALL), 1 + names.indexOf(ERASURE));
    const caught = new Set(FAULTS.flatMap(({ caughtBy }) => Object.keys(caughtBy)));
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.filter((name) => !caught.has(name))).toEqual([]);
  });
});
