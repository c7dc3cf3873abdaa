import {
  DAY_MS,
  HOUR_MS,
  loadZoneTables,
  MAX_INSTANT,
  MIN_INSTANT,
  MINUTE_MS,
  SECOND_MS,
  type Slot,
} from '@slotkeeper/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tagOfBytes } from '../requests/if-none-match.js';
import { wireListedSlot } from './wire.js';
import { writeSlotPage, type WrittenPage } from './write-slot-page.js';

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

/** A page, and the same with one thing changed: its cursor, a start, an end, a slot more. */
const nearPages = fc
  .record({
    times: slots.filter(({ length }) => length > 0),
    nextCursor: fc.constantFrom(null, 'a', 'c'.repeat(2_000)),
    at: fc.nat({ max: 30 }),
    change: fc.constantFrom('cursor', 'start', 'end', 'more', 'nothing'),
  })
  .map(({ times, nextCursor, at, change }) => {
    const page = { items: times, nextCursor };
    const changed = times.map((slot, index) => {
      if (index !== at % times.length) return slot;
      if (change === 'start') return { ...slot, startTime: slot.startTime - SECOND_MS };
      return change === 'end' ? { ...slot, endTime: slot.endTime + SECOND_MS } : slot;
    });
    const items = change === 'more' ? [...times, ...times.slice(-1)] : changed;
    return [page, { items, nextCursor: change === 'cursor' ? 'b' : nextCursor }] as const;
  });

type Write = (items: readonly Slot[], nextCursor: string | null) => WrittenPage;
const written: Write = (items, nextCursor) => writeSlotPage({ items }, undefined, nextCursor);

/** Each page is written twice, the other one in between. */
const tagsTellBytes = (write: Write) =>
  fc.property(nearPages, ([a, b]) => {
    const [first, other, again] = [a, b, a].map(({ items, nextCursor }) => write(items, nextCursor));
    return (
      first?.tag === again?.tag &&
      (first?.tag === other?.tag) === (first?.body.bytes.toString() === other?.body.bytes.toString())
    );
  });

it('pages have one tag if they are of the same bytes, and only then', () => {
  expect(fc.check(tagsTellBytes(written), { numRuns: 1_000 })).toMatchObject({ failed: false });
});

it.each<[string, (items: readonly Slot[], nextCursor: string | null) => unknown]>([
  ['cursors', (items) => items],
  ['ends', (items, nextCursor) => [items.map(({ startTime }) => startTime), nextCursor]],
  ['starts', (items, nextCursor) => [items.map(({ endTime }) => endTime), nextCursor]],
])('tags that leave out the %s are found out', (_, told) => {
  const lying: Write = (items, nextCursor) => ({
    ...written(items, nextCursor),
    tag: tagOfBytes(JSON.stringify(told(items, nextCursor))),
  });
  expect(fc.check(tagsTellBytes(lying), { numRuns: 1_000 })).toMatchObject({ failed: true });
});

it('tags that depend on what was written before are found out', () => {
  let before = '';
  const lying: Write = (items, nextCursor) => {
    const page = written(items, nextCursor);
    const tag = tagOfBytes(`${page.tag}${before}`);
    before = page.tag;
    return { ...page, tag };
  };
  expect(fc.check(tagsTellBytes(lying), { numRuns: 1_000 })).toMatchObject({ failed: true });
});

it('keeps no more memory than its own', () => {
  const slot = { startTime: 0, endTime: HOUR_MS };
  for (const items of [[], [slot], [{ ...slot, remaining: 1 }]]) {
    const { body } = writeSlotPage({ items }, undefined, null);
    expect(body.bytes.buffer.byteLength).toBe(body.bytes.length);
  }
});
