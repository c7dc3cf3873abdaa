import type { Instant } from '../../time/instant.js';
import type { PolicyRefusal, TermsRefusal } from '../refusal.js';
import type { TermsSituation } from '../situation.js';
import type { Policy } from './policy.js';

/** How many may still attend a slot, its session being there or not: 0 where nobody may. */
export const remainingAt = (start: Instant, end: Instant, situation: TermsSituation): number => {
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
export const capacity: Policy<TermsSituation, PolicyRefusal | TermsRefusal> = {
  permits: (start, end, situation) => situation.attendees <= remainingSeats(start, end, situation),
  refusal: (start, end, situation) => {
    const { terms, sessions, attendees } = situation;
    const remaining = remainingSeats(start, end, situation);
    const { blocked } = sessions.firstBlocking(start - terms.bufferBeforeMs, end + terms.bufferAfterMs) ?? {};
    const isFull = terms.seats > 1 && sessions.at(start, end) !== undefined;
    return remaining > 0 || isFull || blocked === undefined
      ? { kind: 'seats_taken', remaining, attendees }
      : { kind: 'time_taken', busy: blocked };
  },
};

/** Of slots without shared seats a party takes one, however many of them may run at once. */
const remainingSeats = (start: Instant, end: Instant, situation: TermsSituation): number =>
  Math.min(remainingAt(start, end, situation), situation.terms.seats);
