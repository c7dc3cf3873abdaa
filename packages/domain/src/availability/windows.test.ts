import { describe, expect, it } from 'vitest';
import { anAvailability, aSchedule, aTimeOff } from '../testing/builders.js';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { windowsOf, windowsOfOffer, type Intent, type Offer, type WindowGroup } from './windows.js';

const ZONES = await loadZoneTables();

/** Of the Tuesday that now is midnight of. */
const at = (hours: number): Instant => DEFAULT_NOW + hours * HOUR_MS;
const DAY = { start: at(0), end: at(24) };
const range = (from: number, to: number, slotDuration = 30) =>
  anAvailability({ id: `${from} to ${to}`, startTime: at(from), endTime: at(to), slotDuration });
const intent = (change: Partial<Intent>): Intent => ({
  availability: [],
  schedules: [],
  timeOff: [],
  ...change,
});

/** Of each group its duration and its step in minutes, and the hours of its windows on the day. */
const shown = (groups: readonly WindowGroup[]) =>
  groups.map(({ durationMs, stepMs, windows }) => ({
    minutes: durationMs / MINUTE_MS,
    step: stepMs / MINUTE_MS,
    hours: windows
      .filter(({ start }) => start >= DAY.start && start < DAY.end)
      .map(({ start, end }) => [(start - DEFAULT_NOW) / HOUR_MS, (end - DEFAULT_NOW) / HOUR_MS]),
  }));
const plain = (change: Partial<Intent>) => shown(windowsOf(intent(change), DAY, ZONES));
const offered = (offer: Offer, change: Partial<Intent>) =>
  shown(windowsOfOffer(intent(change), offer, DAY, ZONES));

describe('the windows of what a host has stated', () => {
  it('are kept apart by their slot durations, the shortest first', () => {
    const availability = [
      range(14, 16, 60),
      range(8, 9, 15),
      range(10, 12),
      range(12, 13),
      range(12, 14, 60),
    ];
    expect(plain({ availability })).toEqual([
      { minutes: 15, step: 15, hours: [[8, 9]] },
      { minutes: 30, step: 30, hours: [[10, 13]] },
      { minutes: 60, step: 60, hours: [[12, 16]] },
    ]);
    expect(plain({})).toEqual([]);
  });

  it('are those of the default schedule too, by its own slot duration', () => {
    const schedules = [aSchedule({ id: 'other', isDefault: false, slotDuration: 45 }), aSchedule()];
    expect(plain({ schedules })).toEqual([{ minutes: 30, step: 30, hours: [[9, 17]] }]);
    expect(plain({ schedules, availability: [range(17, 18), range(17, 18, 60)] })).toEqual([
      { minutes: 30, step: 30, hours: [[9, 18]] },
      { minutes: 60, step: 60, hours: [[17, 18]] },
    ]);
  });

  it('are none of a default schedule that has no slot duration', () => {
    const schedules = [aSchedule({ slotDuration: undefined })];
    expect(plain({ schedules })).toEqual([]);
    expect(plain({ schedules, availability: [range(8, 10)] })).toEqual([
      { minutes: 30, step: 30, hours: [[8, 10]] },
    ]);
  });

  it('are cut by time off, but for one of dates that were skipped', () => {
    const skipped = { startDate: '2011-12-30', endDate: '2011-12-30', timeZone: 'Pacific/Apia' };
    const timeOff = [aTimeOff({ span: { startTime: at(10), endTime: at(11) } }), aTimeOff({ span: skipped })];
    expect(plain({ timeOff, schedules: [aSchedule()], availability: [range(10, 12, 60)] })).toEqual([
      {
        minutes: 30,
        step: 30,
        hours: [
          [9, 10],
          [11, 17],
        ],
      },
      { minutes: 60, step: 60, hours: [[11, 12]] },
    ]);
  });
});

describe('the windows of an offer', () => {
  const half = { durationsMs: [30 * MINUTE_MS] };

  it('are those of the default schedule and of all ranges, as one, for each of its lengths in order', () => {
    const lengths = { durationsMs: [60, 15].map((minutes) => minutes * MINUTE_MS) };
    const change = { schedules: [aSchedule()], availability: [range(17, 18, 45), range(6, 7, 5)] };
    expect(offered(lengths, change)).toEqual([
      {
        minutes: 15,
        step: 15,
        hours: [
          [6, 7],
          [9, 18],
        ],
      },
      {
        minutes: 60,
        step: 60,
        hours: [
          [6, 7],
          [9, 18],
        ],
      },
    ]);
    expect(offered({ ...lengths, stepMs: 5 * MINUTE_MS }, change).map(({ step }) => step)).toEqual([5, 5]);
  });

  it('are those of the schedule that it names, and of the default one where it names none', () => {
    const schedules = [
      aSchedule({
        id: 'evenings',
        isDefault: false,
        weekly: [{ days: ['TU'], start: '18:00', end: '20:00' }],
        slotDuration: undefined,
      }),
      aSchedule({ slotDuration: undefined }),
    ];
    expect(offered(half, { schedules })[0]?.hours).toEqual([[9, 17]]);
    expect(offered({ ...half, scheduleId: 'evenings' }, { schedules })[0]?.hours).toEqual([[18, 20]]);
    expect(offered({ ...half, scheduleId: 'gone' }, { schedules })[0]?.hours).toEqual([]);
  });

  it('are cut by time off', () => {
    const timeOff = [aTimeOff({ span: { startTime: at(10), endTime: at(11) } })];
    expect(offered(half, { timeOff, availability: [range(9, 12)] })[0]?.hours).toEqual([
      [9, 10],
      [11, 12],
    ]);
  });
});
