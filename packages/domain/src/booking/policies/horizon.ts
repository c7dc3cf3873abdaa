import { formatLocalDate } from '../../time/local-date.js';
import type { Policy } from './policy.js';

/** The host's local date of the start lies within the horizon: so many days after today, or between fixed dates. */
export const horizon: Policy = {
  name: 'horizon',
  overridable: true,
  applies: ({ openDates, localCalendar }) => openDates !== undefined && localCalendar !== undefined,
  permits: (start, _end, { openDates, localCalendar }) => {
    if (openDates === undefined || localCalendar === undefined) return true;
    const date = localCalendar.dateOf(start);
    return date >= openDates.first && date <= openDates.last;
  },
  sameUntil: (start, _end, { localCalendar }) => localCalendar?.sameDateUntil(start) ?? start,
  refusal: (start, _end, { openDates, localCalendar }) => {
    const date = localCalendar?.dateOf(start) ?? 0;
    const { first, last } = openDates ?? { first: date, last: date };
    return date < first
      ? { kind: 'before_first_date', date: formatLocalDate(date), firstDate: formatLocalDate(first) }
      : { kind: 'beyond_horizon', date: formatLocalDate(date), lastDate: formatLocalDate(last) };
  },
};
