import { describe, expect, it } from 'vitest';
import { anEventType } from '../testing/builders.js';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { HOUR_MS, MAX_INSTANT, MIN_INSTANT, MINUTE_MS } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { blockedStretch, countedStretch } from './calendar-state.js';

const STRETCH = { start: DEFAULT_NOW, end: DEFAULT_NOW + HOUR_MS };
const ZONES = await loadZoneTables();
const ALL_TIME = { start: MIN_INSTANT, end: MAX_INSTANT };

describe('where claims bear on a stretch', () => {
  it('is the stretch itself where there are no buffers', () => {
    expect(blockedStretch(STRETCH, undefined)).toEqual(STRETCH);
    expect(blockedStretch(STRETCH, anEventType())).toEqual(STRETCH);
  });

  it('is wider by the buffers of the event type, as far as there is time', () => {
    const buffered = anEventType({ bufferBeforeMinutes: 10, bufferAfterMinutes: 20 });
    expect(blockedStretch(STRETCH, buffered)).toEqual({
      start: STRETCH.start - 10 * MINUTE_MS,
      end: STRETCH.end + 20 * MINUTE_MS,
    });
    expect(blockedStretch(ALL_TIME, buffered)).toEqual(ALL_TIME);
  });
});

describe('where bookings bear on the limits for a stretch', () => {
  const limit = (period: 'day' | 'week' | 'month') => ({ per: 'host', period, maxBookings: 1 }) as const;
  const counted = (statement: Parameters<typeof anEventType>[0], stretch = STRETCH) =>
    countedStretch(stretch, anEventType({ timeZone: 'Asia/Tokyo', ...statement }), ZONES);
  const inTokyo = (from: string, to: string) => ({
    start: Date.parse(`${from}T00:00:00+09:00`),
    end: Date.parse(`${to}T00:00:00+09:00`),
  });

  it('is nowhere without an event type, and where its terms count nothing', () => {
    expect(countedStretch(STRETCH, undefined, ZONES)).toBeUndefined();
    expect(counted({})).toBeUndefined();
  });

  it('is the stretch itself where the booker must be free', () => {
    expect(counted({ bookerMustBeFree: true })).toEqual(STRETCH);
  });

  it.each([
    ['day', '2025-01-01', '2025-01-02'],
    ['week', '2024-12-30', '2025-01-06'],
    ['month', '2025-01-01', '2025-02-01'],
  ] as const)('is, of a %s, the whole of it in the zone of the event type', (period, from, to) => {
    const stretch = { start: Date.parse('2024-12-31T15:00:00Z'), end: Date.parse('2025-01-01T14:59:00Z') };
    expect(counted({ limits: [limit(period)] }, stretch)).toEqual(inTokyo(from, to));
  });

  it('reaches as far as the longest of several periods, as far as there is time', () => {
    const limits = [limit('day'), limit('month'), limit('week')];
    const stretch = { start: Date.parse('2025-01-30T00:00:00Z'), end: Date.parse('2025-01-31T00:00:00Z') };
    const all = { limits, bookerMustBeFree: true };
    expect(counted(all, stretch)).toEqual(inTokyo('2025-01-01', '2025-02-03'));
    expect(counted(all, ALL_TIME)).toEqual(ALL_TIME);
  });
});
