import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, inject, it } from 'vitest';
import { situationOf, type CalendarState } from '../booking/calendar-state.js';
import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import type { Slot } from '../slots/slot.js';
import { DAY_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import { WEEKDAYS, type Weekday } from '../time/local-date.js';
import { ZoneTable } from '../time/zone-table.js';
import { loadZoneTables } from '../time/zone-tables.js';
import type { Availability } from './availability.js';
import type { ClockWindow, OverrideKind, Schedule, ScheduleOverride } from './schedule.js';
import type { TimeOff, TimeOffSpan } from './time-off.js';

const zones = await loadZoneTables();
const WORLDS = Math.min(10_000, inject('mostRuns'));
const { judge, listBookable } = DEFAULT_EVALUATOR;
const HOST = 'host';
/** How far around the range asked for the oracle paints: longer than any run of availability that can come up. */
const MARGIN_DAYS = 9;
const QUERY_DAYS = 4;

const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Europe/Dublin',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
  'Africa/Casablanca',
  'Asia/Gaza',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Asia/Tehran',
  'UTC',
] as const;

interface World {
  readonly zone: string;
  /** The date on which the range asked for begins. */
  readonly day: Temporal.PlainDate;
  readonly schedule: Schedule;
  readonly ranges: readonly (readonly [start: number, minutes: number])[];
  readonly timeOff: readonly TimeOffSpan[];
  readonly booked: readonly (readonly [start: number, minutes: number])[];
  readonly now: number;
}

/** Dates around a change of the clocks where the zone has any, so that most cases meet one. */
const daysOf = (zone: string): readonly Temporal.PlainDate[] => {
  const days: Temporal.PlainDate[] = [];
  let moment = Temporal.PlainDate.from('2008-01-01').toZonedDateTime(zone);
  for (let next = moment.getTimeZoneTransition('next'); next !== null && next.year < 2029;) {
    days.push(next.toPlainDate().subtract({ days: 2 }));
    moment = next;
    next = moment.getTimeZoneTransition('next');
  }
  return days.length > 0 ? days : [Temporal.PlainDate.from('2025-03-01')];
};
const DAYS = new Map(ZONES.map((zone) => [zone, daysOf(zone)]));

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const times = fc
  .oneof(fc.integer({ min: 0, max: 1439 }), fc.constantFrom(0, 60, 90, 120, 150, 180, 1380, 1430))
  .map(clock);
const windows: fc.Arbitrary<ClockWindow> = fc.record({
  start: times,
  end: fc.oneof(times, fc.constant('24:00')),
});
const spans = fc.tuple(fc.integer({ min: -600, max: QUERY_DAYS * 1440 }), fc.integer({ min: 1, max: 900 }));

const worlds: fc.Arbitrary<World> = fc.constantFrom(...ZONES).chain((zone) =>
  fc.constantFrom(...(DAYS.get(zone) ?? [])).chain((day) => {
    const dates = fc.integer({ min: -1, max: QUERY_DAYS }).map((days) => day.add({ days }).toString());
    const overrides: fc.Arbitrary<ScheduleOverride> = fc
      .record({
        date: dates,
        kind: fc.constantFrom<OverrideKind>('replace', 'add', 'subtract'),
        windows: fc.array(windows, { minLength: 1, maxLength: 2 }),
        closed: fc.boolean(),
      })
      .map(({ date, kind, windows: given, closed }) => ({
        date,
        kind,
        windows: kind === 'replace' && closed ? [] : given,
      }));
    const onceReplaced = (given: readonly ScheduleOverride[]): ScheduleOverride[] =>
      given.filter(
        (override, index) =>
          override.kind !== 'replace' ||
          given.findIndex(({ date, kind }) => kind === 'replace' && date === override.date) === index,
      );
    const timeOffs: fc.Arbitrary<TimeOffSpan> = fc.oneof(
      spans.map(([start, minutes]) => ({
        startTime: originOf(day) + start * MINUTE_MS,
        endTime: originOf(day) + (start + minutes) * MINUTE_MS,
      })),
      fc.tuple(dates, fc.integer({ min: 0, max: 1 })).map(([startDate, days]) => ({
        startDate,
        endDate: Temporal.PlainDate.from(startDate).add({ days }).toString(),
        timeZone: zone,
      })),
    );
    return fc.record({
      zone: fc.constant(zone),
      day: fc.constant(day),
      schedule: fc
        .record({
          weekly: fc.array(
            fc.record({
              days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 3 }),
              window: windows,
            }),
            { maxLength: 2 },
          ),
          recurring: fc.array(
            fc.record({
              ordinal: fc.constantFrom('1', '-1', ''),
              day: fc.constantFrom(...WEEKDAYS),
              window: windows,
            }),
            { maxLength: 1 },
          ),
          overrides: fc.array(overrides, { maxLength: 3 }).map(onceReplaced),
          slotDuration: fc.constantFrom(15, 20, 30, 45, 60),
          validFrom: fc.option(dates, { nil: undefined, freq: 6 }),
        })
        .map(({ weekly, recurring, overrides: given, slotDuration, validFrom }) =>
          scheduleOf({
            timeZone: zone,
            weekly: weekly.map(({ days, window }) => ({ days, ...window })),
            recurring: recurring.map(({ ordinal, day: weekday, window }) => ({
              rule: `FREQ=MONTHLY;BYDAY=${ordinal}${weekday}`,
              from: '2000-01-01',
              ...window,
            })),
            overrides: given,
            slotDuration,
            validFrom,
          }),
        ),
      ranges: fc.array(spans, { maxLength: 1 }),
      timeOff: fc.array(timeOffs, { maxLength: 2 }),
      booked: fc.array(
        fc.tuple(fc.integer({ min: -60, max: QUERY_DAYS * 1440 }), fc.integer({ min: 1, max: 120 })),
        { maxLength: 4 },
      ),
      now: fc.integer({ min: -100, max: 1000 }),
    });
  }),
);

const scheduleOf = (
  stated: Pick<Schedule, 'timeZone' | 'weekly' | 'recurring' | 'overrides' | 'slotDuration' | 'validFrom'>,
): Schedule => ({
  id: 'schedule',
  hostId: HOST,
  name: 'hours',
  isDefault: true,
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
  ...stated,
});

const originOf = (day: Temporal.PlainDate): Instant => day.toZonedDateTime('UTC').epochMilliseconds;

const disjoint = (ranges: World['booked']): World['booked'] =>
  ranges.reduce<World['booked']>(
    (kept, [start, minutes]) =>
      kept.some(([other, length]) => start < other + length && other < start + minutes)
        ? kept
        : [...kept, [start, minutes]],
    [],
  );

const stateOf = ({ day, schedule, ranges, timeOff, booked }: World): CalendarState => {
  const origin = originOf(day);
  return {
    calendarId: HOST,
    ownerId: HOST,
    role: 'HOST',
    version: 1,
    schedules: [schedule],
    timeOff: timeOff.map((span, index): TimeOff => ({
      id: `${index}`,
      hostId: HOST,
      span,
      note: '',
      createdAt: 0,
    })),
    availability: ranges.map(([start, minutes], index): Availability => ({
      id: `${index}`,
      hostId: HOST,
      startTime: origin + start * MINUTE_MS,
      endTime: origin + (start + minutes) * MINUTE_MS,
      slotDuration: schedule.slotDuration ?? 0,
      revision: 1,
      createdAt: 0,
      updatedAt: 0,
    })),
    claims: [...disjoint(booked)]
      .sort(([a], [b]) => a - b)
      .map(([start, minutes], index) => ({
        calendarId: HOST,
        bookingId: `${index}`,
        blocked: { start: origin + start * MINUTE_MS, end: origin + (start + minutes) * MINUTE_MS },
      })),
    bookings: [],
    eventTypes: [],
    waitlist: [],
    holds: [],
  };
};

const rangeOf = ({ day }: World): { from: Instant; to: Instant } => ({
  from: originOf(day),
  to: originOf(day) + QUERY_DAYS * DAY_MS,
});

const situation = (world: World) => {
  const { from, to } = rangeOf(world);
  return situationOf(stateOf(world), {
    now: from + world.now * MINUTE_MS,
    stretch: { start: from, end: to + DAY_MS },
    zones,
  });
};

const listed = (world: World): Slot[] => listBookable(situation(world), rangeOf(world));

/** The instant of a time on the clock, by Temporal. */
const instantOf = (date: Temporal.PlainDate, time: string, zone: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return date
    .toPlainDateTime()
    .add({ hours, minutes })
    .toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
};

/** The oracle: paints every minute around the range, date by date, and walks over them. It knows no interval. */
const minuteByMinute = (world: World): Slot[] => {
  const { zone, day, schedule, ranges, timeOff, booked, now } = world;
  const origin = originOf(day) - MARGIN_DAYS * DAY_MS;
  const count = (QUERY_DAYS + 2 * MARGIN_DAYS) * 1440;
  const [hours, without, extra, off, busy] = [0, 1, 2, 3, 4].map(() => new Uint8Array(count)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const paint = (minutes: Uint8Array, start: number, end: number): void => {
    if (start < end)
      minutes.fill(1, Math.max(0, (start - origin) / MINUTE_MS), Math.max(0, (end - origin) / MINUTE_MS));
  };
  const paintWindow = (minutes: Uint8Array, date: Temporal.PlainDate, { start, end }: ClockWindow): void => {
    const endDate = end <= start ? date.add({ days: 1 }) : date;
    paint(minutes, instantOf(date, start, zone), instantOf(endDate, end, zone));
  };
  const weekdayOf = (date: Temporal.PlainDate): Weekday => WEEKDAYS[date.dayOfWeek - 1] as Weekday;
  for (let days = -MARGIN_DAYS; days < QUERY_DAYS + MARGIN_DAYS; days += 1) {
    const date = day.add({ days });
    if (!date.toZonedDateTime(zone).toPlainDate().equals(date)) continue;
    const overrides = schedule.overrides.filter((override) => override.date === date.toString());
    // What is subtracted is gone whether or not windows may begin on its date.
    for (const { windows: given } of overrides.filter(({ kind }) => kind === 'subtract')) {
      for (const window of given) paintWindow(without, date, window);
    }
    if (schedule.validFrom !== undefined && date.toString() < schedule.validFrom) continue;
    const replaced = overrides.find(({ kind }) => kind === 'replace');
    const recurring = schedule.recurring.filter(({ rule }) => {
      const [, ordinal = '', weekday = ''] = /BYDAY=(-?\d)?(..)$/.exec(rule) ?? [];
      const isFirst = date.day <= 7;
      const isLast = date.day > date.daysInMonth - 7;
      return weekday === weekdayOf(date) && (ordinal === '' || (ordinal === '1' ? isFirst : isLast));
    });
    const base = replaced?.windows ?? [
      ...schedule.weekly.filter(({ days: on }) => on.includes(weekdayOf(date))),
      ...recurring,
    ];
    for (const window of base) paintWindow(hours, date, window);
    for (const { windows: given } of overrides.filter(({ kind }) => kind === 'add')) {
      for (const window of given) paintWindow(hours, date, window);
    }
  }
  const minute = originOf(day);
  for (const [start, length] of ranges)
    paint(extra, minute + start * MINUTE_MS, minute + (start + length) * MINUTE_MS);
  for (const [start, length] of disjoint(booked))
    paint(busy, minute + start * MINUTE_MS, minute + (start + length) * MINUTE_MS);
  for (const span of timeOff) {
    if ('startTime' in span) paint(off, span.startTime, span.endTime);
    else
      paint(
        off,
        instantOf(Temporal.PlainDate.from(span.startDate), '00:00', zone),
        instantOf(Temporal.PlainDate.from(span.endDate), '24:00', zone),
      );
  }
  const duration = schedule.slotDuration ?? 0;
  const slots: Slot[] = [];
  let run = -1;
  const { from, to } = rangeOf(world);
  const isOpen = (index: number): boolean =>
    ((hours[index] === 1 && without[index] === 0) || extra[index] === 1) && off[index] === 0;
  for (let index = 0; index < count; index += 1) {
    run = isOpen(index) ? run + 1 : -1;
    const startTime = origin + index * MINUTE_MS;
    if (
      run < 0 ||
      run % duration !== 0 ||
      startTime < from ||
      startTime >= to ||
      startTime < from + now * MINUTE_MS
    )
      continue;
    let free = true;
    for (let at = index; at < index + duration && free; at += 1) free = isOpen(at) && busy[at] === 0;
    if (free) slots.push({ startTime, endTime: startTime + duration * MINUTE_MS });
  }
  return slots;
};

describe('laws of slots of schedules in zones', () => {
  it('slots are those that a walk from minute to minute finds, where the clocks change', () => {
    let found = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const expected = minuteByMinute(world);
        found += expected.length;
        expect(listed(world)).toEqual(expected);
      }),
      { numRuns: WORLDS },
    );
    expect(found).toBeGreaterThan(WORLDS * 10);
  }, 300_000);

  it('what is subtracted over midnight reaches past a date that the zone skipped', () => {
    const world: World = {
      zone: 'Pacific/Apia',
      day: Temporal.PlainDate.from('2011-12-29'),
      schedule: scheduleOf({
        timeZone: 'Pacific/Apia',
        weekly: [],
        recurring: [],
        overrides: [
          { date: '2011-12-29', kind: 'subtract', windows: [{ start: '23:00', end: '00:01' }] },
          { date: '2011-12-31', kind: 'replace', windows: [{ start: '00:00', end: '00:00' }] },
        ],
        slotDuration: 15,
        validFrom: '2011-12-31',
      }),
      ranges: [],
      timeOff: [],
      booked: [],
      now: 0,
    };
    const [first] = listed(world);
    expect(first?.startTime).toBe(Date.UTC(2011, 11, 30, 10, 1));
    expect(listed(world)).toEqual(minuteByMinute(world));
  });

  it('the judgement of a slot rests on that slot’s own surroundings, not on the range listed', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { now } = situation(world);
        for (const { startTime, endTime } of listed(world).slice(0, 20)) {
          const stretch = { start: startTime, end: endTime };
          expect(judge(stretch, situationOf(stateOf(world), { now, stretch, zones })).ok).toBe(true);
        }
      }),
      { numRuns: Math.min(1_000, inject('mostRuns')) },
    );
  }, 120_000);

  it('the oracle would catch hours that are resolved by the offset of the date’s midnight', () => {
    const naive = (world: World): boolean => {
      // A zone that never changes its clocks: the one of that midnight, for ever.
      const zone = zones.get(world.zone);
      const offset = zone.offsetAt(zone.toInstant(originOf(world.day)));
      const fixed = {
        ...zones,
        get: (name: string) => new ZoneTable(name, { transitions: [], offsets: [offset] }),
      };
      const { from, to } = rangeOf(world);
      const view = {
        now: from + world.now * MINUTE_MS,
        stretch: { start: from, end: to + DAY_MS },
        zones: fixed,
      };
      const slots = listBookable(situationOf(stateOf(world), view), { from, to });
      return JSON.stringify(slots) === JSON.stringify(minuteByMinute(world));
    };
    expect(fc.check(fc.property(worlds, naive), { numRuns: 5_000 }).failed).toBe(true);
  }, 120_000);
});
