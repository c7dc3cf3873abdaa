/** How far ahead another clock is of this machine's, in milliseconds; negative where it is behind. */
export interface ClockDifference {
  readonly aheadMs: number;
  /** The other clock was read at some moment while it was asked: the difference is known to within so much. */
  readonly withinMs: number;
}

/** Beyond this, deadlines are noticeably not what was promised; synchronised clocks are far below it. */
const MAX_CLOCK_DIFFERENCE_MS = 2_000;

/** @param askOther tells what the other clock says, in epoch milliseconds, as `own` tells what this one says */
export const clockDifference = async (
  askOther: () => Promise<number>,
  own: () => number,
): Promise<ClockDifference> => {
  const before = own();
  const other = await askOther();
  const after = own();
  return { aheadMs: Math.round(other - (before + after) / 2), withinMs: Math.ceil((after - before) / 2) };
};

/** Whether clocks differ by more than they may, also if the answer was as slow as it could be. */
export const areApart = ({ aheadMs, withinMs }: ClockDifference): boolean =>
  Math.abs(aheadMs) - withinMs > MAX_CLOCK_DIFFERENCE_MS;
