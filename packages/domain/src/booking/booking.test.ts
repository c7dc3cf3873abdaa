import { describe, expect, it } from 'vitest';
import { aBooking } from '../testing/builders.js';
import { MAX_INSTANT, MIN_INSTANT, MINUTE_MS } from '../time/instant.js';
import { blockedRange, claimsOf, hasLapsed } from './booking.js';

const eventType = { id: 'event type', revision: 1, bufferBeforeMinutes: 10, bufferAfterMinutes: 20 };

describe('what a booking blocks', () => {
  it('is its range, and nothing else is said of it where there is nothing to say', () => {
    const booking = aBooking();
    const { startTime: start, endTime: end } = booking;
    expect(claimsOf(booking)).toStrictEqual([
      { calendarId: booking.hostId, bookingId: booking.id, blocked: { start, end } },
    ]);
  });

  it('is its range with its buffers, until its deadline, with what others who share it must know', () => {
    const session = { id: 'session', shareKey: 'event type' };
    const booking = aBooking({ status: 'held', deadline: 5_000, attendees: 3, eventType, session });
    const { startTime, endTime } = booking;
    expect(claimsOf(booking)).toStrictEqual([
      {
        calendarId: booking.hostId,
        bookingId: booking.id,
        blocked: { start: startTime - 10 * MINUTE_MS, end: endTime + 20 * MINUTE_MS },
        deadline: 5_000,
        shared: {
          shareKey: 'event type',
          sessionId: 'session',
          eventTypeId: 'event type',
          startTime,
          endTime,
          attendees: 3,
        },
      },
    ]);
  });

  it('ends with time itself', () => {
    expect(blockedRange({ startTime: MIN_INSTANT, endTime: MAX_INSTANT, eventType })).toEqual({
      start: MIN_INSTANT,
      end: MAX_INSTANT,
    });
  });
});

describe('a deadline', () => {
  it('has passed from the instant on that it names', () => {
    expect(hasLapsed({ deadline: 5_000 }, 4_000)).toBe(false);
    expect(hasLapsed({ deadline: 5_000 }, 5_000)).toBe(true);
    expect(hasLapsed({}, 5_000)).toBe(false);
  });
});
