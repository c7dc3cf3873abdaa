import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatLocal } from './format-local.js';
import { ok } from '../result.js';
import { MAX_INSTANT, MIN_INSTANT, parseInstant, SECOND_MS } from './instant.js';
import { loadZoneTables, type ZoneTables } from './zone-tables.js';

let zones: ZoneTables;

beforeAll(async () => {
  zones = await loadZoneTables();
});

const instants = fc
  .oneof(
    fc.integer({ min: MIN_INSTANT / SECOND_MS, max: MAX_INSTANT / SECOND_MS }),
    // Where zones have transitions.
    fc.integer({ min: -4_000_000_000, max: 2_500_000_000 }),
  )
  .map((seconds) => seconds * SECOND_MS);

describe('a local time with its offset', () => {
  it('names the instant that it was made of, in every zone', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones.names), (instant, name) => {
        expect(parseInstant(formatLocal(instant, zones.get(name)))).toEqual(ok(instant));
      }),
      { numRuns: 5_000 },
    );
  });
});
