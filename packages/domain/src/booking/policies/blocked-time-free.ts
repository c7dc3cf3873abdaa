import type { TermsSituation } from '../situation.js';
import type { Policy } from './policy.js';

/** Nothing outside of the terms, such as an appointment elsewhere, blocks the range or its buffers. */
export const blockedTimeFree: Policy<TermsSituation> = {
  permits: (start, end, { busy, terms }) =>
    !busy.isBusy(start - terms.bufferBeforeMs, end + terms.bufferAfterMs),
  refusal: (start, end, { busy, terms }) => ({
    kind: 'time_taken',
    busy: busy.firstBusy(start - terms.bufferBeforeMs, end + terms.bufferAfterMs) ?? { start, end },
  }),
};
