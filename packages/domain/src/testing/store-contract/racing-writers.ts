import type { Booking } from '../../booking/booking.js';
import { err, ok } from '../../result.js';
import { Interval } from '../../time/interval.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  accepted,
  addBooker,
  addHost,
  addParties,
  at,
  availabilityOf,
  between,
  bookIfFree,
  bookingOf,
  cancel,
  madeBooking,
  moveIfFree,
  refusalKinds,
  statedAvailability,
  storeBookings,
  type Refused,
} from './stage.js';
import { expectConsistent } from './stored-content.js';

const WRITERS = 30;

/** A spread of numbers without chance, so that a failure comes back. */
const spread = (index: number, below: number): number => (index * 7_919 + 13) % below;

const range = (booking: Booking): Interval => ({ start: booking.startTime, end: booking.endTime });

/** Rules about decisions that arrive together. */
export const RACING_WRITERS: readonly ContractRule[] = [
  {
    name: 'of many who want one slot at once, exactly one gets it',
    check: async (stage) => {
      const host = await addHost(stage);
      const bookers = [await addBooker(stage), await addBooker(stage), await addBooker(stage)];
      const wanted = Array.from({ length: WRITERS }, (_, index) => {
        const booker = bookers[index % bookers.length];
        expectThat(booker !== undefined, 'no booker');
        return bookingOf(stage, host, booker, between(0, 30));
      });
      const outcomes = await Promise.all(wanted.map((booking) => bookIfFree(stage, booking)));
      expectEqual(accepted(outcomes).length, 1, 'winners');
      expectEqual(
        refusalKinds(outcomes),
        Array.from({ length: WRITERS - 1 }, () => 'taken'),
        'losers',
      );
      const { bookings } = await expectConsistent(stage, host.id);
      expectEqual(bookings, accepted(outcomes), 'what is stored is the winner');
    },
  },
  {
    name: 'of many who want ranges that overlap in part, no two winners overlap and each loser overlaps a winner',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const wanted = Array.from({ length: WRITERS }, (_, index) => {
        const from = spread(index, 120);
        return bookingOf(stage, host, booker, between(from, from + 10 + spread(index, 50)));
      });
      const outcomes = await Promise.all(wanted.map((booking) => bookIfFree(stage, booking)));
      const { bookings } = await expectConsistent(stage, host.id);
      const winners = accepted(outcomes);
      expectEqual(bookings.length, winners.length, 'stored bookings');
      wanted.forEach((booking, index) => {
        const overlapsWinner = winners.some(
          (winner) => winner.id !== booking.id && Interval.overlaps(range(winner), range(booking)),
        );
        expectThat(outcomes[index]?.ok !== overlapsWinner, 'a booking won beside another, or lost to none');
      });
    },
  },
  {
    name: 'bookings, moves and cancellations at once leave no overlap and lose none that was accepted',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      // Each hour begins with a booking and ends in free time, which the moves and the new ones all want.
      const standing = Array.from({ length: 10 }, (_, index) =>
        bookingOf(stage, host, booker, between(index * 60, index * 60 + 30)),
      );
      await storeBookings(stage, host, standing);
      const outcomes = await Promise.all(
        standing.flatMap((booking, index) => {
          const hour = index * 60;
          const fresh = (from: number, to: number) =>
            bookIfFree(stage, bookingOf(stage, host, booker, between(hour + from, hour + to)));
          return index % 2 === 0
            ? [fresh(40, 70), moveIfFree(stage, booking, between(hour + 20, hour + 50)), fresh(30, 60)]
            : [fresh(30, 60), cancel(stage, booking), fresh(0, 30), fresh(25, 45)];
        }),
      );
      const { bookings, calendar } = await expectConsistent(stage, host.id);
      const stored = new Map(bookings.map((booking) => [booking.id, booking]));
      for (const answer of accepted(outcomes)) {
        expectEqual(stored.get(answer.id), answer, 'what was answered is what is stored');
      }
      expectEqual(calendar.version, standing.length + accepted(outcomes).length, 'version');
    },
  },
  {
    name: 'of several who change one booking at once, each sees what the one before made of it',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const booking = bookingOf(stage, host, booker, between(0, 30));
      await storeBookings(stage, host, [booking]);
      const outcomes = await Promise.all([
        ...Array.from({ length: 10 }, (_, index) =>
          moveIfFree(stage, booking, between(index * 15, index * 15 + 30)),
        ),
        cancel(stage, booking),
        cancel(stage, booking),
      ]);
      const { bookings } = await expectConsistent(stage, host.id);
      const revisions = accepted(outcomes).map(({ revision }) => revision);
      expectEqual(
        revisions.sort((a, b) => a - b),
        revisions.map((_, index) => index + 2),
        'revisions, each made once',
      );
      expectEqual(bookings.length, 1, 'bookings');
      expectEqual(bookings[0]?.status, 'cancelled', 'status');
      expectEqual(outcomes.slice(-2).filter((outcome) => outcome.ok).length, 1, 'cancellations');
    },
  },
  {
    name: 'a judgement over two calendars holds for both: of two that exclude each other, one wins',
    check: async (stage) => {
      const { host: a, booker } = await addParties(stage);
      const b = await addHost(stage);
      const bookIfOtherFree = (own: typeof a, other: typeof a, wanted: Interval) => {
        const booking = bookingOf(stage, own, booker, wanted);
        return stage.store.unitOfWork.decide<Booking, Refused>(
          { calendars: [own.id, other.id], reading: { claims: wanted } },
          ({ calendars }) =>
            [...calendars.values()].every((state) => state.claims.length === 0)
              ? ok(madeBooking(booking))
              : err({ kind: 'taken' }),
        );
      };
      for (const minute of [0, 30, 60, 90]) {
        const wanted = between(minute, minute + 30);
        const outcomes = await Promise.all([bookIfOtherFree(a, b, wanted), bookIfOtherFree(b, a, wanted)]);
        expectEqual(accepted(outcomes).length, 1, 'winners');
      }
      await expectConsistent(stage, a.id);
      await expectConsistent(stage, b.id);
    },
  },
  {
    name: 'decisions that name their calendars in opposite orders do not wait for each other for ever',
    check: async (stage) => {
      const hosts = [await addHost(stage), await addHost(stage), await addHost(stage)];
      const decisions = Array.from({ length: WRITERS }, (_, index) => {
        const ordered = index % 2 === 0 ? hosts : hosts.toReversed();
        const stated = ordered.map((host) => availabilityOf(stage, host, between(index, index + 30)));
        return stage.store.unitOfWork.decide<null, never>(
          { calendars: ordered.map((host) => host.id), reading: {} },
          () =>
            ok({
              answer: null,
              availability: stated,
              events: stated.flatMap((availability) => statedAvailability(availability).events),
            }),
        );
      });
      await Promise.all(decisions);
      for (const host of hosts) {
        const { availability, calendar } = await expectConsistent(stage, host.id);
        expectEqual([availability.length, calendar.version], [WRITERS, WRITERS], 'availability and version');
      }
    },
  },
  {
    name: 'a calendar that is named twice is locked once',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const booking = bookingOf(stage, host, booker, between(0, 30));
      const outcome = await stage.store.unitOfWork.decide<Booking, never>(
        { calendars: [host.id, host.id], reading: {} },
        () => ok(madeBooking(booking)),
      );
      expectThat(outcome.ok, 'the decision was refused');
      await expectConsistent(stage, host.id);
    },
  },
  {
    name: 'of several decisions at once on one calendar, each sees all that came before it',
    check: async (stage) => {
      const host = await addHost(stage);
      const outcomes = await Promise.all(
        Array.from({ length: WRITERS }, (_, index) => {
          const availability = availabilityOf(stage, host, between(index, index + 30));
          return stage.store.unitOfWork.decide<{ version: number; seen: number }, never>(
            { calendars: [host.id], reading: { intent: between(-60, 600) } },
            ({ calendars }) => {
              const state = calendars.get(host.id);
              const answer = { version: state?.version ?? -1, seen: state?.availability.length ?? -1 };
              return ok({ ...statedAvailability(availability), answer });
            },
          );
        }),
      );
      const answers = accepted(outcomes).sort((a, b) => a.version - b.version);
      expectEqual(
        answers,
        Array.from({ length: WRITERS }, (_, index) => ({ version: index, seen: index })),
        'the versions that the decisions saw, and how much of what came before',
      );
    },
  },
  {
    name: 'a cancellation and a booking of the same time at once: the time goes over or stays, and nothing else',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      let holder = bookingOf(stage, host, booker, between(0, 30));
      await storeBookings(stage, host, [holder]);
      for (let round = 0; round < 8; round += 1) {
        const next = bookingOf(stage, host, booker, between(0, 30));
        const [cancelled, booked] = await Promise.all(
          round % 2 === 0
            ? [cancel(stage, holder), bookIfFree(stage, next)]
            : [bookIfFree(stage, next), cancel(stage, holder)].toReversed(),
        );
        expectThat(cancelled?.ok === true, 'the cancellation was refused');
        const { calendar } = await expectConsistent(stage, host.id);
        expectEqual(calendar.claims.length, booked?.ok === true ? 1 : 0, 'claims');
        if (booked?.ok !== true) await bookIfFree(stage, next);
        holder = next;
      }
    },
  },
  {
    name: 'availability stated and a booking of it at once: the booking is refused or lies in it',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      for (let round = 0; round < 4; round += 1) {
        const wanted = between(round * 60, round * 60 + 30);
        const availability = availabilityOf(stage, host, wanted);
        const booking = bookingOf(stage, host, booker, wanted);
        const [stated, booked] = await Promise.all([
          stage.store.unitOfWork.decide<unknown, never>({ calendars: [host.id], reading: {} }, () =>
            ok(statedAvailability(availability)),
          ),
          stage.store.unitOfWork.decide<number, Refused>(
            { calendars: [host.id], reading: { claims: wanted, intent: wanted } },
            ({ calendars }) => {
              const state = calendars.get(host.id);
              return state?.availability.some(({ id }) => id === availability.id) === true
                ? ok({ ...madeBooking(booking), answer: state.version })
                : err({ kind: 'not_found' });
            },
          ),
        ]);
        expectThat(stated.ok, 'the statement was refused');
        const { calendar, events } = await expectConsistent(stage, host.id);
        const held = calendar.claims.some((claim) => claim.blocked.start === at(round * 60));
        expectEqual(held, booked.ok, 'whether the time is held');
        const statement = events.find(
          ({ event }) => 'availability' in event && event.availability.id === availability.id,
        );
        if (booked.ok)
          expectEqual(booked.value.answer, statement?.version, 'the version that the booking saw');
      }
    },
  },
];
