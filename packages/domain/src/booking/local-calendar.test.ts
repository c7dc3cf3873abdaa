import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, parseInstant, type Instant } from '../time/instant.js';
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

describe('the date of an instant', () => {
  const HALF_HOUR_MS = 30 * MINUTE_MS;
  /** Its clocks go back over midnight: at half past twelve it is half past eleven of the day before again. */
  const overMidnight = new ZoneTable('Odd/Midnight', {
    transitions: [24.5 * HOUR_MS, 60 * HOUR_MS],
    offsets: [0, -HOUR_MS, HOUR_MS],
  });

  it('holds as long as it says, and to the end of the day where the clocks don’t change', () => {
    const odd = new LocalCalendar(overMidnight, 0);
    for (let instant = 0; instant < 96 * HOUR_MS; instant += HALF_HOUR_MS) {
      const until = odd.sameDateUntil(instant);
      expect(until).toBeGreaterThan(instant);
      for (let later = instant; later < Math.min(until, 96 * HOUR_MS); later += HALF_HOUR_MS)
        expect(odd.dateOf(later)).toBe(odd.dateOf(instant));
    }
    expect(odd.sameDateUntil(26 * HOUR_MS)).toBe(49 * HOUR_MS);
  });
});
