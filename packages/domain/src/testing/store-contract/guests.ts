import type { BookedGuest } from '../../booking/guest.js';
import { aUser } from '../builders.js';
import { expectEqual } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addHost,
  ALWAYS,
  between,
  bookingOf,
  calendarOf,
  eventOfBooking,
  madeBooking,
  revised,
  seenUnderLock,
  storeBookings,
  write,
} from './stage.js';

const GUESTS: readonly BookedGuest[] = [
  { name: 'Ada Lovelace', email: 'Ada@Example.org', accessDigest: '00ff' },
  { name: 'Грейс ‎"\\ 𝔖', email: '"a b"@example.org', accessDigest: 'f'.repeat(64) },
];

/** Rules about who books without an account. */
export const GUEST_BOOKINGS: readonly ContractRule[] = [
  {
    name: 'what a booking keeps of its guest comes back wherever the booking does, until a revision leaves it out',
    check: async (stage) => {
      const { queries, users } = stage.store;
      const host = await addHost(stage);
      for (const [index, guest] of GUESTS.entries()) {
        const id = stage.ids.next();
        await users.admitGuest(id);
        const range = between(index * 60, index * 60 + 30);
        const booking = bookingOf(stage, host, aUser({ id }), range, {
          guest,
          ending: { by: 'BOOKER', note: 'why' },
        });
        await storeBookings(stage, host, [booking]);
        expectEqual(await queries.booking(booking.id), booking, 'by id');
        const listed = await queries.bookings({ bookerId: id }, { limit: 5 });
        expectEqual(listed.items, [booking], 'of the guest');
        expectEqual((await calendarOf(stage, id)).bookings, [booking], 'of the guest’s calendar');
        const reading = { bookings: range, bookingId: booking.id };
        const seen = await seenUnderLock(stage, { calendars: [host.id, id], reading });
        expectEqual(seen.booking, booking, 'by id, under lock');
        for (const calendarId of [host.id, id])
          expectEqual(seen.calendars.get(calendarId)?.bookings, [booking], 'of a calendar, under lock');
        const [last] = (await queries.events(host.id, { afterVersion: index * 2, limit: 1 })).map(
          ({ event }) => event,
        );
        expectEqual(last, eventOfBooking(booking), 'the event');
        const { guest: _, ...rest } = booking;
        const bare = revised(rest, {});
        await write(stage, [host.id], madeBooking(bare));
        expectEqual(await queries.booking(booking.id), bare, 'without a guest');
        expectEqual((await queries.booking(booking.id))?.guest, undefined, 'the guest that was left out');
      }
      expectEqual((await queries.calendar(host.id, { bookings: ALWAYS }))?.version, 4, 'the host’s version');
    },
  },
];
