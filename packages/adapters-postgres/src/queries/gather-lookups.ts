import { onNextTurn } from '../next-turn.js';

export interface GatheringBounds {
  /** Statements at a time; while they are under way, what is asked for gathers for the next. */
  readonly underWay: number;
  /** Keys that one statement looks up. */
  readonly maxKeys: number;
}

interface Asked<Found> {
  readonly promise: Promise<Found>;
  readonly answer: (found: Found) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Looks things up together that are asked for together: what has arrived by the next turn of the event loop goes in one
 * statement, without a timer. A statement is begun after all that it answers was asked, so that nobody is told what was
 * before it asked; a statement that fails, fails for all that it would have answered. What several ask for is looked up
 * once for all of them.
 *
 * @param find what was found, in the order of the keys, none of which stands twice
 */
export const gatherLookups = <Key, Found>(
  find: (keys: readonly Key[]) => Promise<readonly Found[]>,
  { underWay: mostUnderWay, maxKeys }: GatheringBounds,
): ((key: Key) => Promise<Found>) => {
  // For one statement each. None is ever deleted from: maps that much is deleted from weigh on the collector of garbage.
  const waiting: Map<Key, Asked<Found>>[] = [];
  let underWay = 0;

  const flush = (): void => {
    while (underWay < mostUnderWay) {
      const some = waiting.shift();
      if (some === undefined) return;
      underWay += 1;
      void lookUp(some).finally(() => {
        underWay -= 1;
        schedule();
      });
    }
  };

  const schedule = onNextTurn(flush);

  const lookUp = async (some: ReadonlyMap<Key, Asked<Found>>): Promise<void> => {
    const asked = [...some.values()];
    try {
      const found = await find([...some.keys()]);
      if (found.length !== asked.length) {
        throw new RangeError(`${asked.length} were asked for, and ${found.length} came`);
      }
      for (const [index, one] of found.entries()) asked[index]?.answer(one);
    } catch (error) {
      for (const { fail } of asked) fail(error);
    }
  };

  const ask = (key: Key): Promise<Found> => {
    const asked = withResolvers<Found>();
    const last = waiting.at(-1);
    if (last !== undefined && last.size < maxKeys) last.set(key, asked);
    else waiting.push(new Map([[key, asked]]));
    schedule();
    return asked.promise;
  };

  return (key) => waiting.find((some) => some.has(key))?.get(key)?.promise ?? ask(key);
};

/** `Promise.withResolvers` of ES2024. */
const withResolvers = <Found>(): Asked<Found> => {
  let answer!: Asked<Found>['answer'];
  let fail!: Asked<Found>['fail'];
  const promise = new Promise<Found>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return { promise, answer, fail };
};
