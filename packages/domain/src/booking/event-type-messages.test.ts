import { describe, expect, it } from 'vitest';
import { anEventType } from '../testing/builders.js';
import { zoneTablesOf } from '../time/zone-tables.js';
import { checkEventType, termsOf, type EventTypeStatement } from './event-type.js';

const ZONES = {
  ...zoneTablesOf({ version: 'none', zones: [], links: [] }),
  has: (zone: string) => zone === 'Europe/London',
};

describe('what a host is told of an event type that can’t be', () => {
  it.each<[Partial<EventTypeStatement>, string, string]>([
    [{ name: ' ' }, 'name', 'must be 1 to 200 characters, not all blank, without control characters'],
    [{ seats: 0 }, 'seats', 'must be a whole number from 1 to 10000'],
    [{ durationsMinutes: [] }, 'durationsMinutes', 'must have 1 to 12 entries'],
    [{ durationsMinutes: [30, 30] }, 'durationsMinutes', 'must not name a duration twice'],
    [{ horizon: { kind: 'dates' } }, 'horizon', 'must have from or until, or both'],
    [{ horizon: { kind: 'dates', from: 'soon' } }, 'horizon.from', 'must be a date such as 2025-01-31'],
    [{ horizon: { kind: 'dates', until: '2025-02-29' } }, 'horizon.until', 'must be a date that exists'],
    [
      { horizon: { kind: 'dates', from: '2025-01-02', until: '2025-01-01' } },
      'horizon.until',
      'must not be before from',
    ],
    [{ weekStartsOn: 'XX' as 'MO' }, 'weekStartsOn', 'must be one of MO, TU, WE, TH, FR, SA, SU'],
    [
      { limits: [{ per: 'moon' as 'host', period: 'day', maxBookings: 1 }] },
      'limits[0].per',
      'must be one of event-type, host, booker-and-event-type, booker',
    ],
    [
      { limits: [{ per: 'host', period: 'year' as 'day', maxBookings: 1 }] },
      'limits[0].period',
      'must be one of day, week, month',
    ],
    [
      { limits: [{ per: 'host', period: 'day' }] },
      'limits[0]',
      'must have maxBookings or maxMinutes, or both',
    ],
    [
      {
        limits: [
          { per: 'host', period: 'day', maxBookings: 1 },
          { per: 'host', period: 'day', maxMinutes: 1 },
        ],
      },
      'limits[1]',
      'must not limit the same scope and period twice',
    ],
  ])('%j: %s %s', (change, field, message) => {
    expect(checkEventType(anEventType(change), ZONES)).toMatchObject({
      error: { kind: 'invalid_input', errors: [{ field, message }] },
    });
  });

  it('of dates says which is none before it says which comes first', () => {
    const horizon = { kind: 'dates', from: 'soon', until: '2025-01-01' } as const;
    const checked = checkEventType(anEventType({ horizon }), ZONES);
    expect(checked).toMatchObject({ error: { errors: [{ field: 'horizon.from', code: 'invalid_date' }] } });
    expect(checked.ok ? [] : checked.error.errors).toHaveLength(1);
  });
});

describe('terms', () => {
  it('are only of statements that were checked', () => {
    const unchecked = anEventType({ horizon: { kind: 'dates', from: 'soon' } });
    expect(() => termsOf(unchecked)).toThrow(new RangeError('not a date: soon'));
  });
});
