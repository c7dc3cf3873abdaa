const SLICE_MS = 100;
const SLICES = 10;

/** How much has been done lately. */
export interface Pace {
  /** One more is done. */
  readonly count: () => void;
  /** How many were done within the last second, give or take what a tenth of it makes. */
  readonly perSecond: () => number;
}

/** @param nowMs of a clock that never goes back */
export const paceOf = (nowMs: () => number): Pace => {
  // The second in slices, which are used again one second later.
  const slices = Array.from({ length: SLICES }, () => ({ number: -1, done: 0 }));
  const numberNow = (): number => Math.floor(nowMs() / SLICE_MS);
  return {
    count: () => {
      const number = numberNow();
      const slice = slices[number % SLICES];
      if (slice === undefined) return;
      if (slice.number !== number) Object.assign(slice, { number, done: 0 });
      slice.done += 1;
    },
    perSecond: () => {
      const oldest = numberNow() - SLICES;
      return slices.reduce((sum, { number, done }) => (number > oldest ? sum + done : sum), 0);
    },
  };
};
