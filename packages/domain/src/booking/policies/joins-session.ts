import type { Instant } from '../../time/instant.js';
import type { Situation } from '../situation.js';

/** Whether a booking of the range would take seats in a session that is there already. */
export const joinsSession = (start: Instant, end: Instant, { terms, sessions }: Situation): boolean =>
  terms.seats > 1 && sessions.at(start, end) !== undefined;
