import { describe, expect, it } from 'vitest';
import { aBooking } from '../testing/builders.js';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import { claimsOf, type Booking } from './booking.js';
import type { CalendarState } from './calendar-state.js';
import { stateAfter } from './state-after.js';

const { hostId: HOST, bookerId: BOOKER } = aBooking();

const at = (hours: number): Instant => DEFAULT_NOW + hours * HOUR_MS;
/** Half an hour that is called by the hour at which it starts, if it is called nothing else. */
const booked = (hours: number, more: Partial<Booking> = {}): Booking =>
  aBooking({ id: `at ${hours}`, startTime: at(hours), ...more });

const calendar = (role: 'HOST' | 'USER', bookings: readonly Booking[]): CalendarState => {
  const ownerId = role === 'HOST' ? HOST : BOOKER;
  return {
    calendarId: ownerId,
    ownerId,
    role,
    version: 7,
    claims: role === 'HOST' ? bookings.flatMap(claimsOf) : [],
    bookings,
    availability: [],
    schedules: [],
    timeOff: [],
    eventTypes: [],
    waitlist: [],
    holds: [],
  };
};

const held = ({ claims, bookings }: CalendarState) => ({
  claims: claims.map(({ bookingId }) => bookingId),
  bookings: bookings.map(({ id }) => id),
});

describe('a calendar once bookings are written', () => {
  it('is the same where none are', () => {
    const state = calendar('HOST', [booked(9)]);
    expect(stateAfter(state, [])).toBe(state);
  });

  it('has them besides what was there, in order of time', () => {
    const state = calendar('HOST', [booked(9), booked(12)]);
    const after = stateAfter(state, [booked(15), booked(10), booked(8)]);
    const inOrder = ['at 8', 'at 9', 'at 10', 'at 12', 'at 15'];
    expect(held(after)).toEqual({ claims: inOrder, bookings: inOrder });
    expect(after.claims[0]).toEqual({
      calendarId: HOST,
      bookingId: 'at 8',
      blocked: { start: at(8), end: at(8) + 30 * MINUTE_MS },
    });
    expect({ ...after, claims: [], bookings: [] }).toEqual({ ...state, claims: [], bookings: [] });
  });

  it('has a booking that moves at its new time alone', () => {
    const moved = booked(9, { startTime: at(14), revision: 2 });
    const after = stateAfter(calendar('HOST', [booked(9), booked(12)]), [moved]);
    expect(held(after)).toEqual({ claims: ['at 12', 'at 9'], bookings: ['at 12', 'at 9'] });
    expect(after.bookings[1]).toBe(moved);
  });

  it.each(['cancelled', 'declined', 'expired'] as const)('has nothing of a booking that is %s', (status) => {
    const after = stateAfter(calendar('HOST', [booked(9), booked(12)]), [booked(9, { status })]);
    expect(held(after)).toEqual({ claims: ['at 12'], bookings: ['at 12'] });
  });

  it('has nothing of what another host’s calendar holds', () => {
    const elsewhere = booked(10, { hostId: 'another host' });
    // A host may be a booker as well: what it has booked elsewhere blocks nothing of its own.
    const byTheHost = booked(11, { hostId: 'another host', bookerId: HOST });
    const after = stateAfter(calendar('HOST', [booked(9)]), [elsewhere, byTheHost]);
    expect(held(after)).toEqual({ claims: ['at 9'], bookings: ['at 9'] });
  });

  it('of a user has what the user has booked, of whatever host, and no claims', () => {
    const state = calendar('USER', [booked(9)]);
    const after = stateAfter(state, [
      booked(10, { hostId: 'another host' }),
      booked(11, { bookerId: 'another user' }),
      booked(8),
      booked(12, { status: 'cancelled' }),
    ]);
    expect(held(after)).toEqual({ claims: [], bookings: ['at 8', 'at 9', 'at 10'] });
  });
});
