import {
  book,
  cancelBooking,
  DAY_MS,
  listSlots,
  loadZoneTables,
  MAX_PAGE_LIMIT,
  MINUTE_MS,
  rescheduleBooking,
  stateAvailability,
  type Actor,
  type Slot,
} from '@slotkeeper/domain';
import {
  actorOf,
  aHost,
  aUser,
  breachesOf,
  DEFAULT_NOW,
  manualClock,
  minuteOracle,
  sequentialIds,
  type HostTime,
} from '@slotkeeper/domain/testing';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { createInMemoryStore } from './create-in-memory-store.js';

const HOST = aHost();
const BOOKER = aUser();
const ZONES = await loadZoneTables();
const DAY = { from: DEFAULT_NOW, to: DEFAULT_NOW + DAY_MS };

type Command =
  | { readonly do: 'state'; readonly from: number; readonly length: number; readonly slotDuration: number }
  | { readonly do: 'book'; readonly from: number; readonly length: number }
  | { readonly do: 'move'; readonly which: number; readonly from: number }
  | { readonly do: 'cancel'; readonly which: number };

const MINUTES = 30;
const froms = fc.nat({ max: MINUTES });
const lengths = fc.integer({ min: 1, max: 8 });
const whiches = fc.nat({ max: 6 });
const commands: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('state' as const),
      from: froms,
      length: fc.integer({ min: 3, max: 15 }),
      slotDuration: fc.integer({ min: 1, max: 3 }),
    }),
    { weight: 3, arbitrary: fc.record({ do: fc.constant('book' as const), from: froms, length: lengths }) },
    fc.record({ do: fc.constant('move' as const), which: whiches, from: froms }),
    fc.record({ do: fc.constant('cancel' as const), which: whiches }),
  ),
  { minLength: 2, maxLength: 14 },
);

const at = (minute: number): number => DEFAULT_NOW + minute * MINUTE_MS;

/** Runs batches of commands, all of a batch at once, and shows the host's time after each. */
const play = async (
  batches: readonly (readonly Command[])[],
  inspect: (shown: Shown) => Promise<void>,
): Promise<void> => {
  const clock = manualClock();
  const store = createInMemoryStore({ clock });
  await store.users.add(HOST, 'hash');
  await store.users.add(BOOKER, 'hash');
  const dependencies = { ...store, clock, ids: sequentialIds(), zones: ZONES };
  const [host, booker] = [actorOf(HOST), actorOf(BOOKER)];
  const bookingIds: string[] = [];
  const run = async (command: Command): Promise<void> => {
    if (command.do === 'state') {
      const { from, length, slotDuration } = command;
      const range = { startTime: at(from), endTime: at(from + length) };
      await stateAvailability(dependencies)({ actor: host, hostId: HOST.id, ...range, slotDuration });
    } else if (command.do === 'book') {
      const range = { startTime: at(command.from), endTime: at(command.from + command.length) };
      const booked = await book(dependencies)({ actor: booker, hostId: HOST.id, ...range });
      if (booked.ok) bookingIds.push(booked.value.answer.id);
    } else {
      const id = bookingIds[command.which] ?? 'none';
      if (command.do === 'cancel') await cancelBooking(dependencies)({ actor: booker, id });
      else await rescheduleBooking(dependencies)({ actor: booker, id, startTime: at(command.from) });
    }
  };
  // Something that can be booked at any minute, so that what is refused is mostly refused for another's sake.
  await run({ do: 'state', from: 0, length: MINUTES, slotDuration: 1 });
  for (const batch of batches) {
    await Promise.all(batch.map(run));
    const page = { limit: MAX_PAGE_LIMIT };
    const listed = await listSlots(dependencies)({ hostId: HOST.id, ...DAY, limit: 1_000 });
    await inspect({
      dependencies,
      booker,
      hostTime: {
        now: clock.now(),
        availability: (await store.queries.availabilityOf({ hostId: HOST.id }, page)).items,
        bookings: (await store.queries.bookings({ hostId: HOST.id }, page)).items,
      },
      slots: listed.ok ? listed.value.items : [],
    });
  }
};

interface Shown {
  readonly dependencies: Parameters<typeof book>[0] & Parameters<typeof cancelBooking>[0];
  readonly booker: Actor;
  readonly hostTime: HostTime;
  readonly slots: readonly Slot[];
}

const batches = fc.array(commands, { minLength: 1, maxLength: 3 });
const RUNS = { numRuns: Math.min(150, inject('mostRuns')) };

describe('whatever is stated, booked, moved and cancelled at once', () => {
  it('every law of overlap holds, and the slots are those that an oracle finds', async () => {
    let slotsSeen = 0;
    let bookingsSeen = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (given) => {
        await play(given, async ({ hostTime, slots }) => {
          slotsSeen += slots.length;
          bookingsSeen += hostTime.bookings.length;
          expect(breachesOf({ ...hostTime, slots })).toEqual([]);
          expect(slots).toEqual(minuteOracle(hostTime).slots(DAY));
        });
      }),
      RUNS,
    );
    // Laws that hold for empty calendars only would say nothing.
    expect(slotsSeen).toBeGreaterThan(RUNS.numRuns);
    expect(bookingsSeen).toBeGreaterThan(RUNS.numRuns);
  });

  it('a listed slot books, and is listed no more; cancelled, it is listed again', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), async (given, chance) => {
        await play(given, async ({ dependencies, booker: actor, slots }) => {
          const slot = slots[chance % Math.max(1, slots.length)];
          if (slot === undefined) return;
          const list = async (): Promise<readonly Slot[]> => {
            const listed = await listSlots(dependencies)({ hostId: HOST.id, ...DAY, limit: 1_000 });
            return listed.ok ? listed.value.items : [];
          };
          const booked = await book(dependencies)({ actor, hostId: HOST.id, ...slot });
          expect(booked.ok).toBe(true);
          if (!booked.ok) return;
          expect(await list()).not.toContainEqual(slot);
          const cancelled = await cancelBooking(dependencies)({ actor, id: booked.value.answer.id });
          expect(cancelled.ok).toBe(true);
          expect(await list()).toEqual(slots);
        });
      }),
      RUNS,
    );
  });
});
