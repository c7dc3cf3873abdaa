import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { situationOf, type CalendarState } from '../booking/calendar-state.js';
import { claimsOf, hasLapsed, type Booking } from '../booking/booking.js';
import { checkEventType } from '../booking/event-type.js';
import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import { MINUTE_MS } from '../time/instant.js';
import { IntervalSet } from '../time/interval-set.js';
import { zoneTablesOf } from '../time/zone-tables.js';
import { doubleBookings, noOverlap } from './double-bookings.js';
import { minuteOracle, type HostTime } from './minute-oracle.js';
import { breachesOf } from './overlap-laws.js';
import { timelineArbitraries } from './timeline-arbitraries.js';

const arbitraries = timelineArbitraries(fc);
const RUNS = { numRuns: 1_000 };

const NO_ZONES = zoneTablesOf({ version: 'none', zones: [], links: [] });

/** Of a host that has buffers, deadlines and sessions in its calendar, beside bookings of its availability itself. */
const hostTimesOnTerms = fc.record({
  now: arbitraries.instants,
  availability: fc.array(arbitraries.availability, { maxLength: 6 }),
  bookings: arbitraries.calendarsOnTerms,
});
const anyHostTimes = fc.oneof(arbitraries.hostTimes, hostTimesOnTerms);

type Stored = Pick<CalendarState, 'availability' | 'bookings'> & HostTime;

const slotsOf = ({ now, availability, bookings }: Stored, range: { from: number; to: number }) =>
  DEFAULT_EVALUATOR.listBookable(
    situationOf(
      {
        calendarId: 'a',
        ownerId: 'a',
        role: 'HOST',
        version: 1,
        availability,
        schedules: [],
        timeOff: [],
        bookings,
        claims: bookings.flatMap(claimsOf),
        eventTypes: [],
        waitlist: [],
        holds: [],
      },
      { now, stretch: { start: range.from, end: range.to }, zones: NO_ZONES },
    ),
    range,
  );

describe('the oracle', () => {
  it('finds the slots that the rules find, in any range', () => {
    fc.assert(
      fc.property(anyHostTimes, arbitraries.intervals, (hostTime, { start, end }) => {
        const range = { from: start, to: end };
        expect(minuteOracle(hostTime).slots(range)).toEqual(slotsOf(hostTime, range));
      }),
      RUNS,
    );
  });

  it('every snapshot that the rules make keeps all laws', () => {
    fc.assert(
      fc.property(anyHostTimes, arbitraries.intervals, (hostTime, { start, end }) => {
        expect(breachesOf({ ...hostTime, slots: slotsOf(hostTime, { from: start, to: end }) })).toEqual([]);
      }),
      RUNS,
    );
  });

  it('notices rules that forget the bookings', () => {
    const check = fc.check(
      fc.property(arbitraries.hostTimes, arbitraries.intervals, (hostTime, { start, end }) => {
        const slots = slotsOf({ ...hostTime, bookings: [] }, { from: start, to: end });
        return breachesOf({ ...hostTime, slots }).length === 0;
      }),
      RUNS,
    );
    expect(check.failed).toBe(true);
  });

  it('a minute is busy where a booking that blocks time covers it', () => {
    fc.assert(
      fc.property(anyHostTimes, arbitraries.instants, (hostTime, minute) => {
        const live = hostTime.bookings.flatMap(claimsOf).filter((claim) => !hasLapsed(claim, hostTime.now));
        const claims = IntervalSet.of(live.map(({ blocked }) => blocked));
        const oracle = minuteOracle(hostTime);
        expect(oracle.isBusy(minute)).toBe(IntervalSet.at(claims, minute) !== undefined);
      }),
      RUNS,
    );
  });

  it('two bookings are a pair if and only if they block a minute together', () => {
    fc.assert(
      fc.property(fc.array(arbitraries.parties, { maxLength: 5 }), (bookings) => {
        const oracles = bookings.map((booking) =>
          minuteOracle({ now: 0, availability: [], bookings: [booking] }),
        );
        let pairs = 0;
        bookings.forEach((a, index) => {
          for (let other = index + 1; other < bookings.length; other += 1) {
            if (a.session !== undefined && a.session.id === bookings[other]!.session?.id) continue;
            for (let minute = a.startTime; minute < a.endTime; minute += MINUTE_MS) {
              if (oracles[index]!.isBusy(minute) && oracles[other]!.isBusy(minute)) {
                pairs += 1;
                break;
              }
            }
          }
        });
        expect(doubleBookings(bookings)).toHaveLength(pairs);
        expect(noOverlap(bookings)).toBe(pairs === 0);
      }),
      RUNS,
    );
  });
});

describe('the arbitraries', () => {
  it('a calendar has no double booking', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraries.calendars, arbitraries.calendarsOnTerms), (bookings) => {
        expect(doubleBookings(bookings)).toEqual([]);
      }),
      RUNS,
    );
  });

  it.each([
    ['bookings of a calendar that touch', arbitraries.calendars, touching],
    ['bookings on terms that touch', arbitraries.calendarsOnTerms, touching],
    [
      'bookings that share their time',
      arbitraries.calendarsOnTerms,
      (bookings: readonly Booking[]) =>
        bookings.some((a) => bookings.some((b) => a.id !== b.id && a.session?.id === (b.session?.id ?? ''))),
    ],
    [
      'bookings that have lapsed',
      hostTimesOnTerms,
      ({ now, bookings }: Stored) => bookings.some((booking) => hasLapsed(booking, now)),
    ],
    ['ranges of availability that touch', fc.array(arbitraries.availability, { minLength: 2 }), touching],
    [
      'slots on offer',
      arbitraries.hostTimes,
      (hostTime: Stored) => slotsOf(hostTime, { from: 0, to: Number.MAX_SAFE_INTEGER }).length > 0,
    ],
    [
      'slots that a booking takes away',
      arbitraries.hostTimes,
      (hostTime: Stored) => {
        const range = { from: 0, to: Number.MAX_SAFE_INTEGER };
        return slotsOf(hostTime, range).length < slotsOf({ ...hostTime, bookings: [] }, range).length;
      },
    ],
  ] as const)('%s are common', (_, arbitrary, holds) => {
    const samples = fc.sample(arbitrary as fc.Arbitrary<never>, { numRuns: 500, seed: 1 });
    expect(samples.filter((sample) => (holds as (sample: never) => boolean)(sample)).length).toBeGreaterThan(
      100,
    );
  });
});

it('an event type is valid', () => {
  fc.assert(
    fc.property(arbitraries.eventTypes, (eventType) => {
      expect(checkEventType(eventType, { has: () => true })).toEqual({ ok: true, value: eventType });
    }),
    RUNS,
  );
});

function touching(ranges: readonly { readonly startTime: number; readonly endTime: number }[]): boolean {
  return ranges.some((range) => ranges.some((other) => other.startTime === range.endTime));
}
