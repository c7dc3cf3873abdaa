import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DepartureQueue } from './departure-queue.js';

/** To enter, or that so many who have entered go, from the how manieth on. */
const steps = fc.array(
  fc.oneof(
    fc.constant('enter' as const),
    fc.record({ from: fc.nat({ max: 20 }), howMany: fc.integer({ min: 1, max: 3 }) }),
  ),
  { maxLength: 60 },
);

it('those in a queue are those of a set that does the same', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const queue = new DepartureQueue<number>();
      const set = new Set<number>();
      const leave: (() => boolean)[] = [];
      const seen: unknown[] = [];
      const wanted: unknown[] = [];
      for (const step of taken) {
        const gone = step === 'enter' ? [] : [...leave.keys()].slice(step.from, step.from + step.howMany);
        if (step === 'enter') {
          set.add(leave.length);
          leave.push(queue.enter(leave.length));
        }
        seen.push([gone.map((one) => leave[one]?.()), queue.size, [...queue]]);
        wanted.push([gone.map((one) => set.delete(one)), set.size, [...set]]);
      }
      expect(seen).toEqual(wanted);
    }),
    { numRuns: 500 },
  );
});
