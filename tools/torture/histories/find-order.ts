import type { Call, Outcome, SequentialModel } from './history.js';

/** What a search for an order of a history's calls has found. */
export type Finding<Command> =
  | { readonly kind: 'linearizable'; readonly order: readonly Call<Command>[] }
  /** There is none; `longest` is the longest beginning of one, behind which no call fits. */
  | { readonly kind: 'violation'; readonly longest: readonly Call<Command>[] }
  /** More had to be looked at than was allowed. */
  | { readonly kind: 'undecided' };

const MOST_STATES = 1_000_000;

/**
 * Looks for an order of the calls in which the model gives each the answer that was heard, and in which none comes
 * before another that was answered before it was asked: linearizability as of Herlihy and Wing (1990). What was never
 * answered may come anywhere after it was asked, or nowhere. The search is that of Wing and Gong (1993); that it never
 * goes on twice from the same calls and the same state is Lowe's (2017).
 */
export const findOrder = <State, Command>(
  model: SequentialModel<State, Command>,
  calls: readonly Call<Command>[],
  mostStates = MOST_STATES,
): Finding<Command> => {
  const sorted = calls.toSorted((a, b) => a.asked - b.asked);
  const seen = new Set<string>();
  const order: Call<Command>[] = [];
  let longest: readonly Call<Command>[] = [];
  let isOver = false;

  const nextOf = (done: bigint): readonly number[] => {
    const open = [...sorted.keys()].filter((index) => (done & (1n << BigInt(index))) === 0n);
    const firstHeard = Math.min(...open.map((index) => sorted[index]?.heard?.at ?? Number.POSITIVE_INFINITY));
    return open.filter((index) => (sorted[index]?.asked ?? 0) < firstHeard);
  };

  /** Whether it can come next; what was never answered and changes nothing need not. */
  const fits = (state: State, { heard }: Call<Command>, outcome: Outcome<State>): boolean =>
    heard === undefined ? outcome.state !== state : heard.answer === outcome.answer;

  const goOn = (state: State, done: bigint): boolean => {
    const name = `${done.toString(36)} ${model.keyOf(state)}`;
    if (seen.has(name)) return false;
    if (seen.size >= mostStates) {
      isOver = true;
      return false;
    }
    seen.add(name);
    if (order.length > longest.length) longest = [...order];
    const next = nextOf(done);
    if (next.every((index) => sorted[index]?.heard === undefined)) return true;
    const ways = next.flatMap((index) => {
      const call = sorted[index] as Call<Command>;
      const outcomes = model.outcomes(state, call.command).filter((outcome) => fits(state, call, outcome));
      return outcomes.map((outcome) => ({ index, call, outcome }));
    });
    // What is answered right and changes nothing anywhere can come now as well as later: no other way need be tried.
    const idle = ways.find(
      ({ call: { command, heard } }) => heard && model.changesNothing(command, heard.answer),
    );
    const tried = idle === undefined ? ways : [idle];
    for (const { index, call, outcome } of tried) {
      order.push(call);
      if (goOn(outcome.state, done | (1n << BigInt(index)))) return true;
      order.pop();
    }
    return false;
  };

  if (goOn(model.initial, 0n)) return { kind: 'linearizable', order };
  return isOver ? { kind: 'undecided' } : { kind: 'violation', longest };
};
