import { MAX_INSTANT, MIN_INSTANT } from '@slotkeeper/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantInJson, parseTimestamptz, timestamptzBound, timestamptzOf } from './timestamptz.js';

describe('instants in PostgreSQL’s timestamptz', () => {
  it.each([
    ['0001-01-01 00:00:00+00', MIN_INSTANT],
    ['0099-12-31 23:59:59+00', -59_011_459_201_000],
    ['1969-12-31 23:59:59+00', -1_000],
    ['2025-01-01 10:00:00+00', 1_735_725_600_000],
    ['9999-12-31 23:59:59+00', MAX_INSTANT],
  ])('reads %s', (printed, instant) => {
    expect(parseTimestamptz(printed)).toBe(instant);
    expect(timestamptzOf(instant)).toBe(`${printed.slice(0, 19).replace(' ', 'T')}Z`);
    expect(instantInJson(`${printed.replace(' ', 'T')}:00`)).toBe(instant);
  });

  it.each([
    '2025-01-01 10:00:00.5+00',
    '2025-01-01 10:00:00+01',
    '2025-01-01 10:00:00',
    '10000-01-01 00:00:00+00',
    '0044-03-15 12:00:00+00 BC',
    'infinity',
    'Wed Jan 01 10:00:00 2025 UTC',
  ])('refuses %s, rather than read another instant in it', (printed) => {
    expect(() => parseTimestamptz(printed)).toThrow(RangeError);
  });

  it('are written and read as Date does, on whatever date', () => {
    const seconds = fc.integer({ min: MIN_INSTANT / 1_000, max: MAX_INSTANT / 1_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const instant = second * 1_000;
        expect(Date.parse(timestamptzOf(instant))).toBe(instant);
        expect(instantInJson(`${timestamptzOf(instant).slice(0, 19)}+00:00`)).toBe(instant);
      }),
      { numRuns: 10_000 },
    );
  });

  it('reads other offsets in JSON, too', () => {
    expect(instantInJson('2025-01-01T10:00:00+01:00')).toBe(Date.parse('2025-01-01T09:00:00Z'));
    expect(instantInJson('2025-01-01T10:00:00.5+00:00')).toBe(1_735_725_600_500);
    expect(instantInJson('soon')).toBeNaN();
  });

  it.each([Number.NaN, 0.5, 1, MAX_INSTANT + 1_000])('writes no %d', (number) => {
    expect(() => timestamptzOf(number)).toThrow(RangeError);
  });

  it('asks without bound for a stretch that reaches beyond all that can be stored', () => {
    expect(timestamptzBound(MAX_INSTANT + 86_400_000)).toBe('infinity');
    expect(timestamptzBound(MIN_INSTANT - 1_000)).toBe('-infinity');
    expect(timestamptzBound(MAX_INSTANT)).toBe('9999-12-31T23:59:59Z');
  });
});
