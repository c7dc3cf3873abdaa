import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slot } from '../slots/slot.js';
import { slotsOf } from '../slots/slot-series.js';
import { sweepSlots, type SlotQuery } from '../slots/sweep-slots.js';
import { anAvailability } from '../testing/builders.js';
import { timelineArbitraries } from '../testing/timeline-arbitraries.js';
import { HOUR_MS, MINUTE_MS } from '../time/instant.js';
import { ZoneTable } from '../time/zone-table.js';
import type { ZoneTables } from '../time/zone-tables.js';
import type { BookingLimit } from './booking-terms.js';
import { claimsOf } from './booking.js';
import { situationOf } from './calendar-state.js';
import { evaluatorOf, POLICIES, type Evaluator } from './evaluator.js';
import type { StatedHorizon } from './event-type.js';
import type { Policy } from './policies/policy.js';
import type { Situation } from './situation.js';

const START = Date.UTC(2030, 0, 1, 10);
const END = START + 24 * MINUTE_MS;
const QUERY: SlotQuery = { from: START, to: END };
const arbitraries = timelineArbitraries(fc, { start: START });

/** Midnight is eight minutes after the start, and five minutes later it is one minute to midnight again. */
const ZONE = new ZoneTable('Odd/Midnight', {
  transitions: [START + 13 * MINUTE_MS, START + 20 * MINUTE_MS],
  offsets: [14 * HOUR_MS - 8 * MINUTE_MS, 14 * HOUR_MS - 14 * MINUTE_MS, 14 * HOUR_MS],
});
const ZONES: ZoneTables = { version: 'odd', names: [ZONE.name], has: () => true, get: () => ZONE };

const horizons: fc.Arbitrary<StatedHorizon | undefined> = fc.option(
  fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 0, max: 1 }) }),
  { nil: undefined },
);
const limits: fc.Arbitrary<readonly BookingLimit[]> = fc.subarray([
  { per: 'event-type', period: 'day', maxBookings: 1 },
  { per: 'host', period: 'day', maxMinutes: 6 },
  { per: 'host', period: 'week', maxBookings: 3 },
  { per: 'booker', period: 'day', maxBookings: 2 },
] as const);

const situations: fc.Arbitrary<Situation> = fc
  .record({
    now: arbitraries.instants,
    stated: arbitraries.eventTypes,
    bookings: arbitraries.calendarsOnTerms,
    ofBooker: arbitraries.calendars,
    attendees: fc.integer({ min: 1, max: 3 }),
    minimumNoticeMinutes: fc.integer({ min: 0, max: 3 }),
    horizon: horizons,
    limits,
    bookerMustBeFree: fc.boolean(),
  })
  .map(({ now, stated, bookings, ofBooker, attendees, ...terms }) => {
    const calendar = { version: 1, schedules: [], timeOff: [], eventTypes: [], waitlist: [], holds: [] };
    const [first] = bookings.flatMap(({ eventType }) => eventType ?? []);
    return situationOf(
      {
        ...calendar,
        calendarId: 'host',
        ownerId: 'host',
        role: 'HOST',
        availability: [anAvailability({ startTime: START, endTime: END, slotDuration: 1 })],
        bookings,
        claims: bookings.flatMap(claimsOf).toSorted((a, b) => a.blocked.start - b.blocked.start),
      },
      {
        now,
        stretch: { start: START, end: END + HOUR_MS },
        zones: ZONES,
        eventType: { ...stated, ...terms, id: first?.id ?? stated.id },
        bookerId: 'booker',
        bookerCalendar: {
          ...calendar,
          calendarId: 'booker',
          ownerId: 'booker',
          role: 'USER',
          availability: [],
          claims: [],
          bookings: ofBooker,
        },
        attendees,
      },
    );
  });

/** Asks about each start by itself. */
const listedOneByOne = ({ isBookable }: Evaluator, situation: Situation) =>
  slotsOf(
    sweepSlots(situation.windows, QUERY, () => ({
      permits: (start, end) => isBookable(start, end, situation),
      sameUntil: Number.NEGATIVE_INFINITY,
    })),
  );

const isListedOneByOne = (policies: readonly Policy[]) => {
  const evaluator = evaluatorOf(policies);
  const written = (slots: readonly Slot[]): string => JSON.stringify(slots);
  return fc.property(
    situations,
    (situation) =>
      written(evaluator.listBookable(situation, QUERY)) === written(listedOneByOne(evaluator, situation)),
  );
};

const RUNS = { numRuns: 500 };
/** A listing that is wrong is found out after 160 examples on average: the many are tried where it is not. */
const UNTIL_FOUND_OUT = { numRuns: 20_000 };

describe('a listing that asks no more than it must', () => {
  it('is that of a listing that asks every policy about every start', () => {
    expect(fc.check(isListedOneByOne(POLICIES), RUNS)).toMatchObject({ failed: false, counterexample: null });
  });

  it('has slots, and leaves some out by each of the policies that it does not ask each time', () => {
    const refused = new Map<string, number>();
    let listed = 0;
    for (const situation of fc.sample(situations, { numRuns: 300, seed: 1 })) {
      const evaluator = evaluatorOf(POLICIES);
      listed += evaluator.listBookable(situation, QUERY).length;
      for (const { startTime, endTime } of evaluatorOf([]).listBookable(situation, QUERY)) {
        for (const { name, permits } of POLICIES) {
          if (!permits(startTime, endTime, situation)) refused.set(name, (refused.get(name) ?? 0) + 1);
        }
      }
    }
    expect(listed).toBeGreaterThan(100);
    const rarely = [
      'not-in-past',
      'notice',
      'horizon',
      'limits',
      'booker-free',
      'time-free',
      'capacity',
    ].filter((name) => (refused.get(name) ?? 0) < 100);
    expect(rarely).toEqual([]);
  });

  it.each([
    ['says for too long what it said', { sameUntil: () => Number.POSITIVE_INFINITY }],
    ['says that it does not apply, though it does', { applies: () => false }],
  ])('is found out where a policy %s', (_, lie: Partial<Policy>) => {
    for (const liar of POLICIES.filter(({ name }) => ['horizon', 'limits'].includes(name)).slice(0, 2)) {
      const policies = POLICIES.map((policy) => (policy === liar ? { ...policy, ...lie } : policy));
      expect(fc.check(isListedOneByOne(policies), UNTIL_FOUND_OUT).failed).toBe(true);
    }
  });

  it('is found out where a policy goes round less than what it refuses', () => {
    const policies = POLICIES.map((policy) => {
      const { obstacle } = policy;
      if (obstacle === undefined || policy.name !== 'time-free') return policy;
      const without = (situation: Situation) => {
        const given = obstacle(situation);
        return given && { ...given, beforeMs: 0 };
      };
      return { ...policy, obstacle: without };
    });
    expect(fc.check(isListedOneByOne(policies), UNTIL_FOUND_OUT).failed).toBe(true);
  });
});
