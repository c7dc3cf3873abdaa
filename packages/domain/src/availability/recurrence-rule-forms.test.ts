import { describe, expect, it } from 'vitest';
import { formatLocalDate, parseLocalDate, type LocalDate } from '../time/local-date.js';
import { datesOfRule, MAX_RULE_LENGTH, parseRecurrenceRule, type RecurrenceRule } from './recurrence-rule.js';

const rule = (text: string): RecurrenceRule => {
  const parsed = parseRecurrenceRule(text);
  if (!parsed.ok) throw new Error(`${text} ${parsed.error.message}`);
  return parsed.value;
};
const date = (text: string): LocalDate => {
  const parsed = parseLocalDate(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};
const dates = (text: string, start: string, from: string, to: string): string[] =>
  datesOfRule(rule(text), date(start), date(from), date(to)).map(formatLocalDate);

const DAILY: RecurrenceRule = {
  frequency: 'DAILY',
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byYearDay: [],
  byWeekNo: [],
  byMonth: [],
  bySetPos: [],
  weekStart: 0,
};

describe('the text of a rule', () => {
  it.each<[string, Partial<RecurrenceRule>]>([
    ['FREQ=DAILY', {}],
    ['FREQ=WEEKLY;INTERVAL=1000;WKST=SU', { frequency: 'WEEKLY', interval: 1_000, weekStart: 6 }],
    ['COUNT=10000;FREQ=DAILY', { count: 10_000 }],
    ['FREQ=DAILY;COUNT=1;INTERVAL=1', { count: 1 }],
    ['FREQ=DAILY;UNTIL=20250131', { until: date('2025-01-31') }],
    ['FREQ=DAILY;UNTIL=20250131T235959', { until: date('2025-01-31') }],
    ['FREQ=DAILY;UNTIL=20250131T235959Z', { until: date('2025-01-31') }],
    ['FREQ=DAILY;BYMONTH=1,12', { byMonth: [1, 12] }],
    ['FREQ=MONTHLY;BYMONTHDAY=1,+31,-31', { frequency: 'MONTHLY', byMonthDay: [1, 31, -31] }],
    ['FREQ=YEARLY;BYYEARDAY=366,-366', { frequency: 'YEARLY', byYearDay: [366, -366] }],
    ['FREQ=YEARLY;BYWEEKNO=53,-53', { frequency: 'YEARLY', byWeekNo: [53, -53] }],
    [
      'FREQ=MONTHLY;BYDAY=MO,SU;BYSETPOS=1,-1',
      {
        frequency: 'MONTHLY',
        byDay: [
          { ordinal: 0, weekday: 0 },
          { ordinal: 0, weekday: 6 },
        ],
        bySetPos: [1, -1],
      },
    ],
    [
      'FREQ=YEARLY;BYDAY=53MO,-53TU,+1WE',
      {
        frequency: 'YEARLY',
        byDay: [
          { ordinal: 53, weekday: 0 },
          { ordinal: -53, weekday: 1 },
          { ordinal: 1, weekday: 2 },
        ],
      },
    ],
    [
      'FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO',
      { frequency: 'YEARLY', byWeekNo: [1], byDay: [{ ordinal: 0, weekday: 0 }] },
    ],
    ['FREQ=WEEKLY;BYMONTH=2;BYSETPOS=1', { frequency: 'WEEKLY', byMonth: [2], bySetPos: [1] }],
    ['FREQ=YEARLY;BYYEARDAY=1;BYSETPOS=1', { frequency: 'YEARLY', byYearDay: [1], bySetPos: [1] }],
  ])('%s is read', (text, expected) => {
    expect(rule(text)).toStrictEqual({ ...DAILY, ...expected });
  });

  it.each([
    ['', 'has a part that is not taken here: '],
    ['FREQ=', 'has a part that is not taken here: FREQ='],
    ['FREQ=DAILY=DAILY', 'has a part that is not taken here: FREQ=DAILY=DAILY'],
    ['FREQ=DAILY;', 'has a part that is not taken here: '],
    ['freq=DAILY', 'has a part that is not taken here: freq=DAILY'],
    [`FREQ=DAILY;X=${'0'.repeat(60)}`, `has a part that is not taken here: X=${'0'.repeat(38)}`],
    ['FREQ=DAILY;FREQ=DAILY', 'has FREQ twice'],
    ['INTERVAL=2', 'must have FREQ of DAILY, WEEKLY, MONTHLY or YEARLY'],
    ['FREQ=HOURLY', 'must have FREQ of DAILY, WEEKLY, MONTHLY or YEARLY'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20250101', 'must not have both COUNT and UNTIL'],
    ['FREQ=DAILY;INTERVAL=0', 'must have INTERVAL of 1 to 1000'],
    ['FREQ=DAILY;INTERVAL=1001', 'must have INTERVAL of 1 to 1000'],
    ['FREQ=DAILY;INTERVAL=1.5', 'must have INTERVAL of 1 to 1000'],
    ['FREQ=DAILY;INTERVAL=+1', 'must have INTERVAL of 1 to 1000'],
    ['FREQ=DAILY;INTERVAL=1 ', 'must have INTERVAL of 1 to 1000'],
    ['FREQ=DAILY;INTERVAL=000001', 'must have INTERVAL of 1 to 1000'],
    ['FREQ=DAILY;COUNT=0', 'must have COUNT of 1 to 10000'],
    ['FREQ=DAILY;COUNT=10001', 'must have COUNT of 1 to 10000'],
    ['FREQ=DAILY;UNTIL=20250230', 'must have an UNTIL such as 20251231'],
    ['FREQ=DAILY;UNTIL=2025-01-01', 'must have an UNTIL such as 20251231'],
    ['FREQ=DAILY;UNTIL=020250101', 'must have an UNTIL such as 20251231'],
    ['FREQ=DAILY;UNTIL=20250101T', 'must have an UNTIL such as 20251231'],
    ['FREQ=DAILY;UNTIL=20250101Z', 'must have an UNTIL such as 20251231'],
    ['FREQ=DAILY;UNTIL=20250101T000000ZZ', 'must have an UNTIL such as 20251231'],
    ['FREQ=DAILY;UNTIL=20250101T0000', 'must have an UNTIL such as 20251231'],
    ['FREQ=DAILY;WKST=XX', 'must have a WKST such as MO'],
    ['FREQ=YEARLY;BYMONTH=13', 'must have BYMONTH of numbers 1 to 12'],
    ['FREQ=YEARLY;BYMONTH=-1', 'must have BYMONTH of numbers 1 to 12'],
    ['FREQ=YEARLY;BYMONTH=1,', 'must have BYMONTH of numbers 1 to 12'],
    ['FREQ=YEARLY;BYMONTH=x1', 'must have BYMONTH of numbers 1 to 12'],
    ['FREQ=YEARLY;BYMONTH=0001', 'must have BYMONTH of numbers 1 to 12'],
    ['FREQ=YEARLY;BYMONTH=1 ', 'must have BYMONTH of numbers 1 to 12'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'must have BYMONTHDAY of numbers -31 to 31 but 0'],
    ['FREQ=MONTHLY;BYMONTHDAY=-32', 'must have BYMONTHDAY of numbers -31 to 31 but 0'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'must have BYMONTHDAY of numbers -31 to 31 but 0'],
    ['FREQ=YEARLY;BYYEARDAY=367', 'must have BYYEARDAY of numbers -366 to 366 but 0'],
    ['FREQ=YEARLY;BYWEEKNO=54', 'must have BYWEEKNO of numbers -53 to 53 but 0'],
    ['FREQ=DAILY;BYMONTH=1;BYSETPOS=-367', 'must have BYSETPOS of numbers -366 to 366 but 0'],
    ['FREQ=WEEKLY;BYDAY=XX', 'must have BYDAY of weekdays such as MO, 1MO or -1FR'],
    ['FREQ=MONTHLY;BYDAY=0MO', 'must have BYDAY of weekdays such as MO, 1MO or -1FR'],
    ['FREQ=MONTHLY;BYDAY=54MO', 'must have BYDAY of weekdays such as MO, 1MO or -1FR'],
    ['FREQ=MONTHLY;BYDAY=-54MO', 'must have BYDAY of weekdays such as MO, 1MO or -1FR'],
    ['FREQ=MONTHLY;BYDAY=001MO', 'must have BYDAY of weekdays such as MO, 1MO or -1FR'],
    ['FREQ=MONTHLY;BYDAY=MON', 'must have BYDAY of weekdays such as MO, 1MO or -1FR'],
    ['FREQ=MONTHLY;BYDAY=1 MO', 'must have BYDAY of weekdays such as MO, 1MO or -1FR'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'must not number the weekdays of BYDAY unless FREQ is MONTHLY or YEARLY'],
    ['FREQ=DAILY;BYDAY=MO,-1MO', 'must not number the weekdays of BYDAY unless FREQ is MONTHLY or YEARLY'],
    ['FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO', 'must not number the weekdays of BYDAY where BYWEEKNO is given'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'must not have BYMONTHDAY with FREQ=WEEKLY'],
    ['FREQ=MONTHLY;BYYEARDAY=1', 'must not have BYYEARDAY unless FREQ is YEARLY'],
    ['FREQ=MONTHLY;BYWEEKNO=1', 'must not have BYWEEKNO unless FREQ is YEARLY'],
    ['FREQ=MONTHLY;BYSETPOS=1', 'must not have BYSETPOS without another BY part'],
  ])('%s is refused, for it %s', (text, message) => {
    expect(parseRecurrenceRule(text)).toEqual({
      ok: false,
      error: { kind: 'invalid_recurrence_rule', message },
    });
  });

  it('has at most 500 characters', () => {
    const longest = `FREQ=DAILY;BYMONTH=${'1,'.repeat(240)}1`;
    expect(longest).toHaveLength(MAX_RULE_LENGTH);
    expect(rule(longest).byMonth).toHaveLength(241);
    expect(parseRecurrenceRule(`${longest},1`)).toMatchObject({
      error: { message: 'must have at most 500 characters' },
    });
  });
});

describe('the dates of a rule', () => {
  it('begin with its start and end with its last, both included, whatever is asked for', () => {
    expect(dates('FREQ=DAILY;UNTIL=20250103', '2025-01-01', '2024-12-01', '2025-02-01')).toEqual([
      '2025-01-01',
      '2025-01-02',
      '2025-01-03',
    ]);
    expect(dates('FREQ=DAILY', '2025-01-01', '2025-01-05', '2025-01-05')).toEqual(['2025-01-05']);
    expect(dates('FREQ=DAILY', '2025-01-01', '2024-01-01', '2024-12-31')).toEqual([]);
  });

  it('of a count are counted from its start, also where the first are not asked for', () => {
    expect(dates('FREQ=WEEKLY;COUNT=3', '2025-01-01', '2025-01-05', '2025-12-31')).toEqual([
      '2025-01-08',
      '2025-01-15',
    ]);
    expect(dates('FREQ=MONTHLY;BYMONTHDAY=15;COUNT=2', '2025-01-20', '2025-01-01', '2025-12-31')).toEqual([
      '2025-02-15',
      '2025-03-15',
    ]);
  });

  it('of positions come in order, each once, where there are so many', () => {
    expect(
      dates('FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=-1,2,1,3', '2025-01-01', '2025-01-01', '2025-02-28'),
    ).toEqual(['2025-01-01', '2025-01-02', '2025-02-01', '2025-02-02']);
  });

  it('of days are those whose month, day of the month and weekday are named', () => {
    expect(
      dates('FREQ=DAILY;BYMONTH=3;BYMONTHDAY=1,-1,15;BYDAY=MO,SA', '2025-01-01', '2025-01-01', '2026-12-31'),
    ).toEqual(['2025-03-01', '2025-03-15', '2025-03-31']);
  });

  it('of weeks go by the day on which a week starts', () => {
    const biweekly = (weekStart: string): string[] =>
      dates(`FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=${weekStart}`, '1997-08-05', '1997-08-05', '1997-09-01');
    // The example of RFC 5545 section 3.3.10.
    expect(biweekly('MO')).toEqual(['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24']);
    expect(biweekly('SU')).toEqual(['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31']);
  });

  it('of weeks may be in some months only', () => {
    expect(dates('FREQ=WEEKLY;BYMONTH=2', '2025-01-29', '2025-01-01', '2025-03-31')).toEqual([
      '2025-02-05',
      '2025-02-12',
      '2025-02-19',
      '2025-02-26',
    ]);
  });

  it('of months and years lie on the day of the start, where nothing else is said', () => {
    expect(dates('FREQ=MONTHLY', '2025-01-31', '2025-01-01', '2025-06-30')).toEqual([
      '2025-01-31',
      '2025-03-31',
      '2025-05-31',
    ]);
    expect(dates('FREQ=MONTHLY;BYMONTH=3,4', '2025-01-30', '2025-01-01', '2025-12-31')).toEqual([
      '2025-03-30',
      '2025-04-30',
    ]);
    expect(dates('FREQ=YEARLY;INTERVAL=2', '2025-05-05', '2025-01-01', '2029-12-31')).toEqual([
      '2025-05-05',
      '2027-05-05',
      '2029-05-05',
    ]);
    expect(dates('FREQ=YEARLY;BYMONTH=1,7', '2025-05-05', '2025-01-01', '2026-12-31')).toEqual([
      '2025-07-05',
      '2026-01-05',
      '2026-07-05',
    ]);
  });

  it('of numbered weekdays are counted in the month, and in the year where no month is named', () => {
    expect(dates('FREQ=YEARLY;BYDAY=1MO,-1MO', '2025-01-01', '2025-01-01', '2025-12-31')).toEqual([
      '2025-01-06',
      '2025-12-29',
    ]);
    expect(dates('FREQ=YEARLY;BYMONTH=5;BYDAY=1MO,-1MO', '2025-01-01', '2025-01-01', '2025-12-31')).toEqual([
      '2025-05-05',
      '2025-05-26',
    ]);
    expect(dates('FREQ=MONTHLY;BYDAY=5MO,-5TU', '2025-01-01', '2025-01-01', '2025-04-30')).toEqual([
      '2025-03-31',
      '2025-04-01',
    ]);
  });

  it('of days of the year are counted from both of its ends', () => {
    expect(dates('FREQ=YEARLY;BYYEARDAY=1,60,-1,366', '2023-01-01', '2023-01-01', '2024-12-31')).toEqual([
      '2023-01-01',
      '2023-03-01',
      '2023-12-31',
      '2024-01-01',
      '2024-02-29',
      '2024-12-31',
    ]);
    expect(
      dates('FREQ=YEARLY;BYYEARDAY=1,60,-1;BYMONTH=3;BYDAY=WE', '2023-01-01', '2023-01-01', '2024-12-31'),
    ).toEqual(['2023-03-01']);
  });

  it('of numbered weeks are those that lie in the year, on the weekday of the start where none is named', () => {
    expect(dates('FREQ=YEARLY;BYWEEKNO=1', '2025-01-03', '2025-01-01', '2027-12-31')).toEqual([
      '2025-01-03',
      '2026-01-02',
      '2027-01-08',
    ]);
    // Monday of week 1 of 2025 and of 2026 lies in December.
    expect(dates('FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO', '2024-01-01', '2024-01-01', '2026-12-31')).toEqual([
      '2024-01-01',
      '2024-12-30',
      '2025-12-29',
    ]);
    expect(dates('FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU', '2024-01-01', '2024-01-01', '2027-12-31')).toEqual([
      '2024-12-29',
      '2025-12-28',
      '2027-01-03',
    ]);
    expect(
      dates('FREQ=YEARLY;BYWEEKNO=1,20;BYDAY=MO;BYYEARDAY=133,-1', '2025-01-01', '2025-01-01', '2025-12-31'),
    ).toEqual([]);
    expect(
      dates('FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,TU;BYYEARDAY=132', '2025-01-01', '2025-01-01', '2025-12-31'),
    ).toEqual(['2025-05-12']);
  });
});
