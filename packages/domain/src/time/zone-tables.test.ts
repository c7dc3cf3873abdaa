import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from './instant.js';
import { loadZoneTables, zoneTablesOf, type PackedZones } from './zone-tables.js';

/** Numbers are in base 60, with the digits 0 to 9, a to x and A to X: `1A` is 96, and `.u` is half. */
const PACKED: PackedZones = {
  version: '2025x',
  zones: ['Test/Late|LMT AAA BBB|-10.u -10 5|0121|1A 10 1A.u 0|', 'Test/Fixed|+03|-30|0||'],
  links: ['Test/Fixed|Alias/Fixed', 'Test/Nowhere|Alias/Nowhere'],
};

describe('zones from packed data', () => {
  it('have the names of zones, and of links to zones that there are, in order', () => {
    const zones = zoneTablesOf(PACKED);
    expect(zones.version).toBe('2025x');
    expect(zones.names).toEqual(['Alias/Fixed', 'Test/Fixed', 'Test/Late']);
    expect(['Alias/Fixed', 'Test/Late', 'Alias/Nowhere', 'Test', ''].map((name) => zones.has(name))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('are made when they are asked for, once, by the name they are asked for', () => {
    const zones = zoneTablesOf(PACKED);
    const alias = zones.get('Alias/Fixed');
    expect(alias.name).toBe('Alias/Fixed');
    expect(alias.offsetAt(0)).toBe(3 * HOUR_MS);
    expect(zones.get('Alias/Fixed')).toBe(alias);
    expect(zones.get('Test/Fixed').name).toBe('Test/Fixed');
    expect(() => zones.get('Alias/Nowhere')).toThrow(new RangeError('no time zone is named Alias/Nowhere'));
  });

  it('count their transitions in minutes from one to the next, and their offsets in minutes west', () => {
    const zone = zoneTablesOf(PACKED).get('Test/Late');
    const periods = [
      { minutesEast: 60.5, until: 96 },
      { minutesEast: 60, until: 156 },
      { minutesEast: -5, until: 252.5 },
      { minutesEast: 60, until: 1_000 },
    ];
    let from = 0;
    for (const { minutesEast, until } of periods) {
      expect(zone.offsetAt(from * MINUTE_MS)).toBe(minutesEast * MINUTE_MS);
      expect(zone.offsetAt(until * MINUTE_MS - 1)).toBe(minutesEast * MINUTE_MS);
      from = until;
    }
  });

  it('that are shipped are all zones there are, whatever they are called', async () => {
    const zones = await loadZoneTables();
    expect(zones.has('Europe/Berlin')).toBe(true);
    expect(zones.has('US/Eastern')).toBe(true);
    expect(zones.has('Europe/Atlantis')).toBe(false);
    expect(zones.names).toContain('Pacific/Apia');
    expect(zones.names).toEqual([...zones.names].sort());
    expect(zones.get('Asia/Kathmandu').offsetAt(0)).toBe(5.5 * HOUR_MS);
  });
});
