import type { Instant } from '../../time/instant.js';
import type { Situation } from '../situation.js';
import { joinsSession } from './joins-session.js';
import type { Policy } from './policy.js';

/** How many may still attend a slot, its session being there or not: 0 where nobody may. */
export const remainingAt = (start: Instant, end: Instant, situation: Situation): number => {
  const { terms, sessions } = situation;
  const session = terms.seats > 1 ? sessions.at(start, end) : undefined;
  if (session !== undefined) return Math.max(0, terms.seats - session.attendees);
  const running = sessions.peak(start - terms.bufferBeforeMs, end + terms.bufferAfterMs);
  if (running >= terms.maxConcurrent) return 0;
  return terms.seats > 1 ? terms.seats : terms.maxConcurrent - running;
};

/**
 * A party takes seats of a slot that has enough of them left, or begins a slot of its own where no more than
 * `maxConcurrent` would then block the same instant, buffers included.
 */
export const capacity: Policy = {
  name: 'capacity',
  overridable: false,
  // Where nobody attends anything yet, all slots have as many seats.
  applies: (situation) => situation.sessions.count > 0 || situation.attendees > seatsFor(0, 0, situation),
  permits: (start, end, situation) => situation.attendees <= seatsFor(start, end, situation),
  refusal: (start, end, situation) => {
    const { terms, sessions, attendees } = situation;
    const remaining = seatsFor(start, end, situation);
    const { blocked } = sessions.firstBlocking(start - terms.bufferBeforeMs, end + terms.bufferAfterMs) ?? {};
    return remaining > 0 || blocked === undefined || joinsSession(start, end, situation)
      ? { kind: 'seats_taken', remaining, attendees }
      : { kind: 'time_taken', busy: blocked };
  },
};

/** Of slots without shared seats a party takes one, however many of them may run at once. */
const seatsFor = (start: Instant, end: Instant, situation: Situation): number =>
  Math.min(remainingAt(start, end, situation), situation.terms.seats);
