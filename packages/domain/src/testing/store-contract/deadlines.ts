import type { Booking } from '../../booking/booking.js';
import { ConcurrencyConflict } from '../../ports/concurrency-conflict.js';
import type { Changes } from '../../ports/unit-of-work.js';
import { MAX_INSTANT, MINUTE_MS } from '../../time/instant.js';
import { expectEqual, expectRejection, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addHost,
  addParties,
  at,
  between,
  bookingOf,
  calendarOf,
  eventOfBooking,
  madeBooking,
  partyOf,
  revised,
  storeBookings,
  write,
} from './stage.js';
import { expectConsistent } from './stored-content.js';

const without = ({ deadline: _deadline, ...booking }: Booking): Booking => booking;

/** Rules about what blocks its time only until a deadline. */
export const DEADLINES: readonly ContractRule[] = [
  {
    name: 'a claim tells its deadline, and stays, lapsed or not, until its booking is written without it',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const deadline = stage.clock.now() + 10 * MINUTE_MS;
      const hold = bookingOf(stage, host, booker, between(0, 30), { status: 'held', deadline });
      await storeBookings(stage, host, [hold]);
      for (const minutes of [0, 10, 100_000]) {
        stage.clock.advance(minutes * MINUTE_MS);
        const { claims, bookings } = await calendarOf(stage, host.id);
        expectEqual(
          claims,
          [{ calendarId: host.id, bookingId: hold.id, blocked: between(0, 30), deadline }],
          'claims',
        );
        expectEqual(bookings, [hold], 'bookings');
      }
      const rival = bookingOf(stage, host, booker, between(10, 40));
      const rejection = await expectRejection(
        write(stage, [host.id], madeBooking(rival)),
        'a booking over one that has lapsed and was not written away',
      );
      expectThat(
        rejection instanceof ConcurrencyConflict,
        `expected a ConcurrencyConflict, got ${String(rejection)}`,
      );
      const expired = revised(without(hold), { status: 'expired', expiredFrom: 'held' });
      const changes: Changes<null> = {
        answer: null,
        bookings: [rival, expired],
        events: [
          { ...eventOfBooking(expired, 'booking.expired'), actor: { role: 'SYSTEM' } },
          eventOfBooking(rival),
        ],
      };
      await write(stage, [host.id], changes);
      const { calendar } = await expectConsistent(stage, host.id);
      expectEqual(
        calendar.claims,
        [{ calendarId: host.id, bookingId: rival.id, blocked: between(10, 40) }],
        'claims after the other has expired',
      );
    },
  },
  {
    name: 'a deadline can be moved and taken away, for shared claims as for others',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const shareKey = stage.ids.next();
      const pending = { status: 'pending', deadline: at(0) } as const;
      const waiting = [
        bookingOf(stage, host, booker, between(0, 30), pending),
        partyOf(stage, host, booker, between(30, 60), { shareKey, ...pending }),
        partyOf(stage, host, booker, between(30, 60), { shareKey, ...pending }),
      ];
      await storeBookings(stage, host, waiting);
      const deadlines = async (): Promise<readonly unknown[]> =>
        (await expectConsistent(stage, host.id)).calendar.claims.map(({ deadline }) => deadline);
      expectEqual(await deadlines(), [at(0), at(0), at(0)], 'deadlines');
      const extended = waiting.map((booking) => revised(booking, { deadline: MAX_INSTANT }));
      await storeBookings(stage, host, extended);
      expectEqual(await deadlines(), [MAX_INSTANT, MAX_INSTANT, MAX_INSTANT], 'deadlines, moved');
      const agreed = extended.map((booking) => revised(without(booking), { status: 'confirmed' }));
      await storeBookings(stage, host, agreed);
      expectEqual(await deadlines(), [undefined, undefined, undefined], 'deadlines, taken away');
      expectEqual(await stage.store.queries.lapsed(MAX_INSTANT, 10), [], 'what has lapsed');
    },
  },
  {
    name: 'what has lapsed comes of all hosts, in order of deadline and then of id, no more than asked for',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const other = await addHost(stage);
      const { queries } = stage.store;
      expectEqual(await queries.lapsed(MAX_INSTANT, 10), [], 'of nothing');
      const made = [5, 3, 5, 1, 9, 5, 3].map((minute, index) =>
        bookingOf(stage, index % 2 === 0 ? host : other, booker, between(index * 10, index * 10 + 10), {
          status: index % 3 === 0 ? 'pending' : 'held',
          deadline: at(minute),
        }),
      );
      const idle = (['confirmed', 'expired', 'cancelled', 'declined'] as const).map((status, index) =>
        bookingOf(stage, host, booker, between(200 + index * 10, 210 + index * 10), { status }),
      );
      await storeBookings(stage, host, [...idle, ...made.filter(({ hostId }) => hostId === host.id)]);
      await storeBookings(stage, other, made.filter(({ hostId }) => hostId === other.id).toReversed());
      const inOrder = made.toSorted(
        (a, b) => (a.deadline ?? 0) - (b.deadline ?? 0) || (a.id < b.id ? -1 : 1),
      );
      expectEqual(await queries.lapsed(at(0), 10), [], 'before the first deadline');
      expectEqual(await queries.lapsed(at(1) - 1_000, 10), [], 'a second before the first deadline');
      expectEqual(await queries.lapsed(at(1), 10), inOrder.slice(0, 1), 'at the first deadline');
      expectEqual(await queries.lapsed(at(5), 10), inOrder.slice(0, 6), 'at the third deadline');
      expectEqual(
        await queries.lapsed(at(5), 4),
        inOrder.slice(0, 4),
        'at the third deadline, no more than four',
      );
      expectEqual(await queries.lapsed(MAX_INSTANT, 10), inOrder, 'at the end of time');
      const [first] = inOrder;
      expectThat(first !== undefined, 'nothing lapsed');
      const expired = revised(without(first), { status: 'expired', expiredFrom: 'pending' });
      await write(stage, [first.hostId], madeBooking(expired));
      expectEqual(await queries.lapsed(MAX_INSTANT, 2), inOrder.slice(1, 3), 'after one was written away');
    },
  },
];
