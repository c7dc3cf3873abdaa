import type { Booking } from '../../booking/booking.js';
import type { BookingFilter, Page, PagePosition, PageRequest } from '../../ports/queries.js';
import { byStartAndId } from '../../ports/working-set.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addBooker,
  addHost,
  addParties,
  agreedOf,
  at,
  availabilityOf,
  between,
  bookingOf,
  minutesOff,
  storeAvailability,
  storeBookings,
  storeTimeOff,
  storeWaitlist,
  timeOffOf,
  waitlistEntryOf,
  type Stage,
} from './stage.js';

/** All pages of a list, one after the other, as a client would fetch them. */
const allPages = async <T extends PagePosition>(
  fetchPage: (page: PageRequest) => Promise<Page<T>>,
  limit: number,
): Promise<T[]> => {
  const items: T[] = [];
  let after: PagePosition | undefined;
  for (;;) {
    const page = await fetchPage({ limit, after });
    items.push(...page.items);
    expectThat(page.items.length <= limit, `a page of ${page.items.length} items at a limit of ${limit}`);
    expectThat(page.items.length > 0 || after === undefined, 'a page said that more follow, and none did');
    if (!page.hasMore) return items;
    const last = page.items.at(-1);
    expectThat(
      last !== undefined && page.items.length === limit,
      'a page that is not full says that more follow',
    );
    expectThat(items.length < 200, 'the pages do not end');
    after = { startTime: last.startTime, id: last.id };
  }
};

const ids = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id);

/** Numbers below `count` in an order that is neither that of time nor that of ids. */
const shuffled = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index * 5 + 3) % count);

/** Two hosts, two bookers, and bookings of both with ties in start, some of an event type, stored in no order. */
const crowded = async (stage: Stage) => {
  const eventTypeId = stage.ids.next();
  const hosts = [await addHost(stage), await addHost(stage)];
  const bookers = [await addBooker(stage), await addBooker(stage)];
  const made = shuffled(16).map((index): Booking => {
    const host = hosts[index % 2];
    const booker = bookers[Math.floor(index / 2) % 2];
    expectThat(host !== undefined && booker !== undefined, 'no parties');
    const from = Math.floor(index / 4) * 30;
    return bookingOf(stage, host, booker, between(from, from + 30), {
      status: index % 4 < 2 ? 'confirmed' : 'cancelled',
      ...(index % 3 === 0 ? { eventType: agreedOf(index % 2 === 0 ? eventTypeId : stage.ids.next()) } : {}),
    });
  });
  for (const host of hosts) {
    await storeBookings(
      stage,
      host,
      made.filter(({ hostId }) => hostId === host.id).sort((a, b) => (a.id < b.id ? 1 : -1)),
    );
  }
  const [host, booker] = [hosts[0], bookers[0]];
  expectThat(host !== undefined && booker !== undefined, 'no parties');
  return { host, booker, made, eventTypeId };
};

/** Rules about lists. */
export const PAGES: readonly ContractRule[] = [
  {
    name: 'pages of bookings follow each other by start and then by id, without a gap or a repeat',
    check: async (stage) => {
      const { host, booker, made } = await crowded(stage);
      const filters: readonly [BookingFilter, (booking: Booking) => boolean][] = [
        [{ hostId: host.id }, ({ hostId }) => hostId === host.id],
        [{ bookerId: booker.id }, ({ bookerId }) => bookerId === booker.id],
      ];
      for (const [filter, belongs] of filters) {
        const expected = made.filter(belongs).sort(byStartAndId);
        for (const limit of [1, 2, 3, 7, expected.length, expected.length + 1, 1_000]) {
          const items = await allPages((page) => stage.store.queries.bookings(filter, page), limit);
          expectEqual(items, expected, `bookings in pages of ${limit}`);
        }
      }
    },
  },
  {
    name: 'a list of bookings holds those that keep to all of its filters',
    check: async (stage) => {
      const { host, booker, made, eventTypeId } = await crowded(stage);
      const list = async (filter: BookingFilter): Promise<string[]> =>
        ids((await stage.store.queries.bookings(filter, { limit: 100 })).items);
      const expected = (belongs: (booking: Booking) => boolean): string[] =>
        ids(made.filter(belongs).sort(byStartAndId));
      const [hostId, bookerId] = [host.id, booker.id];
      const ofHost = (booking: Booking): boolean => booking.hostId === hostId;
      const ofBoth = (booking: Booking): boolean => ofHost(booking) && booking.bookerId === bookerId;
      expectEqual(await list({ hostId, bookerId }), expected(ofBoth), 'of a host and a booker');
      expectEqual(
        await list({ hostId, status: 'cancelled' }),
        expected((booking) => ofHost(booking) && booking.status === 'cancelled'),
        'of a status',
      );
      expectEqual(await list({ bookerId, status: 'held' }), [], 'of a status that none has');
      const ofType = (booking: Booking): boolean => booking.eventType?.id === eventTypeId;
      expectThat(
        made.some((booking) => ofHost(booking) && ofType(booking)),
        'nothing is of the event type',
      );
      expectEqual(
        await list({ hostId, eventTypeId }),
        expected((booking) => ofHost(booking) && ofType(booking)),
        'of an event type',
      );
      expectEqual(
        await list({ bookerId, eventTypeId, status: 'confirmed' }),
        expected(
          (booking) => booking.bookerId === bookerId && ofType(booking) && booking.status === 'confirmed',
        ),
        'of a booker, an event type and a status',
      );
      expectEqual(await list({ hostId, eventTypeId: stage.ids.next() }), [], 'of an unknown event type');
      for (const [from, to] of [
        [30, 60],
        [29, 61],
        [0, 30],
        [45, 46],
        [-30, 0],
        [120, 150],
      ] as const) {
        expectEqual(
          await list({ hostId, from: at(from), to: at(to) }),
          expected((booking) => ofHost(booking) && booking.endTime > at(from) && booking.startTime < at(to)),
          `that end after minute ${from} and start before minute ${to}`,
        );
      }
      expectEqual(
        await list({ hostId, from: at(60) }),
        expected((booking) => ofHost(booking) && booking.endTime > at(60)),
        'that end after',
      );
      expectEqual(
        await list({ hostId, to: at(60) }),
        expected((booking) => ofHost(booking) && booking.startTime < at(60)),
        'that start before',
      );
      expectEqual(
        await list({ hostId, bookerId, status: 'confirmed', from: at(30), to: at(90) }),
        expected(
          (booking) =>
            ofBoth(booking) &&
            booking.status === 'confirmed' &&
            booking.endTime > at(30) &&
            booking.startTime < at(90),
        ),
        'of all filters',
      );
      const unknown = stage.ids.next();
      expectEqual(
        [await list({ hostId: unknown }), await list({ bookerId: unknown })],
        [[], []],
        'of nobody',
      );
    },
  },
  {
    name: 'a page goes on after the position it is given, whether or not anything lies there',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const made = [0, 30, 60].map((from) => bookingOf(stage, host, booker, between(from, from + 30)));
      await storeBookings(stage, host, made);
      const after = async (position: PagePosition): Promise<string[]> =>
        ids((await stage.store.queries.bookings({ hostId: host.id }, { limit: 10, after: position })).items);
      const [lowest, highest] = [
        '00000000-0000-0000-0000-000000000000',
        'ffffffff-ffff-ffff-ffff-ffffffffffff',
      ] as const;
      expectEqual(
        await after({ startTime: at(15), id: highest }),
        ids(made.slice(1)),
        'after a time between two',
      );
      expectEqual(
        await after({ startTime: at(30), id: lowest }),
        ids(made.slice(1)),
        'after the lowest id at a start',
      );
      expectEqual(
        await after({ startTime: at(30), id: highest }),
        ids(made.slice(2)),
        'after the highest id at a start',
      );
      expectEqual(await after({ startTime: at(60), id: highest }), [], 'after the last');
    },
  },
  {
    name: 'pages of availability follow each other by start and then by id, without a gap or a repeat',
    check: async (stage) => {
      const host = await addHost(stage);
      const other = await addHost(stage);
      const stated = shuffled(11).map((index) => {
        const from = Math.floor(index / 3) * 60;
        return availabilityOf(stage, host, between(from, from + 60 + index));
      });
      await storeAvailability(stage, host, stated.toReversed());
      await storeAvailability(stage, other, [availabilityOf(stage, other, between(0, 60))]);
      const { queries } = stage.store;
      const inOrder = stated.toSorted(byStartAndId);
      for (const limit of [1, 2, 5, 11, 12]) {
        const items = await allPages((page) => queries.availabilityOf({ hostId: host.id }, page), limit);
        expectEqual(items, inOrder, `availability in pages of ${limit}`);
      }
      for (const [from, to] of [
        [60, 120],
        [61, 62],
        [-60, 0],
        [0, 1],
        [400, 500],
      ] as const) {
        const items = await allPages(
          (page) => queries.availabilityOf({ hostId: host.id, from: at(from), to: at(to) }, page),
          3,
        );
        const expected = inOrder.filter(({ startTime, endTime }) => endTime > at(from) && startTime < at(to));
        expectEqual(items, expected, `that ends after minute ${from} and starts before minute ${to}`);
      }
      const { items, hasMore } = await queries.availabilityOf({ hostId: stage.ids.next() }, { limit: 5 });
      expectEqual([items, hasMore], [[], false], 'of nobody');
    },
  },
  {
    name: 'pages of time off follow each other by id, without a gap or a repeat',
    check: async (stage) => {
      const [host, other] = [await addHost(stage), await addHost(stage)];
      const inOrder = Array.from({ length: 11 }, (_, index) =>
        timeOffOf(stage, host, minutesOff(-index, 60 - index)),
      );
      await storeTimeOff(stage, other, [timeOffOf(stage, other, minutesOff(0, 60))]);
      for (const index of shuffled(11)) await storeTimeOff(stage, host, inOrder.slice(index, index + 1));
      const { queries } = stage.store;
      for (const limit of [1, 2, 5, 11, 12]) {
        const items = [];
        let afterId: string | undefined;
        for (;;) {
          const page = await queries.timeOffOf(host.id, { limit, afterId });
          items.push(...page.items);
          if (!page.hasMore) break;
          expectThat(
            page.items.length === limit && items.length < 50,
            'a page that is not full says that more follow',
          );
          afterId = page.items.at(-1)?.id;
        }
        expectEqual(items, inOrder, `time off in pages of ${limit}`);
      }
      const { items, hasMore } = await queries.timeOffOf(stage.ids.next(), { limit: 5 });
      expectEqual([items, hasMore], [[], false], 'of nobody');
    },
  },
  {
    name: 'pages of a waitlist follow each other by start and then by id, without a gap or a repeat',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const other = await addHost(stage);
      const made = shuffled(11).map((index) => {
        const from = Math.floor(index / 3) * 60;
        const createdAt = at(-index);
        return waitlistEntryOf(stage, host, booker, between(from, from + 60 + index), { createdAt });
      });
      await storeWaitlist(stage, host, made.toReversed());
      await storeWaitlist(stage, other, [waitlistEntryOf(stage, other, booker, between(0, 60))]);
      const inOrder = made.toSorted(byStartAndId);
      for (const limit of [1, 2, 5, 11, 12]) {
        const items = await allPages(
          (page) => stage.store.queries.waitlist({ hostId: host.id }, page),
          limit,
        );
        expectEqual(items, inOrder, `waitlist entries in pages of ${limit}`);
      }
    },
  },
  {
    name: 'pages of hosts follow each other by id, without a gap or a repeat, and no other role is among them',
    check: async (stage) => {
      const made = [];
      for (let index = 0; index < 7; index += 1) {
        made.push(await addHost(stage, { name: `Host ${index}` }));
        await addBooker(stage);
      }
      // One whose id comes before those of all the others, added last.
      made.unshift(
        await addHost(stage, { id: '00000000-0000-4000-8000-000000000000', email: 'first@example.org' }),
      );
      const expected = made.map(({ id, name, timeZone }) => ({ id, name, timeZone }));
      for (const limit of [1, 3, 8, 9]) {
        const items = [];
        let afterId: string | undefined;
        for (;;) {
          const page = await stage.store.users.hosts({ limit, afterId });
          items.push(...page.items);
          if (!page.hasMore) break;
          expectThat(
            page.items.length === limit && items.length < 50,
            'a page that is not full says that more follow',
          );
          afterId = page.items.at(-1)?.id;
        }
        expectEqual(items, expected, `hosts in pages of ${limit}`);
      }
    },
  },
];
