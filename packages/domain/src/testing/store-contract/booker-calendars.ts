import type { Booking } from '../../booking/booking.js';
import { BOOKING_STATUSES, blocksTime } from '../../booking/booking-status.js';
import type { User } from '../../identity/user.js';
import { byStartAndId } from '../../ports/working-set.js';
import { err, ok } from '../../result.js';
import { Interval } from '../../time/interval.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  accepted,
  addBooker,
  addHost,
  ALWAYS,
  at,
  between,
  bookingOf,
  calendarOf,
  madeBooking,
  refusalKinds,
  revised,
  seenUnderLock,
  storeBookings,
  write,
  type Decision,
  type Refused,
  type Stage,
} from './stage.js';
import { expectConsistent } from './stored-content.js';

const WRITERS = 30;
const LIMIT = 5;

/** Books where the booker has fewer bookings than the limit, of whatever host. */
const bookUpTo = ({ store }: Stage, booking: Booking, limit: number): Decision<Booking> =>
  store.unitOfWork.decide<Booking, Refused>(
    { calendars: [booking.hostId, booking.bookerId], reading: { bookings: ALWAYS } },
    ({ calendars }) =>
      (calendars.get(booking.bookerId)?.bookings.length ?? limit) < limit
        ? ok(madeBooking(booking))
        : err({ kind: 'taken' }),
  );

const held = (minute: number): Partial<Booking> => ({ status: 'held', deadline: at(minute) });

/** Rules about the calendars of those who book: nothing lies on them, and they show what their owners have booked. */
export const BOOKER_CALENDARS: readonly ContractRule[] = [
  {
    name: 'the bookings of a user’s calendar are those that block time which the user has booked, of whatever host',
    check: async (stage) => {
      const hosts = [await addHost(stage), await addHost(stage)];
      const [booker, other] = [await addBooker(stage), await addBooker(stage)];
      const made: Booking[] = [];
      for (const [index, host] of hosts.entries()) {
        const own = [0, 10, 20, 40].map((from) =>
          bookingOf(stage, host, booker, between(from, from + 10 - index)),
        );
        const idle = BOOKING_STATUSES.filter((status) => !blocksTime(status)).map((status) =>
          bookingOf(stage, host, booker, between(0, 60), { status }),
        );
        await storeBookings(stage, host, [
          ...own.toReversed(),
          ...idle,
          bookingOf(stage, host, other, between(30, 40)),
        ]);
        made.push(...own);
      }
      for (const [from, to] of [
        [0, 60],
        [10, 20],
        [19, 21],
        [30, 40],
        [-10, 0],
        [49, 60],
        [50, 60],
      ] as const) {
        const stretch = between(from, to);
        const expected = made
          .filter(({ startTime, endTime }) => Interval.overlaps({ start: startTime, end: endTime }, stretch))
          .sort(byStartAndId);
        const reading = { bookings: stretch, claims: stretch };
        const queried = await stage.store.queries.calendar(booker.id, reading);
        expectEqual(queried?.bookings, expected, `bookings of minutes ${from} to ${to}`);
        expectEqual(queried?.claims, [], 'claims of a user’s calendar');
        const { calendars } = await seenUnderLock(stage, { calendars: [booker.id], reading });
        expectEqual(calendars.get(booker.id), queried, `under lock, of minutes ${from} to ${to}`);
      }
    },
  },
  {
    name: 'the bookings of a host’s calendar are those that lie on it, and none that the host has booked elsewhere',
    check: async (stage) => {
      const [host, other] = [await addHost(stage), await addHost(stage)];
      const booker = await addBooker(stage);
      const own = bookingOf(stage, host, booker, between(0, 30));
      await storeBookings(stage, host, [own]);
      await storeBookings(stage, other, [bookingOf(stage, other, host, between(0, 30))]);
      expectEqual((await calendarOf(stage, host.id)).bookings, [own], 'bookings');
      // Two calendars at once, of which one shows what was booked and the other what was booked of it.
      const seen = await seenUnderLock(stage, {
        calendars: [host.id, booker.id],
        reading: { bookings: ALWAYS },
      });
      for (const id of [host.id, booker.id])
        expectEqual(seen.calendars.get(id)?.bookings, [own], 'bookings under lock');
    },
  },
  {
    name: 'of two decisions at once on two hosts for one booker, each sees through the booker’s calendar what the other did',
    check: async (stage) => {
      const hosts = [await addHost(stage), await addHost(stage), await addHost(stage)];
      const booker = await addBooker(stage);
      const seen: (readonly string[])[] = [];
      const book = (booking: Booking): Promise<unknown> =>
        stage.store.unitOfWork.decide<Booking, never>(
          { calendars: [booking.hostId, booker.id], reading: { bookings: ALWAYS } },
          ({ calendars }) => {
            seen.push(calendars.get(booker.id)?.bookings.map(({ id }) => id) ?? []);
            return ok(madeBooking(booking));
          },
        );
      const made = hosts.map((host, index) => bookingOf(stage, host, booker, between(index, index + 10)));
      await Promise.all(made.map(book));
      const inOrder = seen.toSorted((a, b) => a.length - b.length);
      expectEqual(
        inOrder.map(({ length }) => length),
        [0, 1, 2],
        'how much each saw of the others',
      );
      expectThat(
        inOrder[2]?.every((id) => made.some((booking) => booking.id === id)) === true,
        'bookings were seen that nobody made',
      );
      expectEqual((await calendarOf(stage, booker.id)).bookings, made, 'bookings of the booker');
      // What one takes away, through the host's calendar alone, the next no longer sees.
      const [first, second] = made;
      expectThat(first !== undefined && second !== undefined, 'no bookings');
      seen.length = 0;
      const cancelled = revised(first, { status: 'cancelled' });
      await Promise.all([
        write(stage, [first.hostId], madeBooking(cancelled)),
        write(stage, [second.hostId], madeBooking(revised(second, { endTime: at(300) }))),
      ]);
      await book(bookingOf(stage, hosts[0] as User, booker, between(60, 70)));
      expectEqual(seen, [made.slice(1).map(({ id }) => id)], 'what was seen after a cancellation');
    },
  },
  {
    name: 'of many who book for one booker at once, of different hosts, as many win as the booker may have',
    check: async (stage) => {
      const hosts = [await addHost(stage), await addHost(stage), await addHost(stage), await addHost(stage)];
      const [booker, other] = [await addBooker(stage), await addBooker(stage)];
      const wanted = Array.from({ length: WRITERS }, (_, index) => {
        const host = hosts[index % hosts.length];
        expectThat(host !== undefined, 'no host');
        return bookingOf(stage, host, booker, between(index * 10, index * 10 + 10));
      });
      const foreign = hosts.map((host) => bookingOf(stage, host, other, between(-10, 0)));
      const [outcomes, others] = await Promise.all([
        Promise.all(wanted.map((booking) => bookUpTo(stage, booking, LIMIT))),
        Promise.all(foreign.map((booking) => bookUpTo(stage, booking, LIMIT))),
      ]);
      expectEqual(accepted(outcomes).length, LIMIT, 'winners');
      expectEqual(
        refusalKinds(outcomes),
        Array.from({ length: WRITERS - LIMIT }, () => 'taken'),
        'losers',
      );
      expectEqual(accepted(others), foreign, 'bookings of another booker');
      expectEqual(
        (await calendarOf(stage, booker.id)).bookings,
        accepted(outcomes).sort(byStartAndId),
        'what is stored is what won',
      );
      for (const host of hosts) await expectConsistent(stage, host.id);
    },
  },
  {
    name: 'holds are what the owner of a calendar holds as a booker, of whatever host, lapsed or not',
    check: async (stage) => {
      const hosts = [await addHost(stage), await addHost(stage)];
      const [booker, other] = [await addBooker(stage), await addBooker(stage)];
      const [host, neighbour] = hosts;
      expectThat(host !== undefined && neighbour !== undefined, 'no hosts');
      const mine = [
        bookingOf(stage, neighbour, booker, between(30, 40), held(1)),
        bookingOf(stage, host, booker, between(0, 10), held(1_000)),
        bookingOf(stage, neighbour, booker, between(0, 10), held(-1_000)),
      ];
      const ofHost = bookingOf(stage, neighbour, host, between(60, 70), held(5));
      const others = [
        bookingOf(stage, host, other, between(60, 70), held(5)),
        bookingOf(stage, host, booker, between(80, 90), { status: 'pending', deadline: at(5) }),
        bookingOf(stage, host, booker, between(90, 100)),
        bookingOf(stage, host, booker, between(80, 90), { status: 'expired', expiredFrom: 'held' }),
      ];
      await storeBookings(stage, host, [...mine.slice(1, 2), ...others]);
      await storeBookings(stage, neighbour, [...mine.slice(0, 1), ...mine.slice(2), ofHost]);
      const holdsOf = async (user: User): Promise<readonly Booking[] | undefined> => {
        const reading = { holds: true };
        const queried = await stage.store.queries.calendar(user.id, reading);
        const { calendars } = await seenUnderLock(stage, { calendars: [host.id, user.id], reading });
        expectEqual(calendars.get(user.id)?.holds, queried?.holds, 'holds under lock, as queried');
        expectEqual(queried?.bookings, [], 'bookings, which were not asked for');
        return queried?.holds;
      };
      const inOrder = mine.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expectEqual(await holdsOf(booker), inOrder, 'what a user holds');
      expectEqual(await holdsOf(host), [ofHost], 'what a host holds');
      const [confirmed] = mine;
      expectThat(confirmed !== undefined, 'no hold');
      const { deadline: _, ...kept } = confirmed;
      await write(stage, [neighbour.id], madeBooking(revised(kept as Booking, { status: 'confirmed' })));
      expectEqual(
        await holdsOf(booker),
        inOrder.filter(({ id }) => id !== confirmed.id),
        'what is still held',
      );
    },
  },
  {
    name: 'of many who hold for one booker at once, of different hosts, as many win as the booker may hold',
    check: async (stage) => {
      const hosts = [await addHost(stage), await addHost(stage), await addHost(stage)];
      const booker = await addBooker(stage);
      const outcomes = await Promise.all(
        Array.from({ length: WRITERS }, (_, index) => {
          const host = hosts[index % hosts.length];
          expectThat(host !== undefined, 'no host');
          const hold = bookingOf(stage, host, booker, between(index * 10, index * 10 + 10), held(900));
          return stage.store.unitOfWork.decide<Booking, Refused>(
            { calendars: [booker.id, host.id], reading: { holds: true } },
            ({ calendars }) =>
              (calendars.get(booker.id)?.holds.length ?? LIMIT) < LIMIT
                ? ok(madeBooking(hold))
                : err({ kind: 'taken' }),
          );
        }),
      );
      expectEqual(accepted(outcomes).length, LIMIT, 'winners');
      expectEqual((await calendarOf(stage, booker.id)).holds.length, LIMIT, 'holds');
    },
  },
];
