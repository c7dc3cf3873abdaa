import type { Policy } from './policy.js';

/** A booking may start now or later. */
export const notInPast: Policy = {
  name: 'not-in-past',
  overridable: true,
  permits: (start, _end, { now }) => start >= now,
  sameUntil: (start, _end, { now }) => (start >= now ? Number.POSITIVE_INFINITY : now),
  refusal: (_start, _end, { now }) => ({ kind: 'start_in_past', now }),
};
