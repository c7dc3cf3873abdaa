import type { TermsRefusal } from '../refusal.js';
import type { TermsSituation } from '../situation.js';
import type { Policy } from './policy.js';

/** A booking starts at least the minimum notice after now. */
export const minimumNotice: Policy<TermsSituation, TermsRefusal> = {
  permits: (start, _end, { now, terms }) => start >= now + terms.minimumNoticeMs,
  refusal: (_start, _end, { now, terms }) => ({
    kind: 'notice_too_short',
    earliest: now + terms.minimumNoticeMs,
  }),
};
