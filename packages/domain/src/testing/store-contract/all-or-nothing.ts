import type { Booking } from '../../booking/booking.js';
import { ConcurrencyConflict } from '../../ports/concurrency-conflict.js';
import type { Changes } from '../../ports/unit-of-work.js';
import { err, ok } from '../../result.js';
import { expectEqual, expectRejection, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  accepted,
  addHost,
  addParties,
  availabilityOf,
  between,
  bookIfFree,
  bookingOf,
  calendarOf,
  cancel,
  eventOfAvailability,
  eventOfBooking,
  eventOfEventType,
  eventOfSchedule,
  eventOfTimeOff,
  eventOfWaitlistEntry,
  eventTypeOf,
  keyOf,
  madeBooking,
  minutesOff,
  moveIfFree,
  refusalKinds,
  revised,
  scheduleOf,
  storeAvailability,
  storeBookings,
  storeEventTypes,
  storeSchedules,
  storeTimeOff,
  storeWaitlist,
  timeOffOf,
  waitlistEntryOf,
  write,
  type Stage,
} from './stage.js';
import { contentOf, expectConsistent } from './stored-content.js';

/** A host with something of each kind, and changes that touch each kind of thing. */
const furnished = async (stage: Stage) => {
  const { host, booker } = await addParties(stage);
  const standing = bookingOf(stage, host, booker, between(0, 30));
  const stated = [0, 1].map((index) => availabilityOf(stage, host, between(index * 60, index * 60 + 60)));
  await storeBookings(stage, host, [standing]);
  await storeAvailability(stage, host, stated);
  const schedules = [true, false].map((isDefault) => scheduleOf(stage, host, { isDefault }));
  await storeSchedules(stage, host, schedules);
  const back = timeOffOf(stage, host, minutesOff(0, 60));
  await storeTimeOff(stage, host, [back]);
  const [formerDefault, withdrawnSchedule] = schedules;
  expectThat(formerDefault !== undefined && withdrawnSchedule !== undefined, 'no schedules');
  const [kept, withdrawn] = stated;
  expectThat(kept !== undefined && withdrawn !== undefined, 'nothing stated');
  const eventTypes = [0, 1].map(() => eventTypeOf(stage, host));
  const waiting = waitlistEntryOf(stage, host, booker, between(0, 30));
  await storeEventTypes(stage, host, eventTypes);
  await storeWaitlist(stage, host, [waiting]);
  const [standingType, withdrawnType] = eventTypes;
  expectThat(standingType !== undefined && withdrawnType !== undefined, 'no event types');
  const changedType = { ...standingType, seats: 3, revision: 2 };
  const newType = eventTypeOf(stage, host);
  const left = { ...waiting, status: 'left', revision: 2 } as const;
  const joined = waitlistEntryOf(stage, host, booker, between(30, 60));
  const moved = revised(standing, { startTime: between(30, 60).start, endTime: between(30, 60).end });
  const fresh = bookingOf(stage, host, booker, between(60, 90));
  const changed = { ...kept, slotDuration: 15, revision: 2 };
  const deposed = { ...formerDefault, isDefault: false, revision: 2 };
  const newDefault = scheduleOf(stage, host, { isDefault: true });
  const away = timeOffOf(stage, host, minutesOff(30, 90));
  const changes: Changes<string> = {
    answer: 'done',
    bookings: [moved, fresh],
    availability: [changed],
    withdrawnAvailability: [withdrawn.id],
    schedules: [deposed, newDefault],
    withdrawnSchedules: [withdrawnSchedule.id],
    timeOff: [away],
    withdrawnTimeOff: [back.id],
    eventTypes: [changedType, newType],
    withdrawnEventTypes: [withdrawnType.id],
    waitlist: [left, joined],
    events: [
      eventOfBooking(moved, 'booking.rescheduled'),
      eventOfBooking(fresh),
      eventOfAvailability(changed, 'availability.changed'),
      eventOfAvailability(withdrawn, 'availability.withdrawn'),
      eventOfSchedule(deposed, 'schedule.changed'),
      eventOfSchedule(newDefault),
      eventOfSchedule(withdrawnSchedule, 'schedule.withdrawn'),
      eventOfTimeOff(away),
      eventOfTimeOff(back, 'time-off.withdrawn'),
      eventOfEventType(changedType, 'event-type.changed'),
      eventOfEventType(newType),
      eventOfEventType(withdrawnType, 'event-type.withdrawn'),
      eventOfWaitlistEntry(left, 'waitlist.left'),
      eventOfWaitlistEntry(joined),
    ],
  };
  return { host, booker, standing, fresh, changes };
};

const expectUnused = async (stage: Stage, hostId: string, key: ReturnType<typeof keyOf>): Promise<void> => {
  const outcome = await stage.store.unitOfWork.decide<string, never>(
    { calendars: [hostId], reading: {}, idempotency: { ...key, fingerprint: 'another' } },
    () => ok({ answer: 'first', events: [] }),
  );
  expectEqual(outcome, ok({ answer: 'first', replayed: false }), 'a key that was never accepted is unused');
};

/** Rules about what a decision leaves behind. */
export const ALL_OR_NOTHING: readonly ContractRule[] = [
  {
    name: 'an accepted decision writes all of its changes',
    check: async (stage) => {
      const { host, standing, fresh, changes } = await furnished(stage);
      const before = (await calendarOf(stage, host.id)).version;
      expectEqual(await write(stage, [host.id], changes), 'done', 'answer');
      const content = await expectConsistent(stage, host.id);
      const { bookings, availability, schedules, timeOff, eventTypes, waitlist, calendar } = content;
      expectEqual(
        bookings.map(({ id }) => id),
        [standing.id, fresh.id],
        'bookings',
      );
      expectEqual(bookings, changes.bookings, 'bookings');
      expectEqual(availability, changes.availability, 'availability');
      expectEqual(schedules, changes.schedules, 'schedules');
      expectEqual(timeOff, changes.timeOff, 'time off');
      expectEqual(eventTypes, changes.eventTypes, 'event types');
      expectEqual(waitlist, changes.waitlist, 'waitlist');
      expectEqual(calendar.version, before + changes.events.length, 'version');
    },
  },
  {
    name: 'a refusal leaves nothing, and the refusal is what the decision gave',
    check: async (stage) => {
      const { host, booker, changes } = await furnished(stage);
      const before = await contentOf(stage, host.id);
      const key = keyOf(booker, 'refused');
      // It looks like changes, so that a store that does not ask whether it was accepted writes it.
      const refusal = { kind: 'refused', ...changes } as const;
      const outcome = await stage.store.unitOfWork.decide<string, typeof refusal>(
        { calendars: [host.id], reading: {}, idempotency: key },
        () => err(refusal),
      );
      expectEqual(outcome, err(refusal), 'outcome');
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
      await expectUnused(stage, host.id, key);
    },
  },
  {
    name: 'a throw leaves nothing, and the caller gets what was thrown',
    check: async (stage) => {
      const { host, booker, changes } = await furnished(stage);
      const before = await contentOf(stage, host.id);
      const key = keyOf(booker, 'thrown');
      const thrown = new Error('the decision broke');
      const decision = (): never => {
        throw Object.assign(thrown, { changes });
      };
      const rejection = await expectRejection(
        stage.store.unitOfWork.decide<string, never>(
          { calendars: [host.id], reading: {}, idempotency: key },
          decision,
        ),
        'a decision that throws',
      );
      expectThat(rejection === thrown, 'the rejection is not what was thrown');
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
      await expectUnused(stage, host.id, key);
    },
  },
  {
    name: 'a decision that would make claims overlap is a ConcurrencyConflict and leaves nothing',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      await storeBookings(stage, host, [bookingOf(stage, host, booker, between(0, 30))]);
      const before = await contentOf(stage, host.id);
      const key = keyOf(booker, 'overlapping');
      const fine = bookingOf(stage, host, booker, between(60, 90));
      const overlapping = bookingOf(stage, host, booker, between(29, 59));
      const rejection = await expectRejection(
        write(
          stage,
          [host.id],
          {
            answer: null,
            bookings: [fine, overlapping],
            events: [eventOfBooking(fine), eventOfBooking(overlapping)],
          },
          key,
        ),
        'a booking over another',
      );
      expectThat(
        rejection instanceof ConcurrencyConflict,
        `expected a ConcurrencyConflict, got ${String(rejection)}`,
      );
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
      await expectUnused(stage, host.id, key);
    },
  },
  {
    name: 'a decision cannot write to a calendar that it did not lock: a RangeError, and nothing is left',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const other = await addHost(stage);
      const own = bookingOf(stage, host, booker, between(0, 30));
      const foreign = bookingOf(stage, other, booker, between(0, 30));
      const before = [await contentOf(stage, host.id), await contentOf(stage, other.id)];
      const rejection = await expectRejection(
        write(stage, [host.id], {
          answer: null,
          bookings: [own, foreign],
          events: [eventOfBooking(own), eventOfBooking(foreign)],
        }),
        'a booking on a calendar that is not locked',
      );
      expectThat(rejection instanceof RangeError, `expected a RangeError, got ${String(rejection)}`);
      const events = [eventOfBooking(own)];
      for (const change of [
        { eventTypes: [eventTypeOf(stage, other)] },
        { waitlist: [waitlistEntryOf(stage, other, booker, between(0, 30))] },
      ]) {
        // That the booker's calendar is locked is not enough.
        const changes = { answer: null, bookings: [own], ...change, events };
        const elsewhere = await expectRejection(
          write(stage, [host.id, booker.id], changes),
          `${Object.keys(change).join()} of a calendar that is not locked`,
        );
        expectThat(elsewhere instanceof RangeError, `expected a RangeError, got ${String(elsewhere)}`);
      }
      expectEqual(
        [await contentOf(stage, host.id), await contentOf(stage, other.id)],
        before,
        'what is stored',
      );
    },
  },
  {
    name: 'a change that no event tells of is a RangeError, and nothing is left',
    check: async (stage) => {
      const { host, booker, changes } = await furnished(stage);
      const before = await contentOf(stage, host.id);
      const silent: readonly (readonly [what: string, changes: Partial<Changes<null>>])[] = [
        ['a booking', { bookings: [bookingOf(stage, host, booker, between(600, 630))] }],
        ['a schedule', { schedules: [scheduleOf(stage, host)] }],
        ['time off', { timeOff: [timeOffOf(stage, host, minutesOff(0, 60))] }],
        ['a withdrawal of availability', { withdrawnAvailability: changes.withdrawnAvailability ?? [] }],
        ['a withdrawal of a schedule', { withdrawnSchedules: changes.withdrawnSchedules ?? [] }],
        ['a withdrawal of time off', { withdrawnTimeOff: changes.withdrawnTimeOff ?? [] }],
        ['an event type', { eventTypes: [eventTypeOf(stage, host)] }],
        ['a withdrawal of an event type', { withdrawnEventTypes: changes.withdrawnEventTypes ?? [] }],
        ['a waitlist entry', { waitlist: [waitlistEntryOf(stage, host, booker, between(0, 30))] }],
      ];
      for (const [what, change] of silent) {
        const written = write(stage, [host.id], { answer: null, ...change, events: [] });
        const rejection = await expectRejection(written, `${what} without an event`);
        expectThat(
          rejection instanceof RangeError,
          `expected a RangeError for ${what}, got ${String(rejection)}`,
        );
      }
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
    },
  },
  {
    name: 'the default moves between schedules in one decision, in whatever order they are written',
    check: async (stage) => {
      const host = await addHost(stage);
      let [a, b] = [scheduleOf(stage, host, { isDefault: true }), scheduleOf(stage, host)];
      await storeSchedules(stage, host, [a, b]);
      const defaults = async (): Promise<readonly string[]> =>
        (await expectConsistent(stage, host.id)).schedules.flatMap(({ id, isDefault }) =>
          isDefault ? [id] : [],
        );
      const handOver = async (newFirst: boolean): Promise<void> => {
        const deposed = { ...a, isDefault: false, revision: a.revision + 1 };
        const promoted = { ...b, isDefault: true, revision: b.revision + 1 };
        await storeSchedules(stage, host, newFirst ? [promoted, deposed] : [deposed, promoted]);
        [a, b] = [promoted, deposed];
      };
      for (const newFirst of [true, false, true]) {
        await handOver(newFirst);
        expectEqual(await defaults(), [a.id], 'the default after it was handed over');
      }
      // To and fro, in decisions that may share a transaction.
      await Promise.all([handOver(true), handOver(false), handOver(true), handOver(false)]);
      expectEqual(await defaults(), [a.id], 'the default after it was handed to and fro');
      // A new one comes in the moment in which the default goes.
      const heir = scheduleOf(stage, host, { isDefault: true });
      await write(stage, [host.id], {
        answer: null,
        schedules: [heir],
        withdrawnSchedules: [a.id],
        events: [eventOfSchedule(heir), eventOfSchedule(a, 'schedule.withdrawn')],
      });
      expectEqual(await defaults(), [heir.id], 'the default after the former one was withdrawn');
      expectEqual(await stage.store.queries.schedule(a.id), undefined, 'the one that was withdrawn');
    },
  },
  {
    name: 'a decision on two calendars writes both or none',
    check: async (stage) => {
      const { host: a, booker } = await addParties(stage);
      const b = await addHost(stage);
      await storeBookings(stage, b, [bookingOf(stage, b, booker, between(0, 30))]);
      const bookBoth = (from: number): Promise<null> => {
        const both = [a, b].map((host) => bookingOf(stage, host, booker, between(from, from + 30)));
        const events = both.map((booking) => eventOfBooking(booking));
        return write(stage, [a.id, b.id], { answer: null, bookings: both, events });
      };
      await expectRejection(bookBoth(0), 'a pair of which one overlaps');
      expectEqual((await expectConsistent(stage, a.id)).bookings, [], 'the half of a pair that failed');
      await bookBoth(30);
      const stored = [await expectConsistent(stage, a.id), await expectConsistent(stage, b.id)];
      expectEqual(
        stored.map(({ bookings }) => bookings.length),
        [1, 2],
        'bookings',
      );
    },
  },
  {
    name: 'the locks are free again after a refusal, a throw and a failed write',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const other = await addHost(stage);
      await storeBookings(stage, host, [bookingOf(stage, host, booker, between(0, 30))]);
      const request = { calendars: [host.id, other.id], reading: {} };
      const key = keyOf(booker, 'the same each time');
      let minute = 30;
      const expectFree = async (): Promise<void> => {
        for (const each of [host, other]) {
          const outcome = await bookIfFree(
            stage,
            bookingOf(stage, each, booker, between(minute, minute + 30)),
          );
          expectThat(outcome.ok, 'a booking of free time was refused');
        }
        minute += 30;
      };
      await stage.store.unitOfWork.decide<null, string>({ ...request, idempotency: key }, () => err('no'));
      await expectFree();
      const decision = (): never => {
        throw new RangeError('the decision broke');
      };
      await expectRejection(
        stage.store.unitOfWork.decide<null, never>({ ...request, idempotency: key }, decision),
        'a decision that throws',
      );
      await expectFree();
      const overlapping = bookingOf(stage, host, booker, between(0, 30));
      await expectRejection(
        write(stage, request.calendars, madeBooking(overlapping), key),
        'a booking over another',
      );
      await expectFree();
      await write(stage, request.calendars, { answer: null, events: [] }, key);
      await expectFree();
    },
  },
  {
    name: 'one that is refused, one that throws and one that cannot be written fail none of those beside them',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const standing = bookingOf(stage, host, booker, between(-30, 0));
      await storeBookings(stage, host, [standing]);
      const thrown = new Error('the decision broke');
      const request = { calendars: [host.id], reading: {} };
      const fails = (): Promise<unknown>[] => [
        stage.store.unitOfWork.decide<null, string>(request, () => err('no')),
        stage.store.unitOfWork.decide<null, never>(request, () => {
          throw thrown;
        }),
        write(stage, [host.id], madeBooking(bookingOf(stage, host, booker, between(-20, -10)))),
      ];
      const books = (from: number) =>
        bookIfFree(stage, bookingOf(stage, host, booker, between(from, from + 30)));
      const [first, failing, second, failingToo, third] = [books(0), fails(), books(30), fails(), books(60)];
      const failed = await Promise.allSettled([...failing, ...failingToo]);
      const outcomes = await Promise.all([first, second, third]);
      expectEqual(refusalKinds(outcomes), [], 'refusals of those that should have been accepted');
      for (const [refused, threw, unwritable] of [failed.slice(0, 3), failed.slice(3)]) {
        expectEqual(refused, { status: 'fulfilled', value: err('no') }, 'the refusal');
        expectThat(
          threw?.status === 'rejected' && threw.reason === thrown,
          'the throw did not reach its caller',
        );
        expectThat(unwritable?.status === 'rejected', 'a booking over another was written');
      }
      const { bookings } = await expectConsistent(stage, host.id);
      expectEqual(bookings, [standing, ...accepted(outcomes)], 'what is stored');
    },
  },
  {
    name: 'a decision that changes nothing leaves the version as it is',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      await storeBookings(stage, host, [bookingOf(stage, host, booker, between(0, 30))]);
      const before = await contentOf(stage, host.id);
      expectEqual(await write(stage, [host.id], { answer: 'as it was', events: [] }), 'as it was', 'answer');
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
    },
  },
  {
    name: 'a move frees the old time and blocks the new one; a cancellation frees both',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const booking = bookingOf(stage, host, booker, between(0, 30));
      const tryBoth = async (): Promise<string[]> => {
        const old = bookingOf(stage, host, booker, between(0, 30));
        const fresh = bookingOf(stage, host, booker, between(60, 90));
        const outcomes = [await bookIfFree(stage, old), await bookIfFree(stage, fresh)];
        for (const made of accepted(outcomes)) await cancel(stage, made);
        return outcomes.map((outcome) => (outcome.ok ? 'free' : outcome.error.kind));
      };
      await bookIfFree(stage, booking);
      expectEqual(await tryBoth(), ['taken', 'free'], 'before the move');
      expectThat((await moveIfFree(stage, booking, between(60, 90))).ok, 'the move was refused');
      expectEqual(await tryBoth(), ['free', 'taken'], 'after the move');
      expectThat(
        (await moveIfFree(stage, booking, between(75, 105))).ok,
        'a move onto a part of its own time was refused',
      );
      expectThat((await cancel(stage, booking)).ok, 'the cancellation was refused');
      expectEqual(await tryBoth(), ['free', 'free'], 'after the cancellation');
      await expectConsistent(stage, host.id);
    },
  },
  {
    name: 'bookings may trade places in one decision',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const ranges = [between(0, 30), between(30, 75), between(75, 90)];
      const standing = ranges.map((range) => bookingOf(stage, host, booker, range));
      await storeBookings(stage, host, standing);
      const traded = standing.map((booking, index): Booking => {
        const range = ranges[(index + 1) % ranges.length];
        expectThat(range !== undefined, 'no range');
        return revised(booking, { startTime: range.start, endTime: range.end });
      });
      const events = traded.map((booking) => eventOfBooking(booking, 'booking.rescheduled'));
      await write(stage, [host.id], { answer: null, bookings: traded, events });
      const { bookings } = await expectConsistent(stage, host.id);
      expectEqual(
        bookings.map(({ id }) => id),
        [2, 0, 1].map((index) => standing[index]?.id),
        'the order of the bookings',
      );
    },
  },
  {
    name: 'a booking that comes to life again claims its time, unless that was taken',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const expired = bookingOf(stage, host, booker, between(0, 30), { status: 'expired' });
      const standing = bookingOf(stage, host, booker, between(0, 30));
      await storeBookings(stage, host, [expired, standing]);
      const revive = (): Promise<Booking> => {
        const confirmed = revised(expired, { status: 'confirmed' });
        return write(stage, [host.id], madeBooking(confirmed));
      };
      const rejection = await expectRejection(revive(), 'a booking that comes to life over another');
      expectThat(
        rejection instanceof ConcurrencyConflict,
        `expected a ConcurrencyConflict, got ${String(rejection)}`,
      );
      await cancel(stage, standing);
      await revive();
      const { calendar } = await expectConsistent(stage, host.id);
      expectEqual(
        calendar.claims.map((claim) => claim.bookingId),
        [expired.id],
        'claims',
      );
    },
  },
];
