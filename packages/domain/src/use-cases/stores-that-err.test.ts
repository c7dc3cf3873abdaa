import { beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import { ConcurrencyConflict } from '../ports/concurrency-conflict.js';
import type { Store } from '../ports/store.js';
import { StoreUnavailable } from '../ports/store-unavailable.js';
import type { UnitOfWork } from '../ports/unit-of-work.js';
import { err } from '../result.js';
import { actorOf, aHost, anEventType, aSchedule, aUser } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { changeAvailability } from './change-availability.js';
import { changeSchedule } from './change-schedule.js';
import type { Dependencies } from './dependencies.js';
import { cancelBooking } from './end-booking.js';
import { book } from './place-booking.js';
import { stateAvailability } from './state-availability.js';
import { changeEventType, stateEventType, withdrawEventType } from './state-event-type.js';
import { stateSchedule } from './state-schedule.js';
import { stateTimeOff } from './state-time-off.js';
import { sweepLapsed } from './sweep-lapsed.js';
import { joinWaitlist, leaveWaitlist } from './wait-for-time.js';
import { withdrawAvailability } from './withdraw-availability.js';
import { withdrawSchedule } from './withdraw-schedule.js';
import { withdrawTimeOff } from './withdraw-time-off.js';
import { unwrap } from '../testing/unwrap.js';

const ZONES = await loadZoneTables();
const host = actorOf({ id: '00000000-0000-4000-8000-0000000000aa', role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });
const bob = actorOf({ id: '00000000-0000-4000-8000-0000000000bb', role: 'USER' });

const at = (hours: number, minutes = 0): Instant => DEFAULT_NOW + hours * HOUR_MS + minutes * MINUTE_MS;

let clock: ManualClock;
let store: Store;
let dependencies: Omit<Dependencies, 'passwords'>;

beforeEach(async () => {
  clock = manualClock();
  store = createInMemoryStore({ clock });
  dependencies = { ...store, clock, ids: sequentialIds(), zones: ZONES };
  unwrap(await store.users.add(aHost({ id: host.userId }), 'hash'));
  for (const { userId: id } of [ada, bob]) unwrap(await store.users.add(aUser({ id }), 'hash'));
});

const {
  id: _i,
  hostId: _h,
  isDefault: _d,
  revision: _r,
  createdAt: _c,
  updatedAt: _u,
  ...hours
} = aSchedule();
const { id: _ti, hostId: _th, revision: _tr, createdAt: _tc, updatedAt: _tu, ...terms } = anEventType();

/** One of each thing that a host states, and somebody who waits. */
const world = async () => {
  const hostId = host.userId;
  const range = { startTime: at(10), endTime: at(16), slotDuration: 30 };
  const span = { startTime: at(20), endTime: at(21) };
  const availability = unwrap(
    await stateAvailability(dependencies)({ actor: host, hostId, ...range }),
  ).answer;
  const stating = { actor: host, hostId, statement: { ...hours, slotDuration: undefined } };
  const schedule = unwrap(await stateSchedule(dependencies)({ ...stating, isDefault: false })).answer;
  const eventType = unwrap(
    await stateEventType(dependencies)({ actor: host, hostId, statement: terms }),
  ).answer;
  const { timeOff } = unwrap(
    await stateTimeOff(dependencies)({ actor: host, hostId, span, note: '' }),
  ).answer;
  const booking = unwrap(await book(dependencies)({ actor: ada, hostId, startTime: at(10) })).answer;
  const waiting = unwrap(await joinWaitlist(dependencies)({ actor: bob, hostId, startTime: at(10) })).answer;
  return { availability, schedule, eventType, timeOff, booking, waiting };
};

type World = Awaited<ReturnType<typeof world>>;
type Attempt = (dependencies: Omit<Dependencies, 'passwords'>, world: World) => Promise<unknown>;

/** What is done to something that is there, and what is answered where it is gone. */
const CHANGES: readonly (readonly [name: string, attempt: Attempt, gone: string])[] = [
  [
    'changing availability',
    (given, { availability: { id } }) =>
      changeAvailability(given)({ actor: host, id, change: { endTime: at(15) } }),
    'availability_not_found',
  ],
  [
    'withdrawing availability',
    (given, { availability: { id } }) => withdrawAvailability(given)({ actor: host, id }),
    'availability_not_found',
  ],
  [
    'changing a schedule',
    (given, { schedule: { id } }) => changeSchedule(given)({ actor: host, id, statement: hours }),
    'schedule_not_found',
  ],
  [
    'withdrawing a schedule',
    (given, { schedule: { id } }) => withdrawSchedule(given)({ actor: host, id }),
    'schedule_not_found',
  ],
  [
    'changing an event type',
    (given, { eventType: { id } }) => changeEventType(given)({ actor: host, id, change: { seats: 2 } }),
    'event_type_not_found',
  ],
  [
    'withdrawing an event type',
    (given, { eventType: { id } }) => withdrawEventType(given)({ actor: host, id }),
    'event_type_not_found',
  ],
  [
    'leaving a waitlist',
    (given, { waiting: { id } }) => leaveWaitlist(given)({ actor: bob, id }),
    'waitlist_entry_not_found',
  ],
  [
    'withdrawing time off',
    (given, { timeOff: { id } }) => withdrawTimeOff(given)({ actor: host, id }),
    'time_off_not_found',
  ],
  [
    'cancelling a booking',
    (given, { booking: { id } }) => cancelBooking(given)({ actor: ada, id }),
    'booking_not_found',
  ],
];

/** Locks nothing, as if all had gone between the look and the lock. */
const EMPTY: UnitOfWork = {
  decide: async (_request, decision) => {
    const outcome = decision({
      now: DEFAULT_NOW,
      calendars: new Map(),
      booking: undefined,
      availability: undefined,
      timeOff: undefined,
      waitlistEntry: undefined,
    });
    if (outcome.ok) throw new Error('decided on what is gone');
    return outcome;
  },
};

describe('what goes between the look and the lock', () => {
  it.each(CHANGES)('is gone for %s', async (_, attempt, kind) => {
    const made = await world();
    expect(await attempt({ ...dependencies, unitOfWork: EMPTY }, made)).toEqual({
      ok: false,
      error: { kind },
    });
  });

  it.each(CHANGES)('is refused for %s also where it goes before the look', async (_, attempt, kind) => {
    const made = await world();
    const empty = createInMemoryStore({ clock });
    expect(await attempt({ ...dependencies, ...empty }, made)).toEqual({ ok: false, error: { kind } });
  });

  it('is the calendar of a host that states something', async () => {
    const given = { ...dependencies, unitOfWork: EMPTY };
    const hostId = host.userId;
    const gone = { ok: false, error: { kind: 'host_not_found', hostId } };
    const range = { startTime: at(10), endTime: at(16), slotDuration: 30 };
    const span = { startTime: at(20), endTime: at(21) };
    expect(await stateAvailability(given)({ actor: host, hostId, ...range })).toEqual(gone);
    expect(await stateTimeOff(given)({ actor: host, hostId, span, note: '' })).toEqual(gone);
    expect(await stateEventType(given)({ actor: host, hostId, statement: terms })).toEqual(gone);
    expect(await stateSchedule(given)({ actor: host, hostId, statement: hours, isDefault: false })).toEqual(
      gone,
    );
  });

  it('is a booking that was to expire', async () => {
    const made = await world();
    const queries = { ...store.queries, lapsed: async () => [made.booking] };
    const { decide } = store.unitOfWork;
    expect(await sweepLapsed({ ...dependencies, queries })({ limit: 10 })).toBe(0);
    const blind: UnitOfWork = {
      decide: (request, decision) => decide(request, (locked) => decision({ ...locked, booking: undefined })),
    };
    expect(await sweepLapsed({ ...dependencies, queries, unitOfWork: blind })({ limit: 10 })).toBe(0);
  });
});

describe('a store that speaks of a key where there is none', () => {
  const KEYED: UnitOfWork = { decide: async () => err({ kind: 'key_reused' }) };

  it.each(CHANGES.slice(0, 7))('is found out when %s', async (_, attempt) => {
    const made = await world();
    await expect(attempt({ ...dependencies, unitOfWork: KEYED }, made)).rejects.toThrow(
      new RangeError('a request without an idempotency key was refused for its key'),
    );
  });
});

describe('a store in which others are faster', () => {
  it('is tried five times for one availability', async () => {
    const { availability } = await world();
    let reads = 0;
    const queries = {
      ...store.queries,
      availability: async () => {
        reads += 1;
        return { ...availability, revision: 7 };
      },
    };
    const { id } = availability;
    const change = { endTime: at(15) };
    await expect(
      changeAvailability({ ...dependencies, queries })({ actor: host, id, change }),
    ).rejects.toThrow(
      new ConcurrencyConflict(`availability ${id} was changed by others at each of 5 attempts`),
    );
    expect(reads).toBe(5);
  });
});

describe('a store that fails while alternatives are looked for', () => {
  const failing = (error: Error) => ({
    ...dependencies,
    queries: { ...store.queries, calendar: () => Promise.reject(error) },
  });
  const wanted = { actor: bob, hostId: host.userId, startTime: at(10) };

  it.each([
    ['is in need', new StoreUnavailable('closing', { outcome: 'unchanged' })],
    ['has a conflict', new ConcurrencyConflict('gave up')],
  ])('does not hide the refusal where it %s', async (_, error) => {
    await world();
    expect(await book(failing(error))(wanted)).toMatchObject({
      error: { kind: 'time_taken', alternatives: [] },
    });
  });

  it('is not silent about what is wrong with itself', async () => {
    await world();
    await expect(book(failing(new TypeError('a mistake')))(wanted)).rejects.toThrow('a mistake');
  });
});
