import { beforeAll, describe, expect, it } from 'vitest';
import type { BookingStatus } from '../booking/booking-status.js';
import type { BookingLimit } from '../booking/booking-terms.js';
import { loadZoneTables, type ZoneTables } from '../time/zone-tables.js';
import { answerRules } from './answer-rules.js';
import type {
  RulesAttempt,
  RulesBooking,
  RulesDocument,
  RulesEventType,
  RulesRange,
  RulesVerdict,
} from './rules-document.js';

let zones: ZoneTables;
beforeAll(async () => {
  zones = await loadZoneTables();
});

const WORKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR'] as const;

/** Monday, 2 June 2025, in Berlin: 09:00 to 12:00 is 07:00Z to 10:00Z. */
const berlin = (given: Partial<RulesDocument> = {}): RulesDocument => ({
  timeZone: 'Europe/Berlin',
  schedule: { weekly: [{ days: WORKDAYS, start: '09:00', end: '12:00' }] },
  eventType: { durationMinutes: 60 },
  now: '2025-06-01T00:00:00Z',
  ...(given.attempt === undefined
    ? { query: { from: '2025-06-02T00:00:00Z', to: '2025-06-03T00:00:00Z' } }
    : {}),
  ...given,
});

const withTerms = (terms: Partial<RulesEventType>, given: Partial<RulesDocument> = {}): RulesDocument =>
  berlin({ ...given, eventType: { durationMinutes: 60, ...terms } });

const answer = (document: RulesDocument) => {
  const answered = answerRules(document, zones);
  if (!answered.ok) throw new Error(JSON.stringify(answered.error.errors));
  return answered.value;
};

const slotsOf = (document: RulesDocument) => {
  const answered = answer(document);
  if (!('slots' in answered)) throw new Error('an answer to an attempt');
  return answered.slots;
};

/** Hours and minutes in UTC. */
const starts = (document: RulesDocument): readonly string[] =>
  slotsOf(document).map(({ startTime }) => startTime.slice(11, 16));

const dates = (document: RulesDocument): readonly string[] => [
  ...new Set(slotsOf(document).map(({ startTime }) => startTime.slice(0, 10))),
];

const week = { query: { from: '2025-06-02T00:00:00Z', to: '2025-06-07T00:00:00Z' } };

const at = (from: string, to: string, more: Partial<RulesBooking> = {}): RulesBooking => ({
  startTime: `2025-06-02T${from}:00Z`,
  endTime: `2025-06-02T${to}:00Z`,
  ...more,
});

const attempt = (
  from: string,
  to: string,
  terms: Partial<RulesEventType> = {},
  given: Partial<RulesDocument> & Omit<RulesAttempt, keyof RulesRange> = {},
): RulesVerdict => {
  const { attendees, booker, asHost, overrides, mustBeSlot, ...rest } = given;
  const asked = { ...at(from, to), attendees, booker, asHost, overrides, mustBeSlot };
  const answered = answer(withTerms(terms, { ...rest, attempt: asked }));
  if (!('accepted' in answered)) throw new Error('an answer to a query');
  return answered;
};

const refusals = (verdict: RulesVerdict) => (verdict.accepted ? [] : verdict.refusals);

describe('windows and grids', () => {
  it('lists slots of weekly hours, each with its end and one place', () => {
    expect(slotsOf(berlin())).toEqual([
      { startTime: '2025-06-02T07:00:00Z', endTime: '2025-06-02T08:00:00Z', remaining: 1 },
      { startTime: '2025-06-02T08:00:00Z', endTime: '2025-06-02T09:00:00Z', remaining: 1 },
      { startTime: '2025-06-02T09:00:00Z', endTime: '2025-06-02T10:00:00Z', remaining: 1 },
    ]);
  });

  it('a slot belongs to a query that its start lies in: the start is included, the end is not', () => {
    expect(starts(berlin({ query: { from: '2025-06-02T08:00:00Z', to: '2025-06-02T09:00:00Z' } }))).toEqual([
      '08:00',
    ]);
  });

  it('starts go by the step, and a slot ends in its window', () => {
    expect(starts(withTerms({ stepMinutes: 30 }))).toEqual(['07:00', '07:30', '08:00', '08:30', '09:00']);
    expect(starts(withTerms({ durationMinutes: 45, stepMinutes: 50 }))).toEqual(['07:00', '07:50', '08:40']);
  });

  it('one-off availability that touches the hours is one window with them', () => {
    const availability = [{ startTime: '2025-06-02T06:30:00Z', endTime: '2025-06-02T07:00:00Z' }];
    expect(starts(berlin({ availability }))).toEqual(['06:30', '07:30', '08:30']);
  });

  it('availability alone needs no schedule', () => {
    const availability = [{ startTime: '2025-06-02T20:00:00Z', endTime: '2025-06-02T21:00:00Z' }];
    expect(starts(berlin({ schedule: undefined, availability }))).toEqual(['20:00']);
  });

  it('time off by instants and by local dates takes slots away', () => {
    const timeOff = [{ startTime: '2025-06-02T07:30:00Z', endTime: '2025-06-02T08:00:00Z' }];
    expect(starts(berlin({ timeOff }))).toEqual(['08:00', '09:00']);
    expect(dates(berlin({ ...week, timeOff: [{ startDate: '2025-06-03', endDate: '2025-06-05' }] }))).toEqual(
      ['2025-06-02', '2025-06-06'],
    );
  });

  it('overrides replace unless they say otherwise, and recurring hours are added', () => {
    const schedule = {
      weekly: [{ days: WORKDAYS, start: '09:00', end: '12:00' }],
      overrides: [
        { date: '2025-06-03', windows: [] },
        { date: '2025-06-04', windows: [{ start: '15:00', end: '16:00' }] },
        { date: '2025-06-05', kind: 'subtract' as const, windows: [{ start: '10:00', end: '12:00' }] },
        { date: '2025-06-06', kind: 'add' as const, windows: [{ start: '20:00', end: '21:00' }] },
      ],
      recurring: [{ rule: 'FREQ=MONTHLY;BYDAY=1MO', from: '2025-01-01', start: '18:00', end: '19:00' }],
    };
    expect(slotsOf(berlin({ ...week, schedule })).map(({ startTime }) => startTime.slice(8, 16))).toEqual([
      '02T07:00',
      '02T08:00',
      '02T09:00',
      '02T16:00',
      '04T13:00',
      '05T07:00',
      '06T07:00',
      '06T08:00',
      '06T09:00',
      '06T18:00',
    ]);
  });

  it('hours begin on no date before the schedule is valid, nor after', () => {
    const { schedule } = berlin();
    expect(
      dates(
        berlin({ ...week, schedule: { ...schedule, validFrom: '2025-06-03', validUntil: '2025-06-04' } }),
      ),
    ).toEqual(['2025-06-03', '2025-06-04']);
  });
});

describe('bookings', () => {
  it('one booking takes the slots that it overlaps, and none that it touches', () => {
    expect(starts(berlin({ bookings: [at('08:00', '09:00')] }))).toEqual(['07:00', '09:00']);
    expect(starts(berlin({ bookings: [at('08:59', '09:00')] }))).toEqual(['07:00', '09:00']);
  });

  it.each<[BookingStatus, boolean]>([
    ['held', true],
    ['pending', true],
    ['confirmed', true],
    ['no-show', true],
    ['completed', true],
    ['cancelled', false],
    ['declined', false],
    ['expired', false],
  ])('%s blocks its time and counts for limits: %s', (status, blocks) => {
    const bookings = [at('08:00', '09:00', { status })];
    expect(starts(berlin({ bookings })).includes('08:00')).toBe(!blocks);
    expect(starts(withTerms({ maxPerDay: 1 }, { bookings }))).toEqual(
      blocks ? [] : ['07:00', '08:00', '09:00'],
    );
    expect(starts(withTerms({ maxMinutesPerDay: 60 }, { bookings }))).toHaveLength(blocks ? 0 : 3);
  });

  it('buffers add up: those of the one after those of the other', () => {
    const bookings = [at('08:00', '08:15', { bufferBeforeMinutes: 5, bufferAfterMinutes: 10 })];
    const terms = { durationMinutes: 15, stepMinutes: 5, bufferBeforeMinutes: 20, bufferAfterMinutes: 15 };
    // Ends by 07:40, 15 and 5 minutes before; starts from 08:45 on, 10 and 20 minutes after.
    expect(starts(withTerms(terms, { bookings }))).toEqual([
      '07:00',
      '07:05',
      '07:10',
      '07:15',
      '07:20',
      '07:25',
      '08:45',
      '08:50',
      '08:55',
      '09:00',
      '09:05',
      '09:10',
      '09:15',
      '09:20',
      '09:25',
      '09:30',
      '09:35',
      '09:40',
      '09:45',
    ]);
  });

  it('buffers need not lie in the window', () => {
    expect(starts(withTerms({ bufferBeforeMinutes: 60, bufferAfterMinutes: 60 }))).toHaveLength(3);
  });

  it('one of another system blocks its time whatever the seats, and counts for no limit', () => {
    const bookings = [at('08:00', '09:00', { external: true })];
    const terms = { seats: 5, maxConcurrent: 5, maxPerDay: 1, maxMinutesPerDay: 60 };
    expect(starts(withTerms(terms, { bookings }))).toEqual(['07:00', '09:00']);
    expect(
      starts(withTerms({ bufferBeforeMinutes: 1 }, { bookings: [{ ...bookings[0]!, status: 'cancelled' }] })),
    ).toHaveLength(3);
    expect(starts(withTerms({ bufferBeforeMinutes: 1 }, { bookings }))).toEqual(['07:00']);
  });
});

describe('notice and horizon', () => {
  it('nothing starts before now, and a slot that starts now may be booked', () => {
    expect(starts(berlin({ now: '2025-06-02T08:00:00Z' }))).toEqual(['08:00', '09:00']);
    expect(starts(berlin({ now: '2025-06-02T08:00:01Z' }))).toEqual(['09:00']);
  });

  it('nothing starts before now plus the minimum notice, to the second', () => {
    const terms = { minimumNoticeMinutes: 120 };
    expect(starts(withTerms(terms, { now: '2025-06-02T06:00:00Z' }))).toEqual(['08:00', '09:00']);
    expect(starts(withTerms(terms, { now: '2025-06-02T06:00:01Z' }))).toEqual(['09:00']);
  });

  it('notice is elapsed time, also where the clocks change', () => {
    // 24 hours before 09:00 on the day after the clocks went forward is 08:00.
    const schedule = { weekly: [{ days: ['SU' as const], start: '09:00', end: '10:00' }] };
    const query = { from: '2025-03-30T00:00:00Z', to: '2025-03-31T00:00:00Z' };
    const terms = { minimumNoticeMinutes: 1_440 };
    expect(starts(withTerms(terms, { schedule, query, now: '2025-03-29T07:00:00Z' }))).toEqual(['07:00']);
    expect(starts(withTerms(terms, { schedule, query, now: '2025-03-29T07:00:01Z' }))).toEqual([]);
  });

  it("the horizon goes by the host's local dates, not by hours", () => {
    const terms = { horizonDays: 1 };
    // 23:59 on the 2nd in Berlin: the whole of the 3rd is open. A minute later the 4th is, too.
    expect(dates(withTerms(terms, { ...week, now: '2025-06-02T21:59:00Z' }))).toEqual(['2025-06-03']);
    expect(dates(withTerms(terms, { ...week, now: '2025-06-02T22:00:00Z' }))).toEqual([
      '2025-06-03',
      '2025-06-04',
    ]);
  });

  it('a horizon of 0 days is today', () => {
    expect(dates(withTerms({ horizonDays: 0 }, { ...week, now: '2025-06-02T00:00:00Z' }))).toEqual([
      '2025-06-02',
    ]);
  });
});

describe('limits', () => {
  const around = {
    timeZone: 'Pacific/Auckland',
    schedule: {
      weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const, start: '00:00', end: '24:00' }],
    },
    query: { from: '2025-05-31T00:00:00Z', to: '2025-06-11T00:00:00Z' },
    now: '2025-05-01T00:00:00Z',
  };

  it("a day is the host's: in Auckland it begins at noon of the day before in UTC", () => {
    const bookings = [{ startTime: '2025-06-02T20:00:00Z', endTime: '2025-06-02T21:00:00Z' }];
    const free = slotsOf(withTerms({ maxPerDay: 1 }, { ...around, bookings })).map(
      ({ startTime }) => startTime,
    );
    expect(free).toContain('2025-06-02T11:00:00Z');
    expect(free.filter((start) => start >= '2025-06-02T12:00' && start < '2025-06-03T12:00')).toEqual([]);
    expect(free).toContain('2025-06-03T12:00:00Z');
  });

  it('a booking counts on the date that it starts on, though it ends on the next', () => {
    const bookings = [{ startTime: '2025-06-03T11:30:00Z', endTime: '2025-06-03T12:30:00Z' }];
    const free = slotsOf(withTerms({ maxPerDay: 1 }, { ...around, bookings })).map(
      ({ startTime }) => startTime,
    );
    expect(free).not.toContain('2025-06-02T15:00:00Z');
    expect(free).toContain('2025-06-03T15:00:00Z');
  });

  it.each([
    ['MO', '2025-06-01T12:00', '2025-06-08T12:00'],
    ['SU', '2025-05-31T12:00', '2025-06-07T12:00'],
    ['WE', '2025-06-03T12:00', '2025-06-10T12:00'],
    [undefined, '2025-06-01T12:00', '2025-06-08T12:00'],
  ] as const)('a week that starts on %s goes from %sZ to %sZ in Auckland', (weekStartsOn, from, to) => {
    const bookings = [{ startTime: '2025-06-05T00:00:00Z', endTime: '2025-06-05T01:00:00Z' }];
    const terms = { maxPerWeek: 1, ...(weekStartsOn === undefined ? {} : { weekStartsOn }) };
    const free = slotsOf(withTerms(terms, { ...around, bookings })).map(({ startTime }) => startTime);
    const inside = (start: string): boolean => start >= from && start < to;
    expect(free.filter(inside)).toEqual([]);
    const all = slotsOf(withTerms({}, { ...around, bookings })).map(({ startTime }) => startTime);
    expect(free).toEqual(all.filter((start) => !inside(start)));
  });

  it("a month is the host's", () => {
    const bookings = [{ startTime: '2025-06-05T00:00:00Z', endTime: '2025-06-05T01:00:00Z' }];
    const free = slotsOf(withTerms({ maxPerMonth: 1 }, { ...around, bookings }));
    expect(free.at(-1)?.startTime).toBe('2025-05-31T11:00:00Z');
  });

  it('minutes of a date add up to the limit and not beyond it', () => {
    const bookings = [at('07:00', '08:00')];
    expect(starts(withTerms({ maxMinutesPerDay: 119 }, { bookings }))).toEqual([]);
    expect(starts(withTerms({ maxMinutesPerDay: 120 }, { bookings }))).toEqual(['08:00', '09:00']);
  });

  it('bookings outside of the query count, too', () => {
    const query = { from: '2025-06-06T00:00:00Z', to: '2025-06-07T00:00:00Z' };
    expect(starts(withTerms({ maxPerWeek: 1 }, { query, bookings: [at('07:00', '08:00')] }))).toEqual([]);
  });
});

describe('seats', () => {
  it('parties add up in one slot, and what remains is listed', () => {
    const bookings = [at('08:00', '09:00', { attendees: 2 }), at('08:00', '09:00')];
    expect(
      slotsOf(withTerms({ seats: 4 }, { bookings })).map(({ startTime, remaining }) => [
        startTime.slice(11, 16),
        remaining,
      ]),
    ).toEqual([
      ['07:00', 4],
      ['08:00', 1],
      ['09:00', 4],
    ]);
  });

  it('a slot without seats left is not listed, and no slot that overlaps one with attendees', () => {
    const bookings = [at('08:00', '09:00', { attendees: 4 })];
    expect(starts(withTerms({ seats: 4, stepMinutes: 30 }, { bookings }))).toEqual(['07:00', '09:00']);
    const half = [at('08:00', '09:00')];
    expect(starts(withTerms({ seats: 4, stepMinutes: 30 }, { bookings: half }))).toEqual([
      '07:00',
      '08:00',
      '09:00',
    ]);
  });

  it('a party of more heads than there are seats left is refused with the figures', () => {
    const bookings = [at('08:00', '09:00', { attendees: 2 })];
    expect(attempt('08:00', '09:00', { seats: 4 }, { bookings, attendees: 2 })).toEqual({ accepted: true });
    expect(attempt('08:00', '09:00', { seats: 4 }, { bookings, attendees: 3 })).toEqual({
      accepted: false,
      refusals: [{ code: 'seats_taken', remaining: 2, attendees: 3 }],
    });
    expect(attempt('07:00', '08:00', { seats: 4 }, { bookings, attendees: 5 })).toEqual({
      accepted: false,
      refusals: [{ code: 'seats_taken', remaining: 4, attendees: 5 }],
    });
  });

  it('a cancelled party leaves its seats', () => {
    const bookings = [at('08:00', '09:00', { attendees: 4, status: 'cancelled' })];
    expect(attempt('08:00', '09:00', { seats: 4 }, { bookings, attendees: 4 })).toEqual({ accepted: true });
  });

  it('one slot with several parties is one booking of the day', () => {
    const bookings = [at('08:00', '09:00'), at('08:00', '09:00')];
    expect(starts(withTerms({ seats: 4, maxPerDay: 2 }, { bookings }))).toEqual(['07:00', '08:00', '09:00']);
    expect(starts(withTerms({ seats: 4, maxPerDay: 1 }, { bookings }))).toEqual(['08:00']);
  });
});

describe('maxConcurrent', () => {
  it('goes by the peak: bookings that follow each other are one at a time', () => {
    const bookings = [at('08:00', '08:30'), at('08:30', '09:00')];
    const terms = { durationMinutes: 60, maxConcurrent: 2 };
    expect(
      slotsOf(withTerms(terms, { bookings })).map(({ startTime, remaining }) => [
        startTime.slice(11, 16),
        remaining,
      ]),
    ).toEqual([
      ['07:00', 2],
      ['08:00', 1],
      ['09:00', 2],
    ]);
  });

  it('one that would be a third anywhere in its range is refused', () => {
    const bookings = [at('08:00', '08:30'), at('08:29', '09:00')];
    expect(starts(withTerms({ maxConcurrent: 2 }, { bookings }))).toEqual(['07:00', '09:00']);
    expect(refusals(attempt('08:00', '09:00', { maxConcurrent: 2 }, { bookings }))).toEqual([
      { code: 'time_taken', busy: { startTime: '2025-06-02T08:00:00Z', endTime: '2025-06-02T08:30:00Z' } },
    ]);
  });

  it('buffers are part of what runs at once', () => {
    const bookings = [
      at('08:00', '09:00', { bufferAfterMinutes: 30 }),
      at('08:00', '09:00', { bufferAfterMinutes: 1 }),
    ];
    expect(starts(withTerms({ maxConcurrent: 2 }, { bookings }))).toEqual(['07:00']);
  });

  it('with seats, several slots of several seats each', () => {
    const bookings = [at('08:00', '09:00', { attendees: 2 })];
    const terms = { seats: 2, maxConcurrent: 2, stepMinutes: 30 };
    expect(starts(withTerms(terms, { bookings }))).toEqual(['07:00', '07:30', '08:30', '09:00']);
  });
});

describe('attempts', () => {
  it('may start anywhere in a window and last as long as they like: the grid is for listing', () => {
    expect(attempt('07:17', '08:03')).toEqual({ accepted: true });
    expect(attempt('07:00', '10:00')).toEqual({ accepted: true });
    expect(refusals(attempt('07:00', '10:01'))).toEqual([{ code: 'outside_availability' }]);
    expect(refusals(attempt('06:59', '08:00'))).toEqual([{ code: 'outside_availability' }]);
  });

  it('are refused for every reason at once, each with its figures', () => {
    const bookings = [at('07:00', '08:00', { bufferAfterMinutes: 5 })];
    const terms = {
      minimumNoticeMinutes: 60,
      maxPerDay: 1,
      maxPerWeek: 1,
      maxPerMonth: 1,
      maxMinutesPerDay: 90,
    };
    const given = { bookings, now: '2025-06-02T11:00:00Z' };
    expect(attempt('07:30', '10:30', terms, given)).toEqual({
      accepted: false,
      refusals: [
        { code: 'start_in_past', now: '2025-06-02T11:00:00Z' },
        { code: 'notice_too_short', earliest: '2025-06-02T12:00:00Z' },
        { code: 'outside_availability' },
        { code: 'day_limit_reached', booked: 1, limit: 1 },
        { code: 'week_limit_reached', booked: 1, limit: 1 },
        { code: 'month_limit_reached', booked: 1, limit: 1 },
        { code: 'day_minutes_exceeded', booked: 60, limit: 90 },
        { code: 'time_taken', busy: { startTime: '2025-06-02T07:00:00Z', endTime: '2025-06-02T08:05:00Z' } },
      ],
    });
  });

  it('beyond the horizon are told its last date', () => {
    expect(refusals(attempt('07:00', '08:00', { horizonDays: 0 }))).toEqual([
      { code: 'beyond_horizon', date: '2025-06-02', lastDate: '2025-06-01' },
    ]);
  });

  it('are told what another system blocks', () => {
    const bookings = [at('07:45', '08:15', { external: true })];
    expect(refusals(attempt('07:00', '08:00', {}, { bookings }))).toEqual([
      { code: 'time_taken', busy: { startTime: '2025-06-02T07:45:00Z', endTime: '2025-06-02T08:15:00Z' } },
    ]);
  });
});

describe('horizons of other kinds', () => {
  it('business days leave weekends out: from Friday on, one of them is Monday', () => {
    const query = { from: '2025-06-06T00:00:00Z', to: '2025-06-14T00:00:00Z' };
    const now = '2025-06-06T05:00:00Z';
    expect(dates(withTerms({ horizonBusinessDays: 1 }, { query, now }))).toEqual([
      '2025-06-06',
      '2025-06-09',
    ]);
    expect(refusals(attempt('07:00', '08:00', { horizonBusinessDays: 0 }))).toEqual([
      { code: 'beyond_horizon', date: '2025-06-02', lastDate: '2025-06-01' },
    ]);
  });

  it('fixed dates are both included', () => {
    const terms = { bookableFrom: '2025-06-03', bookableUntil: '2025-06-04' };
    expect(dates(withTerms(terms, week))).toEqual(['2025-06-03', '2025-06-04']);
    expect(refusals(attempt('07:00', '08:00', terms))).toEqual([
      { code: 'before_first_date', date: '2025-06-02', firstDate: '2025-06-03' },
    ]);
    expect(refusals(attempt('07:00', '08:00', { bookableUntil: '2025-06-01' }))).toEqual([
      { code: 'beyond_horizon', date: '2025-06-02', lastDate: '2025-06-01' },
    ]);
  });
});

describe('who asks', () => {
  const terms = { minimumNoticeMinutes: 120, hostMinimumNoticeMinutes: 60 };
  const now = '2025-06-02T06:30:00Z';

  it('a host has a notice of its own, none if nothing is said', () => {
    expect(refusals(attempt('07:00', '08:00', terms, { now, asHost: true }))).toEqual([
      { code: 'notice_too_short', earliest: '2025-06-02T07:30:00Z' },
    ]);
    expect(attempt('07:00', '08:00', { minimumNoticeMinutes: 120 }, { now, asHost: true })).toEqual({
      accepted: true,
    });
    const query = { from: '2025-06-02T00:00:00Z', to: '2025-06-03T00:00:00Z', asHost: true };
    expect(starts(withTerms(terms, { now, query }))).toEqual(['08:00', '09:00']);
  });

  it('a host may set policies aside, and is told which of them it took', () => {
    const given = { now, asHost: true, overrides: ['notice', 'horizon'] };
    expect(attempt('07:00', '08:00', terms, given)).toEqual({ accepted: true, overridden: ['notice'] });
    expect(attempt('08:00', '09:00', terms, given)).toEqual({ accepted: true });
    expect(attempt('05:00', '06:00', { ...terms, maxPerDay: 0 }, given)).toEqual({
      accepted: false,
      refusals: [
        { code: 'start_in_past', now },
        { code: 'outside_availability' },
        { code: 'day_limit_reached', booked: 0, limit: 0 },
      ],
    });
  });

  it('of a query, a party is offered slots with seats for all of it', () => {
    const query = { from: '2025-06-02T00:00:00Z', to: '2025-06-03T00:00:00Z', attendees: 3 };
    const bookings = [at('08:00', '09:00', { attendees: 2 })];
    expect(starts(withTerms({ seats: 4 }, { query, bookings }))).toEqual(['07:00', '09:00']);
  });
});

describe('limits of every scope', () => {
  const bookings = [
    at('07:00', '08:00', { booker: 'ada' }),
    at('10:00', '10:30', { booker: 'grace', eventType: 'other' }),
    at('11:00', '12:00', { booker: 'ada', elsewhere: true }),
    at('12:00', '13:00', { booker: 'ada', external: true }),
  ];
  const judged = (limit: BookingLimit, booker?: string) =>
    refusals(attempt('08:00', '09:00', { limits: [limit] }, { bookings, booker }));

  it.each([
    ['event-type', 1],
    ['host', 2],
    ['booker-and-event-type', 1],
    ['booker', 2],
  ] as const)('%s counts %i of four bookings, and the figures say for whom', (per, booked) => {
    const figures = { ...(per === 'event-type' ? {} : { per }), booked };
    expect(judged({ per, period: 'week', maxBookings: booked }, 'ada')).toEqual([
      { code: 'week_limit_reached', ...figures, limit: booked },
    ]);
    expect(judged({ per, period: 'week', maxBookings: booked + 1 }, 'ada')).toEqual([]);
  });

  it('what is limited for a booker is not judged where nobody is named', () => {
    expect(judged({ per: 'booker', period: 'day', maxBookings: 0 })).toEqual([]);
    expect(judged({ per: 'booker', period: 'day', maxBookings: 0 }, 'alan')).toEqual([
      { code: 'day_limit_reached', per: 'booker', booked: 0, limit: 0 },
    ]);
  });

  it('minutes of a week and of a month have members of their own', () => {
    expect(
      refusals(attempt('08:00', '09:00', { maxMinutesPerWeek: 119, maxMinutesPerMonth: 100 }, { bookings })),
    ).toEqual([
      { code: 'week_minutes_exceeded', booked: 60, limit: 119 },
      { code: 'month_minutes_exceeded', booked: 60, limit: 100 },
    ]);
  });
});

describe('the booker and the host’s other event types', () => {
  const terms = { bookerMustBeFree: true, seats: 4 };

  it('a booker that must be free can be in one place at once', () => {
    const bookings = [at('08:30', '09:30', { booker: 'ada', elsewhere: true, bufferBeforeMinutes: 60 })];
    expect(refusals(attempt('08:00', '09:00', terms, { bookings, booker: 'ada' }))).toEqual([
      { code: 'booker_busy', busy: { startTime: '2025-06-02T08:30:00Z', endTime: '2025-06-02T09:30:00Z' } },
    ]);
    expect(attempt('07:30', '08:30', terms, { bookings, booker: 'ada' })).toEqual({ accepted: true });
    expect(attempt('08:00', '09:00', terms, { bookings, booker: 'grace' })).toEqual({ accepted: true });
    expect(attempt('08:00', '09:00', { seats: 4 }, { bookings, booker: 'ada' })).toEqual({ accepted: true });
  });

  it('another event type blocks its time whatever the seats', () => {
    const bookings = [at('08:00', '09:00', { eventType: 'other', bufferAfterMinutes: 10 })];
    expect(refusals(attempt('08:00', '09:00', terms, { bookings }))).toEqual([
      { code: 'time_taken', busy: { startTime: '2025-06-02T08:00:00Z', endTime: '2025-06-02T09:10:00Z' } },
    ]);
  });
});

describe('deadlines', () => {
  it.each(['held', 'pending'] as const)('what is %s blocks its time until its deadline', (status) => {
    const bookings = [at('08:00', '09:00', { status, deadline: '2025-06-01T00:10:00Z' })];
    const free = (now: string): readonly string[] => starts(withTerms({ maxPerDay: 2 }, { bookings, now }));
    expect(free('2025-06-01T00:09:59Z')).toEqual(['07:00', '09:00']);
    expect(free('2025-06-01T00:10:00Z')).toEqual(['07:00', '08:00', '09:00']);
  });
});

describe('an attempt that must be a slot', () => {
  const judged = (from: string, to: string, terms: Partial<RulesEventType> = {}) =>
    refusals(attempt(from, to, terms, { mustBeSlot: true }));

  it('has a length that is offered, and starts on the grid', () => {
    expect(judged('08:00', '09:00')).toEqual([]);
    expect(judged('08:00', '08:30')).toEqual([
      { code: 'duration_not_offered', durationsMinutes: [60] },
      { code: 'off_grid', slotDurations: [60] },
    ]);
    expect(judged('08:15', '09:15')).toEqual([{ code: 'off_grid', slotDurations: [60] }]);
  });

  it('may be of any length that is offered; a query lists one', () => {
    const terms = { durationsMinutes: [30, 60] };
    expect(judged('08:30', '09:00', terms)).toEqual([]);
    expect(judged('08:30', '09:30', terms)).toEqual([{ code: 'off_grid', slotDurations: [30, 60] }]);
    expect(starts(withTerms(terms))).toEqual(['07:00', '08:00', '09:00']);
  });
});

describe('what no schema can say', () => {
  const errorsOf = (given: Partial<RulesDocument>) => {
    const answered = answerRules({ ...berlin(), ...given }, zones);
    return answered.ok ? [] : answered.error.errors.map(({ field, code }) => [field, code]);
  };
  const good = { startTime: '2025-06-02T07:00:00Z', endTime: '2025-06-02T08:00:00Z' };
  const bad = { startTime: '2025-06-02 07:00:00Z', endTime: '2025-06-02T08:00:00' };
  const empty = { startTime: good.startTime, endTime: good.startTime };

  it.each<[string, Partial<RulesDocument>, readonly (readonly [string, string])[]]>([
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, [['timeZone', 'unknown_time_zone']]],
    ['a zone in lower case', { timeZone: 'europe/berlin' }, [['timeZone', 'unknown_time_zone']]],
    ['now', { now: '2025-06-01' }, [['now', 'invalid_instant']]],
    [
      'the bounds of a query',
      { query: { from: 'x', to: 'y' } },
      [
        ['query.from', 'invalid_instant'],
        ['query.to', 'invalid_instant'],
      ],
    ],
    [
      'a query that ends where it starts',
      { query: { from: good.startTime, to: good.startTime } },
      [['query.to', 'end_not_after_start']],
    ],
    [
      'a query of more than 366 days',
      { query: { from: '2025-01-01T00:00:00Z', to: '2026-01-02T00:00:01Z' } },
      [['query.to', 'range_too_long']],
    ],
    ['no question', { query: undefined }, [['query', 'query_or_attempt']]],
    ['two questions', { attempt: good }, [['query', 'query_or_attempt']]],
    [
      'an attempt',
      { query: undefined, attempt: bad },
      [
        ['attempt.startTime', 'invalid_instant'],
        ['attempt.endTime', 'invalid_instant'],
      ],
    ],
    [
      'steps that lead nowhere',
      { eventType: { durationMinutes: 0, stepMinutes: 0.5 } },
      [
        ['eventType.durationMinutes', 'out_of_range'],
        ['eventType.stepMinutes', 'out_of_range'],
      ],
    ],
    [
      'two horizons',
      { eventType: { durationMinutes: 60, horizonDays: 1, bookableUntil: '2025-06-30' } },
      [['eventType.bookableUntil', 'one_horizon']],
    ],
    [
      'dates that are none',
      { eventType: { durationMinutes: 60, bookableFrom: '2025-02-30' } },
      [['eventType.bookableFrom', 'invalid_date']],
    ],
    [
      'a last date before the first',
      { eventType: { durationMinutes: 60, bookableFrom: '2025-06-02', bookableUntil: '2025-06-01' } },
      [['eventType.bookableUntil', 'end_before_start']],
    ],
    [
      'lengths without the one that is listed',
      { eventType: { durationMinutes: 60, durationsMinutes: [30] } },
      [['eventType.durationsMinutes', 'duration_not_offered']],
    ],
    [
      'limits that limit nothing, or the same twice',
      {
        eventType: {
          durationMinutes: 60,
          maxPerDay: 1,
          maxMinutesPerWeek: 60,
          limits: [
            { per: 'event-type', period: 'day', maxMinutes: 60 },
            { per: 'event-type', period: 'month' },
            { per: 'host', period: 'day', maxBookings: 2 },
            { per: 'host', period: 'day', maxMinutes: 60 },
            { per: 'event-type', period: 'week', maxBookings: 2 },
          ],
        },
      },
      [
        ['eventType.limits[1]', 'limit_required'],
        ['eventType.limits[3]', 'duplicate'],
        ['eventType.limits[0]', 'duplicate'],
        ['eventType.limits[4]', 'duplicate'],
      ],
    ],
    [
      'deadlines',
      {
        bookings: [
          { ...good, deadline: good.startTime },
          { ...good, status: 'held', deadline: 'soon' },
        ],
      },
      [
        ['bookings[0].deadline', 'held_or_pending'],
        ['bookings[1].deadline', 'invalid_instant'],
      ],
    ],
    [
      'a booking of another host and of another system',
      { bookings: [{ ...good, elsewhere: true, external: true }] },
      [['bookings[0].external', 'elsewhere_or_external']],
    ],
    [
      'overrides of somebody who is not the host',
      { query: undefined, attempt: { ...good, overrides: ['notice'] } },
      [['attempt.overrides', 'host_only']],
    ],
    [
      'overrides of what keeps bookings apart, or is no policy',
      { query: undefined, attempt: { ...good, asHost: true, overrides: ['time-free', 'notice', 'luck'] } },
      [
        ['attempt.overrides[0]', 'not_overridable'],
        ['attempt.overrides[2]', 'not_overridable'],
      ],
    ],
    [
      'one-off availability',
      { availability: [good, bad, empty] },
      [
        ['availability[1].startTime', 'invalid_instant'],
        ['availability[1].endTime', 'invalid_instant'],
        ['availability[2].endTime', 'end_not_after_start'],
      ],
    ],
    [
      'time off by instants and by dates',
      {
        timeOff: [
          empty,
          { startDate: '2025-06-03', endDate: '2025-06-02' },
          { startDate: '2025-02-30', endDate: 'x' },
        ],
      },
      [
        ['timeOff[0].endTime', 'end_not_after_start'],
        ['timeOff[1].endDate', 'end_before_start'],
        ['timeOff[2].startDate', 'invalid_date'],
        ['timeOff[2].endDate', 'invalid_date'],
      ],
    ],
    [
      'bookings',
      { bookings: [good, { ...bad, status: 'cancelled' }] },
      [
        ['bookings[1].startTime', 'invalid_instant'],
        ['bookings[1].endTime', 'invalid_instant'],
      ],
    ],
    [
      'a schedule',
      {
        schedule: {
          weekly: [{ days: ['MO'], start: '24:00', end: '25:00' }],
          overrides: [{ date: '2025-13-01', windows: [] }],
          recurring: [{ rule: 'FREQ=NOW', from: '2025-01-01', start: '09:00', end: '10:00' }],
          validFrom: '2025-06-02',
          validUntil: '2025-06-01',
        },
      },
      [
        ['schedule.weekly[0].start', 'invalid_time'],
        ['schedule.weekly[0].end', 'invalid_time'],
        ['schedule.recurring[0].rule', 'invalid_recurrence_rule'],
        ['schedule.overrides[0].date', 'invalid_date'],
        ['schedule.validUntil', 'end_before_start'],
      ],
    ],
  ])('%s is refused by the path of its field', (_what, given, expected) => {
    expect(errorsOf(given)).toEqual(expected);
  });

  it('366 days may be asked for', () => {
    expect(errorsOf({ query: { from: '2025-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' } })).toEqual([]);
  });
});
