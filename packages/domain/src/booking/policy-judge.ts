import type { SlotJudge } from '../slots/sweep-slots.js';
import type { Instant } from '../time/instant.js';
import type { Obstacle, Policy } from './policies/policy.js';
import type { Situation } from './situation.js';

/**
 * Says of slots of one length, whose starts come in order, what all policies say: going round what is busy, and asking
 * each other policy only where it may say something new.
 */
export class PolicyJudge implements SlotJudge {
  sameUntil: Instant = Number.NEGATIVE_INFINITY;
  readonly #situation: Situation;
  readonly #obstacles: Obstacle[] = [];
  readonly #asked: Policy[] = [];
  /** Of each policy that is asked: before which start it surely permits. */
  readonly #permitsUntil: Instant[] = [];
  /** The least of them. */
  #allPermitUntil = Number.NEGATIVE_INFINITY;

  constructor(policies: readonly Policy[], situation: Situation) {
    this.#situation = situation;
    for (const policy of policies) {
      const obstacle = policy.obstacle?.(situation);
      if (obstacle !== undefined) this.#obstacles.push(obstacle);
      else {
        this.#asked.push(policy);
        this.#permitsUntil.push(Number.NEGATIVE_INFINITY);
      }
    }
  }

  permits(start: Instant, end: Instant): boolean {
    if (start >= this.#allPermitUntil && !this.#ask(start, end)) return false;
    let sameUntil = this.#allPermitUntil;
    for (let index = 0; index < this.#obstacles.length; index += 1) {
      const { busy, beforeMs, afterMs } = this.#obstacles[index] as Obstacle;
      const until = busy.sameUntil(start - beforeMs, end + afterMs) + beforeMs;
      if (busy.isBusy(start - beforeMs, end + afterMs)) {
        this.sameUntil = until;
        return false;
      }
      sameUntil = Math.min(sameUntil, until);
    }
    this.sameUntil = sameUntil;
    return true;
  }

  #ask(start: Instant, end: Instant): boolean {
    let allPermitUntil = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#asked.length; index += 1) {
      const policy = this.#asked[index] as Policy;
      let until = this.#permitsUntil[index] as Instant;
      if (start >= until) {
        const isPermitted = policy.permits(start, end, this.#situation);
        until = policy.sameUntil?.(start, end, this.#situation) ?? start;
        if (!isPermitted) {
          this.sameUntil = until;
          return false;
        }
        this.#permitsUntil[index] = until;
      }
      allPermitUntil = Math.min(allPermitUntil, until);
    }
    this.#allPermitUntil = allPermitUntil;
    return true;
  }
}
