import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Availability } from '../availability/availability.js';
import type { Schedule } from '../availability/schedule.js';
import { isDateSpan, type TimeOff } from '../availability/time-off.js';
import { claimsOf, type Booking, type Claim } from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import type { WaitlistEntry } from '../booking/waitlist.js';
import {
  aBooking,
  anAvailability,
  anEventType,
  aSchedule,
  aTimeOff,
  aWaitlistEntry,
  timelineArbitraries,
} from '../testing/index.js';
import { MINUTE_MS } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { ConcurrencyConflict } from './concurrency-conflict.js';
import type { DomainEvent } from './domain-event.js';
import type { Changes } from './unit-of-work.js';
import { byStartAndId, WorkingSet } from './working-set.js';

const {
  availability,
  bookings,
  calendars,
  calendarsOnTerms,
  eventTypes,
  intervals,
  parties,
  timeOff,
  waitlistEntries,
} = timelineArbitraries(fc);
const RUNS = { numRuns: 1_000 };
const HOST = aBooking().hostId;

const someAvailability = fc.uniqueArray(availability, { maxLength: 8, selector: ({ id }) => id });

const someTimeOff = fc.uniqueArray(timeOff, { maxLength: 8, selector: ({ id }) => id });

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

const withCalendar = (): WorkingSet => {
  const set = new WorkingSet();
  set.putCalendar({ calendarId: HOST, ownerId: HOST, role: 'HOST', version: 0 });
  return set;
};

/** Whether no minute is blocked by bookings that may not share it: written without an interval, minute by minute. */
const mayAllBe = (made: readonly Booking[]): boolean => {
  const blockedBy = new Map<number, string>();
  return made.flatMap(claimsOf).every(({ blocked, bookingId, shared }) => {
    const holder = shared === undefined ? `booking ${bookingId}` : `key ${shared.shareKey}`;
    for (let minute = blocked.start; minute < blocked.end; minute += MINUTE_MS) {
      const other = blockedBy.get(minute);
      if (other !== undefined && (other !== holder || shared === undefined)) return false;
      blockedBy.set(minute, holder);
    }
    return true;
  });
};

/** Keeps of a list those that may be beside those before them. */
const compatible = (some: readonly Booking[]): Booking[] =>
  some.reduce<Booking[]>((kept, one) => (mayAllBe([...kept, one]) ? [...kept, one] : kept), []);

const manyParties = fc.uniqueArray(parties, { maxLength: 8, selector: ({ id }) => id });

/** Calendars of all kinds in which nothing overlaps that may not. */
const soundCalendars = fc.oneof(
  calendars.map((made) => [...made]),
  calendarsOnTerms.map((made) => [...made]),
  manyParties.map(compatible),
);

/** In order of start; those that start together have an order here, whatever theirs. */
const inClaimOrder = (claims: readonly Claim[]): Claim[] =>
  claims.toSorted((a, b) => a.blocked.start - b.blocked.start || (a.bookingId < b.bookingId ? -1 : 1));

const noOverlapAtAll = (claims: readonly Claim[]): boolean =>
  claims.every(({ blocked: a }, index) =>
    claims.slice(index + 1).every(({ blocked: b }) => a.end <= b.start || b.end <= a.start),
  );

const ALWAYS = { start: Number.MIN_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER };

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

  it('claims are those of the bookings that block time and, with their buffers, overlap the stretch, in order', () => {
    let shared = 0;
    fc.assert(
      fc.property(soundCalendars, intervals, (made, stretch) => {
        const set = withCalendar();
        for (const booking of made.toReversed()) set.apply(changesOf([booking]));
        const blocking = made.filter((booking) => claimsOf(booking).length > 0);
        const expected = blocking
          .flatMap(claimsOf)
          .filter(({ blocked }) => blocked.start < stretch.end && stretch.start < blocked.end);
        const state = set.calendar(HOST, { claims: stretch, bookings: stretch });
        expect(inClaimOrder(state?.claims ?? [])).toEqual(inClaimOrder(expected));
        expect(state?.claims.map(({ blocked }) => blocked.start)).toEqual(
          inClaimOrder(expected).map(({ blocked }) => blocked.start),
        );
        expect(state?.bookings).toEqual(
          blocking
            .filter(({ startTime, endTime }) => startTime < stretch.end && stretch.start < endTime)
            .sort(byStartAndId),
        );
        shared += noOverlapAtAll(expected) ? 0 : 1;
      }),
      RUNS,
    );
    expect(shared).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('changes are refused if and only if claims would overlap that may not share their time', () => {
    let [refused, sharedAccepted] = [0, 0];
    fc.assert(
      fc.property(soundCalendars, manyParties, fc.boolean(), (standing, fresh, moves) => {
        const set = withCalendar();
        set.apply(changesOf(standing));
        // Either new bookings, or the standing ones themselves, moved to where the new ones would be.
        const given = fresh.slice(0, 4).map((booking, index) => ({
          ...booking,
          id: (moves ? standing[index]?.id : undefined) ?? booking.id,
        }));
        const after = [...standing.filter(({ id }) => !given.some((booking) => booking.id === id)), ...given];
        const isRefused = conflicts(() => set.check([HOST], changesOf(given)));
        expect(isRefused).toBe(!mayAllBe(after));
        refused += Number(isRefused);
        sharedAccepted += Number(!isRefused && !noOverlapAtAll(after.flatMap(claimsOf)));
      }),
      RUNS,
    );
    // A law that is never put to the test says nothing.
    expect(refused).toBeGreaterThan(RUNS.numRuns / 10);
    expect(sharedAccepted).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('applying changes that were checked leaves the claims of what is then there', () => {
    fc.assert(
      fc.property(soundCalendars, soundCalendars, (standing, moved) => {
        const set = withCalendar();
        set.apply(changesOf(standing));
        const given = moved.map((booking, index) => ({ ...booking, id: standing[index]?.id ?? booking.id }));
        const rest = standing.filter(({ id }) => !given.some((booking) => booking.id === id));
        fc.pre(mayAllBe([...rest, ...given]));
        set.check([HOST], changesOf(given));
        set.apply(changesOf(given));
        expect(inClaimOrder(set.calendar(HOST, { claims: ALWAYS })?.claims ?? [])).toEqual(
          inClaimOrder([...rest, ...given].flatMap(claimsOf)),
        );
      }),
      RUNS,
    );
  });

  it('what a user has booked, and holds, is of whatever host, as each booking was last put', () => {
    const BOOKERS = ['booker 1', 'booker 2'] as const;
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            booking: bookings,
            number: fc.nat({ max: 5 }),
            hostId: fc.constantFrom(HOST, 'another host'),
            bookerId: fc.constantFrom(...BOOKERS),
          }),
          { maxLength: 12 },
        ),
        intervals,
        (puts, stretch) => {
          const set = withCalendar();
          for (const id of BOOKERS)
            set.putCalendar({ calendarId: id, ownerId: id, role: 'USER', version: 0 });
          const kept = new Map<string, Booking>();
          for (const { booking, number, hostId, bookerId } of puts) {
            const put = { ...booking, id: `booking ${number}`, hostId, bookerId };
            set.putBooking(put);
            kept.set(put.id, put);
          }
          for (const bookerId of BOOKERS) {
            const own = [...kept.values()].filter((booking) => booking.bookerId === bookerId);
            const state = set.calendar(bookerId, { bookings: stretch, claims: stretch, holds: true });
            expect(state?.bookings).toEqual(
              own
                .filter((booking) => claimsOf(booking).length > 0)
                .filter(({ startTime, endTime }) => startTime < stretch.end && stretch.start < endTime)
                .sort(byStartAndId),
            );
            expect(state?.holds).toEqual(own.filter(({ status }) => status === 'held').sort(byId));
            expect(state?.claims).toEqual([]);
          }
        },
      ),
      RUNS,
    );
  });

  it('event types come all or by their ids, in order of id, as they were last put and until they are withdrawn', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 5 }), fc.boolean(), eventTypes), { maxLength: 12 }),
        fc.uniqueArray(fc.nat({ max: 6 })),
        (steps, asked) => {
          const set = withCalendar();
          const kept = new Map<string, EventType>();
          for (const [number, states, made] of steps) {
            const eventType = { ...made, id: `event type ${number}` };
            if (states) {
              set.apply({ answer: null, eventTypes: [eventType], events: [] });
              kept.set(eventType.id, eventType);
            } else {
              set.apply({ answer: null, withdrawnEventTypes: [eventType.id], events: [] });
              kept.delete(eventType.id);
            }
          }
          const expected = [...kept.values()].toSorted(byId);
          const ids = asked.map((number) => `event type ${number}`);
          expect(set.calendar(HOST, { eventTypes: 'all' })?.eventTypes).toEqual(expected);
          expect(set.eventTypesOf(HOST)).toEqual(expected);
          expect(set.calendar(HOST, { eventTypes: ids })?.eventTypes).toEqual(
            expected.filter(({ id }) => ids.includes(id)),
          );
          for (const eventType of expected) expect(set.eventType(eventType.id)).toEqual(eventType);
        },
      ),
      RUNS,
    );
  });

  it('who waits is who wants a time that overlaps the stretch and still waits, the first to come first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 5 }), waitlistEntries), { maxLength: 12 }),
        intervals,
        (puts, stretch) => {
          const set = withCalendar();
          const kept = new Map<string, WaitlistEntry>();
          for (const [number, made] of puts) {
            const entry = { ...made, id: `entry ${number}` };
            set.apply({ answer: null, waitlist: [entry], events: [] });
            kept.set(entry.id, entry);
          }
          const expected = [...kept.values()]
            .filter(({ status }) => status === 'waiting')
            .filter(({ startTime, endTime }) => startTime < stretch.end && stretch.start < endTime)
            .sort((a, b) => a.createdAt - b.createdAt || byId(a, b));
          expect(set.calendar(HOST, { waitlist: stretch })?.waitlist).toEqual(expected);
          for (const entry of kept.values()) expect(set.waitlistEntry(entry.id)).toEqual(entry);
        },
      ),
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
      'that state an event type of a calendar that is not locked',
      ['other'],
      { answer: null, eventTypes: [anEventType()], events: [] },
      /not locked/,
    ],
    [
      'that withdraw an event type, and no event tells so',
      [HOST],
      { answer: null, withdrawnEventTypes: [anEventType().id], events: [] },
      /no event tells/,
    ],
    [
      'that put somebody on the waitlist of a calendar that is not locked, though the booker’s is',
      [aBooking().bookerId],
      { answer: null, waitlist: [aWaitlistEntry()], events: [] },
      /not locked/,
    ],
    [
      'that take somebody off a waitlist, and no event tells so',
      [HOST],
      { answer: null, waitlist: [aWaitlistEntry({ status: 'left' })], events: [] },
      /no event tells/,
    ],
    [
      'to a booking, though its booker’s calendar is locked',
      [aBooking().bookerId],
      changesOf([aBooking()]),
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
    const bookerId = aBooking().bookerId;
    set.putCalendar({ calendarId: 'other', ownerId: 'other', role: 'HOST', version: 0 });
    set.putCalendar({ calendarId: bookerId, ownerId: bookerId, role: 'USER', version: 0 });
    set.putEventType(anEventType());
    set.putWaitlistEntry(aWaitlistEntry());
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
