import { describe, expect, it } from 'vitest';
import { blocksTime, BOOKING_STATUSES, mayBecome, TRANSITIONS } from './booking-status.js';

describe('the states of a booking', () => {
  it('cancelled and declined are final', () => {
    expect(BOOKING_STATUSES.filter((status) => TRANSITIONS[status].length === 0)).toEqual([
      'cancelled',
      'declined',
    ]);
  });

  it('no state follows itself: staying is no transition', () => {
    for (const status of BOOKING_STATUSES) expect(mayBecome(status, status)).toBe(false);
  });

  it('what is given up frees its time; all else keeps it', () => {
    expect(BOOKING_STATUSES.filter((status) => !blocksTime(status))).toEqual([
      'cancelled',
      'declined',
      'expired',
    ]);
  });

  it('a late confirmation is legal, a resurrection is not', () => {
    expect(mayBecome('expired', 'confirmed')).toBe(true);
    expect(mayBecome('cancelled', 'confirmed')).toBe(false);
    expect(mayBecome('declined', 'pending')).toBe(false);
  });

  it('a no-show can be taken back', () => {
    expect(mayBecome('confirmed', 'no-show')).toBe(true);
    expect(mayBecome('no-show', 'confirmed')).toBe(true);
  });
});
