import type { Availability } from '../../availability/availability.js';
import type { Reading } from '../../ports/unit-of-work.js';
import { byStartAndId } from '../../ports/working-set.js';
import { ok } from '../../result.js';
import type { Interval } from '../../time/interval.js';
import { expectEqual, expectThat } from '../expectation.js';
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
  calendarOf,
  cancel,
  emptyCalendar,
  EVERYTHING,
  eventOfBooking,
  eventTypeOf,
  minutesOff,
  moveIfFree,
  scheduleOf,
  seenUnderLock,
  storeAvailability,
  storeBookings,
  storeEventTypes,
  storeSchedules,
  storeTimeOff,
  storeWaitlist,
  timeOffOf,
  waitlistEntryOf,
  write,
} from './stage.js';

/** Chains of ranges that overlap, touch and lie apart, with their slot durations: minutes from, to, duration. */
const RANGES: readonly (readonly [from: number, to: number, slotDuration: number])[] = [
  [0, 10, 5],
  [10, 20, 10], // touches the first, with another grid
  [15, 30, 5],
  [12, 14, 1], // inside the second
  [31, 40, 5], // a minute apart
  [40, 41, 1],
  [41, 60, 15],
  [50, 55, 5],
  [55, 60, 5],
  [70, 80, 10],
  [70, 75, 5], // the same start
  [90, 91, 1],
];

/** Which ranges are linked to a stretch, by following one link after the other until nothing is added. */
const linkedByFollowing = (all: readonly Availability[], stretch: Interval): readonly Availability[] => {
  const meets = (one: Availability, start: number, end: number): boolean =>
    one.startTime <= end && start <= one.endTime;
  let linked = all.filter((one) => meets(one, stretch.start, stretch.end));
  for (;;) {
    const more = all.filter(
      (one) => linked.includes(one) || linked.some((other) => meets(one, other.startTime, other.endTime)),
    );
    if (more.length === linked.length) return more.sort(byStartAndId);
    linked = more;
  }
};

/** Rules about what decisions and queries see. */
export const READINGS: readonly ContractRule[] = [
  {
    name: 'availability comes with all that is linked to it, whatever the slot duration',
    check: async (stage) => {
      const host = await addHost(stage);
      const stated = RANGES.map(([from, to, slotDuration]) =>
        availabilityOf(stage, host, between(from, to), { slotDuration }),
      );
      await storeAvailability(stage, host, stated);
      const names = (some: readonly Availability[]): string[] =>
        some.map(({ startTime, endTime, slotDuration }) => `${startTime}–${endTime}/${slotDuration}`);
      for (let from = -2; from <= 92; from += 1) {
        const stretch = between(from, from + 1 + (from % 3 === 0 ? 12 : 0));
        const expected = names(linkedByFollowing(stated, stretch));
        const queried = await stage.store.queries.calendar(host.id, { intent: stretch });
        expectEqual(names(queried?.availability ?? []), expected, `queried from minute ${from}`);
        if (from % 8 !== 0) continue;
        const seen = await seenUnderLock(stage, { calendars: [host.id], reading: { intent: stretch } });
        expectEqual(
          names(seen.calendars.get(host.id)?.availability ?? []),
          expected,
          `seen from minute ${from}`,
        );
      }
    },
  },
  {
    name: 'claims and bookings are those that overlap the stretch, in order; what touches it is not',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const made = [50, 10, 40, 0, 20].map((from) =>
        bookingOf(stage, host, booker, between(from, from + 10)),
      );
      await storeBookings(stage, host, made);
      const inOrder = made.toSorted(byStartAndId);
      for (const [from, to, expected] of [
        [0, 60, [0, 10, 20, 40, 50]],
        [10, 20, [10]],
        [19, 21, [10, 20]],
        [15, 16, [10]],
        [30, 40, []],
        [29, 41, [20, 40]],
        [-10, 0, []],
        [60, 70, []],
      ] as const) {
        const stretch = between(from, to);
        const wanted = inOrder.filter(({ startTime }) => expected.some((minute) => at(minute) === startTime));
        const reading = { claims: stretch, bookings: stretch };
        const seen = await seenUnderLock(stage, { calendars: [host.id], reading });
        for (const state of [
          await stage.store.queries.calendar(host.id, reading),
          seen.calendars.get(host.id),
        ]) {
          const what = `of minutes ${from} to ${to}`;
          expectEqual(state?.bookings, wanted, `bookings ${what}`);
          expectEqual(
            state?.claims.map((claim) => claim.bookingId),
            wanted.map(({ id }) => id),
            `claims ${what}`,
          );
        }
      }
    },
  },
  {
    name: 'what does not block time is no claim and no booking of the calendar',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const statuses = ['cancelled', 'declined', 'expired', 'confirmed'] as const;
      const made = statuses.map((status) => bookingOf(stage, host, booker, between(0, 30), { status }));
      await storeBookings(stage, host, made);
      const { bookings, claims } = await calendarOf(stage, host.id);
      expectEqual(
        bookings,
        made.filter(({ status }) => status === 'confirmed'),
        'bookings',
      );
      expectEqual(
        claims.map((claim) => claim.bookingId),
        bookings.map(({ id }) => id),
        'claims',
      );
    },
  },
  {
    name: 'what is not asked for comes empty',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      await storeBookings(stage, host, [bookingOf(stage, host, booker, between(0, 30))]);
      await storeAvailability(stage, host, [availabilityOf(stage, host, between(0, 60))]);
      await storeSchedules(stage, host, [scheduleOf(stage, host)]);
      await storeTimeOff(stage, host, [timeOffOf(stage, host, minutesOff(0, 60))]);
      await storeEventTypes(stage, host, [eventTypeOf(stage, host)]);
      await storeWaitlist(stage, host, [waitlistEntryOf(stage, host, booker, between(0, 30))]);
      // What a host holds as a booker, of another host.
      const other = await addHost(stage);
      const held = { status: 'held', deadline: at(600) } as const;
      await storeBookings(stage, other, [bookingOf(stage, other, host, between(0, 30), held)]);
      const nothing = emptyCalendar(host, 6);
      const full = await calendarOf(stage, host.id);
      const seen = await seenUnderLock(stage, { calendars: [host.id], reading: {} });
      expectEqual([...seen.calendars], [[host.id, nothing]], 'calendars under lock');
      expectEqual(
        [seen.booking, seen.availability, seen.timeOff, seen.waitlistEntry],
        [undefined, undefined, undefined, undefined],
        'booking, availability, time off and waitlist entry under lock',
      );
      expectEqual(await stage.store.queries.calendar(host.id, {}), nothing, 'calendar');
      const { claims, bookings, availability, schedules, timeOff, eventTypes, waitlist, holds } = full;
      for (const [asked, given] of [
        ['claims', { claims }],
        ['bookings', { bookings }],
        ['intent', { availability, schedules, timeOff }],
        ['eventTypes', { eventTypes }],
        ['waitlist', { waitlist }],
        ['holds', { holds }],
      ] as const) {
        for (const values of Object.values<readonly unknown[]>(given))
          expectEqual(values.length, 1, `what there is of ${asked}`);
        const reading = { [asked]: EVERYTHING[asked] };
        const state = await stage.store.queries.calendar(host.id, reading);
        expectEqual(state, { ...nothing, ...given }, `calendar, asked for its ${asked} alone`);
        const { calendars } = await seenUnderLock(stage, { calendars: [host.id], reading });
        expectEqual(calendars.get(host.id), state, `calendar under lock, asked for its ${asked} alone`);
      }
    },
  },
  {
    name: 'ids that name no calendar are left out',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const unknown = stage.ids.next();
      const request = { calendars: [unknown, host.id, booker.id], reading: EVERYTHING };
      expectEqual(
        [...(await seenUnderLock(stage, request)).calendars.keys()].sort(),
        [host.id, booker.id].sort(),
        'calendars under lock',
      );
      const none = await seenUnderLock(stage, { calendars: [unknown], reading: EVERYTHING });
      expectEqual([...none.calendars], [], 'calendars under lock');
      expectEqual(await stage.store.queries.calendar(unknown, EVERYTHING), undefined, 'calendar');
    },
  },
  {
    name: 'a decision sees each of its calendars and no other’s content',
    check: async (stage) => {
      const hosts = [await addHost(stage), await addHost(stage), await addHost(stage)];
      const booker = await addBooker(stage);
      for (const [index, host] of hosts.entries()) {
        await storeBookings(stage, host, [bookingOf(stage, host, booker, between(index, index + 1))]);
        await storeAvailability(stage, host, [availabilityOf(stage, host, between(index, index + 60))]);
        await storeSchedules(stage, host, [scheduleOf(stage, host, { name: `Hours ${index}` })]);
        await storeTimeOff(stage, host, [timeOffOf(stage, host, minutesOff(index, index + 5))]);
        await storeEventTypes(stage, host, [eventTypeOf(stage, host, { name: `Talk ${index}` })]);
        await storeWaitlist(stage, host, [
          waitlistEntryOf(stage, host, booker, between(index, index + 1), { attendees: index + 1 }),
        ]);
      }
      const [first, , last] = hosts;
      expectThat(first !== undefined && last !== undefined, 'no hosts');
      const { calendars } = await seenUnderLock(stage, {
        calendars: [last.id, first.id],
        reading: EVERYTHING,
      });
      expectEqual([...calendars.keys()].sort(), [first.id, last.id].sort(), 'calendars under lock');
      for (const host of [first, last]) {
        expectEqual(
          calendars.get(host.id),
          await calendarOf(stage, host.id),
          'the calendar under lock and queried',
        );
      }
    },
  },
  {
    name: 'one booking, availability, time off or waitlist entry is seen if its calendar is locked, and only then',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const other = await addHost(stage);
      const booking = bookingOf(stage, host, booker, between(0, 30), { status: 'cancelled' });
      const availability = availabilityOf(stage, host, between(0, 60));
      const timeOff = timeOffOf(stage, host, minutesOff(0, 60));
      const entry = waitlistEntryOf(stage, host, booker, between(0, 30), { status: 'left' });
      await storeBookings(stage, host, [booking]);
      await storeAvailability(stage, host, [availability]);
      await storeTimeOff(stage, host, [timeOff]);
      await storeWaitlist(stage, host, [entry]);
      const reading = {
        bookingId: booking.id,
        availabilityId: availability.id,
        timeOffId: timeOff.id,
        waitlistEntryId: entry.id,
      };
      const seenWith = async (calendars: readonly string[], ids: Reading = reading): Promise<unknown> => {
        const seen = await seenUnderLock(stage, { calendars, reading: ids });
        return [seen.booking, seen.availability, seen.timeOff, seen.waitlistEntry];
      };
      const [all, none] = [
        [booking, availability, timeOff, entry],
        [undefined, undefined, undefined, undefined],
      ];
      expectEqual(await seenWith([host.id]), all, 'with its calendar locked');
      expectEqual(await seenWith([other.id, host.id]), all, 'with its calendar and another locked');
      expectEqual(await seenWith([other.id]), none, 'with another calendar locked');
      expectEqual(await seenWith([booker.id]), none, 'with the booker’s calendar locked');
      expectEqual(await seenWith([]), none, 'with no calendar locked');
      const id = stage.ids.next();
      const unknown = { bookingId: id, availabilityId: id, timeOffId: id, waitlistEntryId: id };
      expectEqual(await seenWith([host.id], unknown), none, 'unknown ids');
      const { queries } = stage.store;
      expectEqual(await queries.booking(id), undefined, 'an unknown booking');
      expectEqual(await queries.availability(id), undefined, 'an unknown availability');
      expectEqual(await queries.timeOff(id), undefined, 'an unknown time off');
      expectEqual(await queries.waitlistEntry(id), undefined, 'an unknown waitlist entry');
      expectEqual(await queries.schedule(id), undefined, 'an unknown schedule');
      expectEqual(await queries.eventType(id), undefined, 'an unknown event type');
      expectEqual(await queries.eventTypeRevision(id, 1), undefined, 'a revision of an unknown event type');
    },
  },
  {
    name: 'a write that was answered is seen by every read after it',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const { queries } = stage.store;
      for (let round = 0; round < 10; round += 1) {
        const booking = bookingOf(stage, host, booker, between(round * 60, round * 60 + 30));
        expectThat((await bookIfFree(stage, booking)).ok, 'the booking was refused');
        expectEqual(await queries.booking(booking.id), booking, 'the booking');
        expectEqual(
          (await calendarOf(stage, host.id)).bookings.at(-1),
          booking,
          'the calendar’s last booking',
        );
        const moved = await moveIfFree(stage, booking, between(round * 60 + 10, round * 60 + 40));
        expectThat(moved.ok, 'the move was refused');
        expectEqual((await queries.history(booking.id)).length, 2, 'lines of history');
        expectEqual(await queries.booking(booking.id), moved.value.answer, 'the moved booking');
        const later = await cancel(stage, booking);
        expectThat(later.ok, 'the cancellation was refused');
        expectEqual(
          (await queries.bookings({ bookerId: booker.id }, { limit: 50 })).items.at(-1)?.status,
          'cancelled',
          'status',
        );
        expectEqual((await calendarOf(stage, host.id)).claims, [], 'claims');
        expectEqual(
          (await queries.events(host.id, { afterVersion: round * 3, limit: 9 })).length,
          3,
          'events',
        );
      }
    },
  },
  {
    name: 'a calendar’s version is that of its state, and every write that was answered has raised it',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const other = await addHost(stage);
      const { queries } = stage.store;
      expectEqual(await queries.version(host.id), 0, 'version of a calendar that nobody has written to');
      expectEqual(await queries.version(stage.ids.next()), undefined, 'version of an unknown calendar');
      for (let round = 0; round < 5; round += 1) {
        const booking = bookingOf(stage, host, booker, between(round * 60, round * 60 + 30));
        expectThat((await bookIfFree(stage, booking)).ok, 'the booking was refused');
        const [version, again, untouched] = await Promise.all([
          queries.version(host.id),
          queries.version(host.id),
          queries.version(other.id),
        ]);
        expectEqual(version, round + 1, 'version after a write');
        expectEqual(again, version, 'version, asked for twice at once');
        expectEqual(version, (await calendarOf(stage, host.id)).version, 'version and that of the state');
        expectEqual(untouched, 0, 'version of another calendar');
      }
    },
  },
  {
    name: 'a calendar that is read while it is written is of one committed state',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const pair = [0, 30].map((from) => bookingOf(stage, host, booker, between(from, from + 30)));
      await storeBookings(stage, host, pair);
      // Each step moves both by a day's worth of minutes, with two events: claims and version tell the step.
      const moveBoth = (step: number): Promise<unknown> =>
        stage.store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () => {
          const moved = pair.map((booking, index) => {
            const { start, end } = between(step * 1_440 + index * 30, step * 1_440 + index * 30 + 30);
            return { ...booking, startTime: start, endTime: end, revision: step + 1 };
          });
          const events = moved.map((booking) => eventOfBooking(booking, 'booking.rescheduled'));
          return ok({ answer: null, bookings: moved, events });
        });
      const writing = (async () => {
        for (let step = 1; step <= 20; step += 1) await moveBoth(step);
      })();
      const states = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          for (let wait = 0; wait < index; wait += 1) await stage.store.queries.booking(host.id);
          return calendarOf(stage, host.id);
        }),
      );
      await writing;
      for (const { version, claims, bookings } of [...states, await calendarOf(stage, host.id)]) {
        const step = version / 2 - 1;
        const expected = [at(step * 1_440), at(step * 1_440 + 30)];
        expectEqual(
          claims.map((claim) => claim.blocked.start),
          expected,
          `starts of the claims at version ${version}`,
        );
        expectEqual(
          bookings.map(({ startTime }) => startTime),
          expected,
          `starts of the bookings at version ${version}`,
        );
      }
    },
  },
  {
    name: 'decisions on many calendars at once all come to their end',
    check: async (stage) => {
      const booker = await addBooker(stage);
      const hosts = [];
      for (let index = 0; index < 12; index += 1) hosts.push(await addHost(stage));
      const outcomes = await Promise.all(
        hosts.flatMap((host) =>
          [0, 30, 60].map((from) =>
            bookIfFree(stage, bookingOf(stage, host, booker, between(from, from + 30))),
          ),
        ),
      );
      expectThat(
        outcomes.every((outcome) => outcome.ok),
        'a booking of free time was refused',
      );
      for (const host of hosts) expectEqual((await calendarOf(stage, host.id)).version, 3, 'version');
      await write(
        stage,
        hosts.map(({ id }) => id),
        { answer: null, events: [] },
      );
    },
  },
];
