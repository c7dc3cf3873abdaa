import { Instant as JodaInstant } from '@js-joda/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatInstant,
  isInstant,
  MAX_INSTANT,
  MIN_INSTANT,
  parseInstant,
  SECOND_MS,
  truncateToSecond,
} from './instant.js';

const accepted = [
  ['2025-01-01T10:00:00Z', Date.UTC(2025, 0, 1, 10)],
  ['2025-01-01T10:00:00.000Z', Date.UTC(2025, 0, 1, 10)],
  ['2025-01-01T10:00:00.0Z', Date.UTC(2025, 0, 1, 10)],
  ['2025-01-01T10:00:00+02:00', Date.UTC(2025, 0, 1, 8)],
  ['2025-01-01T10:00:00-03:30', Date.UTC(2025, 0, 1, 13, 30)],
  ['2025-01-01T10:00:00+00:00', Date.UTC(2025, 0, 1, 10)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
  ['1969-12-31T23:59:59Z', -1000],
  ['0001-01-01T00:00:00Z', MIN_INSTANT],
  ['9999-12-31T23:59:59Z', MAX_INSTANT],
] as const;

const refused = [
  ['', 'format'],
  ['2025-01-01', 'format'],
  ['2025-01-01T10:00Z', 'format'],
  ['2025-01-01 10:00:00Z', 'format'],
  ['2025-01-01t10:00:00Z', 'format'],
  ['2025-01-01T10:00:00z', 'format'],
  ['2025-01-01T10:00:00+0100', 'format'],
  ['2025-01-01T10:00:00+01', 'format'],
  ['2025-01-01T10:00:00-00:00', 'format'],
  ['2025-01-01T10:00:00+24:00', 'format'],
  ['2025-01-01T10:00:00+01:60', 'format'],
  ['2025-01-01T10:00:00.Z', 'format'],
  ['2025-1-1T10:00:00Z', 'format'],
  ['20250101T100000Z', 'format'],
  ['+2025-01-01T10:00:00Z', 'format'],
  ['12025-01-01T10:00:00Z', 'format'],
  [' 2025-01-01T10:00:00Z', 'format'],
  ['2025-01-01T10:00:00Z ', 'format'],
  ['2025-01-01T10:00:00Z\n', 'format'],
  ['２０２５-01-01T10:00:00Z', 'format'],
  ['1735725600', 'format'],
  [`2025-01-01T10:00:00.${'0'.repeat(100)}Z`, 'format'],
  ['2025-01-01T10:00:00', 'offset_missing'],
  ['2025-01-01T10:00:00.5Z', 'whole_seconds'],
  ['2025-01-01T10:00:00.000000001Z', 'whole_seconds'],
  ['2025-02-30T10:00:00Z', 'no_such_time'],
  ['2025-02-29T10:00:00Z', 'no_such_time'],
  ['1900-02-29T10:00:00Z', 'no_such_time'],
  ['2025-04-31T10:00:00Z', 'no_such_time'],
  ['2025-13-01T10:00:00Z', 'no_such_time'],
  ['2025-00-01T10:00:00Z', 'no_such_time'],
  ['2025-01-00T10:00:00Z', 'no_such_time'],
  ['2025-01-01T24:00:00Z', 'no_such_time'],
  ['2025-01-01T10:60:00Z', 'no_such_time'],
  ['2016-12-31T23:59:60Z', 'no_such_time'],
  ['0000-01-01T00:00:00Z', 'out_of_range'],
  ['0001-01-01T00:00:00+01:00', 'out_of_range'],
  ['9999-12-31T23:59:59-01:00', 'out_of_range'],
] as const;

describe('an instant on the wire', () => {
  it.each(accepted)('accepts %j', (text, expected) => {
    expect(parseInstant(text)).toEqual({ ok: true, value: expected });
  });

  it.each(refused)('refuses %j by the rule %s', (text, rule) => {
    expect(parseInstant(text)).toMatchObject({ ok: false, error: { kind: 'invalid_instant', rule } });
  });

  it('is formatted in UTC with Z, in whole seconds', () => {
    expect(formatInstant(Date.UTC(2025, 0, 1, 10))).toBe('2025-01-01T10:00:00Z');
    expect(formatInstant(MIN_INSTANT)).toBe('0001-01-01T00:00:00Z');
    expect(() => formatInstant(1)).toThrow(RangeError);
    expect(() => formatInstant(MAX_INSTANT + SECOND_MS)).toThrow(RangeError);
    expect(() => formatInstant(Number.NaN)).toThrow(RangeError);
  });

  it('of a clock is the second that the reading lies in, before 1970 too', () => {
    expect(truncateToSecond(1999)).toBe(1000);
    expect(truncateToSecond(-1)).toBe(-1000);
  });
});

const instants = fc
  .integer({ min: MIN_INSTANT / SECOND_MS, max: MAX_INSTANT / SECOND_MS })
  .map((s) => s * SECOND_MS);

describe('laws of instants', () => {
  it('format and parse are inverse, and agree with js-joda', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const text = formatInstant(instant);
        expect(parseInstant(text)).toEqual({ ok: true, value: instant });
        expect(JodaInstant.parse(text).toEpochMilli()).toBe(instant);
      }),
      { numRuns: 1000 },
    );
  });

  it('a date and time is accepted exactly if js-joda knows it', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    const fields = fc.tuple(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
    );
    fc.assert(
      fc.property(fields, ([y, mo, d, h, mi, s]) => {
        // js-joda reads a leap second; it is refused here, as an example above says.
        fc.pre(!(h === 23 && mi === 59 && s === 60));
        const text = `${String(y).padStart(4, '0')}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}Z`;
        const parsed = parseInstant(text);
        let known: number | undefined;
        try {
          known = JodaInstant.parse(text).toEpochMilli();
        } catch {
          known = undefined;
        }
        expect(parsed.ok ? parsed.value : undefined).toBe(known);
      }),
      { numRuns: 3000 },
    );
  });

  it('no text makes the parser throw, and what it accepts is an instant', () => {
    const digitsAndSigns = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789-:TZ+.tz ')),
      maxLength: 45,
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digitsAndSigns), (text) => {
        const parsed = parseInstant(text);
        expect(parsed.ok ? isInstant(parsed.value) : parsed.error.message.length > 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('formatInstant', () => {
  it('writes what the platform writes, in whatever order it is asked', () => {
    const seconds = fc.integer({ min: MIN_INSTANT / 1_000, max: MAX_INSTANT / 1_000 });
    const near = fc.tuple(seconds, fc.array(fc.integer({ min: -100_000, max: 100_000 }), { maxLength: 20 }));
    fc.assert(
      fc.property(near, ([second, steps]) => {
        for (const step of [0, ...steps]) {
          const instant = Math.min(MAX_INSTANT, Math.max(MIN_INSTANT, (second + step) * 1_000));
          expect(formatInstant(instant)).toBe(new Date(instant).toISOString().replace('.000Z', 'Z'));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
