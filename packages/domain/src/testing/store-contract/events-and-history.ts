import type { Booking } from '../../booking/booking.js';
import { historyEntryOf, isBookingEvent } from '../../ports/domain-event.js';
import { byStartAndId } from '../../ports/working-set.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  accepted,
  addHost,
  addParties,
  availabilityOf,
  between,
  bookIfFree,
  bookingOf,
  cancel,
  eventOfAvailability,
  eventOfBooking,
  moveIfFree,
  storeAvailability,
  write,
} from './stage.js';
import { expectConsistent } from './stored-content.js';

/** Rules about what is told of what happened. */
export const EVENTS_AND_HISTORY: readonly ContractRule[] = [
  {
    name: 'events of one calendar count without a gap, in the order in which they were committed',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const made = Array.from({ length: 15 }, (_, index) =>
        bookingOf(stage, host, booker, between(index * 20, index * 20 + 30)),
      );
      const outcomes = [
        ...(await Promise.all(made.map((booking) => bookIfFree(stage, booking)))),
        ...(await Promise.all(
          made.flatMap((booking, index) => [
            cancel(stage, booking),
            moveIfFree(stage, booking, between(1_000 + index * 30, 1_030 + index * 30)),
          ]),
        )),
      ];
      const { events, bookings, calendar } = await expectConsistent(stage, host.id);
      expectEqual(calendar.version, accepted(outcomes).length, 'version');
      // The events alone, told in their order, make the bookings that are there.
      const told = new Map<string, Booking>();
      for (const { event } of events) {
        expectThat(isBookingEvent(event), 'an event that is none of a booking');
        const { booking } = event;
        expectEqual(
          booking.revision,
          (told.get(booking.id)?.revision ?? 0) + 1,
          'the revision that comes next',
        );
        told.set(booking.id, booking);
      }
      expectEqual([...told.values()].sort(byStartAndId), bookings, 'the bookings that the events tell of');
    },
  },
  {
    name: 'each calendar counts its own events',
    check: async (stage) => {
      const { host: a, booker } = await addParties(stage);
      const b = await addHost(stage);
      await storeAvailability(stage, a, [availabilityOf(stage, a, between(0, 60))]);
      const [first, second] = [a, b].map((host) => bookingOf(stage, host, booker, between(0, 30)));
      expectThat(first !== undefined && second !== undefined, 'no bookings');
      const availability = availabilityOf(stage, b, between(0, 60));
      const events = [eventOfBooking(first), eventOfBooking(second), eventOfAvailability(availability)];
      await write(stage, [a.id, b.id], {
        answer: null,
        bookings: [first, second],
        availability: [availability],
        events,
      });
      const told = await Promise.all(
        [a, b].map(async ({ id }) => (await expectConsistent(stage, id)).events.slice(-2)),
      );
      expectEqual(told[0]?.at(-1), { version: 2, event: events[0] }, 'the last event of one');
      expectEqual(
        told[1],
        [
          { version: 1, event: events[1] },
          { version: 2, event: events[2] },
        ],
        'the events of the other',
      );
    },
  },
  {
    name: 'events come after the given version, no more than asked for, and none of an unknown calendar',
    check: async (stage) => {
      const host = await addHost(stage);
      await storeAvailability(
        stage,
        host,
        Array.from({ length: 9 }, (_, index) =>
          availabilityOf(stage, host, between(index * 60, index * 60 + 60)),
        ),
      );
      const versions = async (afterVersion: number, limit: number): Promise<number[]> =>
        (await stage.store.queries.events(host.id, { afterVersion, limit })).map(({ version }) => version);
      expectEqual(await versions(0, 4), [1, 2, 3, 4], 'the first four');
      expectEqual(await versions(4, 4), [5, 6, 7, 8], 'the next four');
      expectEqual(await versions(8, 4), [9], 'the last');
      expectEqual(await versions(9, 4), [], 'after the last');
      const none = await stage.store.queries.events(stage.ids.next(), { afterVersion: 0, limit: 4 });
      expectEqual(none, [], 'of an unknown calendar');
    },
  },
  {
    name: 'a booking’s history tells of each revision by whom and when, and of no other booking',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const booking = bookingOf(stage, host, booker, between(0, 30));
      const other = bookingOf(stage, host, booker, between(30, 60));
      await bookIfFree(stage, booking);
      await bookIfFree(stage, other);
      stage.clock.advance(60_000);
      const moved = await moveIfFree(stage, booking, between(90, 120));
      stage.clock.advance(60_000);
      const cancelled = await cancel(stage, booking);
      expectThat(moved.ok && cancelled.ok, 'a change was refused');
      const events = [
        eventOfBooking(booking),
        eventOfBooking(moved.value.answer, 'booking.rescheduled'),
        eventOfBooking(cancelled.value.answer, 'booking.cancelled'),
      ];
      const history = await stage.store.queries.history(booking.id);
      expectEqual(history, events.filter(isBookingEvent).map(historyEntryOf), 'history');
      expectEqual(
        history.map(({ type, revision }) => [type, revision]),
        [
          ['booking.confirmed', 1],
          ['booking.rescheduled', 2],
          ['booking.cancelled', 3],
        ],
        'types and revisions',
      );
      expectEqual((await stage.store.queries.history(other.id)).length, 1, 'lines of the other');
      expectEqual(await stage.store.queries.history(stage.ids.next()), [], 'history of an unknown booking');
    },
  },
];
