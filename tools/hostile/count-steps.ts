/** How a backtracking engine goes through a text, counted rather than timed. */
export interface CountingMatcher {
  /** Whether the expression is found in a text, and in how many steps; `undefined` once there are more than `most`. */
  readonly search: (
    text: string,
    most: number,
  ) => { readonly found: boolean; readonly steps: number } | undefined;
  /** One character that each part takes, in the order of the expression; what to make hostile texts of. */
  readonly samples: readonly string[];
}

interface Run {
  readonly characters: readonly string[];
  readonly groups: (readonly [number, number] | undefined)[];
  steps: number;
  readonly most: number;
}

type Next = (at: number) => boolean;
/** Tries to match from `at`, and goes on with `next` from where it got to. */
type Matcher = (run: Run, at: number, next: Next) => boolean;

class TooManySteps extends Error {}

const step = (run: Run): void => {
  run.steps += 1;
  if (run.steps > run.most) throw new TooManySteps();
};

/** Characters to look for a sample among; the rest of Unicode is met by what is not one of these. */
const CANDIDATES = [
  ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)),
  '\t',
  '\n',
  '\r',
  '\u0000',
  '\u00a0',
  'é',
  'Ä',
  '漢',
  '\u2028',
  '\ufeff',
  '😀',
].sort((a, b) => Number(/\w/.test(b)) - Number(/\w/.test(a)));

const LOOKAROUND = ['(?=', '(?!', '(?<=', '(?<!'] as const;

/**
 * An expression as a matcher that tries as engines without automata do: alternatives in order, greedy and lazy
 * quantifiers, every start. Lookbehinds and what it does not know are refused, so that nothing goes uncounted.
 */
export const countingMatcher = (source: string, flags: string): CountingMatcher => {
  const unicode = flags.includes('u') || flags.includes('v');
  const multiline = flags.includes('m');
  const samples: string[] = [];
  let at = 0;
  let groups = 0;

  const refuse = (what: string): never => {
    throw new RangeError(`${what} in /${source}/ is not known here`);
  };
  const eat = (text: string): boolean => {
    if (!source.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };

  const characterClass = (raw: string): Matcher => {
    const native = new RegExp(`^(?:${raw})$`, flags.replaceAll(/[gym]/g, ''));
    const known = new Map<string, boolean>();
    const takes = (character: string): boolean => {
      const kept = known.get(character) ?? native.test(character);
      known.set(character, kept);
      return kept;
    };
    const sample = CANDIDATES.find(takes);
    if (sample !== undefined) samples.push(sample);
    return (run, from, next) => {
      step(run);
      const character = run.characters[from];
      return character !== undefined && takes(character) && next(from + 1);
    };
  };

  const sequence = (parts: readonly Matcher[]): Matcher =>
    parts.reduceRight<Matcher>(
      (rest, part) => (run, from, next) => part(run, from, (to) => rest(run, to, next)),
      (_, from, next) => next(from),
    );

  const disjunction = (): Matcher => {
    const alternatives = [alternative()];
    while (eat('|')) alternatives.push(alternative());
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined) return only;
    return (run, from, next) =>
      alternatives.some((one) => {
        step(run);
        return one(run, from, next);
      });
  };

  const alternative = (): Matcher => {
    const parts: Matcher[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(term());
    return sequence(parts);
  };

  const term = (): Matcher => {
    if (eat('^'))
      return (run, from, next) => {
        step(run);
        return (from === 0 || (multiline && run.characters[from - 1] === '\n')) && next(from);
      };
    if (eat('$'))
      return (run, from, next) => {
        step(run);
        const { length } = run.characters;
        return (from === length || (multiline && run.characters[from] === '\n')) && next(from);
      };
    if (source.startsWith('\\b', at) || source.startsWith('\\B', at)) {
      const wanted = source[at + 1] === 'b';
      at += 2;
      const isWord = (character: string | undefined): boolean =>
        character !== undefined && /^\w$/.test(character);
      return (run, from, next) => {
        step(run);
        const isBoundary = isWord(run.characters[from - 1]) !== isWord(run.characters[from]);
        return isBoundary === wanted && next(from);
      };
    }
    return quantified(atom());
  };

  const atom = (): { readonly matcher: Matcher; readonly groups: readonly number[] } => {
    const first = groups;
    const around = LOOKAROUND.find((opening) => eat(opening));
    if (around === '(?<=' || around === '(?<!') refuse('a lookbehind');
    if (around !== undefined) {
      const inner = disjunction();
      if (!eat(')')) refuse('an open group');
      const wanted = around === '(?=';
      const matcher: Matcher = (run, from, next) => inner(run, from, () => true) === wanted && next(from);
      return { matcher, groups: [] };
    }
    if (source[at] === '(') return group(first);
    const backreference = /^\\([1-9]\d?)/.exec(source.slice(at));
    if (backreference?.[1] !== undefined) {
      at += backreference[0].length;
      return { matcher: sameAs(Number(backreference[1])), groups: [] };
    }
    const rest = source.slice(at);
    const raw =
      /^(?:\[(?:\\[^]|[^\\\]])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[A-Za-z]|\\[^])/.exec(
        rest,
      )?.[0] ?? (unicode ? String.fromCodePoint(rest.codePointAt(0) ?? 0) : rest.slice(0, 1));
    if (raw.startsWith('\\k')) refuse('a named reference');
    at += raw.length;
    return { matcher: characterClass(raw), groups: [] };
  };

  const group = (first: number): { readonly matcher: Matcher; readonly groups: readonly number[] } => {
    const isCapturing = !eat('(?:');
    if (isCapturing) {
      const name = /^\((?:\?<\w+>)?/.exec(source.slice(at))?.[0] ?? '(';
      if (name === '(' && source[at + 1] === '?') refuse('a modifier');
      at += name.length;
      groups += 1;
    }
    const number = groups;
    const inner = disjunction();
    if (!eat(')')) refuse('an open group');
    const within = Array.from({ length: groups - first }, (_, index) => first + 1 + index);
    if (!isCapturing) return { matcher: inner, groups: within };
    const matcher: Matcher = (run, from, next) =>
      inner(run, from, (to) => {
        const before = run.groups[number];
        run.groups[number] = [from, to];
        if (next(to)) return true;
        run.groups[number] = before;
        return false;
      });
    return { matcher, groups: within };
  };

  const sameAs =
    (number: number): Matcher =>
    (run, from, next) => {
      step(run);
      const [start, end] = run.groups[number] ?? [0, 0];
      for (let index = start; index < end; index += 1) {
        step(run);
        if (run.characters[index] !== run.characters[from + index - start]) return false;
      }
      return next(from + end - start);
    };

  const quantified = ({ matcher, groups: within }: ReturnType<typeof atom>): Matcher => {
    const [raw, least, , most] = /^\{(\d+)(,(\d*))?\}/.exec(source.slice(at)) ?? [];
    let bounds: readonly [number, number] | undefined;
    if (raw !== undefined) {
      at += raw.length;
      const upper = raw.includes(',')
        ? most === ''
          ? Number.POSITIVE_INFINITY
          : Number(most)
        : Number(least);
      bounds = [Number(least), upper];
    } else if (eat('*')) bounds = [0, Number.POSITIVE_INFINITY];
    else if (eat('+')) bounds = [1, Number.POSITIVE_INFINITY];
    else if (eat('?')) bounds = [0, 1];
    if (bounds === undefined) return matcher;
    const [minimum, maximum] = bounds;
    const isLazy = eat('?');
    const repeat = (run: Run, from: number, count: number, next: Next): boolean => {
      step(run);
      const again = (): boolean => {
        if (count >= maximum) return false;
        const kept = within.map((number) => run.groups[number]);
        // What is captured in a round is of that round (ECMA-262, RepeatMatcher).
        for (const number of within) run.groups[number] = undefined;
        const matched = matcher(
          run,
          from,
          (to) => (to !== from || count < minimum) && repeat(run, to, count + 1, next),
        );
        if (!matched) within.forEach((number, index) => (run.groups[number] = kept[index]));
        return matched;
      };
      if (count < minimum) return again();
      return isLazy ? next(from) || again() : again() || next(from);
    };
    return (run, from, next) => repeat(run, from, 0, next);
  };

  const whole = disjunction();
  if (at < source.length) refuse(source.slice(at));

  return {
    samples,
    search: (text, most) => {
      const characters = unicode ? Array.from(text) : text.split('');
      const run: Run = { characters, groups: [], steps: 0, most };
      try {
        for (let from = 0; from <= characters.length; from += 1) {
          run.groups.length = 0;
          if (whole(run, from, () => true)) return { found: true, steps: run.steps };
          if (flags.includes('y')) break;
        }
        return { found: false, steps: run.steps };
      } catch (error) {
        if (error instanceof TooManySteps) return undefined;
        throw error;
      }
    },
  };
};
