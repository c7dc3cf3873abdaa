import { describe, expect, it } from 'vitest';
import { anEventType } from '../testing/builders.js';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { DAY_MS, HOUR_MS, MAX_INSTANT, MIN_INSTANT, MINUTE_MS } from '../time/instant.js';
import { blockedStretch, countedStretch } from './calendar-state.js';

const STRETCH = { start: DEFAULT_NOW, end: DEFAULT_NOW + HOUR_MS };
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
  const reaching = (days: number) => ({
    start: STRETCH.start - days * DAY_MS,
    end: STRETCH.end + days * DAY_MS,
  });

  it('is nowhere without an event type, and where its terms count nothing', () => {
    expect(countedStretch(STRETCH, undefined)).toBeUndefined();
    expect(countedStretch(STRETCH, anEventType())).toBeUndefined();
  });

  it('is the stretch itself where the booker must be free', () => {
    expect(countedStretch(STRETCH, anEventType({ bookerMustBeFree: true }))).toEqual(STRETCH);
  });

  it.each([
    ['day', 2],
    ['week', 8],
    ['month', 32],
  ] as const)('of a %s reaches so far that none of it is missed', (period, days) => {
    expect(countedStretch(STRETCH, anEventType({ limits: [limit(period)] }))).toEqual(reaching(days));
  });

  it('reaches as far as the longest of several periods, as far as there is time', () => {
    const limits = [limit('day'), limit('month'), limit('week')];
    const eventType = anEventType({ limits, bookerMustBeFree: true });
    expect(countedStretch(STRETCH, eventType)).toEqual(reaching(32));
    expect(countedStretch(ALL_TIME, eventType)).toEqual(ALL_TIME);
  });
});
