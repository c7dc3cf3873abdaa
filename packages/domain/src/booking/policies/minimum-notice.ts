import type { Instant } from '../../time/instant.js';
import type { Situation } from '../situation.js';
import type { Policy } from './policy.js';

const noticeMs = ({ terms, asHost }: Situation): number =>
  asHost ? terms.hostMinimumNoticeMs : terms.minimumNoticeMs;

const earliest = (situation: Situation): Instant => situation.now + noticeMs(situation);

/** A booking starts at least the minimum notice after now; what the host books has a notice of its own. */
export const minimumNotice: Policy = {
  name: 'notice',
  overridable: true,
  permits: (start, _end, situation) => start >= earliest(situation),
  sameUntil: (start, _end, situation) =>
    start >= earliest(situation) ? Number.POSITIVE_INFINITY : earliest(situation),
  refusal: (_start, _end, situation) => ({ kind: 'notice_too_short', earliest: earliest(situation) }),
};
