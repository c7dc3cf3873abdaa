import { err, ok, type Result } from '@slotkeeper/domain';

/** One environment variable: what it means, what it may be, and how its text becomes a value. */
export interface Variable<T> {
  readonly name: string;
  /** One line for people. */
  readonly meaning: string;
  /** What a value must be; completes the sentence "NAME must be …". */
  readonly rule: string;
  /** What holds when the variable is unset or empty, in words. */
  readonly fallback: string;
  /** A value that the rule accepts. */
  readonly example: string;
  /** The value of a text, or of nothing. An error means that the rule is broken. */
  readonly read: (text: string | undefined) => Result<T, void>;
}

type Described<T> = Omit<Variable<T>, 'read' | 'rule' | 'fallback' | 'example'>;

/** A whole number within bounds, both inclusive. */
export const wholeNumber = (
  described: Described<number>,
  { least, most, otherwise, unit }: { least: number; most: number; otherwise: number; unit?: string },
): Variable<number> => ({
  ...described,
  rule: `a whole number${unit === undefined ? '' : ` of ${unit}`} from ${least} to ${most}`,
  fallback: String(otherwise),
  example: String(otherwise),
  read: (text) => {
    if (text === undefined) return ok(otherwise);
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? ok(value) : err(undefined);
  },
});

/** One of a few words; `undefined` where nothing is said and there is no word to fall back on. */
export const oneOf = <const W extends string, const F extends W | undefined>(
  described: Described<W | F>,
  words: readonly W[],
  { otherwise, fallback, example }: { otherwise: F; fallback: string; example: W },
): Variable<W | F> => ({
  ...described,
  rule: `one of ${words.join(', ')}`,
  fallback,
  example,
  read: (text) => {
    if (text === undefined) return ok(otherwise);
    const word = words.find((candidate) => candidate === text);
    return word === undefined ? err(undefined) : ok(word);
  },
});

/** Texts with commas between them, each of which a check accepts; none where nothing is said. */
export const listOf = (
  described: Described<readonly string[]>,
  {
    rule,
    accepts,
    example,
    otherwise = [],
  }: {
    rule: string;
    accepts: (value: string) => boolean;
    example: string;
    otherwise?: readonly string[];
  },
): Variable<readonly string[]> => ({
  ...described,
  rule: `a list, with commas between, of ${rule}`,
  fallback: otherwise.length === 0 ? 'none' : otherwise.join(','),
  example,
  read: (value) => {
    const values = (value ?? '').split(',').map((one) => one.trim());
    if (value === undefined) return ok(otherwise);
    return values.every(accepts) ? ok(values) : err(undefined);
  },
});

/** A text that a check accepts. */
export const text = <F extends string | undefined>(
  described: Described<string | F>,
  {
    rule,
    accepts,
    otherwise,
    fallback,
    example,
  }: { rule: string; accepts: (value: string) => boolean; otherwise: F; fallback: string; example: string },
): Variable<string | F> => ({
  ...described,
  rule,
  fallback,
  example,
  read: (value) => {
    if (value === undefined) return ok(otherwise);
    return accepts(value) ? ok(value) : err(undefined);
  },
});
