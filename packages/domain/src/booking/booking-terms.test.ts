import { describe, expect, it } from 'vitest';
import { isShared, PLAIN_TERMS, watchesBooker, type BookingTerms, type LimitScope } from './booking-terms.js';

const terms = (change: Partial<BookingTerms> = {}): BookingTerms => ({ ...PLAIN_TERMS, ...change });
const limited = (...scopes: readonly LimitScope[]): BookingTerms =>
  terms({ limits: scopes.map((per) => ({ per, period: 'day', maxBookings: 1 })) });

describe('terms', () => {
  it.each([
    ['event-type', false],
    ['host', false],
    ['booker-and-event-type', true],
    ['booker', true],
  ] as const)('with a limit per %s watch the booker: %s', (per, watches) => {
    expect(watchesBooker(limited(per))).toBe(watches);
  });

  it('watch the booker if one limit of several does, or if the booker must be free', () => {
    expect(watchesBooker(limited('host', 'booker'))).toBe(true);
    expect(watchesBooker(terms())).toBe(false);
    expect(watchesBooker(terms({ bookerMustBeFree: true }))).toBe(true);
  });

  it.each([
    [1, 1, false],
    [2, 1, true],
    [1, 2, true],
  ])('of %i seats and %i slots at once may be shared: %s', (seats, maxConcurrent, shared) => {
    expect(isShared({ seats, maxConcurrent })).toBe(shared);
  });
});
