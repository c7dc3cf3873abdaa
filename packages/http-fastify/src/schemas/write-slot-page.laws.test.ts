import {
  DAY_MS,
  HOUR_MS,
  loadZoneTables,
  MAX_INSTANT,
  MIN_INSTANT,
  MINUTE_MS,
  SECOND_MS,
} from '@slotkeeper/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wireListedSlot } from './wire.js';
import { writeSlotPage } from './write-slot-page.js';

const zones = await loadZoneTables();
const cursors = fc.option(fc.string(), { nil: null });
const steps = fc.constantFrom(0, SECOND_MS, MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, DAY_MS, DAY_MS - MINUTE_MS);

/** Slots after each other by some steps, with steps for lengths, of which most are of whole minutes. */
const slots = fc
  .record({
    first: fc.integer({ min: MIN_INSTANT / SECOND_MS, max: MAX_INSTANT / SECOND_MS - 31 * 86_400 }),
    isMinute: fc.boolean(),
    steps: fc.array(fc.tuple(steps, steps), { maxLength: 30 }),
  })
  .map(({ first, isMinute, steps: all }) => {
    let startTime = (isMinute ? Math.floor(first / 60) * 60 : first) * SECOND_MS;
    return all.map(([step, length]) => {
      startTime += step;
      return { startTime, endTime: startTime + length };
    });
  });

it('a page is what JSON.stringify makes of its slots', () => {
  fc.assert(
    fc.property(
      slots,
      cursors,
      fc.constantFrom(undefined, 'America/New_York'),
      fc.constantFrom(undefined, 0, 3),
      (times, nextCursor, name, remaining) => {
        const zone = name === undefined ? undefined : zones.get(name);
        const items = times.map((slot, index) => (index === 1 ? { ...slot, remaining } : slot));
        const { body } = writeSlotPage({ items }, zone, nextCursor);
        expect(body.bytes.toString()).toBe(
          JSON.stringify({ items: items.map(wireListedSlot(zone)), nextCursor }),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});

/** Slots of one length, as numbers and as objects. */
const series = fc
  .tuple(slots, fc.constantFrom(MINUTE_MS, 90 * MINUTE_MS, DAY_MS, SECOND_MS))
  .map(([times, durationMs]) => ({
    series: { durationMs, starts: Float64Array.from(times, ({ startTime }) => startTime) },
    items: times.map(({ startTime }) => ({ startTime, endTime: startTime + durationMs })),
  }));

it('a page of numbers is that of its slots, and has its tag', () => {
  fc.assert(
    fc.property(series, cursors, fc.constantFrom(undefined, 'UTC'), (page, nextCursor, name) => {
      const zone = name && zones.get(name);
      const written = writeSlotPage({ series: page.series }, zone, nextCursor);
      expect(written).toEqual(writeSlotPage({ items: page.items }, zone, nextCursor));
    }),
    { numRuns: 500 },
  );
});

it('pages have one tag if they are of the same bytes, and only then', () => {
  const written = fc
    .tuple(slots, fc.constantFrom(null, 'a', 'b', 'c'.repeat(2_000)), fc.constantFrom(undefined, 'UTC'))
    .map(([items, nextCursor, name]) => writeSlotPage({ items }, name && zones.get(name), nextCursor));
  const near = fc.constantFrom(...fc.sample(written, { numRuns: 60, seed: 1 }));
  fc.assert(
    fc.property(fc.oneof(written, near), fc.oneof(written, near), (a, b) => {
      expect(a.tag === b.tag).toBe(a.body.bytes.equals(b.body.bytes));
    }),
    { numRuns: 1_000 },
  );
});

it('keeps no more memory than its own', () => {
  const slot = { startTime: 0, endTime: HOUR_MS };
  for (const items of [[], [slot], [{ ...slot, remaining: 1 }]]) {
    const { body } = writeSlotPage({ items }, undefined, null);
    expect(body.bytes.buffer.byteLength).toBe(body.bytes.length);
  }
});
