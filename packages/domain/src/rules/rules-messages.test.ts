import { describe, expect, it } from 'vitest';
import { loadZoneTables } from '../time/zone-tables.js';
import { answerRules } from './answer-rules.js';
import type { RulesBooking, RulesDocument, RulesEventType } from './rules-document.js';

const ZONES = await loadZoneTables();

const document = (change: Partial<RulesDocument> = {}): RulesDocument => ({
  timeZone: 'Europe/Berlin',
  eventType: { durationMinutes: 60 },
  now: '2025-06-01T00:00:00Z',
  query: { from: '2025-06-02T00:00:00Z', to: '2025-06-03T00:00:00Z' },
  ...change,
});
const wrong = (change: Partial<RulesDocument>): string[] => {
  const answered = answerRules(document(change), ZONES);
  return answered.ok
    ? []
    : answered.error.errors.map(({ field, code, message }) => `${field} ${message} (${code})`);
};
const terms = (eventType: Partial<RulesEventType>): Partial<RulesDocument> => ({
  eventType: { durationMinutes: 60, ...eventType },
});
const booked = (booking: Partial<RulesBooking>): Partial<RulesDocument> => ({
  bookings: [{ ...RANGE, ...booking }],
});

const RANGE = { startTime: '2025-06-02T10:00:00Z', endTime: '2025-06-02T11:00:00Z' };
const ATTEMPT = { query: undefined, attempt: RANGE };
const NO_INSTANT = 'must be an RFC 3339 date-time such as 2025-01-01T10:00:00Z (invalid_instant)';
const MINUTES = 'must be a whole number of minutes, 1 or more (out_of_range)';
const DATE = 'must be a date such as 2025-01-31 (invalid_date)';
const ZONE = 'timeZone must be the IANA name of a time zone, such as Europe/Berlin (unknown_time_zone)';

describe('what is said of a document that makes no sense', () => {
  it.each<[string, Partial<RulesDocument>, readonly string[]]>([
    ['a zone that there is not', { timeZone: 'Europe/Atlantis', now: 'x' }, [ZONE]],
    ['a now that is none', { now: 'x' }, [`now ${NO_INSTANT}`]],
    [
      'no question',
      { query: undefined },
      ['query must be given, or attempt, and not both (query_or_attempt)'],
    ],
    [
      'two questions',
      { attempt: RANGE },
      ['query must be given, or attempt, and not both (query_or_attempt)'],
    ],
    [
      'a query that is empty',
      { query: { from: RANGE.startTime, to: RANGE.startTime } },
      ['query.to must be after from (end_not_after_start)'],
    ],
    [
      'an attempt that goes backward',
      { query: undefined, attempt: { startTime: RANGE.endTime, endTime: RANGE.startTime } },
      ['attempt.endTime must be after startTime (end_not_after_start)'],
    ],
    [
      'a query of more than a year',
      { query: { from: '2025-01-01T00:00:00Z', to: '2026-01-02T00:00:01Z' } },
      ['query.to must be at most 366 days after the start (range_too_long)'],
    ],
    [
      'an attempt of more than a year',
      { query: undefined, attempt: { startTime: '2025-01-01T00:00:00Z', endTime: '2026-01-02T00:00:01Z' } },
      ['attempt.endTime must be at most 366 days after the start (range_too_long)'],
    ],
    [
      'policies that a booker sets aside',
      { query: undefined, attempt: { ...RANGE, overrides: ['grid'] } },
      ['attempt.overrides must be given along with asHost only (host_only)'],
    ],
    [
      'policies that nobody sets aside',
      { query: undefined, attempt: { ...RANGE, asHost: true, overrides: ['grid', 'capacity'] } },
      [
        'attempt.overrides[1] must be one of not-in-past, notice, horizon, availability, duration, grid, limits, booker-free (not_overridable)',
      ],
    ],
    [
      'availability and time off that are none',
      {
        availability: [{ ...RANGE, startTime: 'x' }],
        timeOff: [
          { ...RANGE, endTime: 'x' },
          { startDate: 'x', endDate: '2025-06-02' },
          { startDate: '2025-06-03', endDate: '2025-06-02' },
        ],
      },
      [
        `availability[0].startTime ${NO_INSTANT}`,
        `timeOff[0].endTime ${NO_INSTANT}`,
        `timeOff[1].startDate ${DATE}`,
        'timeOff[2].endDate must not be before startDate (end_before_start)',
      ],
    ],
    [
      'a schedule that is none',
      { schedule: { validFrom: 'x', weekly: [{ days: ['MO'], start: '9', end: '10:00' }] } },
      [
        'schedule.weekly[0].start must be a time such as 09:30, or 24:00 (invalid_time)',
        `schedule.validFrom ${DATE}`,
      ],
    ],
    [
      'slots of nothing',
      terms({ durationMinutes: 0, stepMinutes: 0 }),
      [`eventType.durationMinutes ${MINUTES}`, `eventType.stepMinutes ${MINUTES}`],
    ],
    [
      'slots of half a minute more',
      terms({ durationMinutes: 1.5 }),
      [`eventType.durationMinutes ${MINUTES}`],
    ],
    [
      'a length that is not among those offered',
      terms({ durationsMinutes: [30, 45] }),
      ['eventType.durationsMinutes must name durationMinutes, too (duration_not_offered)'],
    ],
    [
      'two horizons of days',
      terms({ horizonDays: 1, horizonBusinessDays: 1 }),
      ['eventType.horizonBusinessDays must not be given along with horizonDays (one_horizon)'],
    ],
    [
      'a horizon of days and one of dates',
      terms({ horizonBusinessDays: 1, bookableUntil: '2025-06-02' }),
      ['eventType.bookableUntil must not be given along with horizonBusinessDays (one_horizon)'],
    ],
    [
      'dates of a horizon that are none',
      terms({ bookableFrom: 'x', bookableUntil: 'y' }),
      [`eventType.bookableFrom ${DATE}`, `eventType.bookableUntil ${DATE}`],
    ],
    [
      'a horizon that goes backward',
      terms({ bookableFrom: '2025-06-03', bookableUntil: '2025-06-02' }),
      ['eventType.bookableUntil must not be before bookableFrom (end_before_start)'],
    ],
    [
      'limits that say nothing',
      terms({ limits: [{ per: 'host', period: 'day' }] }),
      ['eventType.limits[0] must have maxBookings or maxMinutes, or both (limit_required)'],
    ],
    [
      'limits that are there by another name',
      terms({
        maxPerDay: 1,
        maxMinutesPerWeek: 1,
        maxPerMonth: 1,
        limits: (['month', 'week', 'day'] as const).map((period) => ({
          per: 'event-type',
          period,
          maxBookings: 1,
        })),
      }),
      [
        'eventType.limits[0] must not be given along with maxPerMonth or maxMinutesPerMonth (duplicate)',
        'eventType.limits[1] must not be given along with maxPerWeek or maxMinutesPerWeek (duplicate)',
        'eventType.limits[2] must not be given along with maxPerDay or maxMinutesPerDay (duplicate)',
      ],
    ],
    [
      'a booking that is of another host and of another system',
      booked({ elsewhere: true, external: true }),
      ['bookings[0].external must not be given along with elsewhere (elsewhere_or_external)'],
    ],
    [
      'a deadline of what has none',
      booked({ deadline: RANGE.startTime }),
      ['bookings[0].deadline must be given for what is held or pending only (held_or_pending)'],
    ],
    [
      'a deadline that is none',
      booked({ deadline: 'x', status: 'pending' }),
      [`bookings[0].deadline ${NO_INSTANT}`],
    ],
    ['a booking of no time', booked({ startTime: 'x' }), [`bookings[0].startTime ${NO_INSTANT}`]],
  ])('of %s', (_, change, errors) => {
    expect(wrong(change)).toEqual(errors);
  });

  it.each<[string, Partial<RulesDocument>]>([
    ['a query alone', {}],
    ['an attempt alone', ATTEMPT],
    ['an attempt of a year', { query: undefined, attempt: { ...RANGE, endTime: '2026-06-03T10:00:00Z' } }],
    ['the shortest slots', terms({ durationMinutes: 1, stepMinutes: 1 })],
    ['a horizon of one date', terms({ bookableFrom: '2025-06-02', bookableUntil: '2025-06-02' })],
    [
      'a limit of another scope',
      terms({ maxPerDay: 1, limits: [{ per: 'host', period: 'day', maxBookings: 1 }] }),
    ],
    [
      'a limit of another period',
      terms({ maxPerDay: 1, limits: [{ per: 'event-type', period: 'week', maxBookings: 1 }] }),
    ],
    ['what is held until then', booked({ deadline: RANGE.startTime, status: 'held' })],
  ])('is nothing of %s', (_, change) => {
    expect(wrong(change)).toEqual([]);
  });
});

describe('the shortest way to say a limit', () => {
  it.each([
    ['maxPerDay', 'day_limit_reached', 1],
    ['maxPerWeek', 'week_limit_reached', 1],
    ['maxPerMonth', 'month_limit_reached', 1],
    ['maxMinutesPerDay', 'day_minutes_exceeded', 119],
    ['maxMinutesPerWeek', 'week_minutes_exceeded', 119],
    ['maxMinutesPerMonth', 'month_minutes_exceeded', 119],
  ] as const)('is %s', (member, code, limit) => {
    const open = { startTime: '2025-06-02T00:00:00Z', endTime: '2025-06-03T00:00:00Z' };
    const answered = answerRules(
      document({
        ...terms({ [member]: limit }),
        ...ATTEMPT,
        availability: [open],
        bookings: [{ startTime: '2025-06-02T14:00:00Z', endTime: '2025-06-02T15:00:00Z' }],
      }),
      ZONES,
    );
    const booked = code.endsWith('exceeded') ? 60 : 1;
    expect(answered).toEqual({
      ok: true,
      value: { accepted: false, refusals: [{ code, booked, limit }] },
    });
  });
});
