import { describe, expect, it } from 'vitest';
import { aSchedule } from '../testing/builders.js';
import { DAY_MS, formatInstant, HOUR_MS, MAX_INSTANT, MIN_INSTANT, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { openWindows, scheduleReach, type OpeningSources } from './open-windows.js';
import { resolveSchedule } from './resolve-schedule.js';
import type { ScheduleStatement } from './schedule.js';

const ZONES = await loadZoneTables();

const at = (month: number, day: number, hour = 0): Instant => Date.UTC(2025, month - 1, day, hour);
const on = (month: number, day: number): Interval => ({ start: at(month, day), end: at(month, day + 1) });

const scheduled = (change: Partial<ScheduleStatement>, zone = 'UTC'): OpeningSources => ({
  ranges: [],
  schedule: {
    hours: resolveSchedule(aSchedule({ weekly: [], timeZone: zone, ...change }), ZONES.get(zone)),
    zone: ZONES.get(zone),
  },
  timeOff: IntervalSet.EMPTY,
});
const AROUND_THE_CLOCK = {
  weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const, start: '00:00', end: '24:00' }],
};
const NINE_TO_FIVE = {
  weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const, start: '09:00', end: '17:00' }],
};

/** The start of the grid that goes for an instant. */
const gridAt = (sources: OpeningSources, stretch: Interval, instant: Instant): string => {
  const { grids } = openWindows(sources, stretch);
  const grid = grids[IntervalSet.indexAt(grids, instant)];
  return grid === undefined || instant >= grid.end ? 'none' : formatInstant(grid.start);
};

describe('the windows of ranges alone', () => {
  it('are each one grid, cut by time off', () => {
    const ranges = [
      { start: 50, end: 60 },
      { start: 0, end: 20 },
      { start: 20, end: 40 },
    ];
    const timeOff = IntervalSet.of([{ start: 10, end: 15 }]);
    const { windows, grids } = openWindows({ ranges, timeOff }, { start: 0, end: 100 });
    expect(windows).toEqual([
      { start: 0, end: 10 },
      { start: 15, end: 40 },
      { start: 50, end: 60 },
    ]);
    expect(grids).toEqual(windows);
  });
});

describe('the windows of a schedule', () => {
  it('are whole where they reach into a stretch, and into the day after', () => {
    const { windows } = openWindows(scheduled(NINE_TO_FIVE), on(1, 15));
    expect(windows).toContainEqual({ start: at(1, 15, 9), end: at(1, 15, 17) });
    expect(windows).toContainEqual({ start: at(1, 16, 9), end: at(1, 16, 17) });
    const within = openWindows(scheduled(NINE_TO_FIVE), { start: at(1, 15, 16), end: at(1, 15, 17) });
    expect(within.windows).toContainEqual({ start: at(1, 15, 9), end: at(1, 15, 17) });
  });

  it('are one with ranges that they touch, and are cut by time off', () => {
    const sources = {
      ...scheduled(NINE_TO_FIVE),
      ranges: [{ start: at(1, 15, 17), end: at(1, 15, 18) }],
      timeOff: IntervalSet.of([{ start: at(1, 15, 12), end: at(1, 15, 13) }]),
    };
    const { windows, grids } = openWindows(sources, on(1, 15));
    expect(windows).toContainEqual({ start: at(1, 15, 9), end: at(1, 15, 12) });
    expect(windows).toContainEqual({ start: at(1, 15, 13), end: at(1, 15, 18) });
    expect(grids).toContainEqual({
      start: at(1, 15, 13),
      end: at(1, 15, 18),
    });
  });

  it('that link days have one grid, from the first of them on, for a month', () => {
    const sources = scheduled({ ...AROUND_THE_CLOCK, validFrom: '2025-01-01', validUntil: '2025-01-31' });
    for (const day of [1, 2, 15, 31]) {
      expect(gridAt(sources, on(1, day), at(1, day, 5))).toBe('2025-01-01T00:00:00Z');
    }
    expect(openWindows(sources, on(1, 31)).grids).toEqual([{ start: at(1, 1), end: at(2, 1) }]);
  });

  it('that link more than a month begin a grid at each Monday after that', () => {
    const sources = scheduled({ ...AROUND_THE_CLOCK, validFrom: '2025-01-01', validUntil: '2025-02-20' });
    // 31 days after 1 January comes Saturday, 1 February.
    expect(openWindows(sources, { start: at(1, 1), end: at(2, 20) }).grids).toEqual([
      { start: at(1, 1), end: at(2, 3), windowEnd: at(2, 21) },
      { start: at(2, 3), end: at(2, 10), windowEnd: at(2, 21) },
      { start: at(2, 10), end: at(2, 17), windowEnd: at(2, 21) },
      { start: at(2, 17), end: at(2, 21), windowEnd: at(2, 21) },
    ]);
  });

  it('that would begin a grid on the last Monday at their end begin none', () => {
    const sources = scheduled({ ...AROUND_THE_CLOCK, validFrom: '2025-01-01', validUntil: '2025-02-02' });
    expect(openWindows(sources, { start: at(1, 1), end: at(2, 20) }).grids).toEqual([
      { start: at(1, 1), end: at(2, 3), windowEnd: at(2, 3) },
    ]);
  });

  it('that reach a Monday just when a month is over wait for the next', () => {
    // 31 days after Friday, 3 January comes Monday, 3 February.
    const sources = scheduled({ ...AROUND_THE_CLOCK, validFrom: '2025-01-03', validUntil: '2025-02-20' });
    const { grids } = openWindows(sources, { start: at(1, 3), end: at(2, 20) });
    expect(grids.map(({ start }) => start)).toEqual([at(1, 3), at(2, 10), at(2, 17)]);
  });

  it.each(['UTC', 'Europe/Berlin', 'America/New_York'])(
    'have in %s the same grids, whatever stretch is looked at',
    (zone) => {
      const sources = scheduled({ ...AROUND_THE_CLOCK, validFrom: '2025-01-29' }, zone);
      const whole = { start: at(1, 20), end: at(5, 1) };
      for (let instant = whole.start; instant < whole.end; instant += 13 * HOUR_MS) {
        const own = { start: instant, end: instant + HOUR_MS };
        expect(gridAt(sources, own, instant)).toBe(gridAt(sources, whole, instant));
      }
      // 3 March is the first Monday that comes more than 31 days after 29 January.
      const monday = zone === 'UTC' ? '00' : zone === 'Europe/Berlin' ? '23' : '05';
      const eve = zone === 'Europe/Berlin' ? '02' : '03';
      expect(gridAt(sources, on(3, 5), at(3, 5))).toBe(`2025-03-${eve}T${monday}:00:00Z`);
    },
  );

  it('that have always been there begin a grid at each Monday', () => {
    const always = scheduled(AROUND_THE_CLOCK);
    for (let day = 1; day <= 14; day += 1) {
      const monday = day < 6 ? '2024-12-30' : day < 13 ? '2025-01-06' : '2025-01-13';
      expect(gridAt(always, on(1, day), at(1, day, 5))).toBe(`${monday}T00:00:00Z`);
    }
  });
});

describe('where what is stated bears on the windows of a stretch', () => {
  it('is from 39 days before it to two days after it, as far as there is time', () => {
    const stretch = on(6, 15);
    expect(scheduleReach(stretch)).toEqual({
      start: stretch.start - 39 * DAY_MS,
      end: stretch.end + 2 * DAY_MS,
    });
    const all = { start: MIN_INSTANT, end: MAX_INSTANT };
    expect(scheduleReach(all)).toEqual(all);
  });
});
