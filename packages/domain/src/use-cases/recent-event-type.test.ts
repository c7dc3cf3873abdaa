import { createInMemoryStore } from '@slotkeeper/in-memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventType } from '../booking/event-type.js';
import type { Queries } from '../ports/queries.js';
import { actorOf, aHost, aUser } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { statementOf } from '../testing/statement-of.js';
import { unwrap } from '../testing/unwrap.js';
import { HOUR_MS } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { countSlotsByDate } from './count-slots-by-date.js';
import { listFreeWindows } from './list-free-windows.js';
import { listSlots } from './list-slots.js';
import { book, hold } from './place-booking.js';
import { stateAvailability } from './state-availability.js';
import { changeEventType, stateEventType, withdrawEventType } from './state-event-type.js';

const ZONES = await loadZoneTables();
const host = actorOf({ id: '00000000-0000-4000-8000-0000000000aa', role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });
const guest = {
  id: '00000000-0000-8000-8000-0000000000ca',
  name: 'Grace',
  email: 'grace@example.org',
  accessDigest: 'digest of secret',
};
const asGuest = actorOf({ id: guest.id, role: 'USER' });
const at = (hours: number) => DEFAULT_NOW + hours * HOUR_MS;

const terms = fc.record({
  durationsMinutes: fc.constantFrom<number[][]>([30], [45, 30], [60, 30]),
  bufferBeforeMinutes: fc.constantFrom(0, 15),
  minimumNoticeMinutes: fc.constantFrom(0, 11 * 60),
  seats: fc.constantFrom(1, 3),
  bookerMustBeFree: fc.boolean(),
  allowsGuests: fc.boolean(),
  limits: fc.constantFrom([], [{ per: 'event-type' as const, period: 'day' as const, maxBookings: 1 }]),
});
type Terms = typeof terms extends fc.Arbitrary<infer T> ? T : never;

type RecentEventType = NonNullable<Queries['recentEventType']>;

/** A store in which an event type was changed, or withdrawn, after it was met. */
const knowingOf = async (
  before: Terms,
  after: Terms | undefined,
  recentOf: ((met: EventType) => RecentEventType) | undefined,
  onAsked: () => void,
) => {
  const clock = manualClock();
  const store = createInMemoryStore({ clock });
  const dependencies = { ...store, clock, ids: sequentialIds(), zones: ZONES };
  unwrap(await store.users.add(aHost({ id: host.userId }), 'hash'));
  unwrap(await store.users.add(aUser({ id: ada.userId }), 'hash'));
  const range = { startTime: at(10), endTime: at(20), slotDuration: 30 };
  unwrap(await stateAvailability(dependencies)({ actor: host, hostId: host.userId, ...range }));
  const statement = statementOf(before);
  const { answer: met } = unwrap(
    await stateEventType(dependencies)({ actor: host, hostId: host.userId, statement }),
  );
  const target = { actor: host, id: met.id };
  if (after === undefined) unwrap(await withdrawEventType(dependencies)(target));
  else unwrap(await changeEventType(dependencies)({ ...target, change: after }));
  const queries: Queries = {
    ...store.queries,
    eventType: (id) => {
      onAsked();
      return store.queries.eventType(id);
    },
    recentEventType: recentOf?.(met),
  };
  return { knowing: { ...dependencies, queries }, eventTypeId: met.id };
};

type Outcomes = (...given: Parameters<typeof knowingOf>) => Promise<unknown[]>;

const withoutIds = (outcomes: readonly unknown[]): unknown[] =>
  outcomes.map(
    (outcome) =>
      JSON.parse(
        JSON.stringify(outcome, (name, value: unknown) =>
          name === 'id' || name === 'shareKey' ? '' : value,
        ),
      ) as unknown,
  );

/** What becomes of bookings on it. */
const bookingsOn: Outcomes = async (...given) => {
  const { knowing, eventTypeId } = await knowingOf(...given);
  const wanted = { eventTypeId, idempotency: undefined };
  return withoutIds([
    await book(knowing)({ actor: ada, ...wanted, startTime: at(10) }),
    await book(knowing)({ actor: ada, ...wanted, startTime: at(10) }),
    await hold(knowing)({ actor: ada, ...wanted, startTime: at(12) }),
    await book(knowing)({ actor: asGuest, guest, ...wanted, startTime: at(14) }),
    await book(knowing)({ actor: asGuest, guest, ...wanted, startTime: at(25) }),
  ]);
};

/** What lists show of it. */
const listsOf: Outcomes = async (...given) => {
  const { knowing, eventTypeId } = await knowingOf(...given);
  const range = { eventTypeId, from: at(0), to: at(40), limit: 100 };
  return withoutIds([
    await listSlots(knowing)(range),
    await listSlots(knowing)({ ...range, durationMinutes: 45 }),
    await listSlots(knowing)({ ...range, attendees: 2, actor: ada }),
    await listFreeWindows(knowing)(range),
    await countSlotsByDate(knowing)({ ...range, timeZone: 'UTC' }),
  ]);
};

const NOBODY = (): void => undefined;

describe.each([
  ['a booking', bookingsOn],
  ['a list', listsOf],
])('%s on an event type that has changed since the store met it', (_, outcomesOn) => {
  const unchanged: Terms = {
    durationsMinutes: [30, 45],
    bufferBeforeMinutes: 0,
    minimumNoticeMinutes: 0,
    seats: 1,
    bookerMustBeFree: false,
    allowsGuests: true,
    limits: [],
  };

  it('has the store asked for one that was withdrawn, so that it knows', async () => {
    let asked = 0;
    await outcomesOn(
      unchanged,
      undefined,
      (met) => () => met,
      () => {
        asked += 1;
      },
    );
    expect(asked).toBe(5);
  });

  it('becomes what it becomes where the store is asked', async () => {
    await fc.assert(
      fc.asyncProperty(terms, fc.option(terms, { nil: undefined }), async (before, after) => {
        const recent = await outcomesOn(before, after, (met) => () => met, NOBODY);
        expect(recent).toEqual(await outcomesOn(before, after, undefined, NOBODY));
      }),
      { numRuns: 300 },
    );
  });

  it('is caught where it is not found out: one whose revision seems to be that of now', async () => {
    const { failed } = await fc.check(
      fc.asyncProperty(terms, terms, async (before, after) => {
        const recent = await outcomesOn(before, after, (met) => () => ({ ...met, revision: 2 }), NOBODY);
        expect(recent).toEqual(await outcomesOn(before, after, undefined, NOBODY));
      }),
      { numRuns: 300 },
    );
    expect(failed).toBe(true);
  });

  it('asks the store for nothing where it has not', async () => {
    let asked = 0;
    await outcomesOn(
      unchanged,
      unchanged,
      (met) => () => ({ ...met, revision: 2 }),
      () => {
        asked += 1;
      },
    );
    expect(asked).toBe(0);
  });
});
