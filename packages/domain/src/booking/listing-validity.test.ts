import { describe, expect, it } from 'vitest';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time/instant.js';
import { ZoneTable } from '../time/zone-table.js';
import { BusyTimeline } from '../slots/busy-timeline.js';
import { PLAIN_TERMS, type BookingTerms } from './booking-terms.js';
import { listingHoldsBefore } from './listing-validity.js';
import { LocalCalendar } from './local-calendar.js';
import { Sessions } from './sessions.js';
import type { Situation } from './situation.js';

const UTC = new LocalCalendar(new ZoneTable('UTC', { transitions: [], offsets: [0] }), 0);
/** Thirteen hours before the next midnight. */
const NOW = Math.floor(DEFAULT_NOW / (24 * HOUR_MS)) * 24 * HOUR_MS + 11 * HOUR_MS;
const MIDNIGHT = NOW + 13 * HOUR_MS;
const NOTHING = { claims: [], bookings: [] };

const situation = (terms: Partial<BookingTerms> = {}, more: Partial<Situation> = {}): Situation => ({
  now: NOW,
  hostId: 'host',
  eventTypeId: undefined,
  bookerId: undefined,
  terms: { ...PLAIN_TERMS, ...terms },
  windows: [],
  busy: new BusyTimeline([]),
  sessions: new Sessions([], { shared: false }),
  localCalendar: UTC,
  counts: {},
  attendees: 1,
  asHost: false,
  ...more,
});

const due = (deadline: number | undefined) => ({ deadline }) as never;

describe('a list of slots holds', () => {
  it('for ever where nothing is listed, nothing lapses and no days are counted', () => {
    expect(listingHoldsBefore(NOTHING, situation(), undefined)).toBe(Infinity);
    const dates = { kind: 'dates', from: 0, until: 1 } as const;
    expect(listingHoldsBefore(NOTHING, situation({ horizon: dates }), undefined)).toBe(Infinity);
  });

  it('to the second in which its first slot can still be booked, by the notice of whoever asks', () => {
    const first = NOW + HOUR_MS;
    const terms = { minimumNoticeMs: 20 * MINUTE_MS, hostMinimumNoticeMs: 5 * MINUTE_MS };
    expect(listingHoldsBefore(NOTHING, situation(), first)).toBe(first + SECOND_MS);
    expect(listingHoldsBefore(NOTHING, situation(terms), first)).toBe(first - 20 * MINUTE_MS + SECOND_MS);
    expect(listingHoldsBefore(NOTHING, situation(terms, { asHost: true }), first)).toBe(
      first - 5 * MINUTE_MS + SECOND_MS,
    );
  });

  it.each(['days', 'business-days'] as const)('to the end of the day where its horizon is of %s', (kind) => {
    const terms = { horizon: { kind, days: 3 } };
    expect(listingHoldsBefore(NOTHING, situation(terms), undefined)).toBe(MIDNIGHT);
    // Nobody knows when the day ends.
    const nowhere = { localCalendar: undefined };
    expect(listingHoldsBefore(NOTHING, situation(terms, nowhere), undefined)).toBe(NOW);
  });

  it('to the first deadline that is still to come', () => {
    const claims = [due(NOW + 9), due(undefined), due(NOW + 5), due(NOW + 7), due(NOW), due(NOW - 5)];
    const bookings = [due(NOW + 8), due(NOW + 3), due(NOW + 4), due(NOW - 3)];
    expect(listingHoldsBefore({ claims, bookings: [] }, situation(), undefined)).toBe(NOW + 5);
    expect(listingHoldsBefore({ claims: [], bookings }, situation(), undefined)).toBe(NOW + 3);
    expect(listingHoldsBefore({ claims, bookings }, situation(), NOW)).toBe(NOW + 3);
    expect(listingHoldsBefore({ claims: [due(NOW)], bookings: [] }, situation(), undefined)).toBe(Infinity);
  });
});
