import { describe, expect, it } from 'vitest';
import type { Result } from '../result.js';
import { formatLocalDate, parseLocalDate, type LocalDate } from '../time/local-date.js';
import { datesOfRule, parseRecurrenceRule } from './recurrence-rule.js';

const unwrap = <T>(result: Result<T, { message: string }>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const date = (text: string): LocalDate => unwrap(parseLocalDate(text));
const dates = (rule: string, start: string, from: string, to: string): string[] =>
  datesOfRule(unwrap(parseRecurrenceRule(rule)), date(start), date(from), date(to)).map(formatLocalDate);
/** `1997-09 2 3 4` as dates. */
const days = (...months: string[]): string[] =>
  months.flatMap((text) => {
    const [month = '', ...numbers] = text.split(' ');
    return numbers.map((day) => `${month}-${day.padStart(2, '0')}`);
  });

/** The examples of RFC 5545 section 3.8.5.3, with the dates printed there; those without an end as far as they are printed. */
const RFC_5545: readonly (readonly [
  name: string,
  rule: string,
  start: string,
  end: string,
  dates: string[],
])[] = [
  [
    'daily for 10 occurrences',
    'FREQ=DAILY;COUNT=10',
    '1997-09-02',
    '1998-01-01',
    days('1997-09 2 3 4 5 6 7 8 9 10 11'),
  ],
  [
    'every other day',
    'FREQ=DAILY;INTERVAL=2',
    '1997-09-02',
    '1997-10-06',
    days('1997-09 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30', '1997-10 2 4 6'),
  ],
  [
    'every 10 days, 5 occurrences',
    'FREQ=DAILY;INTERVAL=10;COUNT=5',
    '1997-09-02',
    '1998-01-01',
    days('1997-09 2 12 22', '1997-10 2 12'),
  ],
  [
    'weekly for 10 occurrences',
    'FREQ=WEEKLY;COUNT=10',
    '1997-09-02',
    '1998-01-01',
    days('1997-09 2 9 16 23 30', '1997-10 7 14 21 28', '1997-11 4'),
  ],
  [
    'weekly until December 24, 1997',
    'FREQ=WEEKLY;UNTIL=19971224T000000Z',
    '1997-09-02',
    '1998-06-01',
    days('1997-09 2 9 16 23 30', '1997-10 7 14 21 28', '1997-11 4 11 18 25', '1997-12 2 9 16 23'),
  ],
  [
    'every other week',
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
    '1997-09-02',
    '1998-02-17',
    days('1997-09 2 16 30', '1997-10 14 28', '1997-11 11 25', '1997-12 9 23', '1998-01 6 20', '1998-02 3 17'),
  ],
  [
    'weekly on Tuesday and Thursday for five weeks',
    'FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH',
    '1997-09-02',
    '1998-01-01',
    days('1997-09 2 4 9 11 16 18 23 25 30', '1997-10 2'),
  ],
  [
    'every other week on Monday, Wednesday and Friday until December 24, 1997',
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    '1997-09-01',
    '1998-06-01',
    days(
      '1997-09 1 3 5 15 17 19 29',
      '1997-10 1 3 13 15 17 27 29 31',
      '1997-11 10 12 14 24 26 28',
      '1997-12 8 10 12 22 24',
    ),
  ],
  [
    'every other week on Tuesday and Thursday, for 8 occurrences',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
    '1997-09-02',
    '1998-01-01',
    days('1997-09 2 4 16 18 30', '1997-10 2 14 16'),
  ],
  [
    'monthly on the first Friday for 10 occurrences',
    'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
    '1997-09-05',
    '1999-01-01',
    days(
      '1997-09 5',
      '1997-10 3',
      '1997-11 7',
      '1997-12 5',
      '1998-01 2',
      '1998-02 6',
      '1998-03 6',
      '1998-04 3',
      '1998-05 1',
      '1998-06 5',
    ),
  ],
  [
    'monthly on the first Friday until December 24, 1997',
    'FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR',
    '1997-09-05',
    '1999-01-01',
    days('1997-09 5', '1997-10 3', '1997-11 7', '1997-12 5'),
  ],
  [
    'every other month on the first and last Sunday for 10 occurrences',
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    '1997-09-07',
    '1999-01-01',
    days('1997-09 7 28', '1997-11 2 30', '1998-01 4 25', '1998-03 1 29', '1998-05 3 31'),
  ],
  [
    'monthly on the second-to-last Monday for 6 months',
    'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
    '1997-09-22',
    '1999-01-01',
    days('1997-09 22', '1997-10 20', '1997-11 17', '1997-12 22', '1998-01 19', '1998-02 16'),
  ],
  [
    'monthly on the third-to-the-last day',
    'FREQ=MONTHLY;BYMONTHDAY=-3',
    '1997-09-28',
    '1998-02-26',
    days('1997-09 28', '1997-10 29', '1997-11 28', '1997-12 29', '1998-01 29', '1998-02 26'),
  ],
  [
    'monthly on the 2nd and 15th for 10 occurrences',
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15',
    '1997-09-02',
    '1999-01-01',
    days('1997-09 2 15', '1997-10 2 15', '1997-11 2 15', '1997-12 2 15', '1998-01 2 15'),
  ],
  [
    'monthly on the first and last day for 10 occurrences',
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
    '1997-09-30',
    '1999-01-01',
    days('1997-09 30', '1997-10 1 31', '1997-11 1 30', '1997-12 1 31', '1998-01 1 31', '1998-02 1'),
  ],
  [
    'every 18 months on the 10th to 15th for 10 occurrences',
    'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    '1997-09-10',
    '2000-01-01',
    days('1997-09 10 11 12 13 14 15', '1999-03 10 11 12 13'),
  ],
  [
    'every Tuesday, every other month',
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
    '1997-09-02',
    '1998-03-31',
    days('1997-09 2 9 16 23 30', '1997-11 4 11 18 25', '1998-01 6 13 20 27', '1998-03 3 10 17 24 31'),
  ],
  [
    'yearly in June and July for 10 occurrences',
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    '1997-06-10',
    '2010-01-01',
    days(
      '1997-06 10',
      '1997-07 10',
      '1998-06 10',
      '1998-07 10',
      '1999-06 10',
      '1999-07 10',
      '2000-06 10',
      '2000-07 10',
      '2001-06 10',
      '2001-07 10',
    ),
  ],
  [
    'every other year in January, February and March for 10 occurrences',
    'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    '1997-03-10',
    '2010-01-01',
    days(
      '1997-03 10',
      '1999-01 10',
      '1999-02 10',
      '1999-03 10',
      '2001-01 10',
      '2001-02 10',
      '2001-03 10',
      '2003-01 10',
      '2003-02 10',
      '2003-03 10',
    ),
  ],
  [
    'every third year on the 1st, 100th and 200th day for 10 occurrences',
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    '1997-01-01',
    '2010-01-01',
    days(
      '1997-01 1',
      '1997-04 10',
      '1997-07 19',
      '2000-01 1',
      '2000-04 9',
      '2000-07 18',
      '2003-01 1',
      '2003-04 10',
      '2003-07 19',
      '2006-01 1',
    ),
  ],
  [
    'every 20th Monday of the year',
    'FREQ=YEARLY;BYDAY=20MO',
    '1997-05-19',
    '1999-12-31',
    days('1997-05 19', '1998-05 18', '1999-05 17'),
  ],
  [
    'Monday of week number 20',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    '1997-05-12',
    '1999-12-31',
    days('1997-05 12', '1998-05 11', '1999-05 17'),
  ],
  [
    'every Thursday in March',
    'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
    '1997-03-13',
    '1999-12-31',
    days('1997-03 13 20 27', '1998-03 5 12 19 26', '1999-03 4 11 18 25'),
  ],
  [
    'every Thursday in June, July and August',
    'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8',
    '1997-06-05',
    '1998-08-27',
    days(
      '1997-06 5 12 19 26',
      '1997-07 3 10 17 24 31',
      '1997-08 7 14 21 28',
      '1998-06 4 11 18 25',
      '1998-07 2 9 16 23 30',
      '1998-08 6 13 20 27',
    ),
  ],
  [
    'every Friday the 13th',
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    '1997-09-02',
    '2000-10-13',
    days('1998-02 13', '1998-03 13', '1998-11 13', '1999-08 13', '2000-10 13'),
  ],
  [
    'the first Saturday that follows the first Sunday of the month',
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    '1997-09-13',
    '1998-06-13',
    days(
      '1997-09 13',
      '1997-10 11',
      '1997-11 8',
      '1997-12 13',
      '1998-01 10',
      '1998-02 7',
      '1998-03 7',
      '1998-04 11',
      '1998-05 9',
      '1998-06 13',
    ),
  ],
  [
    'US presidential election day',
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    '1996-11-05',
    '2004-12-31',
    days('1996-11 5', '2000-11 7', '2004-11 2'),
  ],
  [
    'the third Tuesday, Wednesday or Thursday, for 3 months',
    'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
    '1997-09-04',
    '1998-06-01',
    days('1997-09 4', '1997-10 7', '1997-11 6'),
  ],
  [
    'the second-to-last weekday of the month',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    '1997-09-29',
    '1998-03-30',
    days('1997-09 29', '1997-10 30', '1997-11 27', '1997-12 30', '1998-01 29', '1998-02 26', '1998-03 30'),
  ],
  [
    'weeks that start on Monday',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
    '1997-08-05',
    '1998-01-01',
    days('1997-08 5 10 19 24'),
  ],
  [
    'weeks that start on Sunday',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
    '1997-08-05',
    '1998-01-01',
    days('1997-08 5 17 19 31'),
  ],
  [
    'an invalid date is skipped',
    'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
    '2007-01-15',
    '2008-01-01',
    days('2007-01 15 30', '2007-02 15', '2007-03 15 30'),
  ],
];

describe('recurrence rules', () => {
  it.each(RFC_5545)('RFC 5545: %s', (_, rule, start, end, expected) => {
    expect(dates(rule, start, start, end)).toEqual(expected);
  });

  it('every day in January for three years, said in two ways', () => {
    const yearly = dates(
      'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA',
      '1998-01-01',
      '1998-01-01',
      '2001-01-01',
    );
    const daily = dates(
      'FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1',
      '1998-01-01',
      '1998-01-01',
      '2001-01-01',
    );
    expect(yearly).toHaveLength(93);
    expect(daily).toEqual(yearly);
  });

  it('29 February each year comes in leap years only', () => {
    expect(dates('FREQ=YEARLY', '2024-02-29', '2024-01-01', '2033-12-31')).toEqual([
      '2024-02-29',
      '2028-02-29',
      '2032-02-29',
    ]);
    expect(dates('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2024-02-29', '2095-01-01', '2105-01-01')).toEqual([
      '2096-02-29',
      '2104-02-29',
    ]);
  });

  it('week 53 comes in long years only', () => {
    expect(dates('FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO', '2015-01-01', '2015-01-01', '2027-12-31')).toEqual([
      '2015-12-28',
      '2020-12-28',
      '2026-12-28',
    ]);
  });

  it('a rule that never matches costs no more than the dates asked for', () => {
    expect(dates('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '1990-01-01', '2025-01-01', '2026-01-01')).toEqual(
      [],
    );
  });

  it('a range far from the start gives the dates that it would in a listing from the start', () => {
    const rule = 'FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR';
    const all = dates(rule, '1997-09-26', '1997-09-26', '2030-12-31');
    expect(dates(rule, '1997-09-26', '2025-01-01', '2030-12-31')).toEqual(
      all.filter((text) => text >= '2025-01-01'),
    );
  });

  it.each([
    ['', 'FREQ='],
    ['no frequency', 'INTERVAL=2'],
    ['an hourly frequency', 'FREQ=HOURLY'],
    ['both an end and a count', 'FREQ=DAILY;COUNT=2;UNTIL=20250101'],
    ['a part twice', 'FREQ=DAILY;COUNT=2;COUNT=3'],
    ['an interval of 0', 'FREQ=DAILY;INTERVAL=0'],
    ['an interval beyond the bound', 'FREQ=DAILY;INTERVAL=1001'],
    ['a count beyond the bound', 'FREQ=DAILY;COUNT=10001'],
    ['an unknown part', 'FREQ=DAILY;BYEASTER=1'],
    ['a part of finer precision', 'FREQ=DAILY;BYHOUR=9'],
    ['the property’s name', 'RRULE:FREQ=DAILY'],
    ['a weekday that does not exist', 'FREQ=WEEKLY;BYDAY=XX'],
    ['numbered weekdays in a week', 'FREQ=WEEKLY;BYDAY=1MO'],
    ['days of the month in a week', 'FREQ=WEEKLY;BYMONTHDAY=1'],
    ['days of the year in a month', 'FREQ=MONTHLY;BYYEARDAY=1'],
    ['weeks in a month', 'FREQ=MONTHLY;BYWEEKNO=1'],
    ['a month 13', 'FREQ=YEARLY;BYMONTH=13'],
    ['a day 32', 'FREQ=MONTHLY;BYMONTHDAY=32'],
    ['a day 0', 'FREQ=MONTHLY;BYMONTHDAY=0'],
    ['a position alone', 'FREQ=MONTHLY;BYSETPOS=1'],
    ['an end that does not exist', 'FREQ=DAILY;UNTIL=20250230'],
    ['a long text', `FREQ=DAILY;BYMONTH=${'1,'.repeat(300)}1`],
  ])('refuses %s (%s)', (_, rule) => {
    expect(parseRecurrenceRule(rule)).toMatchObject({
      ok: false,
      error: { kind: 'invalid_recurrence_rule' },
    });
  });
});
