import { expect, it } from 'vitest';
import { loadZoneTables } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { ALL_OPERATIONS } from '../operations/all-operations.js';
import { checkCompiler, type RequestPart } from './compile-check.js';

const zones = await loadZoneTables();

// A server compiles them when they are first needed: one that can't be must not be met by a client.
it('compiles whatever operations check, by the strict rules', () => {
  const parts: readonly RequestPart[] = ['params', 'query', 'body'];
  let compiled = 0;
  for (const operation of ALL_OPERATIONS) {
    for (const part of parts) {
      const schema = operation[part];
      if (schema === undefined) continue;
      checkCompiler(zones)(schema, part)(undefined);
      compiled += 1;
    }
  }
  expect(compiled).toBeGreaterThan(ALL_OPERATIONS.length);
});

it('refuses a schema that is none by those rules', () => {
  const wrong = Type.Object({}, { madeUp: true });
  expect(() => checkCompiler(zones)(wrong, 'body')({})).toThrow('madeUp');
});

it('is one for the same zones', () => {
  expect(checkCompiler(zones)).toBe(checkCompiler(zones));
  expect(checkCompiler({ has: () => true })).not.toBe(checkCompiler(zones));
});
