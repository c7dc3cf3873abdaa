import { MINUTE_MS } from '../../time/instant.js';
import type { Policy } from './policy.js';

/** A booking of an event type has one of the lengths that the event type offers. */
export const durationOffered: Policy = {
  name: 'duration',
  overridable: true,
  applies: ({ terms, windows }) =>
    !windows.every(({ durationMs }) => terms.durationsMs?.includes(durationMs) ?? true),
  permits: (start, end, { terms }) => terms.durationsMs?.includes(end - start) ?? true,
  refusal: (_start, _end, { terms }) => ({
    kind: 'duration_not_offered',
    durationsMinutes: (terms.durationsMs ?? []).map((durationMs) => durationMs / MINUTE_MS),
  }),
};
