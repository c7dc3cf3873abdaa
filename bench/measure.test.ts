import { expect, it } from 'vitest';
import { interleave, lastResult, median, ratioOf, timePerCall } from './measure.js';

it('probes take turns, each round beginning with another', async () => {
  const asked: string[] = [];
  const probe = (name: string, value: number) => () => {
    asked.push(name);
    return value;
  };
  const samples = await interleave({ a: probe('a', 1), b: probe('b', 2), c: async () => 3 }, 3);
  expect(samples).toEqual({ a: [1, 1, 1], b: [2, 2, 2], c: [3, 3, 3] });
  expect(asked).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
});

it.each([
  { values: [3], middle: 3 },
  { values: [10, 1, 100], middle: 10 },
  { values: [4, 1, 3, 2], middle: 2.5 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

it('nothing has no median', () => {
  expect(() => median([])).toThrow(RangeError);
});

it('a ratio is that of each round: a slow round is slow for both', () => {
  expect(ratioOf([2, 200, 4], [1, 100, 1])).toBe(2);
  expect(() => ratioOf([1], [1, 2])).toThrow(RangeError);
});

it('work is timed per call, and its result is kept', async () => {
  let calls = 0;
  const probe = timePerCall(
    () => {
      calls += 1;
      // A millisecond of the processor, of which whoever else wants it takes nothing.
      const before = process.cpuUsage();
      for (;;) {
        const { user, system } = process.cpuUsage(before);
        if (user + system >= 1_000) break;
      }
      return 'done';
    },
    { warmUpMs: 10, sampleMs: 5 },
  );
  const warmUpCalls = calls;
  expect(warmUpCalls).toBeGreaterThan(0);
  expect(await probe()).toBeGreaterThanOrEqual(1);
  expect(calls).toBeGreaterThan(warmUpCalls);
  expect(lastResult()).toBe('done');
});
