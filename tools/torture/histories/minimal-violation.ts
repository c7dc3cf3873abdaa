import { findOrder } from './find-order.js';
import type { Call, SequentialModel } from './history.js';

/** Beyond it a smaller history is not worth the search. */
const MOST_STATES = 20_000;

/**
 * Of a history that has no order, the calls that contradict each other. It ends at the first answer that can't be, and
 * what was answered to all others is struck out, so that they may have come at any time or never: that excuses more than
 * leaving them out would. Of these only those are kept without which less would do for a contradiction.
 */
export const minimalViolation = <State, Command>(
  model: SequentialModel<State, Command>,
  calls: readonly Call<Command>[],
): readonly Call<Command>[] => {
  const isViolation = (some: readonly Call<Command>[]): boolean =>
    findOrder(model, some, MOST_STATES).kind === 'violation';
  const without = (some: readonly Call<Command>[], call: Call<Command>): readonly Call<Command>[] => {
    const others = some.filter((other) => other !== call);
    const { command, heard } = call;
    const isNothing = heard === undefined || model.changesNothing(command, heard.answer);
    return isNothing ? others : [...others, { ...call, heard: undefined }];
  };
  const ends = calls.flatMap(({ heard }) => (heard === undefined ? [] : [heard.at])).sort((a, b) => a - b);
  const end = ends.find((at) => isViolation(until(calls, at)));
  let kept = end === undefined ? calls : until(calls, end);
  for (const call of kept.filter(isHeard).toReversed()) {
    const fewer = without(kept, call);
    if (isViolation(fewer)) kept = fewer;
  }
  for (const call of kept.filter((one) => !isHeard(one))) {
    const fewer = without(kept, call);
    if (fewer.filter(isHeard).every((one) => !isViolation(without(fewer, one)))) kept = fewer;
  }
  return kept.toSorted((a, b) => a.asked - b.asked);
};

const isHeard = ({ heard }: Call<unknown>): boolean => heard !== undefined;

/** What was known at a stamp. */
const until = <Command>(calls: readonly Call<Command>[], end: number): readonly Call<Command>[] =>
  calls
    .filter(({ asked }) => asked <= end)
    .map((call) => ((call.heard?.at ?? 0) > end ? { ...call, heard: undefined } : call));
