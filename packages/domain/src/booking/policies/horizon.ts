import { formatLocalDate } from '../../time/local-date.js';
import type { TermsRefusal } from '../refusal.js';
import type { TermsSituation } from '../situation.js';
import type { Policy } from './policy.js';

/** The host's local date of the start is at most so many days after today's. */
export const horizon: Policy<TermsSituation, TermsRefusal> = {
  permits: (start, _end, { now, terms: { horizonDays }, counts }) =>
    horizonDays === undefined || counts.dateOf(start) <= counts.dateOf(now) + horizonDays,
  refusal: (start, _end, { now, terms: { horizonDays = 0 }, counts }) => ({
    kind: 'beyond_horizon',
    date: formatLocalDate(counts.dateOf(start)),
    lastDate: formatLocalDate(counts.dateOf(now) + horizonDays),
  }),
};
