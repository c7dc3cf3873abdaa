import { describe, expect, it } from 'vitest';
import { aSchedule } from '../testing/builders.js';
import { formatInstant } from '../time/instant.js';
import { MAX_LOCAL_DATE, MIN_LOCAL_DATE, parseLocalDate, type LocalDate } from '../time/local-date.js';
import { loadZoneTables } from '../time/zone-tables.js';
import type { IntervalSet } from '../time/interval-set.js';
import { resolveSchedule, type ScheduleHours } from './resolve-schedule.js';
import type { RecurringHours, ScheduleOverride, ScheduleStatement } from './schedule.js';

const ZONES = await loadZoneTables();

const date = (text: string): LocalDate => {
  const parsed = parseLocalDate(text);
  if (!parsed.ok) throw new RangeError(text);
  return parsed.value;
};
/** The windows that begin on these dates in 2025, in UTC, as `01-31T09:00/01-31T17:00`. */
const windows = (change: Partial<ScheduleStatement>, first: string, last = first, zone = 'UTC'): string[] =>
  resolveSchedule(aSchedule({ weekly: [], timeZone: zone, ...change }), ZONES.get(zone))
    .windowsOf(date(first), date(last))
    .map(({ start, end }) => [start, end].map((instant) => formatInstant(instant).slice(5, 16)).join('/'));

const daily = (start: string, end: string): Pick<ScheduleStatement, 'weekly'> => ({
  weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], start, end }],
});
const override = (
  kind: ScheduleOverride['kind'],
  on: string,
  ...hours: readonly (readonly [start: string, end: string])[]
): ScheduleOverride => ({ kind, date: on, windows: hours.map(([start, end]) => ({ start, end })) });

describe('the hours of a schedule', () => {
  it('begin on their weekdays', () => {
    const weekly = [
      { days: ['MO', 'WE'] as const, start: '09:00', end: '12:00' },
      { days: ['WE'] as const, start: '13:00', end: '17:00' },
    ];
    // 1 January 2025 is a Wednesday.
    expect(windows({ weekly }, '2025-01-01', '2025-01-07')).toEqual([
      '01-01T09:00/01-01T12:00',
      '01-01T13:00/01-01T17:00',
      '01-06T09:00/01-06T12:00',
    ]);
  });

  it('run into the next day where they don’t end after their start', () => {
    expect(windows(daily('22:00', '06:00'), '2025-01-01')).toEqual(['01-01T22:00/01-02T06:00']);
    expect(windows(daily('09:00', '09:00'), '2025-01-01')).toEqual(['01-01T09:00/01-02T09:00']);
    expect(windows(daily('09:00', '24:00'), '2025-01-01')).toEqual(['01-01T09:00/01-02T00:00']);
  });

  it('begin on dates that are valid, the first and the last included', () => {
    const change = { ...daily('09:00', '17:00'), validFrom: '2025-01-02', validUntil: '2025-01-03' };
    expect(windows(change, '2025-01-01', '2025-01-31')).toEqual([
      '01-02T09:00/01-02T17:00',
      '01-03T09:00/01-03T17:00',
    ]);
    expect(windows(change, '2025-01-03', '2025-01-31')).toHaveLength(1);
    expect(windows(change, '2025-01-04', '2025-01-31')).toEqual([]);
    expect(windows(change, '2024-12-01', '2025-01-01')).toEqual([]);
  });

  it('begin where time begins, and end where it ends, if nothing else is said', () => {
    const hours = resolveSchedule(aSchedule({ ...daily('09:00', '17:00') }), ZONES.get('UTC'));
    expect(hours.windowsOf(MIN_LOCAL_DATE - 5, MIN_LOCAL_DATE)).toHaveLength(1);
    expect(hours.windowsOf(MAX_LOCAL_DATE, MAX_LOCAL_DATE + 5)).toHaveLength(1);
  });

  it('move forward at a start that the clocks skip, and are none where they skip all of them', () => {
    const berlin = (start: string, end: string): string[] =>
      windows(daily(start, end), '2025-03-30', '2025-03-30', 'Europe/Berlin');
    expect(berlin('02:30', '05:00')).toEqual(['03-30T01:30/03-30T03:00']);
    expect(berlin('02:00', '03:00')).toEqual([]);
    expect(berlin('01:59', '03:00')).toEqual(['03-30T00:59/03-30T01:00']);
  });

  it('are none on a date that the zone skips', () => {
    const change = {
      ...daily('09:00', '17:00'),
      overrides: [override('add', '2011-12-30', ['18:00', '19:00'])],
    };
    expect(windows(change, '2011-12-29', '2011-12-31', 'Pacific/Apia')).toHaveLength(2);
  });

  it('of a statement that nobody has checked are refused', () => {
    expect(() => windows(daily('9:00', '17:00'), '2025-01-01')).toThrow(
      new RangeError('not a checked schedule: must be a time such as 09:30, or 24:00'),
    );
  });
});

describe('hours that recur', () => {
  const recurring = (more: Partial<RecurringHours> = {}) => ({
    recurring: [
      { rule: 'FREQ=MONTHLY;BYDAY=1WE', from: '2025-01-01', start: '10:00', end: '11:00', ...more },
    ],
  });

  it('come besides the weekly ones', () => {
    expect(windows({ ...recurring(), ...daily('08:00', '09:00') }, '2025-01-01', '2025-01-02')).toEqual([
      '01-01T08:00/01-01T09:00',
      '01-01T10:00/01-01T11:00',
      '01-02T08:00/01-02T09:00',
    ]);
  });

  it('come on extra dates too, and on no date that is excepted', () => {
    const change = recurring({
      exceptDates: ['2025-02-05', '2025-02-12'],
      extraDates: ['2025-01-31', '2025-02-12', '2025-02-28', '2025-03-05'],
    });
    expect(windows(change, '2025-01-31', '2025-02-28')).toEqual([
      '01-31T10:00/01-31T11:00',
      '02-28T10:00/02-28T11:00',
    ]);
    // On a date of the rule that is extra as well they come once.
    expect(windows(change, '2025-03-01', '2025-03-31')).toEqual(['03-05T10:00/03-05T11:00']);
    expect(windows(change, '2025-02-01', '2025-02-27')).toEqual([]);
  });

  it('by several rules come all', () => {
    const change = {
      recurring: [...recurring().recurring, ...recurring({ start: '12:00', end: '13:00' }).recurring],
    };
    expect(windows(change, '2025-01-01')).toEqual(['01-01T10:00/01-01T11:00', '01-01T12:00/01-01T13:00']);
  });
});

describe('what is other on a date', () => {
  const base = daily('09:00', '17:00');
  const recurring = [{ rule: 'FREQ=DAILY', from: '2025-01-01', start: '18:00', end: '19:00' }];
  const on = (...overrides: readonly ScheduleOverride[]): string[] =>
    windows({ ...base, recurring, overrides }, '2025-01-02');

  it('replaces all hours that begin then, or closes it', () => {
    expect(on(override('replace', '2025-01-02', ['10:00', '11:00'], ['12:00', '13:00']))).toEqual([
      '01-02T10:00/01-02T11:00',
      '01-02T12:00/01-02T13:00',
    ]);
    expect(on(override('replace', '2025-01-02'))).toEqual([]);
    expect(on(override('replace', '2025-01-03'))).toEqual([
      '01-02T09:00/01-02T17:00',
      '01-02T18:00/01-02T19:00',
    ]);
  });

  it('adds to them, as often as it is said', () => {
    expect(
      on(
        override('add', '2025-01-02', ['17:00', '18:00']),
        override('add', '2025-01-02', ['07:00', '08:00'], ['20:00', '21:00']),
      ),
    ).toEqual(['01-02T07:00/01-02T08:00', '01-02T09:00/01-02T19:00', '01-02T20:00/01-02T21:00']);
  });

  it('takes from them, also from what is added or replaced', () => {
    expect(
      on(
        override('replace', '2025-01-02', ['10:00', '14:00']),
        override('add', '2025-01-02', ['15:00', '16:00']),
        override('subtract', '2025-01-02', ['11:00', '12:00'], ['15:30', '20:00']),
      ),
    ).toEqual(['01-02T10:00/01-02T11:00', '01-02T12:00/01-02T14:00', '01-02T15:00/01-02T15:30']);
  });

  it('takes over midnight from the day before and from the day after', () => {
    const nights = (...overrides: readonly ScheduleOverride[]): string[] =>
      windows({ ...daily('20:00', '06:00'), overrides }, '2025-01-02');
    expect(nights(override('subtract', '2025-01-03', ['00:00', '02:00']))).toEqual([
      '01-02T20:00/01-03T00:00',
      '01-03T02:00/01-03T06:00',
    ]);
    expect(nights(override('subtract', '2025-01-01', ['19:00', '20:00']))).toEqual([
      '01-02T20:00/01-03T06:00',
    ]);
    const early = windows(
      { ...base, overrides: [override('subtract', '2025-01-01', ['12:00', '10:00'])] },
      '2025-01-02',
    );
    expect(early).toEqual(['01-02T10:00/01-02T17:00']);
    // Two days later it is none of theirs.
    expect(nights(override('subtract', '2025-01-04', ['00:00', '23:00']))).toEqual([
      '01-02T20:00/01-03T06:00',
    ]);
  });

  it('takes nothing on a date that the zone skips', () => {
    const change = { ...base, overrides: [override('subtract', '2011-12-30', ['00:00', '24:00'])] };
    expect(windows(change, '2011-12-29', '2011-12-31', 'Pacific/Apia')).toHaveLength(2);
    expect(windows(change, '2011-12-31', '2011-12-31', 'Pacific/Apia')).toEqual(['12-30T19:00/12-31T03:00']);
  });
});

describe('hours that were asked for other dates before', () => {
  const statement = aSchedule({ timeZone: 'UTC', ...daily('09:00', '17:00') });
  const resolved = (): ScheduleHours => resolveSchedule(statement, ZONES.get('UTC'));
  const first = date('2025-01-01');
  const ranges = [0, 1, 2, 100].flatMap((from) =>
    [0, 1, 2, 100].map((days) => [first + from, days] as const),
  );

  /** Questions of which the second is not answered as it would be by hours that nobody has asked yet. */
  const wrong = (ask: () => ScheduleHours): unknown[] =>
    ranges.flatMap((before) =>
      ranges.filter(([from, days]) => {
        const hours = ask();
        hours.windowsOf(before[0], before[0] + before[1]);
        const [seen, wanted] = [hours, resolved()].map(({ windowsOf }) => windowsOf(from, from + days));
        return JSON.stringify(seen) !== JSON.stringify(wanted);
      }),
    );

  it('are the same as if they had not been', () => {
    expect(wrong(resolved)).toEqual([]);
  });

  it.each([
    ['first', (from: LocalDate) => from],
    ['last', (_: LocalDate, to: LocalDate) => to],
  ])('are found out where they are remembered by the %s date alone', (_, keyOf) => {
    const lying = (): ScheduleHours => {
      const remembered = new Map<number, IntervalSet>();
      const { windowsOf } = resolved();
      return {
        windowsOf: (from, to) => {
          const windowsThen = remembered.get(keyOf(from, to)) ?? windowsOf(from, to);
          remembered.set(keyOf(from, to), windowsThen);
          return windowsThen;
        },
      };
    };
    expect(wrong(lying)).not.toEqual([]);
  });
});
