import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY_MS, formatInstant, MAX_INSTANT, MIN_INSTANT, parseInstant, SECOND_MS } from './instant.js';

const instants = fc
  .integer({ min: MIN_INSTANT / SECOND_MS, max: MAX_INSTANT / SECOND_MS })
  .map((second) => second * SECOND_MS);

/** What `Date` writes of it, without the fraction; it writes years beyond 9999 otherwise. */
const byDate = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z');

/** The instant of a text of 20 characters; undefined where it is none. `Date` reads more, and writes it in another way. */
const readByDate = (text: string): number | undefined => {
  const read = Date.parse(text);
  return !Number.isNaN(read) && byDate(read) === text && read >= MIN_INSTANT && read <= MAX_INSTANT
    ? read
    : undefined;
};

const valueOf = (text: string): number | undefined => {
  const parsed = parseInstant(text);
  return parsed.ok ? parsed.value : undefined;
};

it('an instant is written as `Date` writes it, and read back, whatever was written and read before', () => {
  fc.assert(
    fc.property(fc.array(instants, { minLength: 1, maxLength: 5 }), (some) => {
      // On the same dates again, in whatever order.
      for (const instant of [...some, ...some.map((one) => Math.floor(one / DAY_MS) * DAY_MS), ...some]) {
        expect(formatInstant(instant)).toBe(byDate(instant));
        expect(parseInstant(byDate(instant))).toEqual({ ok: true, value: instant });
      }
    }),
  );
});

it('a text on a date that was read before is judged as if it was the first', () => {
  const spoiled = fc.record({
    instant: instants,
    at: fc.nat({ max: 19 }),
    by: fc.constantFrom(...Array.from('0123456789:;/-+TZ .a')),
  });
  fc.assert(
    fc.property(spoiled, ({ instant, at, by }) => {
      const text = byDate(instant);
      expect(valueOf(text)).toBe(instant);
      const other = `${text.slice(0, at)}${by}${text.slice(at + 1)}`;
      expect(valueOf(other)).toBe(readByDate(other));
    }),
    { numRuns: 5_000 },
  );
});

it('so it is after more dates than are remembered', () => {
  const dates = Array.from({ length: 10_000 }, (_, day) => day * DAY_MS);
  for (const date of [...dates, ...dates]) {
    expect(valueOf(byDate(date + SECOND_MS))).toBe(date + SECOND_MS);
    expect(formatInstant(date + SECOND_MS)).toBe(byDate(date + SECOND_MS));
  }
});
