import { loadZoneTables } from '@slotkeeper/domain';
import type { TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { bearerIn, isGuestToken } from '../authentication/authenticate.js';
import { ALL_OPERATIONS } from '../operations/all-operations.js';
import { BODY_LIMIT_BYTES } from '../operations/serve.js';
import { checkCompiler } from '../requests/compile-check.js';
import { instantPart, readCursor, uuidPart } from '../requests/cursor.js';
import { readIdempotencyKey } from '../requests/idempotency-key.js';
import { revisionOfIfMatch } from '../requests/if-match.js';
import { parameterReader } from '../requests/read-parameters.js';

/**
 * The one bound on time in these tests: what reads a text in one pass takes a millisecond for 64 KiB, and what reads it
 * once for each of its characters takes seconds, in which the server answers nobody. Nothing between them is looked for.
 */
const BOUND_MS = 200;

const SEEDS = [
  'a',
  ' ',
  '\u00a0',
  '@',
  'a@',
  '@a',
  '.',
  '-',
  '1',
  '12:',
  '09:30',
  '=',
  '"',
  'W/"',
  'a ',
  ' a',
  '😀',
  '\ud800',
];
const ENDS = ['', '\u0001', '\n', ' ', '!', '@', 'é'];
const HOSTILE: readonly string[] = SEEDS.flatMap((seed) =>
  ENDS.map((end) => seed.repeat(Math.floor(BODY_LIMIT_BYTES / seed.length)) + end),
);

/** How long something takes, in milliseconds. On a busy machine the first try may tell of others: it has three. */
const timeOf = (act: () => unknown): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && least >= BOUND_MS; tries += 1) {
    const begun = performance.now();
    act();
    least = Math.min(least, performance.now() - begun);
  }
  return least;
};

/** The longest that any of the hostile texts takes, in milliseconds. */
const slowest = (read: (text: string) => unknown): number =>
  Math.max(...HOSTILE.map((text) => timeOf(() => read(text))));

/** Every pattern of the schemas within a value. */
const patternsIn = (schema: unknown, found = new Set<string>()): ReadonlySet<string> => {
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [name, value] of Object.entries(schema)) {
    if (name === 'pattern' && typeof value === 'string') found.add(value);
    else patternsIn(value, found);
  }
  return found;
};

const PATTERNS = [
  ...patternsIn(ALL_OPERATIONS.map(({ params, query, body, answer }) => [params, query, body, answer])),
];

/** The schemas of texts within a value, by their JSON. */
const textsIn = (schema: unknown, found = new Map<string, TSchema>()): ReadonlyMap<string, TSchema> => {
  if (typeof schema !== 'object' || schema === null) return found;
  if ('type' in schema && schema.type === 'string') found.set(JSON.stringify(schema), schema);
  for (const value of Object.values(schema)) textsIn(value, found);
  return found;
};

describe('a text as long as a body, made to be read slowly,', () => {
  it('is caught where a pattern reads it again and again', () => {
    const quadratic = /^[^\p{Cc}\p{Cs}]*[^\s\p{Cc}\p{Cs}][^\p{Cc}\p{Cs}]*$/u;
    expect(timeOf(() => quadratic.test('a'.repeat(BODY_LIMIT_BYTES) + '\u0001'))).toBeGreaterThan(BOUND_MS);
  });

  it('meets patterns', () => {
    expect(PATTERNS.length).toBeGreaterThanOrEqual(5);
  });

  it.each(PATTERNS)('is read quickly by %s', (pattern) => {
    const compiled = new RegExp(pattern, 'u');
    expect(slowest((text) => compiled.test(text))).toBeLessThan(BOUND_MS);
  });

  it('is refused quickly wherever a request has a text', async () => {
    const zones = await loadZoneTables();
    const compile = checkCompiler(zones);
    const texts = textsIn(ALL_OPERATIONS.map(({ params, query, body }) => [params, query, body]));
    expect(texts.size).toBeGreaterThan(10);
    const slow = [...texts].filter(([, schema]) => slowest(compile(schema, 'body')) >= BOUND_MS);
    expect(slow.map(([name]) => name)).toEqual([]);
  });

  it.each<[string, (text: string) => unknown]>([
    ['an Idempotency-Key', readIdempotencyKey],
    ['an If-Match', revisionOfIfMatch],
    ['an Authorization', (text) => bearerIn(`Bearer ${text}`)],
    ['a guest’s token', (text) => isGuestToken(`sg_0a000000-0000-4000-8000-000000000001.${text}`)],
    ['a cursor', (text) => readCursor(text, [instantPart, uuidPart])],
    [
      'a number',
      (text) =>
        parameterReader(ALL_OPERATIONS.find(({ id }) => id === 'listHosts')?.query as never)({ limit: text }),
    ],
  ])('is refused quickly as %s', (_, read) => {
    expect(slowest(read)).toBeLessThan(BOUND_MS);
  });
});

describe('a list as long as a body', () => {
  it.each<[string, (length: number) => readonly unknown[]]>([
    ['numbers', (length) => Array.from({ length: length / 6 }, (_, index) => index)],
    ['texts', (length) => Array.from({ length: length / 8 }, (_, index) => String(index))],
    ['objects', (length) => Array.from({ length: length / 12 }, (_, index) => ({ a: index }))],
  ])('of %s is looked through for repeats quickly', async (_, listOf) => {
    const zones = await loadZoneTables();
    const compile = checkCompiler(zones);
    const statement = ALL_OPERATIONS.find(({ id }) => id === 'stateSchedule')?.body;
    const check = compile(statement as TSchema, 'body');
    const body = { weekly: [{ days: listOf(BODY_LIMIT_BYTES), start: '09:00', end: '10:00' }] };
    expect(check(body).length).toBeGreaterThan(0);
    expect(timeOf(() => check(body))).toBeLessThan(BOUND_MS);
  });
});
