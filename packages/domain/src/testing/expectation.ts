/** What a contract or a law demands and did not find. The message says what was expected and what came instead. */
export class ExpectationFailed extends Error {
  override readonly name = 'ExpectationFailed';
}

/** @throws ExpectationFailed where the condition does not hold. */
export function expectThat(condition: boolean, what: string): asserts condition {
  if (!condition) throw new ExpectationFailed(what);
}

/**
 * Equal in structure: members in any order, an undefined member is as good as none, a Map equals a Map.
 * @throws ExpectationFailed where they differ.
 */
export const expectEqual = (actual: unknown, expected: unknown, what: string): void => {
  expectThat(sameStructure(actual, expected), `${what}: expected ${show(expected)}, got ${show(actual)}`);
};

/** @throws ExpectationFailed where nothing is thrown; what is thrown is the answer. */
export const expectRejection = async (work: Promise<unknown>, what: string): Promise<unknown> => {
  let outcome: unknown;
  try {
    outcome = await work;
  } catch (thrown) {
    return thrown;
  }
  throw new ExpectationFailed(`${what}: expected a rejection, got ${show(outcome)}`);
};

const sameStructure = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (a instanceof Map && b instanceof Map) return sameStructure([...a], [...b]);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameStructure(item, b[index]));
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => sameStructure(a[name], b[name]));
};

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);

const MAX_SHOWN = 600;

const show = (value: unknown): string => {
  const text = JSON.stringify(value instanceof Map ? [...value] : value) ?? typeof value;
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)} …`;
};
