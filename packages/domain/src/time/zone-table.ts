import type { Instant } from './instant.js';

/**
 * A date and time of day in some zone, as the epoch milliseconds that it would have if the zone were UTC.
 * It names an instant only together with its zone.
 */
export type LocalTime = number;

/** The transitions of a zone: `offsets[i]` holds before `transitions[i]`, the last offset after all of them. */
export interface ZoneTransitions {
  /** Instants, ascending. */
  readonly transitions: readonly Instant[];
  /** Milliseconds east of UTC; one more than there are transitions. */
  readonly offsets: readonly number[];
}

/** One IANA time zone: conversions by binary search in a table of its transitions. */
export class ZoneTable {
  /** As it was asked for: a link name such as `US/Eastern` is kept. */
  readonly name: string;
  readonly #transitions: Float64Array;
  readonly #offsets: Float64Array;
  // The local time at which each period ends, by the clocks of that period.
  readonly #localEnds: Float64Array;
  // The period of the last answer, where the next is looked for first: a hint, never a part of the answer.
  #period = 0;
  #localPeriod = 0;

  /** @throws RangeError where the table is not one of a zone. */
  constructor(name: string, { transitions, offsets }: ZoneTransitions) {
    if (offsets.length !== transitions.length + 1) {
      throw new RangeError(
        `zone ${name}: ${transitions.length} transitions need ${transitions.length + 1} offsets`,
      );
    }
    this.name = name;
    this.#transitions = Float64Array.from(transitions);
    this.#offsets = Float64Array.from(offsets);
    this.#localEnds = Float64Array.from(
      transitions,
      (transition, index) => transition + (offsets[index] as number),
    );
    if (!isAscending(this.#transitions) || !isAscending(this.#localEnds)) {
      throw new RangeError(`zone ${name}: transitions must ascend, by UTC and by local time`);
    }
  }

  /** Milliseconds east of UTC at an instant. */
  offsetAt(instant: Instant): number {
    return this.#offsets[this.#periodOf(instant)] as number;
  }

  /** When the clocks change next after an instant; infinity where they never do. */
  offsetUntil(instant: Instant): Instant {
    return this.#transitions[this.#periodOf(instant)] ?? Number.POSITIVE_INFINITY;
  }

  toLocal(instant: Instant): LocalTime {
    return instant + this.offsetAt(instant);
  }

  /**
   * The instant of a local time. A time that the clocks skip moves forward by what they skip; of a time that occurs
   * twice the first is meant (RFC 5545 section 3.3.5; `compatible` in Temporal).
   */
  toInstant(local: LocalTime): Instant {
    if (!isWithin(this.#localEnds, this.#localPeriod, local))
      this.#localPeriod = countUpTo(this.#localEnds, local);
    const period = this.#localPeriod;
    const offset = this.#offsets[period] as number;
    const periodStart = this.#transitions[period - 1];
    const isSkipped = periodStart !== undefined && local - offset < periodStart;
    return local - (isSkipped ? (this.#offsets[period - 1] as number) : offset);
  }

  #periodOf(instant: Instant): number {
    if (!isWithin(this.#transitions, this.#period, instant))
      this.#period = countUpTo(this.#transitions, instant);
    return this.#period;
  }
}

/** Whether so many of the ascending values are at most `value`. */
const isWithin = (ascending: Float64Array, count: number, value: number): boolean =>
  (count === 0 || (ascending[count - 1] as number) <= value) &&
  (count === ascending.length || value < (ascending[count] as number));

/** How many of the ascending values are at most `value`. */
const countUpTo = (ascending: Float64Array, value: number): number => {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
};

const isAscending = (values: Float64Array): boolean =>
  values.every((value, index) => index === 0 || value > (values[index - 1] as number));
