import { describe, expect, it } from 'vitest';
import { aSchedule } from '../testing/builders.js';
import { checkSchedule, type RecurringHours, type ScheduleStatement } from './schedule.js';

const ZONES = { has: (zone: string) => zone === 'Europe/London' };
const errorsOf = (change: Partial<ScheduleStatement>): string[] => {
  const checked = checkSchedule(aSchedule(change), ZONES);
  return checked.ok
    ? []
    : checked.error.errors.map(({ field, code, message }) => `${field} ${message} (${code})`);
};

const NINE_TO_FIVE = { start: '09:00', end: '17:00' };
const monthly = (change: Partial<RecurringHours> = {}): RecurringHours => ({
  rule: 'FREQ=MONTHLY;BYDAY=1MO',
  from: '2025-01-01',
  ...NINE_TO_FIVE,
  ...change,
});
const times = <T>(count: number, of: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => of(index));
const dateOf = (index: number): string => new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10);

const NO_TIME = 'must be a time such as 09:30, or 24:00 (invalid_time)';
const NO_DATE = 'must be a date such as 2025-01-31 (invalid_date)';
const DAYS = 'must be one or more of MO, TU, WE, TH, FR, SA, SU, none twice (invalid_days)';
const SLOTS = 'must be a whole number of minutes from 1 to 1440 (slot_duration_out_of_range)';

describe('a schedule that a host states', () => {
  it.each<[string, Partial<ScheduleStatement>]>([
    ['keep no hours at all', { weekly: [], slotDuration: undefined }],
    ['keep hours over midnight', { weekly: [{ days: ['SU'], start: '22:00', end: '06:00' }] }],
    ['keep hours around the clock', { weekly: [{ days: ['SU'], start: '00:00', end: '24:00' }] }],
    ['be of the shortest slots', { slotDuration: 1 }],
    ['be of the longest slots', { slotDuration: 1_440 }],
    ['be for a single day', { validFrom: '2025-01-01', validUntil: '2025-01-01' }],
    ['close on a date', { overrides: [{ date: '2025-12-25', kind: 'replace', windows: [] }] }],
    [
      'replace, add and subtract on one date',
      {
        overrides: (['replace', 'add', 'subtract', 'add'] as const).map((kind) => ({
          date: '2025-12-24',
          kind,
          windows: [NINE_TO_FIVE],
        })),
      },
    ],
    [
      'state as much as may be',
      {
        weekly: times(100, () => ({ days: ['MO'], ...NINE_TO_FIVE })),
        recurring: times(20, () =>
          monthly({ exceptDates: times(500, dateOf), extraDates: times(500, dateOf) }),
        ),
        overrides: times(500, (index) => ({
          date: dateOf(index),
          kind: 'replace',
          windows: times(index === 0 ? 50 : 1, () => NINE_TO_FIVE),
        })),
      },
    ],
  ])('may %s', (_, change) => {
    expect(errorsOf(change)).toEqual([]);
  });

  it.each<[string, Partial<ScheduleStatement>, readonly string[]]>([
    [
      'be of a zone that there is not',
      { timeZone: 'Europe/Atlantis' },
      ['timeZone must be the IANA name of a time zone, such as Europe/Berlin (unknown_time_zone)'],
    ],
    [
      'state too much',
      {
        weekly: times(101, () => ({ days: ['MO'], ...NINE_TO_FIVE })),
        recurring: times(21, () => monthly()),
        overrides: times(501, (index) => ({ date: dateOf(index), kind: 'replace', windows: [] })),
      },
      [
        'weekly must have at most 100 entries (too_many)',
        'recurring must have at most 20 entries (too_many)',
        'overrides must have at most 500 entries (too_many)',
      ],
    ],
    ['keep hours on no day', { weekly: [{ days: [], ...NINE_TO_FIVE }] }, [`weekly[0].days ${DAYS}`]],
    [
      'keep hours on one day twice',
      {
        weekly: [
          { days: ['MO'], ...NINE_TO_FIVE },
          { days: ['TU', 'TU'], ...NINE_TO_FIVE },
        ],
      },
      [`weekly[1].days ${DAYS}`],
    ],
    [
      'keep hours on a day that there is not',
      { weekly: [{ days: ['MO', 'XX' as 'MO'], ...NINE_TO_FIVE }] },
      [`weekly[0].days ${DAYS}`],
    ],
    [
      'keep hours at times that there are not',
      { weekly: [{ days: ['MO'], start: '9:00', end: '25:00' }] },
      [`weekly[0].start ${NO_TIME}`, `weekly[0].end ${NO_TIME}`],
    ],
    [
      'keep hours from the end of a day',
      { weekly: [{ days: ['MO'], start: '24:00', end: '06:00' }] },
      ['weekly[0].start must be before 24:00 (invalid_time)'],
    ],
    [
      'recur by a rule that is none',
      { recurring: [monthly({ rule: 'FREQ=HOURLY', from: 'soon', start: '9:00' })] },
      [
        'recurring[0].rule must have FREQ of DAILY, WEEKLY, MONTHLY or YEARLY (invalid_recurrence_rule)',
        `recurring[0].from ${NO_DATE}`,
        `recurring[0].start ${NO_TIME}`,
      ],
    ],
    [
      'recur on dates that there are not, and except for such',
      { recurring: [monthly(), monthly({ exceptDates: ['2025-01-06', 'x'], extraDates: ['y'] })] },
      [`recurring[1].exceptDates[1] ${NO_DATE}`, `recurring[1].extraDates[0] ${NO_DATE}`],
    ],
    [
      'recur on too many dates, or except for too many',
      { recurring: [monthly({ exceptDates: times(501, dateOf), extraDates: times(501, dateOf) })] },
      [
        'recurring[0].exceptDates must have at most 500 entries (too_many)',
        'recurring[0].extraDates must have at most 500 entries (too_many)',
      ],
    ],
    [
      'be other on a date that there is not',
      { overrides: [{ date: '2025-02-29', kind: 'replace', windows: [{ start: 'x', end: 'y' }] }] },
      [
        'overrides[0].date must be a date that exists (invalid_date)',
        `overrides[0].windows[0].start ${NO_TIME}`,
        `overrides[0].windows[0].end ${NO_TIME}`,
      ],
    ],
    [
      'be other in too many ways',
      { overrides: [{ date: '2025-01-01', kind: 'replace', windows: times(51, () => NINE_TO_FIVE) }] },
      ['overrides[0].windows must have at most 50 entries (too_many)'],
    ],
    [
      'add or subtract nothing',
      {
        overrides: (['add', 'subtract'] as const).map((kind) => ({ date: '2025-01-01', kind, windows: [] })),
      },
      [
        'overrides[0].windows must name the windows to add or to subtract (windows_required)',
        'overrides[1].windows must name the windows to add or to subtract (windows_required)',
      ],
    ],
    [
      'replace a date twice',
      {
        overrides: ['2025-01-01', '2025-01-02', '2025-01-01'].map((date) => ({
          date,
          kind: 'replace',
          windows: [],
        })),
      },
      ['overrides[2].date must be replaced once: list all its windows in one override (date_replaced_twice)'],
    ],
    [
      'be valid backward',
      { validFrom: '2025-01-02', validUntil: '2025-01-01' },
      ['validUntil must not be before validFrom (end_before_start)'],
    ],
    [
      'be valid from and until dates that are none',
      { validFrom: 'x', validUntil: '2025-01-01' },
      [`validFrom ${NO_DATE}`],
    ],
    ['be valid until a date that is none', { validUntil: 'x' }, [`validUntil ${NO_DATE}`]],
    ['be of slots of nothing', { slotDuration: 0 }, [`slotDuration ${SLOTS}`]],
    ['be of slots of more than a day', { slotDuration: 1_441 }, [`slotDuration ${SLOTS}`]],
    ['be of slots of half a minute', { slotDuration: 0.5 }, [`slotDuration ${SLOTS}`]],
    ['be of slots of half a minute more', { slotDuration: 30.5 }, [`slotDuration ${SLOTS}`]],
  ])('may not %s', (_, change, errors) => {
    expect(errorsOf(change)).toEqual(errors);
  });
});
