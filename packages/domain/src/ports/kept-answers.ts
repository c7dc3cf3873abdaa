import type { UserId } from '../identity/user.js';
import type { Instant } from '../time/instant.js';
import type { IdempotencyKey } from './unit-of-work.js';

/** The caller of an idempotency key where nothing at all tells who sends it; the HTTP API derives one for each person. */
export const ANONYMOUS_CALLER: UserId = '00000000-0000-0000-0000-000000000000';

/** The answers that were given to requests with an idempotency key, where no decision keeps them. */
export interface KeptAnswers {
  readonly find: (key: Pick<IdempotencyKey, 'callerId' | 'key'>) => Promise<KeptAnswer | undefined>;
}

export interface KeptAnswer {
  readonly fingerprint: string;
  /** JSON. */
  readonly answer: string;
}

/** An answer that is written along with what it answers, or not at all. */
export interface AnswerToKeep {
  readonly key: IdempotencyKey;
  /** JSON; what is secret in it is sealed. */
  readonly answer: string;
  readonly at: Instant;
  /** The person that it tells of, so that it is found when the person is erased. */
  readonly about: UserId;
}

/** Another request was answered under the same key in the meantime; nothing was changed. */
export interface KeyTaken {
  readonly kind: 'key_taken';
}
