import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';

/** How many of some intervals, which may overlap, hold each instant: a step function, asked by binary search. */
export class Coverage {
  // `levels[i]` intervals hold the instants from `changes[i]` up to the next change.
  readonly #changes: readonly Instant[];
  readonly #levels: readonly number[];

  constructor(intervals: readonly Interval[]) {
    const starts = intervals.map(({ start }) => start).sort((a, b) => a - b);
    const ends = intervals.map(({ end }) => end).sort((a, b) => a - b);
    const changes = [Number.NEGATIVE_INFINITY];
    const levels = [0];
    for (let begun = 0, ended = 0; ended < ends.length;) {
      const change = Math.min(starts[begun] ?? Number.POSITIVE_INFINITY, ends[ended] as number);
      while (starts[begun] === change) begun += 1;
      while (ends[ended] === change) ended += 1;
      changes.push(change);
      levels.push(begun - ended);
    }
    this.#changes = changes;
    this.#levels = levels;
  }

  /** The most intervals that hold one and the same instant of `[start, end)`. */
  peak(start: Instant, end: Instant): number {
    let peak = 0;
    for (let index = this.#indexAt(start); (this.#changes[index] ?? end) < end; index += 1)
      peak = Math.max(peak, this.#levels[index] as number);
    return peak;
  }

  #indexAt(instant: Instant): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle] as number) <= instant) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
