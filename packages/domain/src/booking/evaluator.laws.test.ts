import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import type { Availability } from '../availability/availability.js';
import type { Slot } from '../slots/slot.js';
import { MINUTE_MS } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import type { CalendarState } from './calendar-state.js';
import { situationOf, type Viewpoint } from './calendar-state.js';
import { zoneTablesOf } from '../time/zone-tables.js';
import { DEFAULT_EVALUATOR } from './evaluator.js';

const { explain, isBookable, judge, listBookable } = DEFAULT_EVALUATOR;

const NO_ZONES = zoneTablesOf({ version: 'none', zones: [], links: [] });
const HOST = '00000000-0000-4000-8000-000000000001';
const DAY_MINUTES = 180;

interface MinuteRange {
  readonly start: number;
  readonly end: number;
}
interface World {
  readonly ranges: readonly (MinuteRange & { readonly slotDuration: number })[];
  readonly booked: readonly MinuteRange[];
  readonly now: number;
  readonly from: number;
  readonly to: number;
}

const minuteRanges = (longest: number): fc.Arbitrary<MinuteRange> =>
  fc
    .tuple(fc.integer({ min: 0, max: DAY_MINUTES - 1 }), fc.integer({ min: 1, max: longest }))
    .map(([start, length]) => ({ start, end: start + length }));

const disjoint = (ranges: readonly MinuteRange[]): readonly MinuteRange[] =>
  ranges.reduce<readonly MinuteRange[]>(
    (kept, range) =>
      kept.some((other) => range.start < other.end && other.start < range.end) ? kept : [...kept, range],
    [],
  );

const worlds: fc.Arbitrary<World> = fc.record({
  ranges: fc.array(
    fc
      .tuple(minuteRanges(70), fc.constantFrom(5, 10, 15, 20))
      .map(([range, slotDuration]) => ({ ...range, slotDuration })),
    { maxLength: 5 },
  ),
  booked: fc.array(minuteRanges(25), { maxLength: 6 }).map(disjoint),
  now: fc.integer({ min: -10, max: 60 }),
  from: fc.integer({ min: 0, max: DAY_MINUTES }),
  to: fc.integer({ min: 1, max: DAY_MINUTES + 80 }),
});

const stateOf = ({ ranges, booked }: World): CalendarState => ({
  calendarId: HOST,
  ownerId: HOST,
  role: 'HOST',
  version: 1,
  claims: [...booked]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }, index) => ({
      calendarId: HOST,
      bookingId: `booking-${index}`,
      blocked: Interval.of(start * MINUTE_MS, end * MINUTE_MS),
    })),
  availability: ranges.map(({ start, end, slotDuration }, index): Availability => ({
    id: `availability-${index}`,
    hostId: HOST,
    startTime: start * MINUTE_MS,
    endTime: end * MINUTE_MS,
    slotDuration,
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
  })),
  bookings: [],
  schedules: [],
  timeOff: [],
  eventTypes: [],
  waitlist: [],
  holds: [],
});

const viewOf = (world: World): Viewpoint => ({
  now: world.now * MINUTE_MS,
  stretch: { start: 0, end: (DAY_MINUTES + 160) * MINUTE_MS },
  zones: NO_ZONES,
});

/**
 * The oracle: walks minute by minute, for each slot duration by itself. A window begins at an available minute that
 * follows one that is not; from there a slot's length of minutes that are all available is a step of the grid.
 */
const minuteByMinute = (world: World): Slot[] => {
  const horizon = DAY_MINUTES + 160;
  const isBooked = (minute: number): boolean => world.booked.some((b) => b.start <= minute && minute < b.end);
  const slots: Slot[] = [];
  for (const duration of new Set(world.ranges.map((range) => range.slotDuration))) {
    const isAvailable = (minute: number): boolean =>
      world.ranges.some((r) => r.slotDuration === duration && r.start <= minute && minute < r.end);
    let sinceWindowStart = -1;
    for (let minute = 0; minute < horizon; minute += 1) {
      sinceWindowStart = isAvailable(minute) ? sinceWindowStart + 1 : -1;
      if (sinceWindowStart < 0 || sinceWindowStart % duration !== 0) continue;
      const minutes = Array.from({ length: duration }, (_, index) => minute + index);
      const open = minutes.every((m) => isAvailable(m) && !isBooked(m));
      if (open && minute >= world.now && minute >= world.from && minute < world.to) {
        slots.push({ startTime: minute * MINUTE_MS, endTime: (minute + duration) * MINUTE_MS });
      }
    }
  }
  return slots.sort((a, b) => a.startTime - b.startTime || a.endTime - b.endTime);
};

const listed = (world: World, query: { after?: Slot; limit?: number } = {}): Slot[] =>
  listBookable(situationOf(stateOf(world), viewOf(world)), {
    from: world.from * MINUTE_MS,
    to: world.to * MINUTE_MS,
    ...query,
  });

describe('laws of slots', () => {
  it('slots are those that a walk from minute to minute finds', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        expect(listed(world)).toEqual(minuteByMinute(world));
      }),
      { numRuns: Math.min(2_000, inject('mostRuns')) },
    );
  });

  it('a slot is listed if and only if the evaluator accepts it and it is one step of a grid', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const situation = situationOf(stateOf(world), viewOf(world));
        const slots = new Set(listed(world).map(({ startTime, endTime }) => `${startTime}/${endTime}`));
        for (let minute = world.from; minute < world.to; minute += 1) {
          for (const { slotDuration } of world.ranges) {
            const range = { start: minute * MINUTE_MS, end: (minute + slotDuration) * MINUTE_MS };
            const accepted = judge(range, situation).ok;
            expect(isBookable(range.start, range.end, situation)).toBe(accepted);
            expect(explain(range, situation).length === 0).toBe(accepted);
            expect(accepted || !slots.has(`${range.start}/${range.end}`)).toBe(true);
          }
        }
        for (const slot of minuteByMinute(world)) {
          expect(judge({ start: slot.startTime, end: slot.endTime }, situation)).toEqual({
            ok: true,
            value: { overridden: [] },
          });
        }
      }),
      { numRuns: Math.min(200, inject('mostRuns')) },
    );
  });

  it('slots of one duration never overlap, and their union lies within availability and outside bookings', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const slots = listed(world).map(({ startTime, endTime }) => Interval.of(startTime, endTime));
        for (const [index, slot] of slots.entries()) {
          for (const other of slots.slice(index + 1)) {
            const sameDuration = Interval.durationMs(slot) === Interval.durationMs(other);
            expect(sameDuration && Interval.overlaps(slot, other)).toBe(false);
          }
          for (let minute = slot.start / MINUTE_MS; minute < slot.end / MINUTE_MS; minute += 1) {
            expect(world.ranges.some((r) => r.start <= minute && minute < r.end)).toBe(true);
            expect(world.booked.some((b) => b.start <= minute && minute < b.end)).toBe(false);
          }
        }
      }),
    );
  });

  it('pages are the listing cut into pieces: nothing twice, nothing left out', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 4 }), (world, limit) => {
        const paged: Slot[] = [];
        for (;;) {
          const after = paged.at(-1);
          const page = listed(world, after === undefined ? { limit } : { limit, after });
          paged.push(...page);
          if (page.length < limit) break;
        }
        expect(paged).toEqual(listed(world));
      }),
    );
  });

  it('a booked slot is no longer listed, and nothing else that it does not overlap goes', () => {
    fc.assert(
      fc.property(worlds, fc.nat(), (world, pick) => {
        const before = listed(world);
        const slot = before[pick % Math.max(1, before.length)];
        if (slot === undefined) return;
        const start = slot.startTime / MINUTE_MS;
        const end = slot.endTime / MINUTE_MS;
        const after = listed({ ...world, booked: [...world.booked, { start, end }] });
        const overlapping = (other: Slot): boolean =>
          other.startTime < slot.endTime && slot.startTime < other.endTime;
        expect(after).toEqual(before.filter((other) => !overlapping(other)));
      }),
    );
  });
});
