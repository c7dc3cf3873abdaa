import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Availability } from '../availability/availability.js';
import type { Schedule } from '../availability/schedule.js';
import { isDateSpan, type TimeOff } from '../availability/time-off.js';
import { claimsOf, type Booking } from '../booking/booking.js';
import {
  aBooking,
  anAvailability,
  aSchedule,
  aTimeOff,
  noOverlap,
  timelineArbitraries,
} from '../testing/index.js';
import type { Interval } from '../time/interval.js';
import { ConcurrencyConflict } from './concurrency-conflict.js';
import type { DomainEvent } from './domain-event.js';
import type { Changes } from './unit-of-work.js';
import { byStartAndId, WorkingSet } from './working-set.js';

const { availability, bookings, calendars, intervals, timeOff } = timelineArbitraries(fc);
const RUNS = { numRuns: 1_000 };
const HOST = aBooking().hostId;

const someAvailability = fc.uniqueArray(availability, { maxLength: 8, selector: ({ id }) => id });

const someTimeOff = fc.uniqueArray(timeOff, { maxLength: 8, selector: ({ id }) => id });

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

const withCalendar = (): WorkingSet => {
  const set = new WorkingSet();
  set.putCalendar({ calendarId: HOST, hostId: HOST, version: 0 });
  return set;
};

const eventOf = (booking: Booking): DomainEvent => ({
  type: 'booking.confirmed',
  calendarId: booking.hostId,
  at: booking.updatedAt,
  actor: { userId: booking.bookerId, role: 'USER' },
  booking,
});

const changesOf = (made: readonly Booking[]): Changes<null> => ({
  answer: null,
  bookings: made,
  events: made.map(eventOf),
});

/** Follows one link after the other until nothing is added. */
const linkedByFollowing = (all: readonly Availability[], stretch: Interval): Availability[] => {
  const linked = new Set<Availability>();
  const queue = [stretch];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const range of all) {
      if (linked.has(range) || range.startTime > next.end || next.start > range.endTime) continue;
      linked.add(range);
      queue.push({ start: range.startTime, end: range.endTime });
    }
  }
  return [...linked].sort(byStartAndId);
};

const conflicts = (check: () => void): boolean => {
  try {
    check();
    return false;
  } catch (thrown) {
    if (thrown instanceof ConcurrencyConflict) return true;
    throw thrown;
  }
};

describe('laws of the working set', () => {
  it('availability is what links lead to, however it was put, changed and withdrawn', () => {
    fc.assert(
      fc.property(
        someAvailability,
        someAvailability,
        fc.nat(),
        intervals,
        (first, replacing, chance, stretch) => {
          const set = withCalendar();
          const kept = new Map<string, Availability>();
          for (const stated of first) {
            set.putAvailability(stated);
            kept.set(stated.id, stated);
          }
          // Half of the later ones take the place of earlier ones, and one of those that are there is withdrawn.
          for (const [index, stated] of replacing.entries()) {
            const changed = { ...stated, id: (index % 2 === 0 ? first[index]?.id : undefined) ?? stated.id };
            set.apply({ answer: null, availability: [changed], events: [] });
            kept.set(changed.id, changed);
            set.calendar(HOST, { intent: stretch });
          }
          const withdrawn = [...kept.keys()][chance % Math.max(1, kept.size)] ?? 'none';
          set.apply({ answer: null, withdrawnAvailability: [withdrawn], events: [] });
          kept.delete(withdrawn);
          expect(set.calendar(HOST, { intent: stretch })?.availability).toEqual(
            linkedByFollowing([...kept.values()], stretch),
          );
        },
      ),
      RUNS,
    );
  });

  it('time off is what overlaps the stretch or the availability that links lead to, and what lies between', () => {
    let beyondTheStretch = 0;
    fc.assert(
      fc.property(someAvailability, someTimeOff, fc.nat(), intervals, (stated, taken, chance, stretch) => {
        const set = withCalendar();
        for (const range of stated) set.putAvailability(range);
        set.apply({ answer: null, timeOff: taken, events: [] });
        const withdrawn = taken[chance % Math.max(1, taken.length)]?.id ?? 'none';
        set.apply({ answer: null, withdrawnTimeOff: [withdrawn], events: [] });
        const linked = linkedByFollowing(stated, stretch);
        const starts = [stretch.start, ...linked.map(({ startTime }) => startTime)];
        const ends = [stretch.end, ...linked.map(({ endTime }) => endTime)];
        const hull = { start: Math.min(...starts), end: Math.max(...ends) };
        const expected = taken.filter(
          ({ id, span }) =>
            id !== withdrawn && !isDateSpan(span) && span.startTime < hull.end && hull.start < span.endTime,
        );
        beyondTheStretch += expected.filter(
          ({ span }) => !isDateSpan(span) && (span.startTime >= stretch.end || span.endTime <= stretch.start),
        ).length;
        expect(set.calendar(HOST, { intent: stretch })?.timeOff).toEqual(expected.toSorted(byId));
        expect(set.calendar(HOST, { claims: stretch })?.timeOff).toEqual([]);
      }),
      RUNS,
    );
    expect(beyondTheStretch).toBeGreaterThan(RUNS.numRuns / 10);
  });

  it('schedules come all, in order of id, as they were last put and until they are withdrawn', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 5 }), fc.boolean()), { maxLength: 12 }),
        intervals,
        (steps, stretch) => {
          const set = withCalendar();
          const kept = new Map<string, Schedule>();
          for (const [revision, [number, states]] of steps.entries()) {
            const schedule = aSchedule({ id: `schedule ${number}`, revision: revision + 1 });
            if (states) {
              set.apply({ answer: null, schedules: [schedule], events: [] });
              kept.set(schedule.id, schedule);
            } else {
              set.apply({ answer: null, withdrawnSchedules: [schedule.id], events: [] });
              kept.delete(schedule.id);
            }
          }
          const expected = [...kept.values()].toSorted(byId);
          expect(set.calendar(HOST, { intent: stretch })?.schedules).toEqual(expected);
          expect(set.schedulesOf(HOST)).toEqual(expected);
          for (const schedule of expected) expect(set.schedule(schedule.id)).toEqual(schedule);
        },
      ),
      RUNS,
    );
  });

  it('claims are those of the bookings that block time and overlap the stretch, in order', () => {
    fc.assert(
      fc.property(calendars, intervals, (made, stretch) => {
        const set = withCalendar();
        for (const booking of made.toReversed()) set.apply(changesOf([booking]));
        const blocking = made.filter((booking) => claimsOf(booking).length > 0);
        const expected = blocking.filter(
          ({ startTime, endTime }) => startTime < stretch.end && stretch.start < endTime,
        );
        const state = set.calendar(HOST, { claims: stretch, bookings: stretch });
        expect(state?.claims).toEqual(expected.flatMap(claimsOf));
        expect(state?.bookings).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('changes are refused if and only if they would make bookings overlap', () => {
    fc.assert(
      fc.property(
        calendars,
        fc.uniqueArray(bookings, { maxLength: 4, selector: ({ id }) => id }),
        fc.boolean(),
        (standing, fresh, moves) => {
          const set = withCalendar();
          set.apply(changesOf(standing));
          // Either new bookings, or the standing ones themselves, moved to where the new ones would be.
          const given = fresh.map((booking, index) => ({
            ...booking,
            id: (moves ? standing[index]?.id : undefined) ?? booking.id,
          }));
          const after = [
            ...standing.filter(({ id }) => !given.some((booking) => booking.id === id)),
            ...given,
          ];
          expect(conflicts(() => set.check([HOST], changesOf(given)))).toBe(!noOverlap(after));
        },
      ),
      RUNS,
    );
  });

  it('applying changes that were checked leaves the claims of what is then there', () => {
    fc.assert(
      fc.property(calendars, calendars, (standing, moved) => {
        const set = withCalendar();
        set.apply(changesOf(standing));
        const given = moved.map((booking, index) => ({ ...booking, id: standing[index]?.id ?? booking.id }));
        const rest = standing.filter(({ id }) => !given.some((booking) => booking.id === id));
        fc.pre(noOverlap([...rest, ...given]));
        set.check([HOST], changesOf(given));
        set.apply(changesOf(given));
        const always = { start: Number.MIN_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER };
        expect(set.calendar(HOST, { claims: always })?.claims).toEqual(
          [...rest, ...given].flatMap(claimsOf).sort((a, b) => a.blocked.start - b.blocked.start),
        );
      }),
      RUNS,
    );
  });
});

describe('time off by dates', () => {
  const reaches = (timeOff: TimeOff, start: string, end: string): boolean => {
    const set = withCalendar();
    set.putTimeOff(timeOff);
    const stretch = { start: Date.parse(start), end: Date.parse(end) };
    return set.calendar(HOST, { intent: stretch })?.timeOff.length === 1;
  };
  const span = { startDate: '2030-01-10', endDate: '2030-01-11', timeZone: 'Europe/Berlin' };

  it.each([
    ['2030-01-09T00:00:00Z', '2030-01-09T00:00:01Z', true],
    ['2030-01-08T23:59:59Z', '2030-01-09T00:00:00Z', false],
    ['2030-01-12T23:59:59Z', '2030-01-13T00:00:00Z', true],
    ['2030-01-13T00:00:00Z', '2030-01-13T00:00:01Z', false],
    ['2029-01-01T00:00:00Z', '2031-01-01T00:00:00Z', true],
  ])('may reach a day beyond its dates in UTC: %s to %s: %s', (start, end, expected) => {
    expect(reaches(aTimeOff({ span }), start, end)).toBe(expected);
  });
});

describe('the working set refuses changes', () => {
  const other = { ...aBooking(), hostId: 'other' };
  const availabilityEvent = (stated: Availability): DomainEvent => ({
    type: 'availability.withdrawn',
    calendarId: stated.hostId,
    at: 0,
    actor: { userId: stated.hostId, role: 'HOST' },
    availability: stated,
  });

  it.each<readonly [what: string, locked: readonly string[], changes: Changes<null>, message: RegExp]>([
    [
      'to a calendar that is not locked',
      [HOST],
      changesOf([aBooking(), other]),
      /other, which is not locked/,
    ],
    [
      'that an event tells of on a calendar that is not locked',
      [],
      { answer: null, events: [eventOf(aBooking())] },
      /not locked/,
    ],
    [
      'that no event tells of',
      [HOST],
      { answer: null, bookings: [aBooking()], events: [] },
      /no event tells/,
    ],
    [
      'that withdraw what is of a calendar that is not locked',
      ['other'],
      { answer: null, withdrawnAvailability: [anAvailability().id], events: [] },
      /not locked/,
    ],
    [
      'that state a schedule of a calendar that is not locked',
      ['other'],
      { answer: null, schedules: [aSchedule()], events: [] },
      /not locked/,
    ],
    [
      'that state a schedule, and no event tells so',
      [HOST],
      { answer: null, schedules: [aSchedule()], events: [] },
      /no event tells/,
    ],
    [
      'that withdraw a schedule, and no event tells so',
      [HOST],
      { answer: null, withdrawnSchedules: [aSchedule().id], events: [] },
      /no event tells/,
    ],
    [
      'that withdraw time off of a calendar that is not locked',
      ['other'],
      { answer: null, withdrawnTimeOff: [aTimeOff().id], events: [] },
      /not locked/,
    ],
    [
      'that take a booking away from a calendar that is not locked',
      ['other'],
      changesOf([{ ...other, id: 'standing' }]),
      /touches calendar .* not locked/,
    ],
  ])('%s', (_, locked, changes, message) => {
    const set = withCalendar();
    set.putCalendar({ calendarId: 'other', hostId: 'other', version: 0 });
    set.putAvailability(anAvailability());
    set.putSchedule(aSchedule());
    set.putTimeOff(aTimeOff());
    set.putBooking(aBooking({ id: 'standing', status: 'cancelled' }));
    expect(() => {
      set.check(locked, changes);
    }).toThrow(message);
  });

  it('and takes those that are told of', () => {
    const set = withCalendar();
    set.putAvailability(anAvailability());
    const events = [availabilityEvent(anAvailability())];
    expect(() => {
      set.check([HOST], { answer: null, withdrawnAvailability: [anAvailability().id], events });
    }).not.toThrow();
  });
});
