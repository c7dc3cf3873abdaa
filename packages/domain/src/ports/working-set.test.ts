import { describe, expect, it } from 'vitest';
import {
  aBooking,
  anAvailability,
  anEventType,
  aSchedule,
  aTimeOff,
  aWaitlistEntry,
} from '../testing/builders.js';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.js';
import { ConcurrencyConflict } from './concurrency-conflict.js';
import { historyEntryOf, isBookingEvent, type BookingEvent, type DomainEvent } from './domain-event.js';
import { frozenCopy } from './frozen-copy.js';
import { StoreUnavailable } from './store-unavailable.js';
import type { Changes } from './unit-of-work.js';
import { byStartAndId, WorkingSet } from './working-set.js';

const { hostId: HOST, bookerId: BOOKER } = aBooking();
const OTHER = 'another host';
const TEN = DEFAULT_NOW + 10 * HOUR_MS;

const setOf = (...hosts: readonly string[]): WorkingSet => {
  const set = new WorkingSet();
  for (const id of hosts) set.putCalendar({ calendarId: id, ownerId: id, role: 'HOST', version: 0 });
  return set;
};
const eventOn = (calendarId: string): DomainEvent => ({
  type: 'availability.stated',
  calendarId,
  at: DEFAULT_NOW,
  actor: { userId: calendarId, role: 'HOST' },
  availability: anAvailability({ hostId: calendarId }),
});
const changes = (change: Partial<Changes<null>>, ...told: readonly string[]): Changes<null> => ({
  answer: null,
  events: told.map(eventOn),
  ...change,
});

describe('changes that may be written', () => {
  it('lie on calendars that are locked, and are told there', () => {
    const set = setOf(HOST, OTHER);
    const bookings = [aBooking()];
    expect(() => {
      set.check([HOST, OTHER], changes({ bookings }, HOST));
    }).not.toThrow();
    expect(() => {
      set.check([HOST], changes({}, HOST, OTHER));
    }).toThrow(new RangeError(`an event tells of calendar ${OTHER}, which is not locked`));
    expect(() => {
      set.check([OTHER], changes({ bookings }, OTHER));
    }).toThrow(new RangeError(`a change touches calendar ${HOST}, which is not locked`));
    expect(() => {
      set.check([HOST, OTHER], changes({ bookings }, OTHER));
    }).toThrow(new RangeError(`no event tells what changed on calendar ${HOST}`));
  });

  it.each<[string, Partial<Changes<null>>]>([
    ['availability', { availability: [anAvailability()] }],
    ['a schedule', { schedules: [aSchedule()] }],
    ['time off', { timeOff: [aTimeOff()] }],
    ['an event type', { eventTypes: [anEventType()] }],
    ['a waitlist entry', { waitlist: [aWaitlistEntry()] }],
  ])('touch the calendar of the host whose %s they write', (_, change) => {
    expect(() => {
      setOf(HOST).check([], changes(change));
    }).toThrow(`a change touches calendar ${HOST}`);
  });

  it('touch the calendar from which they take something, or move it away', () => {
    const set = setOf(HOST, OTHER);
    set.apply(
      changes({
        bookings: [aBooking()],
        availability: [anAvailability()],
        schedules: [aSchedule()],
        timeOff: [aTimeOff()],
        eventTypes: [anEventType()],
        waitlist: [aWaitlistEntry()],
      }),
    );
    const taken: readonly Partial<Changes<null>>[] = [
      { withdrawnAvailability: [anAvailability().id] },
      { withdrawnSchedules: [aSchedule().id] },
      { withdrawnTimeOff: [aTimeOff().id] },
      { withdrawnEventTypes: [anEventType().id] },
      { availability: [anAvailability({ hostId: OTHER })] },
      { waitlist: [aWaitlistEntry({ hostId: OTHER })] },
      { bookings: [aBooking({ hostId: OTHER })] },
    ];
    for (const change of taken)
      expect(() => {
        set.check([OTHER], changes(change, OTHER));
      }).toThrow(`a change touches calendar ${HOST}, which is not locked`);
    expect(() => {
      set.check([], changes({ withdrawnAvailability: ['unknown'] }));
    }).not.toThrow();
  });

  it('leave no two bookings in one place', () => {
    const set = setOf(HOST, OTHER);
    set.apply(changes({ bookings: [aBooking({ id: 'there' })] }));
    const check =
      (...bookings: Parameters<typeof aBooking>[0][]) =>
      () => {
        set.check([HOST, OTHER], changes({ bookings: bookings.map((one) => aBooking(one)) }, HOST, OTHER));
      };
    expect(check({ id: 'new' })).toThrow(
      new ConcurrencyConflict(`bookings there and new would overlap on calendar ${HOST}`),
    );
    expect(check({ id: 'a', startTime: TEN + HOUR_MS }, { id: 'b', startTime: TEN + HOUR_MS })).toThrow(
      `bookings a and b would overlap on calendar ${HOST}`,
    );
    expect(check({ id: 'new', hostId: OTHER }, { id: 'newer', startTime: TEN + HOUR_MS })).not.toThrow();
    expect(check({ id: 'there', startTime: TEN + HOUR_MS }, { id: 'new' })).not.toThrow();
    expect(check({ id: 'new', status: 'cancelled' })).not.toThrow();
  });
});

describe('changes that are applied', () => {
  it('raise the version of each calendar by one for each event', () => {
    const set = setOf(HOST, OTHER);
    set.apply(changes({}, HOST, HOST, OTHER));
    expect(set.calendar(HOST, {})?.version).toBe(2);
    expect(set.calendar(OTHER, {})?.version).toBe(1);
  });

  it('may let two bookings trade places', () => {
    const set = setOf(HOST);
    const [early, late] = [aBooking({ id: 'a' }), aBooking({ id: 'b', startTime: TEN + HOUR_MS })];
    set.apply(changes({ bookings: [early, late] }));
    const [startTime, endTime] = [late.startTime, late.endTime];
    set.apply(
      changes({
        bookings: [
          { ...early, startTime, endTime },
          { ...late, startTime: early.startTime, endTime: early.endTime },
        ],
      }),
    );
    const stretch = { start: TEN, end: TEN + DAY_MS };
    const state = set.calendar(HOST, { claims: stretch, bookings: stretch });
    expect(state?.claims.map(({ bookingId }) => bookingId)).toEqual(['b', 'a']);
    expect(state?.bookings.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('withdraw what is there, and make nothing of what is not', () => {
    const set = setOf(HOST);
    set.apply(changes({ schedules: [aSchedule()], timeOff: [aTimeOff()], eventTypes: [anEventType()] }));
    const unknown = ['unknown'];
    set.apply(
      changes({
        withdrawnSchedules: unknown,
        withdrawnTimeOff: unknown,
        withdrawnEventTypes: unknown,
        withdrawnAvailability: unknown,
      }),
    );
    expect([set.schedulesOf(HOST), set.timeOffOf(HOST), set.eventTypesOf(HOST)].flat()).toHaveLength(3);
    set.apply(
      changes({
        withdrawnSchedules: [aSchedule().id],
        withdrawnTimeOff: [aTimeOff().id],
        withdrawnEventTypes: [anEventType().id],
      }),
    );
    expect([set.schedulesOf(HOST), set.timeOffOf(HOST), set.eventTypesOf(HOST)].flat()).toEqual([]);
    expect(set.schedule(aSchedule().id)).toBeUndefined();
    expect(set.timeOff(aTimeOff().id)).toBeUndefined();
    expect(set.eventType(anEventType().id)).toBeUndefined();
  });

  it('are of calendars that were put', () => {
    expect(() => {
      setOf(OTHER).apply(changes({ bookings: [aBooking()] }));
    }).toThrow(new RangeError(`calendar ${HOST} was not put into the working set`));
  });
});

describe('what a decision sees', () => {
  const made = () => {
    const set = setOf(HOST, OTHER);
    set.apply(
      changes({
        bookings: [aBooking()],
        availability: [anAvailability()],
        timeOff: [aTimeOff()],
        waitlist: [aWaitlistEntry()],
      }),
    );
    return set;
  };
  const reading = {
    bookingId: aBooking().id,
    availabilityId: anAvailability().id,
    timeOffId: aTimeOff().id,
    waitlistEntryId: aWaitlistEntry().id,
  };

  it('is what it names, if it lies on a calendar that is locked', () => {
    const { now, booking, availability, timeOff, waitlistEntry } = made().locked([HOST], reading, 5_000);
    expect({ now, booking, availability, timeOff, waitlistEntry }).toEqual({
      now: 5_000,
      booking: aBooking(),
      availability: anAvailability(),
      timeOff: aTimeOff(),
      waitlistEntry: aWaitlistEntry(),
    });
    const nothing = {
      booking: undefined,
      availability: undefined,
      timeOff: undefined,
      waitlistEntry: undefined,
    };
    expect(made().locked([OTHER], reading, 0)).toMatchObject(nothing);
    expect(made().locked([HOST], {}, 0)).toMatchObject(nothing);
  });

  it('are the calendars that there are', () => {
    expect([...made().locked([OTHER, 'none', HOST], {}, 0).calendars.keys()]).toEqual([OTHER, HOST]);
    expect(made().calendar('none', {})).toBeUndefined();
    expect(made().schedulesOf('none')).toEqual([]);
    expect(made().timeOffOf('none')).toEqual([]);
    expect(made().eventTypesOf('none')).toEqual([]);
  });

  it('is nothing that it has not asked for', () => {
    expect(made().calendar(HOST, {})).toEqual({
      calendarId: HOST,
      ownerId: HOST,
      role: 'HOST',
      version: 0,
      claims: [],
      availability: [],
      schedules: [],
      timeOff: [],
      bookings: [],
      eventTypes: [],
      waitlist: [],
      holds: [],
    });
  });

  it('is of a waitlist who waits for times in the stretch, in the order in which they came', () => {
    const set = setOf(HOST);
    const entry = (id: string, more: Parameters<typeof aWaitlistEntry>[0] = {}) =>
      aWaitlistEntry({ id, ...more });
    set.apply(
      changes({
        waitlist: [
          entry('late', { createdAt: DEFAULT_NOW + 1_000 }),
          entry('early'),
          entry('left', { status: 'left' }),
          entry('before', { startTime: TEN - 30 * MINUTE_MS }),
          entry('after', { startTime: TEN + 30 * MINUTE_MS }),
        ],
      }),
    );
    const stretch = { start: TEN, end: TEN + 30 * MINUTE_MS };
    expect(set.calendar(HOST, { waitlist: stretch })?.waitlist.map(({ id }) => id)).toEqual([
      'early',
      'late',
    ]);
  });

  it('is of time off by dates what may lie in the stretch in any zone, and no more', () => {
    const set = setOf(HOST);
    const span = { startDate: '2030-01-10', endDate: '2030-01-11', timeZone: 'Europe/Berlin' };
    set.apply(changes({ timeOff: [aTimeOff({ span })] }));
    const seen = (from: string, to: string): number =>
      set.calendar(HOST, { intent: { start: Date.parse(from), end: Date.parse(to) } })?.timeOff.length ?? 0;
    expect(seen('2030-01-10T12:00:00Z', '2030-01-10T13:00:00Z')).toBe(1);
    expect(seen('2030-01-08T23:00:00Z', '2030-01-09T00:00:01Z')).toBe(1);
    expect(seen('2030-01-08T23:00:00Z', '2030-01-09T00:00:00Z')).toBe(0);
    expect(seen('2030-01-12T23:59:59Z', '2030-01-14T00:00:00Z')).toBe(1);
    expect(seen('2030-01-13T00:00:00Z', '2030-01-14T00:00:00Z')).toBe(0);
    expect(() => {
      const unchecked = setOf(HOST);
      unchecked.apply(changes({ timeOff: [aTimeOff({ span: { ...span, startDate: 'soon' } })] }));
      unchecked.calendar(HOST, { intent: { start: TEN, end: TEN + 1_000 } });
    }).toThrow(new RangeError('not a date: soon'));
  });

  it('is of a host with a schedule what bears on the hours that link what lies apart', () => {
    const set = setOf(HOST);
    const early = anAvailability({ startTime: TEN - 38 * DAY_MS, endTime: TEN - 38 * DAY_MS + HOUR_MS });
    set.apply(changes({ availability: [early] }));
    const intent = { start: TEN, end: TEN + HOUR_MS };
    expect(set.calendar(HOST, { intent })?.availability).toEqual([]);
    set.apply(changes({ schedules: [aSchedule()] }));
    expect(set.calendar(HOST, { intent })?.availability).toEqual([early]);
  });
});

describe('the order of lists', () => {
  it('is that of starts, and of ids where they start together', () => {
    const item = (startTime: number, id: string) => ({ startTime, id });
    const [first, second, third] = [item(1, 'z'), item(2, 'a'), item(2, 'b')];
    expect([third, first, second].toSorted(byStartAndId)).toEqual([first, second, third]);
    expect(byStartAndId(item(1, 'a'), item(1, 'a'))).toBe(0);
  });
});

describe('a copy that nobody can change', () => {
  it('is equal, and frozen however deep', () => {
    const value = { list: [{ deep: [1, { deeper: 'x' }] }], none: null, nothing: undefined, text: 'y' };
    const copy = frozenCopy(value);
    expect(copy).toStrictEqual(value);
    expect(copy).not.toBe(value);
    expect(copy.list).not.toBe(value.list);
    expect(Array.isArray(copy.list)).toBe(true);
    for (const part of [copy, copy.list, copy.list[0], copy.list[0]?.deep, copy.list[0]?.deep[1]])
      expect(Object.isFrozen(part)).toBe(true);
    expect([frozenCopy(null), frozenCopy(undefined), frozenCopy('x'), frozenCopy(1)]).toEqual([
      null,
      undefined,
      'x',
      1,
    ]);
  });
});

describe('an event', () => {
  const ending = { by: 'HOST' as const, reason: 'illness' };
  const event: BookingEvent = {
    type: 'booking.cancelled',
    calendarId: HOST,
    at: DEFAULT_NOW,
    actor: { userId: BOOKER, role: 'USER' },
    booking: aBooking({ revision: 4, status: 'cancelled' }),
  };

  it('of a booking makes a line of its history, with no more than there is to say', () => {
    const { id, startTime, endTime } = event.booking;
    const line = {
      bookingId: id,
      revision: 4,
      type: 'booking.cancelled',
      at: DEFAULT_NOW,
      actor: { userId: BOOKER, role: 'USER' },
      status: 'cancelled',
      startTime,
      endTime,
    };
    expect(historyEntryOf(event)).toStrictEqual(line);
    const told = { ...event, overridden: ['grid'], booking: { ...event.booking, ending } };
    expect(historyEntryOf(told)).toStrictEqual({ ...line, overridden: ['grid'], ending });
  });

  it('is of a booking, or of something else', () => {
    expect(isBookingEvent(event)).toBe(true);
    expect(isBookingEvent(eventOn(HOST))).toBe(false);
  });
});

describe('a store that can’t do its work', () => {
  it('says what it knows of the outcome, and why', () => {
    const cause = new Error('refused');
    const error = new StoreUnavailable('no connection', { outcome: 'unknown', cause });
    expect(error).toMatchObject({ name: 'StoreUnavailable', message: 'no connection', outcome: 'unknown' });
    expect(error.cause).toBe(cause);
    expect(new ConcurrencyConflict('gave up')).toMatchObject({
      name: 'ConcurrencyConflict',
      message: 'gave up',
    });
  });
});
