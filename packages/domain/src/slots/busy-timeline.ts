import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';

/**
 * The blocked time of a calendar, ready to be asked many times. Asking in order of time is constant on average;
 * asking in any order is logarithmic. Answers do not depend on the order.
 */
export class BusyTimeline {
  // Merged and in order; after the last stretch comes one that never starts and never ends.
  readonly #starts: readonly Instant[];
  readonly #ends: readonly Instant[];
  // Where the last answer was found: a hint for the next, never a part of the answer.
  #hint = 0;

  constructor(blocked: readonly Interval[]) {
    const starts: Instant[] = [];
    const ends: Instant[] = [];
    let lastEnd = Number.NEGATIVE_INFINITY;
    for (const { start, end } of IntervalSet.inOrder(blocked)) {
      if (start > lastEnd) {
        starts.push(start);
        ends.push(end);
      } else if (end > lastEnd) ends[ends.length - 1] = end;
      lastEnd = Math.max(lastEnd, end);
    }
    starts.push(Number.POSITIVE_INFINITY);
    ends.push(Number.POSITIVE_INFINITY);
    this.#starts = starts;
    this.#ends = ends;
  }

  /** Whether any blocked instant lies in `[start, end)`. */
  isBusy(start: Instant, end: Instant): boolean {
    return this.#startAt(this.#firstEndingAfter(start)) < end;
  }

  /** The first blocked stretch that overlaps `[start, end)`, or undefined. */
  firstBusy(start: Instant, end: Instant): Interval | undefined {
    const first = this.#firstEndingAfter(start);
    const blockedFrom = this.#startAt(first);
    return blockedFrom < end ? { start: blockedFrom, end: this.#endAt(first) } : undefined;
  }

  /** If a range moved forward from `[start, end)`, up to which start {@link isBusy} would say the same of it. */
  sameUntil(start: Instant, end: Instant): Instant {
    const first = this.#firstEndingAfter(start);
    const blockedFrom = this.#startAt(first);
    // What is free may move as far as to touch what blocks.
    return blockedFrom < end ? this.#endAt(first) : blockedFrom - (end - start) + 1;
  }

  #startAt(index: number): Instant {
    return this.#starts[index] as Instant;
  }

  #endAt(index: number): Instant {
    return this.#ends[index] as Instant;
  }

  #firstEndingAfter(instant: Instant): number {
    let index = this.#hint;
    if (index === 0 || this.#endAt(index - 1) <= instant) {
      // A few steps forward serve a sweep; anything farther is searched for.
      for (const farthest = index + 4; index < farthest; index += 1) {
        if (this.#endAt(index) > instant) {
          this.#hint = index;
          return index;
        }
      }
    }
    let low = 0;
    let high = this.#ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#endAt(middle) <= instant) low = middle + 1;
      else high = middle;
    }
    this.#hint = low;
    return low;
  }
}
