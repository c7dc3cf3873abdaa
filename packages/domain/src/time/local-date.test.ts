import { describe, expect, it } from 'vitest';
import {
  formatLocalDate,
  isSkipped,
  localDateOf,
  MAX_LOCAL_DATE,
  MIN_LOCAL_DATE,
  parseLocalDate,
  weekdayOf,
} from './local-date.js';
import { loadZoneTables } from './zone-tables.js';

const ZONES = await loadZoneTables();

describe('a date on the wire', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2024-02-29', 19_782],
    ['2000-02-29', 11_016],
    ['0001-01-01', MIN_LOCAL_DATE],
    ['9999-12-31', MAX_LOCAL_DATE],
  ])('%s is read, and written again', (text, date) => {
    expect(parseLocalDate(text)).toEqual({ ok: true, value: date });
    expect(formatLocalDate(date)).toBe(text);
  });

  it.each([
    '',
    'soon',
    '2025-1-1',
    '20250101',
    '+2025-01-01',
    '12025-01-01',
    '2025-01-01T00:00',
    ' 2025-01-01',
  ])('“%s” is none', (text) => {
    const message = 'must be a date such as 2025-01-31';
    expect(parseLocalDate(text)).toEqual({ ok: false, error: { kind: 'invalid_date', message } });
  });

  it.each([
    '2025-02-29',
    '1900-02-29',
    '2025-04-31',
    '2025-00-01',
    '2025-13-01',
    '2025-99-01',
    '2025-01-00',
    '2025-01-32',
    '2025-12-99',
    '0000-01-01',
    '0000-12-31',
  ])('%s does not exist', (text) => {
    const message = 'must be a date that exists';
    expect(parseLocalDate(text)).toEqual({ ok: false, error: { kind: 'invalid_date', message } });
  });

  it.each([MIN_LOCAL_DATE - 1, MAX_LOCAL_DATE + 1, 0.5, Number.NaN])('is never written of %d', (date) => {
    expect(() => formatLocalDate(date)).toThrow(
      new RangeError(`not a date: ${date} (days since 1970-01-01, years 0001 to 9999)`),
    );
  });
});

describe('a date of the calendar', () => {
  it('has the weekday that it has, before 1970 too', () => {
    expect(weekdayOf(localDateOf(1970, 1, 1))).toBe('TH');
    expect(weekdayOf(localDateOf(1969, 12, 31))).toBe('WE');
    expect(weekdayOf(localDateOf(2025, 6, 1))).toBe('SU');
  });

  it('is skipped where a zone changed to the other side of the date line, and on no other day', () => {
    const apia = ZONES.get('Pacific/Apia');
    const around = [29, 30, 31].map((day) => isSkipped(localDateOf(2011, 12, day), apia));
    expect(around).toEqual([false, true, false]);
    // Midnight alone was skipped here, not the day.
    expect(isSkipped(localDateOf(2018, 11, 4), ZONES.get('America/Sao_Paulo'))).toBe(false);
  });
});
