import fc from 'fast-check';
import { rrulestr } from 'rrule';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, inject, it } from 'vitest';
import { DAY_MS } from '../time/instant.js';
import { formatLocalDate, localDateOf, WEEKDAYS, type LocalDate } from '../time/local-date.js';
import { datesOfRule, parseRecurrenceRule } from './recurrence-rule.js';

const FROM = localDateOf(2019, 1, 1);
const TO = localDateOf(2027, 12, 31);

const ours = (rule: string, start: LocalDate): string[] => {
  const parsed = parseRecurrenceRule(rule);
  if (!parsed.ok) throw new Error(`${rule}: ${parsed.error.message}`);
  return datesOfRule(parsed.value, start, FROM, TO).map(formatLocalDate);
};

const compact = (date: LocalDate): string => formatLocalDate(date).replaceAll('-', '');
const isoDate = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** The first library, in floating time: its dates are UTC dates. */
const byRrule = (rule: string, start: LocalDate): string[] =>
  rrulestr(`DTSTART:${compact(start)}T120000Z\nRRULE:${rule}`)
    .between(new Date(FROM * DAY_MS), new Date((TO + 1) * DAY_MS), true)
    .map((date) => isoDate(date.getTime()));

/** The second library, in UTC. */
const byRruleTemporal = (rule: string, start: LocalDate): string[] =>
  new RRuleTemporal({ rruleString: `DTSTART:${compact(start)}T120000Z\nRRULE:${rule}` })
    .between(new Date(FROM * DAY_MS), new Date((TO + 1) * DAY_MS - 1), true)
    .map((date) => isoDate(date.epochMilliseconds));

const list = <T>(values: readonly T[], max = 3): fc.Arbitrary<readonly T[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: max });
const part = (name: string, values: fc.Arbitrary<readonly (string | number)[]>): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(''),
    values.map((items) => `;${name}=${items.join(',')}`),
  );
const interval = fc.integer({ min: 1, max: 4 }).map((n) => (n === 1 ? '' : `;INTERVAL=${n}`));
const months = part('BYMONTH', list([1, 2, 3, 6, 12]));
const monthDays = part('BYMONTHDAY', list([1, 13, 29, 30, 31, -1, -3]));
const weekdays = part('BYDAY', list(WEEKDAYS));
// Numbered weekdays and plain ones are not mixed: rrule then wants a date to be both, which no date is.
const numbered = part('BYDAY', list(['1MO', '-1FR', '2TU', '5WE', '-5SU']));
const weekStart = fc.constantFrom('', ';WKST=SU', ';WKST=WE');
const ending = fc.constantFrom('', ';COUNT=7', ';COUNT=40', ';UNTIL=20240315T120000Z');

const join = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(''));
// One position at a time: where two name the same date, rrule gives it twice.
const rules = fc.oneof(
  join(fc.constant('FREQ=DAILY'), interval, months, monthDays, weekdays, ending),
  join(fc.constant('FREQ=WEEKLY'), interval, months, weekdays, weekStart, ending),
  join(fc.constant('FREQ=MONTHLY'), interval, months, monthDays, numbered, ending),
  join(
    fc.constant('FREQ=MONTHLY'),
    interval,
    fc.constantFrom(';BYDAY=MO,TU,WE,TH,FR', ';BYMONTHDAY=10,20,-1'),
    part('BYSETPOS', list([1, 2, -1, -2], 1)),
    ending,
  ),
  join(fc.constant('FREQ=YEARLY'), interval, months, monthDays, ending),
  join(fc.constant('FREQ=YEARLY'), interval, months, numbered, ending),
);
const starts = fc.integer({ min: localDateOf(2018, 1, 1), max: localDateOf(2022, 12, 31) });

describe('laws of recurrence rules', () => {
  it('the dates are those that two libraries give', () => {
    let dates = 0;
    fc.assert(
      fc.property(rules, starts, (rule, start) => {
        const found = ours(rule, start);
        dates += found.length;
        expect(found, `rrule: ${rule} from ${formatLocalDate(start)}`).toEqual(byRrule(rule, start));
        expect(found, `rrule-temporal: ${rule} from ${formatLocalDate(start)}`).toEqual(
          byRruleTemporal(rule, start),
        );
      }),
      { numRuns: Math.min(400, inject('mostRuns')) },
    );
    expect(dates).toBeGreaterThan(1_000);
  }, 120_000);

  // Not rrule: it takes 2022-01-01, of week 52 of 2021, for week 53.
  it('numbered weeks are ISO weeks, as Temporal numbers them', () => {
    const first = localDateOf(2018, 1, 1);
    for (const week of [1, 2, 20, 52, 53]) {
      for (const weekday of WEEKDAYS) {
        const expected: string[] = [];
        for (let date = FROM; date <= TO; date += 1) {
          const plain = Temporal.PlainDate.from(formatLocalDate(date));
          if (plain.weekOfYear === week && WEEKDAYS[plain.dayOfWeek - 1] === weekday)
            expected.push(plain.toString());
        }
        expect(ours(`FREQ=YEARLY;BYWEEKNO=${week};BYDAY=${weekday}`, first)).toEqual(expected);
      }
    }
  });

  it('asking for a part of the range gives that part of the dates', () => {
    fc.assert(
      fc.property(rules, starts, starts, fc.integer({ min: 0, max: 900 }), (rule, start, from, length) => {
        const parsed = parseRecurrenceRule(rule);
        if (!parsed.ok) throw new Error(parsed.error.message);
        const all = datesOfRule(parsed.value, start, start, TO);
        const to = from + length;
        expect(datesOfRule(parsed.value, start, from, to)).toEqual(
          all.filter((date) => from <= date && date <= to),
        );
      }),
      { numRuns: Math.min(500, inject('mostRuns')) },
    );
  });
});
