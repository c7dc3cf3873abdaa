import {
  DAY_MS,
  MINUTE_MS,
  type CalendarState,
  type Claim,
  type EventType,
  type Instant,
  type Interval,
  type Schedule,
  type ScheduleOverride,
  type ZoneTable,
  type ZoneTables,
} from '@slotkeeper/domain';
import { anEventType } from '@slotkeeper/domain/testing';

/** A host, what it has stated, and what is asked of it. */
export interface Setting {
  readonly zones: ZoneTables;
  readonly zone: ZoneTable;
  readonly eventType: EventType;
  /** What a store gives for the window: the claims outside of it stay where they are. */
  readonly state: CalendarState;
  /** All that is booked, in the window and outside of it, in order. */
  readonly booked: readonly Interval[];
  readonly now: Instant;
  readonly from: Instant;
  readonly to: Instant;
}

export const HOST_ID = '0a000000-0000-4000-8000-000000000001';
export const TIME_ZONE = 'America/New_York';
export const OPENS = '09:00';
export const CLOSES = '17:00';
export const DURATION_MS = 30 * MINUTE_MS;

/** 2030-06-03, a Monday, at midnight in New York. The clocks change in no window of up to 90 days from there. */
export const FIRST_INSTANT: Instant = Date.UTC(2030, 5, 3, 4);

/** One date is closed, one shorter, and a Saturday is open. */
export const OVERRIDES: readonly ScheduleOverride[] = [
  { date: '2030-06-04', kind: 'replace', windows: [] },
  { date: '2030-06-07', kind: 'replace', windows: [{ start: '10:00', end: '14:00' }] },
  { date: '2030-06-08', kind: 'replace', windows: [{ start: '10:00', end: '13:00' }] },
];

export interface Wanted {
  readonly days: number;
  readonly bookings: number;
  readonly stepMinutes: number;
  readonly overrides: readonly ScheduleOverride[];
}

/**
 * The setting of the figures: bookings of half an hour lie evenly among the half hours that are open in the window. Where
 * there are more bookings than half of those, the window holds half of them, and the rest comes after it.
 */
export const settingOf = (zones: ZoneTables, { days, bookings, stepMinutes, overrides }: Wanted): Setting => {
  const zone = zones.get(TIME_ZONE);
  const from = FIRST_INSTANT;
  const to = zone.toInstant(zone.toLocal(from) + days * DAY_MS);
  const places = openHalfHours(zone, from, to, overrides);
  const inWindow = spread(places, Math.min(bookings, Math.floor(places.length / 2)));
  const later = openHalfHours(zone, to, to + 365 * DAY_MS, overrides);
  const booked = [...inWindow, ...spread(later, bookings - inWindow.length)];
  const schedule: Schedule = {
    id: '0e000000-0000-4000-8000-000000000001',
    hostId: HOST_ID,
    name: 'Office hours',
    timeZone: TIME_ZONE,
    weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], start: OPENS, end: CLOSES }],
    recurring: [],
    overrides,
    isDefault: true,
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
  };
  const state: CalendarState = {
    calendarId: HOST_ID,
    ownerId: HOST_ID,
    role: 'HOST',
    version: 1,
    availability: [],
    schedules: [schedule],
    timeOff: [],
    claims: inWindow.map(claimOf),
    bookings: [],
    eventTypes: [],
    waitlist: [],
    holds: [],
  };
  return {
    zones,
    zone,
    eventType: eventTypeOf(stepMinutes),
    state,
    booked,
    now: from - DAY_MS,
    from,
    to,
  };
};

export const claimOf = (blocked: Interval, index: number): Claim => ({
  calendarId: HOST_ID,
  bookingId: `booking ${index}`,
  blocked,
});

const eventTypeOf = (stepMinutes: number): EventType =>
  anEventType({
    hostId: HOST_ID,
    timeZone: TIME_ZONE,
    durationsMinutes: [DURATION_MS / MINUTE_MS],
    stepMinutes,
  });

const openHalfHours = (
  zone: ZoneTable,
  from: Instant,
  to: Instant,
  overrides: readonly ScheduleOverride[],
): readonly Interval[] => {
  const closed = new Set(overrides.map(({ date }) => date));
  const halfHours: Interval[] = [];
  for (let midnight = zone.toLocal(from); midnight < zone.toLocal(to); midnight += DAY_MS) {
    const date = new Date(midnight);
    const isWorkday = date.getUTCDay() >= 1 && date.getUTCDay() <= 5;
    if (!isWorkday || closed.has(date.toISOString().slice(0, 10))) continue;
    for (
      let local = midnight + 9 * 60 * MINUTE_MS;
      local < midnight + 17 * 60 * MINUTE_MS;
      local += DURATION_MS
    ) {
      const start = zone.toInstant(local);
      halfHours.push({ start, end: start + DURATION_MS });
    }
  }
  return halfHours;
};

/** So many of the items, evenly. */
const spread = <T>(items: readonly T[], count: number): readonly T[] =>
  Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as T);
