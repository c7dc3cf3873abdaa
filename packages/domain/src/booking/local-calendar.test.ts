import { describe, expect, it } from 'vitest';
import { parseInstant, type Instant } from '../time/instant.js';
import { ZoneTable } from '../time/zone-table.js';
import { LocalCalendar } from './local-calendar.js';

const UTC = new ZoneTable('UTC', { transitions: [], offsets: [0] });

const at = (text: string): Instant => {
  const parsed = parseInstant(`${text}T12:00:00Z`);
  if (!parsed.ok) throw new RangeError(text);
  return parsed.value;
};
const calendar = new LocalCalendar(UTC, 0);
const month = (text: string): number => calendar.periodOf('month', at(text));

describe('the date of an instant', () => {
  const DAY = 86_400_000;
  const HOUR = 3_600_000;

  it('holds until midnight by the clocks of the zone', () => {
    const ahead = new LocalCalendar(new ZoneTable('Ahead', { transitions: [], offsets: [2 * HOUR] }), 0);
    expect(calendar.dateHoldsBefore(5 * HOUR)).toBe(DAY);
    expect(calendar.dateHoldsBefore(DAY)).toBe(2 * DAY);
    expect(calendar.dateHoldsBefore(-HOUR)).toBe(0);
    expect(ahead.dateHoldsBefore(5 * HOUR)).toBe(22 * HOUR);
    expect(ahead.dateHoldsBefore(22 * HOUR)).toBe(46 * HOUR);
  });

  it('is looked at again where clocks change before that', () => {
    const changing = new LocalCalendar(
      new ZoneTable('Changing', { transitions: [10 * HOUR], offsets: [0, HOUR] }),
      0,
    );
    expect(changing.dateHoldsBefore(5 * HOUR)).toBe(10 * HOUR);
    expect(changing.dateHoldsBefore(10 * HOUR)).toBe(23 * HOUR);
  });
});

describe('the months of a zone', () => {
  it('are the same from the first to the last of their days', () => {
    expect(month('2025-02-01')).toBe(month('2025-02-28'));
    expect(month('2025-02-28')).not.toBe(month('2025-03-01'));
    expect(month('2024-12-31')).not.toBe(month('2025-01-01'));
  });

  it('have each a number of its own, in whatever year', () => {
    const first = (year: number, of: number): string => `${year}-${String(of).padStart(2, '0')}-01`;
    const months = Array.from({ length: 40 * 12 }, (_, index) =>
      month(first(2000 + Math.floor(index / 12), (index % 12) + 1)),
    );
    expect(new Set(months).size).toBe(40 * 12);
  });
});
