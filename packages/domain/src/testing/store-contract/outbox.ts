import type { CalendarId } from '../../booking/booking.js';
import type { User } from '../../identity/user.js';
import type { OutboxEntry } from '../../ports/domain-event.js';
import type { Deliver } from '../../ports/outbox.js';
import { expectEqual, expectRejection, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addBooker,
  addHost,
  addParties,
  at,
  availabilityOf,
  between,
  bookIfFree,
  bookingOf,
  cancel,
  eventOfBooking,
  storeAvailability,
  write,
  type Stage,
} from './stage.js';

/** What a consumer was given, in the order in which it was. */
interface Receiver {
  readonly deliver: Deliver;
  readonly entries: OutboxEntry[];
}

const receiver = (): Receiver => {
  const entries: OutboxEntry[] = [];
  return {
    entries,
    deliver: async (given) => {
      entries.push(...given);
    },
  };
};

/** States availability a number of times, so that the calendar has so many events more. */
const addEvents = async (stage: Stage, host: User, count: number, fromMinute = 0): Promise<void> => {
  const ranges = Array.from({ length: count }, (_, index) =>
    between(fromMinute + index * 60, fromMinute + index * 60 + 60),
  );
  await storeAvailability(
    stage,
    host,
    ranges.map((range) => availabilityOf(stage, host, range)),
  );
};

const deliverAll = async (
  { store }: Stage,
  consumer: string,
  deliver: Deliver,
  limit = 100,
): Promise<void> => {
  for (;;) {
    const { delivered, failures } = await store.outbox.deliver(consumer, { limit }, deliver);
    if (delivered === 0 && failures.length === 0) return;
  }
};

const versionsOf = (entries: readonly OutboxEntry[], calendarId: CalendarId): readonly number[] =>
  entries.filter(({ event }) => event.calendarId === calendarId).map(({ version }) => version);

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

const storedEvents = ({ store }: Stage, calendarId: CalendarId): Promise<readonly OutboxEntry[]> =>
  store.queries.events(calendarId, { afterVersion: 0, limit: 1_000 });

/** Rules about how consumers are told of events. */
export const OUTBOX: readonly ContractRule[] = [
  {
    name: 'a consumer from the beginning is told of what was and of what comes, each once, each calendar in order',
    check: async (stage) => {
      const { host: first, booker } = await addParties(stage);
      const second = await addHost(stage);
      await addEvents(stage, first, 5);
      expectEqual(await stage.store.outbox.subscribe('mail', 'beginning'), true, 'a new consumer');
      await addEvents(stage, second, 3);
      const booking = bookingOf(stage, first, booker, between(0, 30));
      await bookIfFree(stage, booking);
      const { deliver, entries } = receiver();
      await deliverAll(stage, 'mail', deliver);
      await cancel(stage, booking);
      await deliverAll(stage, 'mail', deliver);
      await deliverAll(stage, 'mail', deliver);
      for (const { id } of [first, second]) {
        const got = entries.filter(({ event }) => event.calendarId === id);
        expectEqual(got, await storedEvents(stage, id), 'what it was told of a calendar');
      }
      expectEqual(entries.length, 10, 'events in all');
    },
  },
  {
    name: 'a consumer from now is told of nothing that was before, and of all that comes',
    check: async (stage) => {
      const [first, second] = [await addHost(stage), await addHost(stage)];
      await addEvents(stage, first, 5);
      await stage.store.outbox.subscribe('mail', 'now');
      const { deliver, entries } = receiver();
      await deliverAll(stage, 'mail', deliver);
      expectEqual(entries, [], 'what was before');
      await addEvents(stage, first, 2, 600);
      await addEvents(stage, first, 1, 900);
      await addEvents(stage, second, 2);
      await deliverAll(stage, 'mail', deliver);
      expectEqual(versionsOf(entries, first.id), [6, 7, 8], 'versions of a calendar with a past');
      expectEqual(versionsOf(entries, second.id), [1, 2], 'versions of one without');
    },
  },
  {
    name: 'each consumer has positions of its own, and one that is there stays as it is',
    check: async (stage) => {
      const { outbox } = stage.store;
      const host = await addHost(stage);
      await outbox.subscribe('one', 'beginning');
      await outbox.subscribe('two', 'beginning');
      await addEvents(stage, host, 4);
      const [one, two] = [receiver(), receiver()];
      await deliverAll(stage, 'one', one.deliver);
      expectEqual(
        await outbox.consumers(),
        [
          { name: 'one', waiting: 0 },
          { name: 'two', waiting: 1 },
        ],
        'consumers',
      );
      for (const from of ['beginning', 'now'] as const)
        expectEqual(await outbox.subscribe('one', from), false, 'a consumer that was there');
      await deliverAll(stage, 'one', one.deliver);
      await deliverAll(stage, 'two', two.deliver);
      expectEqual(versionsOf(one.entries, host.id), upTo(4), 'versions that one got');
      expectEqual(versionsOf(two.entries, host.id), upTo(4), 'versions that the other got');
    },
  },
  {
    name: 'a consumer that was forgotten is unknown, and begins anew if it comes again',
    check: async (stage) => {
      const { outbox } = stage.store;
      const host = await addHost(stage);
      await addEvents(stage, host, 2);
      const { deliver, entries } = receiver();
      const unknown = async (what: string): Promise<void> => {
        const thrown = await expectRejection(outbox.deliver('mail', { limit: 1 }, deliver), what);
        expectThat(thrown instanceof RangeError, `${what}: expected a RangeError, got ${String(thrown)}`);
      };
      await unknown('a consumer that never was');
      await outbox.subscribe('mail', 'beginning');
      await deliverAll(stage, 'mail', deliver);
      expectEqual(await outbox.unsubscribe('mail'), true, 'whether there was one');
      expectEqual(await outbox.unsubscribe('mail'), false, 'whether there still was one');
      await unknown('a consumer that was forgotten');
      await addEvents(stage, host, 1, 600);
      await outbox.subscribe('mail', 'beginning');
      await deliverAll(stage, 'mail', deliver);
      expectEqual(versionsOf(entries, host.id), [1, 2, 1, 2, 3], 'versions');
    },
  },
  {
    name: 'names of consumers have a form, and limits have bounds',
    check: async ({ store: { outbox } }) => {
      for (const name of ['', 'A', 'a b', '-a', 'a'.repeat(64), 'ä']) {
        const thrown = await expectRejection(outbox.subscribe(name, 'now'), `the name ${name}`);
        expectThat(thrown instanceof RangeError, `the name ${name}: ${String(thrown)}`);
      }
      await outbox.subscribe('a'.repeat(63), 'now');
      await outbox.subscribe('0-_', 'now');
      for (const limit of [0, -1, 1.5, 1_001, Number.NaN]) {
        const work = outbox.deliver('0-_', { limit }, async () => {});
        const thrown = await expectRejection(work, `the limit ${limit}`);
        expectThat(thrown instanceof RangeError, `the limit ${limit}: ${String(thrown)}`);
      }
    },
  },
  {
    name: 'what could not be delivered comes again, in order and with what followed it, and holds up no other calendar',
    check: async (stage) => {
      const { outbox } = stage.store;
      const [bad, good] = [await addHost(stage), await addHost(stage)];
      await outbox.subscribe('mail', 'beginning');
      await addEvents(stage, bad, 3);
      await addEvents(stage, good, 3);
      const { deliver, entries } = receiver();
      let isBroken = true;
      const trouble = new Error('not taken');
      const failing: Deliver = async (given) => {
        if (isBroken && given[0]?.event.calendarId === bad.id) throw trouble;
        await deliver(given);
      };
      for (let round = 0; round < 4; round += 1) {
        const { delivered, failures } = await outbox.deliver('mail', { limit: 3 }, failing);
        for (const failure of failures)
          expectEqual(failure, { calendarId: bad.id, error: trouble }, 'what has failed');
        expectThat(delivered <= 3, `${delivered} were delivered, and 3 was the limit`);
      }
      expectEqual(versionsOf(entries, good.id), upTo(3), 'versions of the other calendar');
      expectEqual(versionsOf(entries, bad.id), [], 'versions that were not taken');
      await addEvents(stage, bad, 1, 600);
      isBroken = false;
      await deliverAll(stage, 'mail', failing);
      expectEqual(versionsOf(entries, bad.id), upTo(4), 'versions once they were taken');
      expectEqual(entries.length, 7, 'events in all');
    },
  },
  {
    name: 'no more events come at once than asked for, and a calendar with many lets others have their turn',
    check: async (stage) => {
      const { outbox } = stage.store;
      const [busy, quiet] = [await addHost(stage), await addHost(stage)];
      await outbox.subscribe('mail', 'beginning');
      await addEvents(stage, busy, 20);
      await addEvents(stage, quiet, 2);
      const { deliver, entries } = receiver();
      const counts: number[] = [];
      const delivery = async (): Promise<void> => {
        const before = entries.length;
        const { delivered } = await outbox.deliver('mail', { limit: 5 }, deliver);
        expectEqual(delivered, entries.length - before, 'the count of what was delivered');
        counts.push(delivered);
      };
      for (let round = 0; round < 3; round += 1) await delivery();
      expectEqual(versionsOf(entries, quiet.id), upTo(2), 'versions of the quiet calendar');
      for (let round = 0; round < 20 && counts.at(-1) !== 0; round += 1) await delivery();
      expectThat(Math.max(...counts) <= 5, `more came than asked for: ${String(counts)}`);
      expectEqual(versionsOf(entries, busy.id), upTo(20), 'versions of the busy calendar');
    },
  },
  {
    name: 'several relays and writers at once: each event comes once, and of one calendar one after the other',
    check: async (stage) => {
      const { outbox } = stage.store;
      const hosts = [await addHost(stage), await addHost(stage), await addHost(stage)];
      await outbox.subscribe('mail', 'beginning');
      const { deliver, entries } = receiver();
      const taking = new Set<CalendarId>();
      let clashes = 0;
      const slow: Deliver = async (given) => {
        const calendarId = given[0]?.event.calendarId ?? '';
        if (taking.has(calendarId)) clashes += 1;
        taking.add(calendarId);
        await Promise.resolve();
        await stage.store.queries.booking(stage.ids.next());
        await deliver(given);
        taking.delete(calendarId);
      };
      let isWriting = true;
      const writing = Promise.all(
        hosts.map(async (host) => {
          for (let round = 0; round < 8; round += 1) await addEvents(stage, host, 3, round * 180);
        }),
      ).finally(() => {
        isWriting = false;
      });
      const relay = async (): Promise<void> => {
        while (isWriting) await outbox.deliver('mail', { limit: 4 }, slow);
        await deliverAll(stage, 'mail', slow, 4);
      };
      await Promise.all([writing, relay(), relay(), relay()]);
      await deliverAll(stage, 'mail', slow);
      expectEqual(clashes, 0, 'deliveries of a calendar while others of it went on');
      for (const { id } of hosts) expectEqual(versionsOf(entries, id), upTo(24), 'versions of a calendar');
    },
  },
  {
    name: 'an erasure takes a person out of events that wait, and no event with it',
    check: async (stage) => {
      const [host, booker] = [await addHost(stage), await addBooker(stage)];
      await stage.store.outbox.subscribe('mail', 'beginning');
      const guest = { name: 'Whoever It Was', email: 'whoever@example.com', accessDigest: 'digest' };
      const booking = bookingOf(stage, host, booker, between(0, 30), { guest });
      await write(stage, [host.id], {
        answer: null,
        bookings: [booking],
        events: [eventOfBooking(booking)],
      });
      await stage.store.users.erase(booker.id, at(100));
      await addEvents(stage, host, 1);
      const { deliver, entries } = receiver();
      await deliverAll(stage, 'mail', deliver);
      expectEqual(versionsOf(entries, host.id), [1, 3], 'versions, but for the one that the erasure raised');
      const told = JSON.stringify(entries);
      expectThat(!told.includes('hoever'), `events tell who it was: ${told}`);
    },
  },
];
