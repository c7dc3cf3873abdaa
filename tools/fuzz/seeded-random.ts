/** Choices that are the same each time for the same seed. */
export interface SeededRandom {
  /** A whole number from 0 up to, and without, `bound`. */
  readonly below: (bound: number) => number;
  /** A whole number from `least` to `most`, both inclusive. */
  readonly integer: (least: number, most: number) => number;
  readonly chance: (probability: number) => boolean;
  /** @throws RangeError where there is nothing to choose from. */
  readonly pick: <T>(choices: readonly T[]) => T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, which is plenty for choosing requests. */
export const seededRandom = (seed: number): SeededRandom => {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(fraction() * bound);
  return {
    below,
    integer: (least, most) => least + below(most - least + 1),
    chance: (probability) => fraction() < probability,
    pick: <T>(choices: readonly T[]): T => {
      if (choices.length === 0) throw new RangeError('there is nothing to choose from');
      return choices[below(choices.length)] as T;
    },
  };
};
