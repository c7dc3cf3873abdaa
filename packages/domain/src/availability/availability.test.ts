import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MAX_INSTANT, MINUTE_MS } from '../time/instant.js';
import { checkAvailability, type AvailabilityStatement } from './availability.js';

const NOW = Date.UTC(2025, 0, 1, 12);
const TOMORROW = NOW + DAY_MS;
const stated = (change: Partial<AvailabilityStatement> = {}): AvailabilityStatement => ({
  startTime: TOMORROW,
  endTime: TOMORROW + 3 * HOUR_MS,
  slotDuration: 30,
  ...change,
});
const errorsOf = (change: Partial<AvailabilityStatement>, unchangedStart?: number): string[] => {
  const checked = checkAvailability(stated(change), NOW, unchangedStart);
  return checked.ok
    ? []
    : checked.error.errors.map(({ field, code, message }) => `${field} ${message} (${code})`);
};

const NO_INSTANT = 'must be a whole second in the years 0001 to 9999 (invalid_instant)';
const DURATION = 'slotDuration must be a whole number of minutes from 1 to 1440 (slot_duration_out_of_range)';

describe('a range that a host states', () => {
  it.each<[string, Partial<AvailabilityStatement>]>([
    ['begin now', { startTime: NOW }],
    ['be one slot', { endTime: TOMORROW + 30 * MINUTE_MS }],
    ['be of the shortest slots', { slotDuration: 1 }],
    ['be of the longest slots', { endTime: TOMORROW + DAY_MS, slotDuration: 1_440 }],
    ['last for a leap year', { endTime: TOMORROW + 366 * DAY_MS }],
  ])('may %s', (_, change) => {
    expect(checkAvailability(stated(change), NOW)).toEqual({ ok: true, value: stated(change) });
  });

  it.each<[string, Partial<AvailabilityStatement>, readonly string[]]>([
    ['start at no instant', { startTime: TOMORROW + 0.5 }, [`startTime ${NO_INSTANT}`]],
    ['end at no instant', { endTime: MAX_INSTANT + 1_000 }, [`endTime ${NO_INSTANT}`]],
    [
      'be of no instants at all',
      { startTime: Number.NaN, endTime: 1, slotDuration: 0 },
      [`startTime ${NO_INSTANT}`, `endTime ${NO_INSTANT}`, DURATION],
    ],
    ['have slots of nothing', { slotDuration: 0 }, [DURATION]],
    ['have slots of more than a day', { slotDuration: 1_441, endTime: TOMORROW + 9 * DAY_MS }, [DURATION]],
    ['have slots of half a minute more', { slotDuration: 30.5 }, [DURATION]],
    ['have slots far too long', { slotDuration: 1e9 }, [DURATION]],
    [
      'have slots that are longer than itself',
      { slotDuration: 181 },
      [
        'slotDuration must not be longer than the range from startTime to endTime (slot_duration_exceeds_range)',
      ],
    ],
    ['be empty', { endTime: TOMORROW }, ['endTime must be after startTime (end_not_after_start)']],
    ['go backward', { endTime: NOW }, ['endTime must be after startTime (end_not_after_start)']],
    [
      'last for longer than a leap year',
      { endTime: TOMORROW + 366 * DAY_MS + 1_000 },
      ['endTime must be at most 366 days after startTime (range_too_long)'],
    ],
    ['have begun', { startTime: NOW - 1_000 }, ['startTime must not lie in the past (in_the_past)']],
  ])('may not %s', (_, change, errors) => {
    expect(errorsOf(change)).toEqual(errors);
  });

  it('may have begun, if that is not changed', () => {
    const startTime = NOW - HOUR_MS;
    expect(errorsOf({ startTime }, startTime)).toEqual([]);
    expect(errorsOf({ startTime }, startTime - 1_000)).toHaveLength(1);
  });
});
