import { describe, expect, it } from 'vitest';
import { anAvailability } from '../testing/builders.js';
import { HOUR_MS } from '../time/instant.js';
import type { Availability } from './availability.js';
import { checkLinked } from './check-linked.js';

/** An hour from each of these on. */
const ranges = (hours: readonly number[], slotDuration = (_index: number) => 30): Availability[] =>
  hours.map((hour, index) =>
    anAvailability({
      id: `range ${hour}`,
      startTime: hour * HOUR_MS,
      endTime: (hour + 1) * HOUR_MS,
      slotDuration: slotDuration(index),
    }),
  );
const row = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const stated = (hour: number, slotDuration = 30) => ({
  startTime: hour * HOUR_MS,
  endTime: (hour + 1) * HOUR_MS,
  slotDuration,
});

describe('a range that is stated among others', () => {
  it('may be linked to up to 500 that touch one another', () => {
    expect(checkLinked(stated(499), ranges(row(499)))).toBeUndefined();
    expect(checkLinked(stated(500), ranges(row(500)))).toEqual({
      kind: 'invalid_input',
      errors: [
        {
          field: 'startTime',
          code: 'too_many_linked_ranges',
          message: 'would link more than 500 ranges that overlap or touch: state fewer, longer ones',
        },
      ],
    });
  });

  it('is linked to what it joins on either side, and to nothing beyond a gap', () => {
    const both = [...row(250), ...row(250).map((hour) => hour + 251)];
    expect(checkLinked(stated(250), ranges(both))?.errors).toHaveLength(1);
    expect(checkLinked(stated(600), ranges(row(500)))).toBeUndefined();
  });

  it('may be of the last of 24 slot durations that are linked', () => {
    const others = ranges(row(24), (index) => index + 1);
    expect(checkLinked(stated(24, 24), others)).toBeUndefined();
    expect(checkLinked(stated(24, 1), others)).toBeUndefined();
    expect(checkLinked(stated(30, 25), others)).toBeUndefined();
    expect(checkLinked(stated(24, 25), others)).toEqual({
      kind: 'invalid_input',
      errors: [
        {
          field: 'slotDuration',
          code: 'too_many_slot_durations',
          message: 'would be the slot duration number 25 of ranges that overlap or touch: at most 24',
        },
      ],
    });
  });
});
