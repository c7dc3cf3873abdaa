import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { formatLocalDate, parseLocalDate, type LocalDate } from '../time/local-date.js';
import { openDatesOf } from './open-dates.js';

const date = (text: string): LocalDate => {
  const parsed = parseLocalDate(text);
  if (!parsed.ok) throw new RangeError(text);
  return parsed.value;
};
const lastOf = (horizon: Parameters<typeof openDatesOf>[0], today: string): string =>
  formatLocalDate(openDatesOf(horizon, date(today)).last);

describe('the dates on which a booking may start', () => {
  it.each([
    [0, '2025-06-02'],
    [1, '2025-06-03'],
    [30, '2025-07-02'],
  ])('of a horizon of %i days end that many days after today', (days, last) => {
    expect(lastOf({ kind: 'days', days }, '2025-06-02')).toBe(last);
  });

  it.each([
    ['Monday', '2025-06-02', ['2025-06-02', '2025-06-03', '2025-06-06', '2025-06-09', '2025-06-16']],
    ['Tuesday', '2025-06-03', ['2025-06-03', '2025-06-04', '2025-06-09', '2025-06-10', '2025-06-17']],
    ['Wednesday', '2025-06-04', ['2025-06-04', '2025-06-05', '2025-06-10', '2025-06-11', '2025-06-18']],
    ['Thursday', '2025-06-05', ['2025-06-05', '2025-06-06', '2025-06-11', '2025-06-12', '2025-06-19']],
    ['Friday', '2025-06-06', ['2025-06-06', '2025-06-09', '2025-06-12', '2025-06-13', '2025-06-20']],
    ['Saturday', '2025-06-07', ['2025-06-07', '2025-06-09', '2025-06-12', '2025-06-13', '2025-06-20']],
    ['Sunday', '2025-06-08', ['2025-06-08', '2025-06-09', '2025-06-12', '2025-06-13', '2025-06-20']],
  ])('of 0, 1, 4, 5 and 10 business days, seen from a %s, leave weekends out', (_, today, lasts) => {
    const found = [0, 1, 4, 5, 10].map((days) => lastOf({ kind: 'business-days', days }, today));
    expect(found).toEqual(lasts);
  });

  it('of business days are those that a walk from day to day finds', () => {
    for (let offset = 0; offset < 7; offset += 1) {
      const today = Temporal.PlainDate.from('2025-06-02').add({ days: offset });
      let last = today;
      for (let days = 1; days <= 40; days += 1) {
        do last = last.add({ days: 1 });
        while (last.dayOfWeek > 5);
        expect(lastOf({ kind: 'business-days', days }, today.toString())).toBe(last.toString());
      }
    }
  });

  it('of fixed dates are these, both included, whatever day it is; a bound that is left out bounds nothing', () => {
    const [from, until] = [date('2025-06-10'), date('2025-06-20')];
    expect(openDatesOf({ kind: 'dates', from, until }, date('2025-06-02'))).toEqual({
      first: from,
      last: until,
    });
    expect(formatLocalDate(openDatesOf({ kind: 'dates', until }, date('2025-06-02')).first)).toBe(
      '0001-01-01',
    );
    expect(lastOf({ kind: 'dates', from }, '2025-06-02')).toBe('9999-12-31');
  });

  it.each(['days', 'business-days'] as const)(
    'of %s bound nothing before today, and end with the calendar',
    (kind) => {
      expect(formatLocalDate(openDatesOf({ kind, days: 3 }, date('2025-06-02')).first)).toBe('0001-01-01');
      expect(lastOf({ kind, days: 3660 }, '9999-12-30')).toBe('9999-12-31');
    },
  );
});
