import { describe, expect, it } from 'vitest';
import type { EventType } from '../event-type.js';
import { aBooking, anAvailability, anEventType } from '../../testing/builders.js';
import { DEFAULT_NOW } from '../../testing/manual-clock.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../../time/instant.js';
import { loadZoneTables } from '../../time/zone-tables.js';
import { claimsOf, type Booking } from '../booking.js';
import { LIMIT_PERIODS, LIMIT_SCOPES, type BookingLimit } from '../booking-terms.js';
import { situationOf, type CalendarState, type Viewpoint } from '../calendar-state.js';
import { DEFAULT_EVALUATOR, evaluatorOf, overridableOf, POLICIES } from '../evaluator.js';
import type { PolicyRefusal } from '../refusal.js';
import { customPolicy } from './custom-policy.js';

const ZONES = await loadZoneTables();
const { hostId: HOST, id: EVENT_TYPE } = anEventType();
const ADA = '00000000-0000-4000-8000-0000000000ba';
const BOB = '00000000-0000-4000-8000-0000000000bb';

/** A time of the day that now is midnight of, a Tuesday. */
const at = (hours: number, minutes = 0): Instant => DEFAULT_NOW + hours * HOUR_MS + minutes * MINUTE_MS;
const range = (hours: number, minutes = 0, length = 30) => ({
  start: at(hours, minutes),
  end: at(hours, minutes + length),
});

let made = 0;
/** A booking of the event type, as it is written today; `session` begins one where the terms ask for it. */
const booked = (start: Instant, more: Partial<Booking> = {}): Booking => {
  made += 1;
  const id = `booking-${made}`;
  const eventType = { id: EVENT_TYPE, revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  return aBooking({ id, hostId: HOST, bookerId: BOB, startTime: start, eventType, ...more });
};

const stateOf = (ownerId: string, bookings: readonly Booking[]): CalendarState => ({
  calendarId: ownerId,
  ownerId,
  role: ownerId === HOST ? 'HOST' : 'USER',
  version: 1,
  claims:
    ownerId === HOST ? bookings.flatMap(claimsOf).toSorted((a, b) => a.blocked.start - b.blocked.start) : [],
  bookings: bookings.toSorted((a, b) => a.startTime - b.startTime),
  availability: [
    anAvailability({
      hostId: HOST,
      startTime: DEFAULT_NOW - 40 * DAY_MS,
      endTime: DEFAULT_NOW + 40 * DAY_MS,
    }),
  ],
  schedules: [],
  timeOff: [],
  eventTypes: [],
  waitlist: [],
  holds: [],
});

interface Asked extends Partial<Viewpoint> {
  readonly terms?: Partial<EventType>;
  /** On the host's calendar. */
  readonly bookings?: readonly Booking[];
  /** By Ada, of whatever host. */
  readonly byAda?: readonly Booking[];
}

const situation = ({ terms = {}, bookings = [], byAda, ...more }: Asked) =>
  situationOf(stateOf(HOST, bookings), {
    now: DEFAULT_NOW,
    stretch: { start: DEFAULT_NOW, end: at(24) },
    zones: ZONES,
    eventType: anEventType(terms),
    ...(byAda === undefined ? {} : { bookerId: ADA, bookerCalendar: stateOf(ADA, byAda) }),
    ...more,
  });

const refusals = (wanted: { start: Instant; end: Instant }, asked: Asked): PolicyRefusal[] =>
  DEFAULT_EVALUATOR.explain(wanted, situation(asked));
const kinds = (wanted: { start: Instant; end: Instant }, asked: Asked): string[] =>
  refusals(wanted, asked).map(({ kind }) => kind);

describe('notice', () => {
  const terms = { minimumNoticeMinutes: 120, hostMinimumNoticeMinutes: 30 };

  it('is kept by a start that lies exactly so long after now, and not by one before', () => {
    expect(kinds(range(2), { terms })).toEqual([]);
    expect(refusals(range(1, 30), { terms })).toEqual([{ kind: 'notice_too_short', earliest: at(2) }]);
  });

  it('of the host is its own', () => {
    expect(kinds(range(0, 30), { terms, asHost: true })).toEqual([]);
    expect(refusals(range(0), { terms, asHost: true })).toEqual([
      { kind: 'notice_too_short', earliest: at(0, 30) },
    ]);
  });
});

describe('the horizon', () => {
  it('goes by the local date of the host’s zone', () => {
    const terms = { timeZone: 'America/New_York', horizon: { kind: 'days', days: 0 } } as const;
    // It is still 2029-12-31 in New York, and until 05:00 UTC.
    expect(kinds(range(4, 30), { terms })).toEqual([]);
    expect(refusals(range(5), { terms })).toEqual([
      { kind: 'beyond_horizon', date: '2030-01-01', lastDate: '2029-12-31' },
    ]);
  });

  it('of business days ends after the weekend', () => {
    const terms = { horizon: { kind: 'business-days', days: 4 } } as const;
    expect(kinds({ start: at(6 * 24), end: at(6 * 24, 30) }, { terms })).toEqual([]);
    expect(kinds({ start: at(7 * 24), end: at(7 * 24, 30) }, { terms })).toEqual(['beyond_horizon']);
  });

  it('of fixed dates refuses what starts before the first and after the last', () => {
    const terms = { horizon: { kind: 'dates', from: '2030-01-02', until: '2030-01-03' } } as const;
    expect(refusals(range(10), { terms })).toEqual([
      { kind: 'before_first_date', date: '2030-01-01', firstDate: '2030-01-02' },
    ]);
    expect(kinds(range(24), { terms })).toEqual([]);
    expect(kinds(range(3 * 24 - 1), { terms })).toEqual([]);
    expect(refusals(range(3 * 24), { terms })).toEqual([
      { kind: 'beyond_horizon', date: '2030-01-04', lastDate: '2030-01-03' },
    ]);
  });
});

describe('durations', () => {
  it('are those that are offered, each on its own grid', () => {
    const terms = { durationsMinutes: [30, 45] };
    expect(kinds(range(0, 30, 30), { terms })).toEqual([]);
    expect(kinds(range(0, 45, 45), { terms })).toEqual([]);
    expect(kinds(range(0, 30, 45), { terms })).toEqual(['off_grid']);
    expect(refusals(range(0, 0, 60), { terms })).toEqual([
      { kind: 'duration_not_offered', durationsMinutes: [30, 45] },
      { kind: 'off_grid', slotDurations: [30, 45] },
    ]);
  });

  it('several slots in a row are no booking of an event type', () => {
    expect(kinds(range(10, 0, 60), {})).toEqual(['duration_not_offered', 'off_grid']);
  });
});

describe('the grid', () => {
  it('goes by the step, apart from the duration', () => {
    const terms = { durationsMinutes: [60], stepMinutes: 15 };
    expect(kinds(range(10, 15, 60), { terms })).toEqual([]);
    expect(kinds(range(10, 20, 60), { terms })).toEqual(['off_grid']);
  });

  it('is not moved by what is booked', () => {
    const terms = { durationsMinutes: [60] };
    const bookings = [booked(at(10), { endTime: at(10, 10) })];
    expect(kinds(range(10, 10, 60), { terms, bookings })).toEqual(['off_grid']);
    expect(kinds(range(11, 0, 60), { terms, bookings })).toEqual([]);
  });
});

describe('buffers', () => {
  it('of two bookings add up: what they block never overlaps', () => {
    const eventType = { id: EVENT_TYPE, revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 30 };
    const bookings = [booked(at(10), { eventType })];
    const terms = { bufferBeforeMinutes: 30 };
    expect(refusals(range(11), { terms, bookings })).toEqual([
      { kind: 'time_taken', busy: { start: at(10), end: at(11) } },
    ]);
    expect(kinds(range(11, 30), { terms, bookings })).toEqual([]);
  });

  it('need not fit in the window', () => {
    const terms = { bufferBeforeMinutes: 600, bufferAfterMinutes: 600 };
    const start = DEFAULT_NOW + 40 * DAY_MS - 30 * MINUTE_MS;
    expect(kinds({ start, end: start + 30 * MINUTE_MS }, { terms })).toEqual([]);
  });
});

describe('limits', () => {
  const limited = (
    per: BookingLimit['per'],
    period: BookingLimit['period'],
    limit: Partial<BookingLimit>,
  ) => ({
    limits: [{ per, period, ...limit }],
  });
  const other = { id: 'another event type', revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  /** Of each scope what counts, and what does not. */
  const examples = {
    'event-type': {
      counts: { bookings: [booked(at(8))] },
      passes: { bookings: [booked(at(8), { eventType: other })] },
    },
    host: { counts: { bookings: [booked(at(8), { eventType: other })] }, passes: {} },
    'booker-and-event-type': {
      counts: { byAda: [booked(at(8), { bookerId: ADA })] },
      passes: { byAda: [booked(at(8), { bookerId: ADA, eventType: other, hostId: 'elsewhere' })] },
    },
    booker: {
      counts: { byAda: [booked(at(8), { bookerId: ADA, eventType: other, hostId: 'elsewhere' })] },
      passes: { byAda: [], bookings: [booked(at(8))] },
    },
  } as const;

  it.each(LIMIT_SCOPES.flatMap((per) => LIMIT_PERIODS.map((period) => [per, period] as const)))(
    'per %s and %s count bookings and minutes of their scope, and of no other',
    (per, period) => {
      const { counts, passes } = examples[per];
      const one = limited(per, period, { maxBookings: 1 });
      expect(refusals(range(10), { terms: one, ...counts })).toEqual([
        { kind: `${period}_limit_reached`, per, booked: 1, limit: 1 },
      ]);
      expect(kinds(range(10), { terms: one, ...passes })).toEqual([]);
      const minutes = limited(per, period, { maxMinutes: 59 });
      expect(refusals(range(10), { terms: minutes, ...counts })).toEqual([
        { kind: `${period}_minutes_exceeded`, per, booked: 30, limit: 59 },
      ]);
      expect(kinds(range(10), { terms: limited(per, period, { maxMinutes: 60 }), ...counts })).toEqual([]);
    },
  );

  it.each([
    ['day', at(23, 30), at(24)],
    // Tuesday the first: a week that starts on Sunday ends with Saturday the fifth.
    ['week', at(4 * 24), at(5 * 24)],
    ['month', at(30 * 24), at(31 * 24)],
  ] as const)('per %s count what starts in it', (period, inside, outside) => {
    const terms = { ...limited('host', period, { maxBookings: 1 }), weekStartsOn: 'SU' as const };
    expect(kinds(range(10), { terms, bookings: [booked(inside)] })).toHaveLength(1);
    expect(kinds(range(10), { terms, bookings: [booked(outside)] })).toEqual([]);
  });

  it('go by the host’s local date of the start', () => {
    const terms = { ...limited('host', 'day', { maxBookings: 1 }), timeZone: 'America/New_York' };
    const bookings = [booked(at(5))];
    expect(kinds(range(4, 30), { terms, bookings })).toEqual([]);
    expect(kinds(range(28, 30), { terms, bookings })).toEqual(['day_limit_reached']);
  });

  it('do not count what was given up, what has lapsed, or the booking that is moved', () => {
    const terms = limited('host', 'day', { maxBookings: 1 });
    const held = { status: 'held', deadline: DEFAULT_NOW } as const;
    const gone = (['cancelled', 'declined', 'expired'] as const).map((status) => booked(at(8), { status }));
    expect(kinds(range(10), { terms, bookings: [...gone, booked(at(9), held)] })).toEqual([]);
    const moving = booked(at(9));
    expect(kinds(range(10), { terms, bookings: [moving], except: moving.id })).toEqual([]);
    for (const status of ['held', 'pending'] as const) {
      const live = booked(at(9), { status, deadline: DEFAULT_NOW + 1_000 });
      expect(kinds(range(10), { terms, bookings: [live] })).toEqual(['day_limit_reached']);
    }
  });

  it('are judged in their order, and all are explained', () => {
    const terms = {
      limits: [
        { per: 'host', period: 'week', maxBookings: 1 },
        { per: 'event-type', period: 'day', maxBookings: 1, maxMinutes: 30 },
      ] as const,
    };
    expect(refusals(range(10), { terms, bookings: [booked(at(8))] })).toMatchObject([
      { kind: 'day_limit_reached', per: 'event-type' },
      { kind: 'day_minutes_exceeded', per: 'event-type' },
      { kind: 'week_limit_reached', per: 'host' },
    ]);
  });

  it('per booker are not judged where nobody has said who books', () => {
    expect(kinds(range(10), { terms: limited('booker', 'day', { maxBookings: 0 }) })).toEqual([]);
    expect(kinds(range(10), { terms: limited('booker', 'day', { maxBookings: 0 }), byAda: [] })).toEqual([
      'day_limit_reached',
    ]);
  });

  it('a seat in a session that is there adds nothing to the host’s day, and one booking to the booker’s', () => {
    const session = { id: 's', shareKey: 's' };
    const bookings = [booked(at(10), { session })];
    const seats = { seats: 5 };
    const ofHost = { ...seats, ...limited('host', 'day', { maxBookings: 1, maxMinutes: 30 }) };
    expect(kinds(range(10), { terms: ofHost, bookings })).toEqual([]);
    expect(kinds(range(11), { terms: ofHost, bookings })).toEqual([
      'day_limit_reached',
      'day_minutes_exceeded',
    ]);
    const ofBooker = { ...seats, ...limited('booker', 'day', { maxBookings: 1 }) };
    const byAda = [booked(at(8), { bookerId: ADA, hostId: 'elsewhere' })];
    expect(kinds(range(10), { terms: ofBooker, bookings, byAda })).toEqual(['day_limit_reached']);
  });

  it('count the parties of a session as one booking', () => {
    const session = { id: 's', shareKey: 's' };
    const bookings = [booked(at(8), { session }), booked(at(8), { session })];
    const terms = { seats: 5, ...limited('event-type', 'day', { maxBookings: 2, maxMinutes: 60 }) };
    expect(kinds(range(10), { terms, bookings })).toEqual([]);
  });
});

describe('a booker who must be free', () => {
  const terms = { bookerMustBeFree: true };

  it('may have nothing that overlaps, of whatever host', () => {
    const elsewhere = booked(at(10), { bookerId: ADA, hostId: 'elsewhere' });
    expect(refusals(range(10), { terms, byAda: [elsewhere] })).toEqual([
      { kind: 'booker_busy', busy: { start: at(10), end: at(10, 30) } },
    ]);
    expect(kinds(range(10), { byAda: [elsewhere] })).toEqual([]);
    expect(kinds(range(10), { terms })).toEqual([]);
  });

  it('may come from one place to the next: buffers are the hosts’', () => {
    const eventType = { id: 'other', revision: 1, bufferBeforeMinutes: 60, bufferAfterMinutes: 60 };
    const elsewhere = booked(at(10), { bookerId: ADA, hostId: 'elsewhere', eventType });
    expect(
      kinds(range(10, 30), { terms: { ...terms, bufferBeforeMinutes: 30 }, byAda: [elsewhere] }),
    ).toEqual([]);
  });
});

describe('capacity', () => {
  const session = (id: string, shareKey = id) => ({ session: { id, shareKey } });

  it('gives seats until they are taken, and tells how many are left', () => {
    const terms = { seats: 4 };
    const bookings = [booked(at(10), { ...session('s'), attendees: 3 })];
    expect(kinds(range(10), { terms, bookings })).toEqual([]);
    expect(refusals(range(10), { terms, bookings, attendees: 2 })).toEqual([
      { kind: 'seats_taken', remaining: 1, attendees: 2 },
    ]);
  });

  it('a party larger than a slot finds no seats, though nobody is there', () => {
    expect(refusals(range(10), { terms: { seats: 4 }, attendees: 5 })).toEqual([
      { kind: 'seats_taken', remaining: 4, attendees: 5 },
    ]);
    // Side by side there is room for three parties, each in a slot of its own.
    expect(kinds(range(10), { terms: { maxConcurrent: 3 }, attendees: 2 })).toEqual(['seats_taken']);
  });

  it('seats are those of one and the same slot: what overlaps it is another slot', () => {
    const terms = { seats: 4, stepMinutes: 15 };
    const bookings = [booked(at(10), session('s'))];
    expect(refusals(range(10, 15), { terms, bookings })).toEqual([
      { kind: 'time_taken', busy: { start: at(10), end: at(10, 30) } },
    ]);
  });

  it('seats that have lapsed are free', () => {
    const terms = { seats: 1, maxConcurrent: 2 };
    const lapsed = { status: 'held', deadline: DEFAULT_NOW, ...session('s', EVENT_TYPE) } as const;
    const bookings = [booked(at(10), lapsed), booked(at(10), session('t', EVENT_TYPE))];
    expect(kinds(range(10), { terms, bookings })).toEqual([]);
  });

  it('of slots that run at once is counted at the peak, buffers included', () => {
    const terms = { maxConcurrent: 2, stepMinutes: 15, bufferBeforeMinutes: 15 };
    const eventType = { id: EVENT_TYPE, revision: 1, bufferBeforeMinutes: 15, bufferAfterMinutes: 0 };
    const bookings = [
      booked(at(10), { ...session('s', EVENT_TYPE), eventType }),
      booked(at(10, 45), { ...session('t', EVENT_TYPE), eventType }),
    ];
    // Never are two there at once, so a third may run beside each of them.
    expect(kinds(range(10, 15), { terms, bookings })).toEqual([]);
    const more = [...bookings, booked(at(10, 15), { ...session('u', EVENT_TYPE), eventType })];
    expect(refusals(range(10, 30), { terms, bookings: more })).toEqual([
      { kind: 'time_taken', busy: { start: at(9, 45), end: at(10, 30) } },
    ]);
    expect(kinds(range(11, 15), { terms, bookings: more })).toEqual([]);
  });

  it('a session begun when nothing might run beside it goes on alone', () => {
    const terms = { maxConcurrent: 3, stepMinutes: 15 };
    const alone = [booked(at(10), session('s'))];
    expect(kinds(range(10, 15), { terms, bookings: alone })).toEqual(['time_taken']);
    const beside = [booked(at(10), session('s', EVENT_TYPE))];
    expect(kinds(range(10, 15), { terms, bookings: beside })).toEqual([]);
    // Its seats, if it has any, may be taken all the same.
    expect(kinds(range(10), { terms: { ...terms, seats: 2 }, bookings: alone })).toEqual([]);
  });

  it('a booking made for one party alone can’t be joined, though there are seats now', () => {
    const bookings = [booked(at(10))];
    expect(refusals(range(10), { terms: { seats: 10 }, bookings })).toEqual([
      { kind: 'time_taken', busy: { start: at(10), end: at(10, 30) } },
    ]);
  });

  it('is of one event type: another’s sessions block as a whole', () => {
    const eventType = { id: 'other', revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
    const bookings = [booked(at(10), { ...session('s', 'other'), eventType })];
    expect(kinds(range(10), { terms: { seats: 10, maxConcurrent: 5 }, bookings })).toEqual(['time_taken']);
  });

  it('fewer seats than are taken leave none', () => {
    const bookings = [booked(at(10), { ...session('s'), attendees: 9 })];
    expect(refusals(range(10), { terms: { seats: 4 }, bookings })).toEqual([
      { kind: 'seats_taken', remaining: 0, attendees: 1 },
    ]);
  });
});

describe('a policy of one’s own', () => {
  const noMornings = customPolicy('no_mornings', ({ start }, { hostId }) =>
    start < at(12) ? { hostId: hostId ?? '', opens: 12 } : undefined,
  );
  const evaluator = evaluatorOf([...POLICIES, noMornings]);

  it('refuses with its code and figures, at listing, writing and explaining', () => {
    const seen = situation({});
    const refusal = { kind: 'custom_policy', code: 'no_mornings', figures: { hostId: HOST, opens: 12 } };
    expect(evaluator.judge(range(10), seen)).toEqual({ ok: false, error: refusal });
    expect(evaluator.explain(range(10), seen)).toEqual([refusal]);
    expect(evaluator.isBookable(at(10), at(10, 30), seen)).toBe(false);
    const listed = evaluator.listBookable(seen, { from: at(11), to: at(13) });
    expect(listed.map(({ startTime }) => startTime)).toEqual([at(12), at(12, 30)]);
  });

  it('may be set aside by its code', () => {
    expect(overridableOf(evaluator)).toContain('no_mornings');
    expect(evaluator.judge(range(10), situation({}), ['no_mornings'])).toEqual({
      ok: true,
      value: { overridden: ['no_mornings'] },
    });
  });

  it.each(['NoMornings', 'no-mornings', 'no mornings', '_no', 'no_', '', '1st'])(
    'is not called “%s”',
    (code) => {
      expect(() => customPolicy(code, () => undefined)).toThrow(RangeError);
    },
  );
});

describe('setting policies aside', () => {
  it('is for all but what keeps bookings apart', () => {
    expect(overridableOf(DEFAULT_EVALUATOR)).toEqual([
      'not-in-past',
      'notice',
      'horizon',
      'availability',
      'duration',
      'grid',
      'limits',
      'booker-free',
    ]);
  });

  it('is told of only where the policy would have refused', () => {
    const asked = situation({ terms: { minimumNoticeMinutes: 600 } });
    const { judge } = DEFAULT_EVALUATOR;
    expect(judge(range(2), asked, ['horizon', 'notice'])).toEqual({
      ok: true,
      value: { overridden: ['notice'] },
    });
    expect(judge(range(10), asked, ['horizon', 'notice'])).toEqual({ ok: true, value: { overridden: [] } });
  });

  it('names a policy once, however many of its rules refuse', () => {
    const terms = {
      limits: [{ per: 'host', period: 'day', maxBookings: 0, maxMinutes: 0 }] as const,
    };
    expect(DEFAULT_EVALUATOR.judge(range(10), situation({ terms }), ['limits'])).toEqual({
      ok: true,
      value: { overridden: ['limits'] },
    });
  });

  it.each(['time-free', 'capacity'])('does nothing for %s', (name) => {
    const bookings = [booked(at(10)), booked(at(11), { session: { id: 's', shareKey: 's' } })];
    const asked = situation({ bookings });
    for (const wanted of [range(10), range(11)]) {
      expect(DEFAULT_EVALUATOR.judge(wanted, asked, [name])).toMatchObject({ error: { kind: 'time_taken' } });
      expect(DEFAULT_EVALUATOR.explain(wanted, asked, [name])).toHaveLength(1);
    }
  });
});
