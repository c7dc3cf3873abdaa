import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  HOUR_MS,
  MAX_INSTANT,
  MIN_INSTANT,
  MINUTE_MS,
  parseInstant,
  type Instant,
} from '../time/instant.js';
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

describe('the whole periods of a stretch', () => {
  const HALF_HOUR_MS = 30 * MINUTE_MS;
  const DAYS = 100;
  /** Clocks that go back over midnight, that leave a day out, and that repeat one. */
  const ODD_ZONES = [
    { transitions: [], offsets: [14 * HOUR_MS] },
    { transitions: [24.5 * HOUR_MS, 60 * HOUR_MS], offsets: [0, -HOUR_MS, HOUR_MS] },
    { transitions: [40 * DAY_MS + 10 * HOUR_MS], offsets: [-10 * HOUR_MS, 14 * HOUR_MS] },
    { transitions: [40 * DAY_MS + 10 * HOUR_MS], offsets: [14 * HOUR_MS, -10 * HOUR_MS] },
  ];
  const everyHalfHour = Array.from({ length: DAYS * 48 }, (_, index) => index * HALF_HOUR_MS);

  it.each(ODD_ZONES)('hold every instant of them, and little else, in a zone of $offsets', (table) => {
    const odd = new LocalCalendar(new ZoneTable('Odd/Zone', table), 6);
    const changes = Math.max(...table.offsets) - Math.min(...table.offsets);
    for (const period of ['day', 'week', 'month'] as const) {
      const periods = everyHalfHour.map((instant) => odd.periodOf(period, instant));
      // Far enough from both ends for a month to be whole.
      for (let from = 33 * 48; from < 65 * 48; from += 37) {
        const to = from + ((from * 7) % 100);
        const whole = odd.wholePeriods(period, { start: from * HALF_HOUR_MS, end: to * HALF_HOUR_MS });
        const [first, last] = [periods[from] ?? 0, periods[to] ?? 0];
        const members = everyHalfHour.filter((_, index) => {
          const one = periods[index] ?? 0;
          return one >= first && one <= last;
        });
        const [earliest = 0, latest = 0] = [members[0], members.at(-1)];
        expect(whole.start).toBeLessThanOrEqual(earliest);
        expect(whole.start).toBeGreaterThanOrEqual(earliest - changes);
        expect(whole.end).toBeGreaterThan(latest);
        expect(whole.end).toBeLessThanOrEqual(latest + HALF_HOUR_MS + changes);
      }
    }
  });

  it('end where time does', () => {
    const east = new LocalCalendar(new ZoneTable('East', { transitions: [], offsets: [14 * HOUR_MS] }), 0);
    const west = new LocalCalendar(new ZoneTable('West', { transitions: [], offsets: [-12 * HOUR_MS] }), 0);
    for (const period of ['day', 'week', 'month'] as const) {
      const last = { start: MAX_INSTANT - 1, end: MAX_INSTANT };
      const first = { start: MIN_INSTANT, end: MIN_INSTANT + 1 };
      expect(east.wholePeriods(period, last).end).toBe(MAX_INSTANT);
      expect(west.wholePeriods(period, last).end).toBe(MAX_INSTANT);
      expect(east.wholePeriods(period, first).start).toBe(MIN_INSTANT);
      expect(west.wholePeriods(period, first).start).toBe(MIN_INSTANT);
    }
  });
});
