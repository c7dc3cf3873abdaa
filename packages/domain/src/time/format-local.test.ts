import { beforeAll, describe, expect, it } from 'vitest';
import { formatLocal } from './format-local.js';
import { MAX_INSTANT, MIN_INSTANT, parseInstant, type Instant } from './instant.js';
import { loadZoneTables, type ZoneTables } from './zone-tables.js';

let zones: ZoneTables;

beforeAll(async () => {
  zones = await loadZoneTables();
});

const at = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (!parsed.ok) throw new RangeError(text);
  return parsed.value;
};

describe('a local time with its offset', () => {
  it.each([
    ['before the clocks go forward', '2025-03-30T00:59:59Z', 'Europe/Berlin', '2025-03-30T01:59:59+01:00'],
    ['when the clocks go forward', '2025-03-30T01:00:00Z', 'Europe/Berlin', '2025-03-30T03:00:00+02:00'],
    ['the first time round', '2025-10-26T00:30:00Z', 'Europe/Berlin', '2025-10-26T02:30:00+02:00'],
    ['the second time round', '2025-10-26T01:30:00Z', 'Europe/Berlin', '2025-10-26T02:30:00+01:00'],
    ['west of Greenwich', '2025-01-01T00:00:00Z', 'America/St_Johns', '2024-12-31T20:30:00-03:30'],
    ['three quarters of an hour off', '2025-01-01T00:00:00Z', 'Asia/Kathmandu', '2025-01-01T05:45:00+05:45'],
    ['after a date that was skipped', '2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31T00:00:00+14:00'],
    ['half an hour forward', '2024-10-05T15:30:00Z', 'Australia/Lord_Howe', '2024-10-06T02:30:00+11:00'],
    ['by the name of a link', '2025-07-01T12:00:00Z', 'US/Eastern', '2025-07-01T08:00:00-04:00'],
    ['at no offset', '2025-01-01T12:00:00Z', 'Europe/London', '2025-01-01T12:00:00+00:00'],
    ['in UTC', '2025-01-01T12:00:00Z', 'Etc/UTC', '2025-01-01T12:00:00+00:00'],
  ])('is written %s', (_, instant, zone, local) => {
    expect(formatLocal(at(instant), zones.get(zone))).toBe(local);
  });

  it('has an offset of seconds rounded to the minute, and the time that goes with it', () => {
    const monrovia = zones.get('Africa/Monrovia');
    const instant = at('1971-01-01T00:00:00Z');
    expect(monrovia.offsetAt(instant)).toBe(-2_670_000);
    expect(formatLocal(instant, monrovia)).toBe('1970-12-31T23:16:00-00:44');
  });

  it('is written at no offset where it would lie outside the years 0001 to 9999', () => {
    expect(formatLocal(MIN_INSTANT, zones.get('America/New_York'))).toBe('0001-01-01T00:00:00+00:00');
    expect(formatLocal(MAX_INSTANT, zones.get('Pacific/Auckland'))).toBe('9999-12-31T23:59:59+00:00');
  });

  it('refuses what is no instant', () => {
    expect(() => formatLocal(0.5, zones.get('Europe/Berlin'))).toThrow(RangeError);
  });
});
