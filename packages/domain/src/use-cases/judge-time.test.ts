import { describe, expect, it } from 'vitest';
import { aBooking, anEventType } from '../testing/builders.js';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { expire, expiryOf, needsOf } from './judge-time.js';

const ZONES = await loadZoneTables();
const STRETCH = { start: DEFAULT_NOW, end: DEFAULT_NOW + HOUR_MS };
const wish = { hostId: 'host', attendees: 1, asHost: false };

describe('what must be seen to judge a stretch', () => {
  it('is the host’s calendar alone where there is no event type', () => {
    expect(needsOf({ zones: ZONES }, { ...wish, bookerId: 'ada' }, STRETCH)).toEqual({
      calendars: ['host'],
      reading: { claims: STRETCH, intent: STRETCH, bookings: undefined, eventTypes: undefined },
    });
  });

  it('reaches as far as the buffers and the limits of the event type', () => {
    const midnight = Math.floor(STRETCH.start / DAY_MS) * DAY_MS;
    const eventType = anEventType({
      id: 'type',
      timeZone: 'UTC',
      bufferBeforeMinutes: 10,
      limits: [{ per: 'host', period: 'day', maxBookings: 1 }],
    });
    expect(needsOf({ zones: ZONES }, { ...wish, eventType, bookerId: 'ada' }, STRETCH)).toEqual({
      calendars: ['host'],
      reading: {
        claims: { start: STRETCH.start - 10 * MINUTE_MS, end: STRETCH.end },
        intent: STRETCH,
        bookings: { start: midnight, end: midnight + DAY_MS },
        eventTypes: ['type'],
      },
    });
  });

  it('is the booker’s calendar, too, where the terms watch the booker and somebody is named', () => {
    const eventType = anEventType({ bookerMustBeFree: true });
    expect(needsOf({ zones: ZONES }, { ...wish, eventType, bookerId: 'ada' }, STRETCH).calendars).toEqual([
      'host',
      'ada',
    ]);
    expect(needsOf({ zones: ZONES }, { ...wish, eventType }, STRETCH).calendars).toEqual(['host']);
    expect(
      needsOf({ zones: ZONES }, { ...wish, eventType: anEventType(), bookerId: 'ada' }, STRETCH).calendars,
    ).toEqual(['host']);
  });
});

describe('what has run out of time', () => {
  it.each(['held', 'pending'] as const)('expires, and was %s', (status) => {
    const lapsed = aBooking({ status, deadline: DEFAULT_NOW, revision: 3 });
    const expired = expire(lapsed, DEFAULT_NOW + 1_000);
    const { deadline: _none, ...rest } = lapsed;
    expect(expired).toStrictEqual({
      ...rest,
      status: 'expired',
      expiredFrom: status,
      revision: 4,
      updatedAt: DEFAULT_NOW + 1_000,
    });
    expect(expiryOf(expired)).toEqual({
      type: 'booking.expired',
      calendarId: expired.hostId,
      at: DEFAULT_NOW + 1_000,
      actor: { role: 'SYSTEM' },
      booking: expired,
    });
  });
});
