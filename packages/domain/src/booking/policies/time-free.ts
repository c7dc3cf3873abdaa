import type { Policy } from './policy.js';

/** Nothing that can't be shared blocks the range or its buffers. */
export const timeFree: Policy = {
  name: 'time-free',
  overridable: false,
  permits: (start, end, { busy, terms }) =>
    !busy.isBusy(start - terms.bufferBeforeMs, end + terms.bufferAfterMs),
  refusal: (start, end, { busy, terms }) => ({
    kind: 'time_taken',
    busy: busy.firstBusy(start - terms.bufferBeforeMs, end + terms.bufferAfterMs) ?? { start, end },
  }),
};
