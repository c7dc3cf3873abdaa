import { countingMatcher } from './count-steps.js';

/** A text that takes an expression far more than twice as many steps once it is twice as long. */
export interface SlowText {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
  readonly steps: number;
  /** With twice as many pumps; infinite where counting them was given up. */
  readonly stepsOfDouble: number;
}

/** Characters of the shorter text that are pumped: more than a bounded quantifier here takes. */
const PUMPED_LENGTH = 300;
const LONGEST_PUMP = 24;
const MOST_STEPS = 100_000;
/** Between 2, of a linear search, and 4, of a quadratic one. */
const SUPERLINEAR = 3;
const MOST_SAMPLES = 5;
const SUFFIXES = ['', '\u0000', '!', '\n'];

/**
 * Looks for a text that makes an expression slow: some beginning of what it takes, one or two characters of its own
 * or a whole beginning over and over, and an end that it does not take. What is counted are the steps of a backtracking engine, so that the
 * answer is the same on every machine.
 */
export const slowTextOf = (source: string, flags: string): SlowText | undefined => {
  const { search, samples } = countingMatcher(source, flags);
  const letters = [...new Set(samples)].slice(0, MOST_SAMPLES);
  const wholes = Array.from({ length: Math.min(samples.length, LONGEST_PUMP) }, (_, index) =>
    samples.slice(0, index + 1).join(''),
  );
  const pairs = letters.flatMap((a) => letters.filter((b) => b !== a).map((b) => a + b));
  const pumps = new Set([...letters, ...pairs, ...wholes]);
  const beginnings = Array.from({ length: Math.min(samples.length, 8) }, (_, index) =>
    samples.slice(0, index).join(''),
  );
  for (const pump of pumps) {
    const pumpsOnce = Math.ceil(PUMPED_LENGTH / pump.length);
    for (const prefix of new Set(['', ...beginnings])) {
      for (const suffix of SUFFIXES) {
        const once = search(prefix + pump.repeat(pumpsOnce) + suffix, MOST_STEPS);
        const twice = search(prefix + pump.repeat(pumpsOnce * 2) + suffix, MOST_STEPS * 4);
        const steps = once?.steps ?? Number.POSITIVE_INFINITY;
        const stepsOfDouble = twice?.steps ?? Number.POSITIVE_INFINITY;
        if (steps === Number.POSITIVE_INFINITY || stepsOfDouble > steps * SUPERLINEAR)
          return { prefix, pump, suffix, steps, stepsOfDouble };
      }
    }
  }
  return undefined;
};
