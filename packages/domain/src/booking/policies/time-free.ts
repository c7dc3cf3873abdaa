import type { Instant } from '../../time/instant.js';
import type { Session } from '../sessions.js';
import type { Situation } from '../situation.js';
import type { Policy } from './policy.js';

/**
 * Nothing that can't be shared blocks the range or its buffers. A party that takes seats in a session has the session's
 * buffers.
 */
export const timeFree: Policy = {
  name: 'time-free',
  overridable: false,
  permits: (start, end, situation) =>
    !situation.busy.isBusy(blockedFrom(start, end, situation), blockedUntil(start, end, situation)),
  // The buffers of a party that takes seats depend on the session.
  obstacle: ({ busy, terms }) =>
    terms.seats > 1 ? undefined : { busy, beforeMs: terms.bufferBeforeMs, afterMs: terms.bufferAfterMs },
  refusal: (start, end, situation) => ({
    kind: 'time_taken',
    busy: situation.busy.firstBusy(
      blockedFrom(start, end, situation),
      blockedUntil(start, end, situation),
    ) ?? { start, end },
  }),
};

const blockedFrom = (start: Instant, end: Instant, situation: Situation): Instant =>
  joinedSession(start, end, situation)?.blocked.start ?? start - situation.terms.bufferBeforeMs;

const blockedUntil = (start: Instant, end: Instant, situation: Situation): Instant =>
  joinedSession(start, end, situation)?.blocked.end ?? end + situation.terms.bufferAfterMs;

/** The stored session that a booking of the range would take seats in. */
const joinedSession = (start: Instant, end: Instant, { terms, sessions }: Situation): Session | undefined => {
  const session = terms.seats > 1 ? sessions.at(start, end) : undefined;
  return session?.stored === undefined ? undefined : session;
};
