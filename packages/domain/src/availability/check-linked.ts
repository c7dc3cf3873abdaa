import { invalidInput, type InvalidInput } from '../invalid-input.js';
import { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import type { Availability } from './availability.js';

/** So many ranges of a host may be linked to one by overlapping or touching. One longer range says the same. */
export const MAX_LINKED_RANGES = 500;
/** So many different slot durations may be offered by ranges that are linked. */
export const MAX_LINKED_DURATIONS = 24;

/**
 * Refuses a range that would link too many others, so that what one slot rests on stays little however much is stated.
 * `others` holds at least the ranges that the stated one overlaps or touches, and those linked to them.
 */
export const checkLinked = (
  stated: Pick<Availability, 'startTime' | 'endTime' | 'slotDuration'>,
  others: readonly Availability[],
): InvalidInput | undefined => {
  const range = { start: stated.startTime, end: stated.endTime };
  const islands = IntervalSet.of([...others.map(rangeOf), range]);
  const island = IntervalSet.at(islands, range.start) ?? range;
  const linked = others.filter((other) => Interval.encloses(island, rangeOf(other)));
  if (linked.length >= MAX_LINKED_RANGES) {
    const message = `would link more than ${MAX_LINKED_RANGES} ranges that overlap or touch: state fewer, longer ones`;
    return invalidInput([{ field: 'startTime', code: 'too_many_linked_ranges', message }]);
  }
  const durations = new Set([...linked.map(({ slotDuration }) => slotDuration), stated.slotDuration]);
  if (durations.size > MAX_LINKED_DURATIONS) {
    const message = `would be the slot duration number ${durations.size} of ranges that overlap or touch: at most ${MAX_LINKED_DURATIONS}`;
    return invalidInput([{ field: 'slotDuration', code: 'too_many_slot_durations', message }]);
  }
  return undefined;
};

const rangeOf = ({ startTime, endTime }: Availability): Interval => ({ start: startTime, end: endTime });
