import type { Policy } from './policy.js';

/** The booker has booked nothing else that overlaps, of whatever host. Buffers are the host's and don't matter. */
export const bookerFree: Policy = {
  name: 'booker-free',
  overridable: true,
  applies: ({ bookerBusy }) => bookerBusy !== undefined,
  permits: (start, end, { bookerBusy }) => bookerBusy === undefined || !bookerBusy.isBusy(start, end),
  obstacle: ({ bookerBusy }) => bookerBusy && { busy: bookerBusy, beforeMs: 0, afterMs: 0 },
  refusal: (start, end, { bookerBusy, asHost }) => {
    const busy = asHost ? undefined : bookerBusy?.firstBusy(start, end);
    return { kind: 'booker_busy', ...(busy === undefined ? {} : { busy }) };
  },
};
