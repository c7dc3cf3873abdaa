import { onNextTurn } from '../next-turn.js';

export interface GatheringBounds {
  /** Statements at a time; while they are under way, what is asked for gathers for the next. */
  readonly underWay: number;
  /** Keys that one statement looks up. */
  readonly maxKeys: number;
}

interface Asked<Key, Found> {
  readonly key: Key;
  readonly answer: (found: Found) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Looks things up together that are asked for together: what has arrived by the next turn of the event loop goes in one
 * statement, without a timer. A statement is begun after all that it answers was asked, so that nobody is told what was
 * before it asked; a statement that fails, fails for all that it would have answered.
 *
 * @param find what was found, in the order of the keys
 */
export const gatherLookups = <Key, Found>(
  find: (keys: readonly Key[]) => Promise<readonly Found[]>,
  { underWay: mostUnderWay, maxKeys }: GatheringBounds,
): ((key: Key) => Promise<Found>) => {
  let waiting: Asked<Key, Found>[] = [];
  let underWay = 0;

  const flush = (): void => {
    while (waiting.length > 0 && underWay < mostUnderWay) {
      const asked = waiting.slice(0, maxKeys);
      waiting = waiting.slice(maxKeys);
      underWay += 1;
      void lookUp(asked).finally(() => {
        underWay -= 1;
        schedule();
      });
    }
  };

  const schedule = onNextTurn(flush);

  const lookUp = async (asked: readonly Asked<Key, Found>[]): Promise<void> => {
    try {
      const found = await find(asked.map(({ key }) => key));
      if (found.length !== asked.length) {
        throw new RangeError(`${asked.length} were asked for, and ${found.length} came`);
      }
      for (const [index, one] of found.entries()) asked[index]?.answer(one);
    } catch (error) {
      for (const { fail } of asked) fail(error);
    }
  };

  return (key) =>
    new Promise((answer, fail) => {
      waiting.push({ key, answer, fail });
      schedule();
    });
};
