import { loadZoneTables } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { compareZones, type Comparison } from './compare-zones.js';

const zones = await loadZoneTables();

/** Every n-th zone from a seeded start, and those that are hard. */
const SEED = Number(process.env['ZONE_SEED'] ?? 7);
const EVERY = 30;
const HARD = [
  'America/New_York',
  'Europe/Berlin',
  'Europe/Dublin',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
  'Africa/Casablanca',
  'Asia/Gaza',
  'Pacific/Chatham',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'UTC',
  'US/Eastern',
];
// `npm run check:zones` asks for all of them.
const whole = process.env['MODE'] === 'whole';
const sample = whole
  ? zones.names
  : [...new Set([...HARD, ...zones.names.filter((_, index) => index % EVERY === SEED % EVERY)])];
const TIMEOUT_MS = whole ? 1_200_000 : 120_000;

const report = (what: string, { comparisons, transitions, mismatches, differentData }: Comparison): void => {
  console.log(
    `${what}: ${comparisons} comparisons at ${transitions} transitions, ${mismatches.length} mismatches` +
      (differentData.length > 0 ? `; the platform's tz data differs for ${differentData.join(', ')}` : ''),
  );
};

describe('zones against js-joda and Temporal', () => {
  it(
    'agree at every transition from 2000 to 2040',
    () => {
      const comparison = compareZones(zones, sample, { from: 2000, to: 2040 });
      report(`${sample.length} zones, 2000 to 2040`, comparison);
      const { comparisons, transitions, mismatches } = comparison;
      expect(mismatches).toEqual([]);
      expect(transitions).toBeGreaterThan(500);
      expect(comparisons).toBeGreaterThan(whole ? 200_000 : 50_000);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['before 1970', 1900, 1970],
    ['after 2037', 2038, 2100],
  ])(
    'agree %s',
    (_, from, to) => {
      const comparison = compareZones(zones, HARD, { from, to });
      report(`${from} to ${to}`, comparison);
      const { comparisons, mismatches } = comparison;
      expect(mismatches).toEqual([]);
      expect(comparisons).toBeGreaterThan(10_000);
    },
    TIMEOUT_MS,
  );

  it('would catch a zone that resolves a skipped or a repeated time by the offset after the change', () => {
    const naive = (name: string) => ({
      offsetAt: (instant: number) => zones.get(name).offsetAt(instant),
      toInstant: (local: number) => local - zones.get(name).offsetAt(local),
    });
    const { mismatches } = compareZones(
      zones,
      ['Europe/Berlin', 'America/New_York'],
      { from: 2020, to: 2025 },
      naive,
    );
    expect(mismatches.length).toBeGreaterThan(0);
  });
});
