import fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '@slotkeeper/http-fastify';
import { analyse } from 'scslre';
import { describe, expect, it } from 'vitest';
import { countingMatcher } from './count-steps.js';
import { findRegexes } from './find-regexes.js';
import { slowTextOf } from './pump-regex.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = ['domain', 'in-memory', 'adapters-postgres', 'http-fastify', 'server'];

/** Expressions that are made when the program runs, of what no caller says. */
const MADE_OF_OUR_OWN = [
  // Of a constant whose name tells that it is one: it is found, and looked at, where it is written.
  /^(new )?RegExp\(\w+_PATTERN, 'u'\)$/,
  // Of the paths that operations state.
  /^new RegExp\(`\^\$\{path\.replaceAll\(/,
];

/** Slow ones that no caller can hand a text to, and why. */
const SLOW_BUT_SAFE: Readonly<Record<string, string>> = {
  '\\d+$': 'reads the names of folders in which PostgreSQL is installed on the machine itself',
  '"msg":"listening"[^\\n]*"url":"([^"]+)"|"url":"([^"]+)"[^\\n]*"msg":"listening"':
    'reads the log of the server that the demonstration has started',
};

const found = await findRegexes(
  ROOT,
  PACKAGES.map((name) => `packages/${name}/src`),
);
const written = new Map<string, { readonly pattern: string; readonly flags: string }>();
for (const one of found.regexes) if ('pattern' in one) written.set(`/${one.pattern}/${one.flags}`, one);

const patternsIn = (node: unknown): readonly string[] => {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, inner]: [string, unknown]) =>
    name === 'pattern' && typeof inner === 'string' ? [inner] : patternsIn(inner),
  );
};
for (const pattern of patternsIn(openApiDocument())) written.set(`/${pattern}/u`, { pattern, flags: 'u' });

const ALL = [...written];

/** Whether scslre, which reasons about the expression, calls it slow. */
const isCalledSlow = (source: string, flags: string): boolean =>
  analyse({ source, flags }).reports.length > 0;

describe('every regular expression of the packages, and every pattern of the OpenAPI document,', () => {
  it('is found', () => {
    expect(found.files).toBeGreaterThan(200);
    expect(ALL.length).toBeGreaterThan(25);
    const made = found.regexes.flatMap((one) => ('made' in one ? [one.made] : []));
    expect(made.filter((text) => !MADE_OF_OUR_OWN.some((known) => known.test(text)))).toEqual([]);
  });

  it.each(ALL)('%s takes steps in proportion to the text', (_, { pattern, flags }) => {
    const isExcused = pattern in SLOW_BUT_SAFE;
    expect(isExcused ? undefined : slowTextOf(pattern, flags)).toBeUndefined();
    expect(isExcused ? false : isCalledSlow(pattern, flags)).toBe(false);
  });

  it('is excused only while it is there and slow', () => {
    const excused = ALL.filter(([, { pattern }]) => pattern in SLOW_BUT_SAFE);
    expect(excused.map(([, { pattern }]) => pattern).sort()).toEqual(Object.keys(SLOW_BUT_SAFE).sort());
    const slow = excused.filter(
      ([, { pattern, flags }]) => isCalledSlow(pattern, flags) || slowTextOf(pattern, flags) !== undefined,
    );
    expect(slow).toEqual(excused);
  });
});

/** By what each is caught: scslre does not see alternatives that are the same. */
const SLOW: readonly (readonly [source: string, flags: string, by: 'both' | 'steps'])[] = [
  ['^(a+)+$', '', 'both'],
  ['^(a*)*$', '', 'both'],
  ['^(a|a)*b$', '', 'steps'],
  ['(a|a)*b', '', 'both'],
  ['^(a|aa)+$', '', 'steps'],
  ['^(\\w+\\s?)*$', '', 'both'],
  ['^([a-zA-Z0-9]+)*@example$', '', 'both'],
  ['^\\s*\\S*\\s*x', '', 'both'],
  // Quadratic ones.
  ['^a*a*$', '', 'both'],
  ['^[^\\p{Cc}]*[^\\s\\p{Cc}][^\\p{Cc}]*$', 'u', 'both'],
  ['\\s+$', '', 'both'],
  ['^(\\d+)(\\d+)!$', '', 'both'],
  ['open[^\\n]*close', '', 'steps'],
  ['^([^@]+)*@', 'i', 'both'],
];

describe('a slow expression is caught', () => {
  it.each(SLOW)('/%s/%s by %s', (source, flags, by) => {
    expect(slowTextOf(source, flags)).toBeDefined();
    expect(isCalledSlow(source, flags)).toBe(by === 'both');
  });

  it.each([
    ['^[a-z]+$', ''],
    ['^\\d{4}-\\d{2}-\\d{2}$', ''],
    ['^(a|b)*c$', ''],
    ['^[^@]+@[^@]+$', 'u'],
    ['^\\s*x', ''],
  ])('and /%s/%s, which is quick, is not', (source, flags) => {
    expect(slowTextOf(source, flags)).toBeUndefined();
    expect(isCalledSlow(source, flags)).toBe(false);
  });
});

describe('the count of steps', () => {
  it('finds what the engine of the platform finds', () => {
    const expressions = [
      ...ALL.map(([, one]) => one),
      ...SLOW.map(([pattern, flags]) => ({ pattern, flags })),
      ...HARD,
    ];
    for (const { pattern, flags } of expressions) {
      const { search, samples } = countingMatcher(pattern, flags);
      const native = new RegExp(pattern, flags.replaceAll('g', ''));
      const characters = fc.constantFrom(...samples, 'a', 'b', '0', ' ', '\n', '!', '😀');
      fc.assert(
        fc.property(fc.array(characters, { maxLength: 9 }), (texts) => {
          const text = texts.join('');
          native.lastIndex = 0;
          expect([pattern, text, search(text, 1e7)?.found]).toEqual([pattern, text, native.test(text)]);
        }),
        { seed: 5, numRuns: 150 },
      );
    }
  });

  it('refuses an expression that it would not count right', () => {
    expect(() => countingMatcher('(?<=a)b', '')).toThrow(RangeError);
    expect(() => countingMatcher('(?<n>a)\\k<n>', '')).toThrow(RangeError);
  });
});

const HARD = [
  { pattern: '(a)|b\\1', flags: '' },
  { pattern: '^(?:(a)|b)*\\1$', flags: '' },
  { pattern: '^(?=a)[ab]{2,3}?(?!a)', flags: 'm' },
  { pattern: '\\bab\\B|^$', flags: 'm' },
  { pattern: '^(a?)*?b{2}', flags: 'i' },
  { pattern: '^.[^]$', flags: 'u' },
];

/** One expression in each place where the syntax has room for one, and texts that only look like one. */
const PLANTED = `
  const a = /planted0/;
  const b = [/planted1/g, cond ? /planted2/ : /planted3/u];
  const c = { [/planted4/.source]: /planted5/, d: /a\\/[/]planted6/ };
  export const f = (x = /planted7/) => /planted8/.test(x) && !/planted9/i.test(\`\${/planted10/}\`);
  class K { static p = /planted11/; #q = /planted12/; m() { return /planted13/; } }
  for (const m of 'x'.matchAll(/planted14/g)) { if (/planted15/.test(m)) throw /planted16/; }
  const g = new RegExp('planted17', 'u'), h = RegExp(\`planted18\`), i = new globalThis.RegExp('planted19');
  const j = <T,>(t: T) => t as unknown as typeof k satisfies unknown; const k = /planted20/ as RegExp;
  label: switch (1) { case /planted21/.lastIndex: default: { void /planted22/; } }
  export const OWN_PATTERN = '^planted23$';
  const schema = Type.String({ pattern: 'planted24' }), l = a!.b?.(/planted25/), m = a ?? /planted26/;
  const made = new RegExp(a + b), other = RegExp(name, flags);
  // /comment/
  const n = 4 / 2 / 1, o = '/text/', p = \`/template/\`, q = x++ / y / z;
  enum E { A = 6 / 3 / 1 } @dec(/planted27/) class D {}
`;

describe('the search for expressions', () => {
  it('finds one in each place of the syntax, and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'planted-'));
    try {
      await mkdir(join(folder, 'src/deep'), { recursive: true });
      await writeFile(join(folder, 'src/deep/planted.ts'), PLANTED);
      await writeFile(
        join(folder, 'src/view.tsx'),
        'export const v = <p title={"a"}>{/planted28/.source} 4 / 2 / 1</p>;',
      );
      const { files, regexes } = await findRegexes(folder, ['src']);
      expect(files).toBe(2);
      const patterns = regexes.flatMap((one) => ('pattern' in one ? [one.pattern] : []));
      const numbers = patterns.map((pattern) => Number(/planted(\d+)/.exec(pattern)?.[1]));
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 29 }, (_, index) => index));
      expect(regexes.flatMap((one) => ('made' in one ? [one.made] : [])).sort()).toEqual([
        'RegExp(name, flags)',
        'new RegExp(a + b)',
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
