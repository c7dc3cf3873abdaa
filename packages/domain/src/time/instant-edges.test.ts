import { describe, expect, it } from 'vitest';
import { formatLocal } from './format-local.js';
import { assertInstant, HOUR_MS, MAX_INSTANT, MIN_INSTANT, parseInstant } from './instant.js';

describe('what is said of a text that is no instant', () => {
  it.each([
    ['soon', 'format', 'must be an RFC 3339 date-time such as 2025-01-01T10:00:00Z'],
    ['2025-01-01T10:00:00', 'offset_missing', 'must end in Z or an offset such as +02:00'],
    ['2025-01-01T10:00:00.5Z', 'whole_seconds', 'must be in whole seconds'],
    ['2025-01-01T24:00:00Z', 'no_such_time', 'names a date or a time of day that does not exist'],
    ['2025-01-00T10:00:00Z', 'no_such_time', 'names a date or a time of day that does not exist'],
    ['2025-13-01T10:00:00Z', 'no_such_time', 'names a date or a time of day that does not exist'],
    ['2025-02-29T10:00:00Z', 'no_such_time', 'names a date that does not exist'],
    ['2025-01-01T10:00:00-00:00', 'format', 'has an offset that does not exist; -00:00 is not accepted'],
    ['0000-12-31T00:00:00Z', 'out_of_range', 'must lie in the years 0001 to 9999 UTC'],
  ])('%s: %s, it %s', (text, rule, message) => {
    expect(parseInstant(text)).toEqual({ ok: false, error: { kind: 'invalid_instant', rule, message } });
  });

  it('is said of a number, too', () => {
    expect(() => {
      assertInstant(1);
    }).toThrow(new RangeError('not an instant: 1 (epoch milliseconds, whole seconds, years 0001 to 9999)'));
  });
});

describe('at the edges, an instant', () => {
  it('may have the largest offset there is, and as many zeros as make 40 characters', () => {
    const noon = { ok: true, value: Date.UTC(2025, 0, 1, 12) };
    expect(parseInstant('2025-01-02T11:59:00+23:59')).toEqual(noon);
    expect(parseInstant('2024-12-31T13:00:00-23:00')).toEqual(noon);
    const text = `2025-01-01T12:00:00.${'0'.repeat(19)}Z`;
    expect(text).toHaveLength(40);
    expect(parseInstant(text)).toEqual(noon);
    expect(parseInstant(text.replace('Z', '0Z'))).toMatchObject({ error: { rule: 'format' } });
  });

  it('is of no year 0, though it be of year 1 in UTC', () => {
    expect(parseInstant('0000-12-31T23:30:00-01:00')).toMatchObject({ error: { rule: 'out_of_range' } });
  });

  it('is written with its offset as long as its local time has a year from 0001 to 9999', () => {
    const [west, east] = [{ offsetAt: () => -5 * HOUR_MS }, { offsetAt: () => 13 * HOUR_MS }];
    expect(formatLocal(MIN_INSTANT + 5 * HOUR_MS, west)).toBe('0001-01-01T00:00:00-05:00');
    expect(formatLocal(MIN_INSTANT + 5 * HOUR_MS - 1_000, west)).toBe('0001-01-01T04:59:59+00:00');
    expect(formatLocal(MAX_INSTANT - 13 * HOUR_MS, east)).toBe('9999-12-31T23:59:59+13:00');
    expect(formatLocal(MAX_INSTANT - 13 * HOUR_MS + 1_000, east)).toBe('9999-12-31T11:00:00+00:00');
  });
});
