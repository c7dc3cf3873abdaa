import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { checkTimeOff, timeOffInterval, type TimeOffSpan } from './time-off.js';

const ZONES = await loadZoneTables();
const NOON = Date.UTC(2025, 0, 1, 12);

const errorsOf = (span: TimeOffSpan, note = ''): string[] => {
  const checked = checkTimeOff({ span, note }, ZONES);
  return checked.ok
    ? []
    : checked.error.errors.map(({ field, code, message }) => `${field} ${message} (${code})`);
};
const dates = (startDate: string, endDate: string, timeZone = 'Europe/Berlin') => ({
  startDate,
  endDate,
  timeZone,
});
const instants = (startTime: number, endTime: number) => ({ startTime, endTime });

describe('a time off', () => {
  it.each<[string, TimeOffSpan]>([
    ['a second', instants(NOON, NOON + 1_000)],
    ['ten years', instants(NOON, NOON + 3_660 * DAY_MS)],
    ['a date', dates('2025-01-01', '2025-01-01')],
    ['ten years of dates', dates('2001-01-01', '2011-01-08')],
  ])('may be %s', (_, span) => {
    expect(errorsOf(span)).toEqual([]);
  });

  it.each<[string, TimeOffSpan, readonly string[]]>([
    [
      'without a start',
      instants(0.5, NOON),
      ['startTime must be a whole second in the years 0001 to 9999 (invalid_instant)'],
    ],
    [
      'without an end',
      instants(NOON, Number.NaN),
      ['endTime must be a whole second in the years 0001 to 9999 (invalid_instant)'],
    ],
    ['empty', instants(NOON, NOON), ['endTime must be after startTime (end_not_after_start)']],
    [
      'for more than ten years',
      instants(NOON, NOON + 3_660 * DAY_MS + 1_000),
      ['endTime must be at most 3660 days after the start (range_too_long)'],
    ],
    [
      'from a date that is none',
      dates('soon', '2025-01-01'),
      ['startDate must be a date such as 2025-01-31 (invalid_date)'],
    ],
    [
      'to a date that is none',
      dates('2025-01-01', '2025-02-29'),
      ['endDate must be a date that exists (invalid_date)'],
    ],
    [
      'of nothing that there is',
      dates('x', 'y', 'Europe/Atlantis'),
      [
        'timeZone must be the IANA name of a time zone, such as Europe/Berlin (unknown_time_zone)',
        'startDate must be a date such as 2025-01-31 (invalid_date)',
        'endDate must be a date such as 2025-01-31 (invalid_date)',
      ],
    ],
    [
      'of dates backward',
      dates('2025-01-02', '2025-01-01'),
      ['endDate must not be before startDate (end_before_start)'],
    ],
    [
      'for more than ten years of dates',
      dates('2001-01-01', '2011-01-09'),
      ['endDate must be at most 3660 days after the start (range_too_long)'],
    ],
  ])('may not be %s', (_, span, errors) => {
    expect(errorsOf(span)).toEqual(errors);
  });

  it('may have a note of up to 1000 characters', () => {
    const span = instants(NOON, NOON + HOUR_MS);
    expect(errorsOf(span, 'x'.repeat(1_000))).toEqual([]);
    expect(errorsOf(span, 'x'.repeat(1_001))).toEqual(['note must have at most 1000 characters (too_long)']);
  });
});

describe('what a time off takes away', () => {
  it('are its instants, or its dates as a whole by the clocks of its zone', () => {
    expect(timeOffInterval(instants(NOON, NOON + HOUR_MS), ZONES)).toEqual({
      start: NOON,
      end: NOON + HOUR_MS,
    });
    expect(timeOffInterval(dates('2025-03-29', '2025-03-30'), ZONES)).toEqual({
      start: Date.UTC(2025, 2, 28, 23),
      end: Date.UTC(2025, 2, 30, 22),
    });
  });

  it('is nothing where its dates were skipped', () => {
    expect(timeOffInterval(dates('2011-12-30', '2011-12-30', 'Pacific/Apia'), ZONES)).toBeUndefined();
  });

  it('is only asked of dates that were checked', () => {
    expect(() => timeOffInterval(dates('soon', 'later'), ZONES)).toThrow(
      new RangeError('not a checked time off: soon'),
    );
  });
});
