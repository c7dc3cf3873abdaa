/**
 * A planted violation of one rule, and the same thing done right. `{}` in `at` is replaced by a name of its own,
 * so that any number of probes share a folder; `cleanAt` is for rules about where a file stands.
 */
export interface Probe {
  readonly rule: string;
  readonly at: string;
  readonly caught: string;
  readonly clean: string;
  readonly cleanAt?: string;
}

const SOURCE = 'packages/in-memory/src/{}.ts';
const TEST = 'packages/in-memory/src/{}.test.ts';
const DOMAIN = 'packages/domain/src/time/{}.ts';

const ASYNC = 'const later = async (): Promise<number> => Promise.resolve(1);\n';
const COUNTER = 'class Counter {\n  private n = 0;\n  next(): number {\n    return this.n++;\n  }\n}\n';
const NOTHING = 'export const nothing = 0;\n';
const TESTING = "import { expect, it } from 'vitest';\n";

const language: readonly Probe[] = [
  {
    rule: 'eqeqeq',
    at: SOURCE,
    caught: 'export const same = (a: number, b: number): boolean => a == b;\n',
    clean: 'export const same = (a: number, b: number): boolean => a === b;\n',
  },
  {
    rule: 'no-console',
    at: 'packages/adapters-postgres/src/{}.ts',
    caught: "console.log('x');\n",
    clean: NOTHING,
  },
  ...['packages/server/src/{}.ts', 'bench/{}.js', 'examples/{}.js', 'tools/{}.js'].map((cleanAt) => ({
    rule: 'no-console',
    at: SOURCE,
    cleanAt,
    caught: "console.log('x');\n",
    clean: "console.log('x');\n",
  })),
  { rule: 'no-var', at: SOURCE, caught: 'export var one = 1;\n', clean: 'export const one = 1;\n' },
  {
    rule: 'prefer-const',
    at: SOURCE,
    caught: 'let one = 1;\nexport const two = one + 1;\n',
    clean: 'const one = 1;\nexport const two = one + 1;\n',
  },
  {
    rule: 'import/no-default-export',
    at: SOURCE,
    caught: 'export default 1;\n',
    clean: 'export const one = 1;\n',
  },
  {
    rule: 'import/no-default-export',
    at: SOURCE,
    caught: 'export default 1;\n',
    cleanAt: '{}.config.ts',
    clean: 'export default 1;\n',
  },
  {
    rule: 'import/no-cycle',
    at: SOURCE,
    caught: "import { back } from './cycle.js';\nexport const forth = (): number => back();\n",
    clean: "import { alone } from './alone.js';\nexport const forth = (): number => alone;\n",
  },
  {
    rule: 'import/no-self-import',
    at: 'packages/in-memory/src/self-import.ts',
    caught:
      "import { one } from './self-import.js';\nexport const two = (): number => one;\nexport const one = 1;\n",
    cleanAt: SOURCE,
    clean: "import { alone } from './alone.js';\nexport const two = (): number => alone;\n",
  },
  {
    rule: 'unicorn/filename-case',
    at: 'packages/in-memory/src/camelCase.ts',
    caught: NOTHING,
    cleanAt: 'packages/in-memory/src/kebab-case.laws.test.ts',
    clean: NOTHING,
  },
  {
    rule: 'unicorn/prefer-node-protocol',
    at: SOURCE,
    caught: "import { join } from 'path';\nexport const path = join('a', 'b');\n",
    clean: "import { join } from 'node:path';\nexport const path = join('a', 'b');\n",
  },
];

const types: readonly Probe[] = [
  {
    rule: 'typescript/await-thenable',
    at: SOURCE,
    caught:
      'export const one = async (): Promise<number> => {\n  await 1;\n  return Promise.resolve(1);\n};\n',
    clean: `${ASYNC}export const one = async (): Promise<void> => {\n  await later();\n};\n`,
  },
  {
    rule: 'typescript/ban-ts-comment',
    at: SOURCE,
    caught: "// @ts-ignore: a reason\nexport const one: number = 'one';\n",
    clean: 'export const one: number = 1;\n',
  },
  {
    rule: 'typescript/ban-ts-comment',
    at: SOURCE,
    caught: "// @ts-expect-error: a reason\nexport const one: number = 'one';\n",
    cleanAt: TEST,
    clean: "// @ts-expect-error: a type test says what must not compile\nexport const one: number = 'one';\n",
  },
  {
    rule: 'typescript/consistent-type-imports',
    at: SOURCE,
    caught: "import { Alone } from './alone.js';\nexport const alone: Alone = 1;\n",
    clean: "import type { Alone } from './alone.js';\nexport const alone: Alone = 1;\n",
  },
  {
    rule: 'typescript/no-base-to-string',
    at: SOURCE,
    caught: 'export const text = (value: { one: number }): string => String(value);\n',
    clean: 'export const text = (value: { one: number }): string => String(value.one);\n',
  },
  {
    rule: 'typescript/no-explicit-any',
    at: SOURCE,
    caught: 'export type Whatever = any;\n',
    clean: 'export type Whatever = unknown;\n',
  },
  ...[SOURCE, TEST, 'bench/{}.ts', 'examples/{}.ts'].map((at) => ({
    rule: 'typescript/no-floating-promises',
    at,
    caught: `${ASYNC}later();\n`,
    clean: `${ASYNC}await later();\n`,
  })),
  {
    rule: 'typescript/no-for-in-array',
    at: SOURCE,
    caught:
      'export const f = (list: number[], see: (at: string) => void): void => {\n  for (const at in list) see(at);\n};\n',
    clean:
      'export const f = (list: number[], see: (n: number) => void): void => {\n  for (const n of list) see(n);\n};\n',
  },
  {
    rule: 'typescript/no-misused-promises',
    at: SOURCE,
    caught: `${ASYNC}export const one = (): number => (later() ? 1 : 0);\n`,
    clean: `${ASYNC}export const one = async (): Promise<number> => ((await later()) > 0 ? 1 : 0);\n`,
  },
  {
    rule: 'typescript/no-non-null-assertion',
    at: SOURCE,
    caught: 'export const first = (list: readonly number[]): number => list[0]!;\n',
    clean: 'export const first = (list: readonly number[]): number => list[0] ?? 0;\n',
  },
  {
    rule: 'typescript/no-unnecessary-type-assertion',
    at: SOURCE,
    caught: 'export const one = (n: number): number => n as number;\n',
    clean: 'export const one = (n: unknown): number => n as number;\n',
  },
  {
    rule: 'typescript/no-unsafe-argument',
    at: SOURCE,
    caught: "const see = (n: number): number => n;\nexport const one = see(JSON.parse('1'));\n",
    clean: "const see = (n: number): number => n;\nexport const one = see(JSON.parse('1') as number);\n",
  },
  {
    rule: 'typescript/no-unsafe-assignment',
    at: SOURCE,
    caught: "export const one: number = JSON.parse('1');\n",
    clean: "export const one: unknown = JSON.parse('1');\n",
  },
  {
    rule: 'typescript/no-unsafe-call',
    at: SOURCE,
    caught: "JSON.parse('1')();\n",
    clean: "(JSON.parse('1') as () => void)();\n",
  },
  {
    rule: 'typescript/no-unsafe-member-access',
    at: SOURCE,
    caught: "export const one: unknown = JSON.parse('1').one;\n",
    clean: "export const one: unknown = (JSON.parse('1') as { one: number }).one;\n",
  },
  {
    rule: 'typescript/no-unsafe-return',
    at: SOURCE,
    caught: "export const one = (): number => JSON.parse('1');\n",
    clean: "export const one = (): unknown => JSON.parse('1');\n",
  },
  {
    rule: 'typescript/only-throw-error',
    at: SOURCE,
    caught: "export const fail = (): never => {\n  throw 'x';\n};\n",
    clean: "export const fail = (): never => {\n  throw new RangeError('x');\n};\n",
  },
  {
    rule: 'typescript/prefer-promise-reject-errors',
    at: SOURCE,
    caught: "export const fail = async (): Promise<never> => Promise.reject('x');\n",
    clean: "export const fail = async (): Promise<never> => Promise.reject(new Error('x'));\n",
  },
  {
    rule: 'typescript/require-array-sort-compare',
    at: SOURCE,
    caught: 'export const sorted = (list: number[]): number[] => list.sort();\n',
    clean: 'export const sorted = (list: number[]): number[] => list.sort((a, b) => a - b);\n',
  },
  {
    rule: 'typescript/return-await',
    at: SOURCE,
    caught: `${ASYNC}export const one = async (): Promise<number> => {\n  try {\n    return later();\n  } catch {\n    return 0;\n  }\n};\n`,
    clean: `${ASYNC}export const one = async (): Promise<number> => {\n  try {\n    return await later();\n  } catch {\n    return 0;\n  }\n};\n`,
  },
  ...[SOURCE, TEST].map((at) => ({
    rule: 'typescript/switch-exhaustiveness-check',
    at,
    caught:
      "export const f = (kind: 'a' | 'b', see: (n: number) => void): void => {\n  switch (kind) {\n    case 'a':\n      see(1);\n  }\n};\n",
    clean:
      "export const f = (kind: 'a' | 'b', see: (n: number) => void): void => {\n  switch (kind) {\n    case 'a':\n    case 'b':\n      see(1);\n  }\n};\n",
  })),
  {
    rule: 'typescript/unbound-method',
    at: SOURCE,
    caught: `${COUNTER}export const f = (counter: Counter): (() => number) => counter.next;\n`,
    clean: `${COUNTER}export const f = (counter: Counter): (() => number) => () => counter.next();\n`,
  },
];

const tests: readonly Probe[] = [
  {
    rule: 'vitest/expect-expect',
    at: TEST,
    caught: "import { it } from 'vitest';\nit('asserts nothing', () => {});\n",
    clean: `${TESTING}it('asserts', () => {\n  expect(1).toBe(1);\n});\n`,
  },
  {
    rule: 'vitest/no-disabled-tests',
    at: TEST,
    caught: `${TESTING}it.skip('asserts', () => {\n  expect(1).toBe(1);\n});\n`,
    clean: `${TESTING}it('asserts', () => {\n  expect(1).toBe(1);\n});\n`,
  },
  {
    rule: 'vitest/no-focused-tests',
    at: TEST,
    caught: `${TESTING}it.only('asserts', () => {\n  expect(1).toBe(1);\n});\n`,
    clean: `${TESTING}it('asserts', () => {\n  expect(1).toBe(1);\n});\n`,
  },
  {
    rule: 'vitest/no-identical-title',
    at: TEST,
    caught: `${TESTING}it('a', () => {\n  expect(1).toBe(1);\n});\nit('a', () => {\n  expect(2).toBe(2);\n});\n`,
    clean: `${TESTING}it('a', () => {\n  expect(1).toBe(1);\n});\nit('b', () => {\n  expect(2).toBe(2);\n});\n`,
  },
  {
    rule: 'vitest/valid-expect',
    at: TEST,
    caught: `${TESTING}it('asserts', () => {\n  expect(1);\n});\n`,
    clean: `${TESTING}it('asserts', () => {\n  expect(1).toBe(1);\n});\n`,
  },
];

const names: readonly Probe[] = [
  ...['util', 'utils', 'common', 'helper', 'helpers', 'dto', 'dtos'].flatMap((word): Probe[] => [
    {
      rule: 'slotkeeper/concept-names',
      at: `packages/server/src/${word}/{}.ts`,
      cleanAt: SOURCE,
      caught: NOTHING,
      clean: NOTHING,
    },
    {
      rule: 'slotkeeper/concept-names',
      at: `packages/server/src/time-${word}.ts`,
      cleanAt: SOURCE,
      caught: NOTHING,
      clean: NOTHING,
    },
  ]),
  {
    rule: 'slotkeeper/concept-names',
    at: 'packages/domain/src/booking/index.ts',
    cleanAt: 'packages/domain/src/index.ts',
    caught: NOTHING,
    clean: NOTHING,
  },
  {
    rule: 'slotkeeper/concept-names',
    at: 'packages/server/src/testing/index.ts',
    cleanAt: 'packages/domain/src/testing/index.ts',
    caught: NOTHING,
    clean: NOTHING,
  },
  ...["export * from './alone.js';\n", "export * as everything from './alone.js';\n"].map((caught) => ({
    rule: 'slotkeeper/explicit-exports',
    at: SOURCE,
    caught,
    clean: "export { alone } from './alone.js';\n",
  })),
];

const purity: readonly Probe[] = [
  ...['new Date()', 'Date()', 'new Date(2025, 1, 1)', "new Date('2025-01-01T10:00')"].map((expression) => ({
    rule: 'slotkeeper/no-ambient-date',
    at: DOMAIN,
    caught: `export const now = (): unknown => ${expression};\n`,
    clean: 'export const text = (epochMs: number): string => new Date(epochMs).toISOString();\n',
  })),
  ...['Date.now()', "Date.parse('2025-01-01')", 'Math.random()', 'globalThis.Date.now()'].map(
    (expression) => ({
      rule: expression.startsWith('globalThis') ? 'no-restricted-globals' : 'no-restricted-properties',
      at: DOMAIN,
      caught: `export const value = (): number => ${expression};\n`,
      clean: 'export const value = (now: number): number => Math.floor(now);\n',
    }),
  ),
  ...['getDate', 'getDay', 'getFullYear', 'getHours', 'getMinutes', 'getMonth', 'getTimezoneOffset'].map(
    (name) => ({
      rule: 'no-restricted-properties',
      at: DOMAIN,
      caught: `export const local = (date: Date): number => date.${name}();\n`,
      clean: 'export const epoch = (date: Date): number => date.getTime();\n',
    }),
  ),
  ...[
    'Buffer',
    'clearInterval',
    'clearTimeout',
    'console',
    'crypto',
    'fetch',
    'globalThis',
    'performance',
    'process',
    'queueMicrotask',
    'setImmediate',
    'setInterval',
    'setTimeout',
  ].flatMap((name) =>
    [DOMAIN, 'packages/domain/src/testing/{}.ts'].map((at) => ({
      rule: 'no-restricted-globals',
      at,
      caught: `export const ambient: unknown = ${name};\n`,
      clean: NOTHING,
    })),
  ),
];

/** What no rule of the boundaries stands for, one probe or more for each rule of `.oxlintrc.json`. */
export const PROBES: readonly Probe[] = [...language, ...types, ...tests, ...names, ...purity];

/** What the probes import. */
export const PROPS = [
  {
    path: 'packages/in-memory/src/alone.ts',
    source: 'export const alone = 1;\nexport type Alone = 1;\n',
  },
] as const;
