import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';

/**
 * The blocked time of a calendar, ready to be asked many times. Asking in order of time is constant on average;
 * asking in any order is logarithmic. Answers do not depend on the order.
 */
export class BusyTimeline {
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  // Where the last answer was found: a hint for the next, never a part of the answer.
  #hint = 0;

  constructor(blocked: readonly Interval[]) {
    const busy = IntervalSet.of(blocked);
    this.#starts = Float64Array.from(busy, (interval) => interval.start);
    this.#ends = Float64Array.from(busy, (interval) => interval.end);
  }

  /** Whether any blocked instant lies in `[start, end)`. */
  isBusy(start: Instant, end: Instant): boolean {
    return this.#startOf(this.#firstEndingAfter(start)) < end;
  }

  /** The first blocked stretch that overlaps `[start, end)`, or undefined. */
  firstBusy(start: Instant, end: Instant): Interval | undefined {
    const first = this.#firstEndingAfter(start);
    const blockedFrom = this.#startOf(first);
    return blockedFrom < end ? { start: blockedFrom, end: this.#ends[first] as Instant } : undefined;
  }

  /** After the last stretch none starts any more. */
  #startOf(index: number): Instant {
    return this.#starts[index] ?? Number.POSITIVE_INFINITY;
  }

  #firstEndingAfter(instant: Instant): number {
    const ends = this.#ends;
    let index = this.#hint;
    const previousEnd = ends[index - 1];
    if (previousEnd === undefined || previousEnd <= instant) {
      // A few steps forward serve a sweep; anything farther is searched for.
      for (let steps = 0; steps < 4; steps += 1) {
        const end = ends[index];
        if (end === undefined || end > instant) {
          this.#hint = index;
          return index;
        }
        index += 1;
      }
    }
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] as number) <= instant) low = middle + 1;
      else high = middle;
    }
    this.#hint = low;
    return low;
  }
}
