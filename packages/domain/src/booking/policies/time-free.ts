import type { Policy } from './policy.js';

/** No other booking blocks any part of the range. */
export const timeFree: Policy = {
  permits: (start, end, { busy }) => !busy.isBusy(start, end),
  refusal: (start, end, { busy }) => ({
    kind: 'time_taken',
    busy: busy.firstBusy(start, end) ?? { start, end },
  }),
};
