import type { Booking } from '../../booking/booking.js';
import { ConcurrencyConflict } from '../../ports/concurrency-conflict.js';
import { byStartAndId } from '../../ports/working-set.js';
import { err, ok } from '../../result.js';
import { MINUTE_MS } from '../../time/instant.js';
import { Interval } from '../../time/interval.js';
import { expectEqual, expectRejection, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  accepted,
  addBooker,
  addParties,
  agreedOf,
  at,
  between,
  bookIfFree,
  bookingOf,
  cancel,
  eventOfBooking,
  madeBooking,
  moveIfFree,
  partyOf,
  refusalKinds,
  revised,
  seenUnderLock,
  storeBookings,
  write,
  type Decision,
  type Refused,
  type Stage,
} from './stage.js';
import { contentOf, expectConsistent, inClaimOrder } from './stored-content.js';

const WRITERS = 40;

/** Takes seats where there are enough left of them in the session that has exactly its range. */
const joinIfSeats = ({ store }: Stage, party: Booking, seats: number): Decision<Booking> =>
  store.unitOfWork.decide<Booking, Refused>(
    {
      calendars: [party.hostId],
      reading: { claims: { start: party.startTime, end: party.endTime } },
    },
    ({ calendars }) => {
      const taken = (calendars.get(party.hostId)?.claims ?? []).reduce(
        (sum, { shared }) => sum + (shared?.attendees ?? seats),
        0,
      );
      return taken + party.attendees <= seats ? ok(madeBooking(party)) : err({ kind: 'taken' });
    },
  );

const expectConflict = async (stage: Stage, booking: Booking, what: string): Promise<void> => {
  const before = await contentOf(stage, booking.hostId);
  const rejection = await expectRejection(write(stage, [booking.hostId], madeBooking(booking)), what);
  expectThat(
    rejection instanceof ConcurrencyConflict,
    `expected a ConcurrencyConflict for ${what}, got ${String(rejection)}`,
  );
  expectEqual(await contentOf(stage, booking.hostId), before, `what is stored after ${what}`);
};

/** Rules about claims that overlap because they share a session, or an event type that runs more than one at once. */
export const SHARED_CLAIMS: readonly ContractRule[] = [
  {
    name: 'claims of one share key may overlap, in whole or in part, and tell what is shared',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const shareKey = stage.ids.next();
      const [eventTypeId, sessionId] = [stage.ids.next(), stage.ids.next()];
      const buffered = { bufferBeforeMinutes: 5, bufferAfterMinutes: 10 };
      const parties = [
        partyOf(stage, host, booker, between(0, 30), { shareKey, attendees: 3 }),
        partyOf(stage, host, booker, between(0, 30), { shareKey }),
        partyOf(stage, host, booker, between(15, 45), { shareKey }),
        partyOf(stage, host, booker, between(30, 60), {
          shareKey,
          eventType: agreedOf(eventTypeId, buffered),
          session: { id: sessionId, shareKey },
          attendees: 10_000,
        }),
      ];
      await storeBookings(stage, host, parties);
      const { calendar } = await expectConsistent(stage, host.id);
      const claim = calendar.claims.find(({ bookingId }) => bookingId === parties[3]?.id);
      expectEqual(
        claim,
        {
          calendarId: host.id,
          bookingId: parties[3]?.id,
          blocked: between(25, 70),
          shared: {
            shareKey,
            sessionId,
            eventTypeId,
            startTime: at(30),
            endTime: at(60),
            attendees: 10_000,
          },
        },
        'a claim that is shared',
      );
      const seen = await seenUnderLock(stage, {
        calendars: [host.id],
        reading: { claims: between(-60, 120), bookings: between(-60, 120) },
      });
      const state = seen.calendars.get(host.id);
      expectEqual(inClaimOrder(state?.claims ?? []), inClaimOrder(calendar.claims), 'claims under lock');
      expectEqual(state?.bookings, parties.toSorted(byStartAndId), 'bookings under lock');
    },
  },
  {
    name: 'a claim of another share key, or of none, may not overlap a shared one: a ConcurrencyConflict',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const shareKey = stage.ids.next();
      const standing = partyOf(stage, host, booker, between(0, 30), {
        shareKey,
        eventType: agreedOf(shareKey, { bufferAfterMinutes: 10 }),
      });
      const alone = bookingOf(stage, host, booker, between(60, 90));
      await storeBookings(stage, host, [standing, alone]);
      const other = stage.ids.next();
      const party = (from: number, to: number, key: string): Booking =>
        partyOf(stage, host, booker, between(from, to), { shareKey: key });
      await expectConflict(stage, party(0, 30, other), 'a party of another key');
      await expectConflict(stage, party(39, 50, other), 'a party of another key, in the buffer');
      await expectConflict(stage, bookingOf(stage, host, booker, between(10, 20)), 'a booking without a key');
      await expectConflict(stage, party(70, 80, shareKey), 'a party over a booking without a key');
      await expectConflict(stage, party(70, 80, alone.id), 'a party whose key is the id of what it is over');
      // A session's key may be the id of the booking that began it, which may have left it since.
      const beginner = bookingOf(stage, host, booker, between(15, 20), { id: shareKey });
      await expectConflict(stage, beginner, 'a booking whose id is the key of what it is over');
      // What only touches is free for all.
      await storeBookings(stage, host, [
        party(40, 60, other),
        party(-30, 0, other),
        party(90, 100, shareKey),
        bookingOf(stage, host, booker, between(100, 110)),
        party(20, 25, shareKey),
      ]);
      await expectConsistent(stage, host.id);
    },
  },
  {
    name: 'claims of two keys that overlap in one decision are a ConcurrencyConflict, and nothing is left',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const before = await contentOf(stage, host.id);
      const both = [0, 1].map(() =>
        partyOf(stage, host, booker, between(0, 30), { shareKey: stage.ids.next() }),
      );
      const rejection = await expectRejection(storeBookings(stage, host, both), 'two sessions at one time');
      expectThat(
        rejection instanceof ConcurrencyConflict,
        `expected a ConcurrencyConflict, got ${String(rejection)}`,
      );
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
    },
  },
  {
    name: 'shared claims, and those between them that are not, are those that overlap the stretch, in order',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const [a, b] = [stage.ids.next(), stage.ids.next()];
      const shared = (
        [
          [0, 100, a],
          [0, 10, a],
          [10, 20, a],
          [30, 31, a],
          [99, 120, a],
          [150, 160, b],
          [150, 155, b],
          [300, 310, a],
        ] as const
      ).map(([from, to, shareKey]) => partyOf(stage, host, booker, between(from, to), { shareKey }));
      const alone = [
        [-10, 0],
        [120, 150],
        [160, 170],
      ].map(([from = 0, to = 0]) => bookingOf(stage, host, booker, between(from, to)));
      const made = [...shared, ...alone];
      await storeBookings(stage, host, made.toReversed());
      for (const [from, to] of [
        [-20, -10],
        [-10, 1],
        [0, 1],
        [9, 10],
        [10, 11],
        [20, 30],
        [31, 99],
        [99, 100],
        [100, 121],
        [120, 121],
        [119, 151],
        [155, 156],
        [160, 161],
        [170, 300],
        [-100, 400],
      ] as const) {
        const stretch = between(from, to);
        const wanted = made
          .filter(({ startTime, endTime }) => Interval.overlaps({ start: startTime, end: endTime }, stretch))
          .sort(byStartAndId);
        const reading = { claims: stretch, bookings: stretch };
        const queried = await stage.store.queries.calendar(host.id, reading);
        const { calendars } = await seenUnderLock(stage, { calendars: [host.id], reading });
        for (const state of [queried, calendars.get(host.id)]) {
          const what = `of minutes ${from} to ${to}`;
          expectEqual(state?.bookings, wanted, `bookings ${what}`);
          const claims = state?.claims ?? [];
          expectEqual(
            inClaimOrder(claims).map(({ bookingId }) => bookingId),
            wanted.map(({ id }) => id),
            `claims ${what}`,
          );
          expectEqual(
            claims.map(({ blocked }) => blocked.start),
            wanted.map(({ startTime }) => startTime),
            `starts of the claims ${what}`,
          );
        }
      }
    },
  },
  {
    name: 'of many parties who want seats of one session at once, as many get them as there are seats',
    check: async (stage) => {
      const { host } = await addParties(stage);
      const bookers = [await addBooker(stage), await addBooker(stage), await addBooker(stage)];
      const shareKey = stage.ids.next();
      const seats = 10;
      const parties = Array.from({ length: WRITERS }, (_, index) => {
        const booker = bookers[index % bookers.length];
        expectThat(booker !== undefined, 'no booker');
        return partyOf(stage, host, booker, between(0, 30), { shareKey, attendees: 1 + ((index * 3) % 4) });
      });
      const outcomes = await Promise.all(parties.map((party) => joinIfSeats(stage, party, seats)));
      const joined = accepted(outcomes);
      expectEqual(
        joined.reduce((sum, { attendees }) => sum + attendees, 0),
        seats,
        'seats that were taken',
      );
      expectEqual(refusalKinds(outcomes).length, WRITERS - joined.length, 'parties that were refused');
      const { calendar, bookings } = await expectConsistent(stage, host.id);
      expectEqual(bookings.length, joined.length, 'parties that are stored');
      expectEqual(
        calendar.claims.reduce((sum, { shared }) => sum + (shared?.attendees ?? 0), 0),
        seats,
        'seats that are claimed',
      );
    },
  },
  {
    name: 'a party that leaves a session frees its own seats, and one that changes claims what it now is',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const shareKey = stage.ids.next();
      const parties = [4, 4, 2].map((attendees) =>
        partyOf(stage, host, booker, between(0, 30), { shareKey, attendees }),
      );
      await storeBookings(stage, host, parties);
      const [first, second, third] = parties;
      expectThat(first !== undefined && second !== undefined && third !== undefined, 'no parties');
      const late = partyOf(stage, host, booker, between(0, 30), { shareKey, attendees: 3 });
      expectEqual(refusalKinds([await joinIfSeats(stage, late, 10)]), ['taken'], 'while it is full');
      await cancel(stage, first);
      expectThat((await joinIfSeats(stage, late, 10)).ok, 'seats that were free were refused');
      await expectConsistent(stage, host.id);
      // Smaller than it was, then somewhere else, then by itself, then back among the others.
      let changed = revised(second, { attendees: 1 });
      await write(stage, [host.id], madeBooking(changed));
      const more = partyOf(stage, host, booker, between(0, 30), { shareKey, attendees: 4 });
      expectThat((await joinIfSeats(stage, more, 10)).ok, 'seats that a party gave back were refused');
      await expectConsistent(stage, host.id);
      changed = revised(changed, { startTime: at(60), endTime: at(90) });
      await write(stage, [host.id], madeBooking(changed));
      await expectConsistent(stage, host.id);
      const { session: _session, eventType: _eventType, ...plain } = changed;
      changed = revised(plain, {});
      await write(stage, [host.id], madeBooking(changed));
      await expectConsistent(stage, host.id);
      const over = partyOf(stage, host, booker, between(70, 80), { shareKey });
      await expectConflict(stage, over, 'a party over one that is by itself now');
      changed = revised({ ...second, revision: changed.revision }, {});
      await write(stage, [host.id], madeBooking(changed));
      const { calendar } = await expectConsistent(stage, host.id);
      expectEqual(
        calendar.claims.map(({ bookingId }) => bookingId).toSorted(),
        [second, third, late, more].map(({ id }) => id).toSorted(),
        'who has claims in the end',
      );
    },
  },
  {
    name: 'of parties and others who want one time at once, the first to come has it, alone or with its like',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const keys = [stage.ids.next(), stage.ids.next()];
      for (let round = 0; round < 6; round += 1) {
        const range = between(round * 60, round * 60 + 30);
        const wanted = Array.from({ length: 9 }, (_, index) => {
          const shareKey = keys[(index + round) % 3];
          return shareKey === undefined
            ? bookingOf(stage, host, booker, range)
            : partyOf(stage, host, booker, range, { shareKey });
        });
        const outcomes = await Promise.all(
          wanted.map((booking) =>
            stage.store.unitOfWork.decide<Booking, Refused>(
              { calendars: [host.id], reading: { claims: range } },
              ({ calendars }) =>
                (calendars.get(host.id)?.claims ?? []).every(
                  ({ shared }) => shared !== undefined && shared.shareKey === booking.session?.shareKey,
                )
                  ? ok(madeBooking(booking))
                  : err({ kind: 'taken' }),
            ),
          ),
        );
        const winners = accepted(outcomes);
        expectEqual(winners.length, winners[0]?.session === undefined ? 1 : 3, 'winners');
        expectEqual(new Set(winners.map(({ session }) => session?.shareKey)).size, 1, 'keys of the winners');
        await expectConsistent(stage, host.id);
      }
    },
  },
  {
    name: 'a session frees its time when its last party leaves, or moves away as a whole',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const shareKey = stage.ids.next();
      const parties = [1, 2].map((attendees) =>
        partyOf(stage, host, booker, between(0, 30), { shareKey, attendees }),
      );
      await storeBookings(stage, host, parties);
      const moved = parties.map((party) =>
        revised(party, {
          startTime: party.startTime + 60 * MINUTE_MS,
          endTime: party.endTime + 60 * MINUTE_MS,
        }),
      );
      const events = moved.map((party) => eventOfBooking(party, 'booking.rescheduled'));
      await write(stage, [host.id], { answer: null, bookings: moved, events });
      const alone = bookingOf(stage, host, booker, between(0, 30));
      expectThat((await bookIfFree(stage, alone)).ok, 'time that a session left was refused');
      await expectConsistent(stage, host.id);
      for (const party of moved) {
        expectEqual(refusalKinds([await moveIfFree(stage, alone, between(60, 90))]), ['taken'], 'before');
        await cancel(stage, party);
      }
      expectThat((await moveIfFree(stage, alone, between(60, 90))).ok, 'time that all left was refused');
      await expectConsistent(stage, host.id);
    },
  },
];
