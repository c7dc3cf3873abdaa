import { describe, expect, it } from 'vitest';
import { anEventType } from '../testing/builders.js';
import { MINUTE_MS } from '../time/instant.js';
import { zoneTablesOf } from '../time/zone-tables.js';
import { checkEventType, termsOf, type EventTypeStatement } from './event-type.js';

const ZONES = {
  ...zoneTablesOf({ version: 'none', zones: [], links: [] }),
  has: (zone: string) => zone === 'Europe/London',
};
const errorsOf = (change: Partial<EventTypeStatement>): string[] => {
  const checked = checkEventType(anEventType(change), ZONES);
  return checked.ok ? [] : checked.error.errors.map(({ field, code }) => `${field}: ${code}`);
};

describe('what a host states of an event type', () => {
  it.each<[string, Partial<EventTypeStatement>]>([
    ['the least of everything', { durationsMinutes: [1], stepMinutes: 1, approvalMinutes: 1 }],
    [
      'the most of everything',
      {
        name: '😀'.repeat(200),
        durationsMinutes: Array.from({ length: 12 }, (_, index) => 1_440 - index),
        stepMinutes: 1_440,
        bufferBeforeMinutes: 10_080,
        bufferAfterMinutes: 10_080,
        minimumNoticeMinutes: 527_040,
        hostMinimumNoticeMinutes: 527_040,
        horizon: { kind: 'business-days', days: 3_660 },
        limits: [{ per: 'booker', period: 'month', maxBookings: 100_000, maxMinutes: 1_000_000 }],
        seats: 10_000,
        maxConcurrent: 1_000,
        approvalMinutes: 527_040,
        cancelCutoffMinutes: 527_040,
        rescheduleCutoffMinutes: 527_040,
      },
    ],
    ['a single date', { horizon: { kind: 'dates', from: '2025-02-28', until: '2025-02-28' } }],
    ['limits of nothing', { limits: [{ per: 'host', period: 'day', maxBookings: 0, maxMinutes: 0 }] }],
    [
      'a limit for each scope and period',
      {
        limits: (['event-type', 'host', 'booker-and-event-type', 'booker'] as const).flatMap((per) =>
          (['day', 'week', 'month'] as const).map((period) => ({ per, period, maxBookings: 1 })),
        ),
      },
    ],
  ])('may be %s', (_, change) => {
    expect(errorsOf(change)).toEqual([]);
  });

  it.each<[string, Partial<EventTypeStatement>, readonly string[]]>([
    ['a blank name', { name: ' ' }, ['name: invalid_name']],
    ['a name with a control character', { name: 'a\u0007' }, ['name: invalid_name']],
    ['a name that is too long', { name: 'x'.repeat(201) }, ['name: invalid_name']],
    ['an unknown zone', { timeZone: 'Europe/Atlantis' }, ['timeZone: unknown_time_zone']],
    ['no duration', { durationsMinutes: [] }, ['durationsMinutes: invalid_count']],
    [
      'too many durations',
      { durationsMinutes: Array.from({ length: 13 }, (_, index) => index + 1) },
      ['durationsMinutes: invalid_count'],
    ],
    ['a duration twice', { durationsMinutes: [30, 30] }, ['durationsMinutes: duplicate']],
    [
      'durations out of range',
      { durationsMinutes: [0, 1_441, 1.5] },
      [
        'durationsMinutes[0]: out_of_range',
        'durationsMinutes[1]: out_of_range',
        'durationsMinutes[2]: out_of_range',
      ],
    ],
    ['a step of nothing', { stepMinutes: 0 }, ['stepMinutes: out_of_range']],
    ['a step of more than a day', { stepMinutes: 1_441 }, ['stepMinutes: out_of_range']],
    [
      'buffers out of range',
      { bufferBeforeMinutes: -1, bufferAfterMinutes: 10_081 },
      ['bufferBeforeMinutes: out_of_range', 'bufferAfterMinutes: out_of_range'],
    ],
    [
      'notice out of range',
      { minimumNoticeMinutes: 527_041, hostMinimumNoticeMinutes: -1 },
      ['minimumNoticeMinutes: out_of_range', 'hostMinimumNoticeMinutes: out_of_range'],
    ],
    ['too many days', { horizon: { kind: 'days', days: 3_661 } }, ['horizon.days: out_of_range']],
    ['fewer than no days', { horizon: { kind: 'business-days', days: -1 } }, ['horizon.days: out_of_range']],
    ['no dates', { horizon: { kind: 'dates' } }, ['horizon: dates_required']],
    [
      'a date that is none',
      { horizon: { kind: 'dates', from: '2025-02-29' } },
      ['horizon.from: invalid_date'],
    ],
    [
      'another date that is none',
      { horizon: { kind: 'dates', until: 'soon' } },
      ['horizon.until: invalid_date'],
    ],
    [
      'dates the wrong way round',
      { horizon: { kind: 'dates', from: '2025-02-02', until: '2025-02-01' } },
      ['horizon.until: end_before_start'],
    ],
    ['a limit of no measure', { limits: [{ per: 'host', period: 'day' }] }, ['limits[0]: limit_required']],
    [
      'a limit stated twice',
      {
        limits: [
          { per: 'host', period: 'day', maxBookings: 1 },
          { per: 'host', period: 'day', maxMinutes: 1 },
        ],
      },
      ['limits[1]: duplicate'],
    ],
    [
      'limits out of range',
      { limits: [{ per: 'host', period: 'day', maxBookings: 100_001, maxMinutes: -1 }] },
      ['limits[0].maxBookings: out_of_range', 'limits[0].maxMinutes: out_of_range'],
    ],
    [
      'a limit of another scope and period',
      { limits: [{ per: 'moon' as 'host', period: 'year' as 'day', maxBookings: 1 }] },
      ['limits[0].per: invalid_scope', 'limits[0].period: invalid_period'],
    ],
    ['a week that starts on no day', { weekStartsOn: 'XX' as 'MO' }, ['weekStartsOn: invalid_day']],
    ['no seats', { seats: 0 }, ['seats: out_of_range']],
    ['too many seats', { seats: 10_001 }, ['seats: out_of_range']],
    ['no slots at once', { maxConcurrent: 0 }, ['maxConcurrent: out_of_range']],
    ['too many slots at once', { maxConcurrent: 1_001 }, ['maxConcurrent: out_of_range']],
    ['approval at once', { approvalMinutes: 0 }, ['approvalMinutes: out_of_range']],
    [
      'cut-offs out of range',
      { cancelCutoffMinutes: -1, rescheduleCutoffMinutes: 527_041 },
      ['cancelCutoffMinutes: out_of_range', 'rescheduleCutoffMinutes: out_of_range'],
    ],
    [
      'much that is wrong at once',
      { name: '', durationsMinutes: [], seats: 0 },
      ['name: invalid_name', 'durationsMinutes: invalid_count', 'seats: out_of_range'],
    ],
  ])('may not be %s', (_, change, errors) => {
    expect(errorsOf(change)).toEqual(errors);
  });
});

describe('the terms of an event type', () => {
  it('are in milliseconds, with dates as numbers and weekdays from Monday on', () => {
    const stated = anEventType({
      durationsMinutes: [30, 45],
      bufferBeforeMinutes: 5,
      bufferAfterMinutes: 10,
      minimumNoticeMinutes: 60,
      hostMinimumNoticeMinutes: 15,
      horizon: { kind: 'dates', from: '1970-01-02', until: '1970-01-11' },
      weekStartsOn: 'SU',
      seats: 3,
      maxConcurrent: 2,
      bookerMustBeFree: true,
    });
    expect(termsOf(stated)).toEqual({
      durationsMs: [30 * MINUTE_MS, 45 * MINUTE_MS],
      bufferBeforeMs: 5 * MINUTE_MS,
      bufferAfterMs: 10 * MINUTE_MS,
      minimumNoticeMs: 60 * MINUTE_MS,
      hostMinimumNoticeMs: 15 * MINUTE_MS,
      horizon: { kind: 'dates', from: 1, until: 10 },
      limits: [],
      weekStart: 6,
      seats: 3,
      maxConcurrent: 2,
      bookerMustBeFree: true,
    });
  });

  it('have the horizon that is stated, or none', () => {
    expect(termsOf(anEventType()).horizon).toBeUndefined();
    expect(termsOf(anEventType({ horizon: { kind: 'days', days: 7 } })).horizon).toEqual({
      kind: 'days',
      days: 7,
    });
    expect(termsOf(anEventType({ horizon: { kind: 'dates', from: '1970-01-02' } })).horizon).toEqual({
      kind: 'dates',
      from: 1,
    });
  });
});
