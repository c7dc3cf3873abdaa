import { beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { Availability } from '../availability/availability.js';
import { MAX_LINKED_DURATIONS, MAX_LINKED_RANGES } from '../availability/check-linked.js';
import type { Booking } from '../booking/booking.js';
import type { Actor } from '../identity/user.js';
import type { Store } from '../ports/store.js';
import { StoreUnavailable } from '../ports/store-unavailable.js';
import type { UnitOfWork } from '../ports/unit-of-work.js';
import type { Result } from '../result.js';
import { actorOf, aHost, aUser } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import { loadZoneTables, type ZoneTables } from '../time/zone-tables.js';
import { changeAvailability } from './change-availability.js';
import { cancelBooking } from './end-booking.js';
import { listAvailability } from './list-availability.js';
import { listBookings } from './list-bookings.js';
import { listSlots } from './list-slots.js';
import { book } from './place-booking.js';
import { rescheduleBooking } from './reschedule-booking.js';
import { showAvailability } from './show-availability.js';
import { showBooking, showBookingHistory } from './show-booking.js';
import { showHost } from './show-host.js';
import { stateAvailability } from './state-availability.js';
import { withdrawAvailability } from './withdraw-availability.js';
import { unwrap } from '../testing/unwrap.js';

const zones = await loadZoneTables();
const HOST_ID = '00000000-0000-4000-8000-0000000000aa';
const OTHER_HOST_ID = '00000000-0000-4000-8000-0000000000ab';
const host = actorOf({ id: HOST_ID, role: 'HOST' });
const otherHost = actorOf({ id: OTHER_HOST_ID, role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });
const bob = actorOf({ id: '00000000-0000-4000-8000-0000000000bb', role: 'USER' });

/** A time of the day that the clock shows midnight of. */
const at = (hours: number, minutes = 0): Instant => DEFAULT_NOW + hours * HOUR_MS + minutes * MINUTE_MS;
const clockTime = (instant: Instant): string => formatInstant(instant).slice(11, 16);
const allowed = (result: Result<unknown, unknown>): boolean => result.ok;

let clock: ManualClock;
let store: Store;
let dependencies: Store & { clock: ManualClock; ids: ReturnType<typeof sequentialIds>; zones: ZoneTables };

beforeEach(async () => {
  clock = manualClock();
  store = createInMemoryStore({ clock });
  dependencies = { ...store, clock, ids: sequentialIds(), zones };
  for (const user of [
    aHost({ id: HOST_ID }),
    aHost({ id: OTHER_HOST_ID }),
    aUser({ id: ada.userId }),
    aUser({ id: bob.userId }),
  ]) {
    unwrap(await store.users.add(user, 'hash'));
  }
});

const state = async (start: Instant, end: Instant, slotDuration = 30): Promise<Availability> =>
  unwrap(
    await stateAvailability(dependencies)({
      actor: host,
      hostId: HOST_ID,
      startTime: start,
      endTime: end,
      slotDuration,
    }),
  ).answer;
const bookAs = (actor: Actor, startTime: Instant, endTime?: Instant) =>
  book(dependencies)({ actor, hostId: HOST_ID, startTime, endTime });
const booked = async (actor: Actor, startTime: Instant, endTime?: Instant): Promise<Booking> =>
  unwrap(await bookAs(actor, startTime, endTime)).answer;
const starts = async (from = at(0), to = at(24)): Promise<string[]> =>
  unwrap(await listSlots(dependencies)({ hostId: HOST_ID, from, to, limit: 100 })).items.map(
    ({ startTime }) => clockTime(startTime),
  );

describe('stating availability', () => {
  it('stores intent and offers its slots', async () => {
    const availability = await state(at(10), at(13));
    expect(availability).toMatchObject({
      hostId: HOST_ID,
      startTime: at(10),
      endTime: at(13),
      slotDuration: 30,
      revision: 1,
    });
    expect(await starts()).toEqual(['10:00', '10:30', '11:00', '11:30', '12:00', '12:30']);
  });

  it.each([
    ['an end that is not after the start', { endTime: at(10) }, 'endTime', 'end_not_after_start'],
    ['a start in the past', { startTime: at(-1) }, 'startTime', 'in_the_past'],
    ['a slot duration of 0', { slotDuration: 0 }, 'slotDuration', 'slot_duration_out_of_range'],
    ['a negative slot duration', { slotDuration: -30 }, 'slotDuration', 'slot_duration_out_of_range'],
    ['a fractional slot duration', { slotDuration: 7.5 }, 'slotDuration', 'slot_duration_out_of_range'],
    ['a slot duration above a day', { slotDuration: 1441 }, 'slotDuration', 'slot_duration_out_of_range'],
    [
      'a slot duration longer than the range',
      { slotDuration: 181 },
      'slotDuration',
      'slot_duration_exceeds_range',
    ],
    ['a range of more than a year', { endTime: at(10) + 367 * DAY_MS }, 'endTime', 'range_too_long'],
    ['a fraction of a second', { startTime: at(10) + 1 }, 'startTime', 'invalid_instant'],
  ])('refuses %s and stores nothing', async (_, wrong, field, code) => {
    const command = {
      actor: host,
      hostId: HOST_ID,
      startTime: at(10),
      endTime: at(13),
      slotDuration: 30,
      ...wrong,
    };
    const refused = await stateAvailability(dependencies)(command);
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid_input', errors: [{ field, code }] } });
    const stored = unwrap(
      await listAvailability(dependencies)({ actor: host, filter: { hostId: HOST_ID }, page: { limit: 10 } }),
    );
    expect(stored.items).toEqual([]);
  });

  it('is for the host itself: neither for another host nor for a user', async () => {
    const command = { hostId: HOST_ID, startTime: at(10), endTime: at(13), slotDuration: 30 };
    for (const actor of [otherHost, ada, actorOf({ id: HOST_ID, role: 'USER' })]) {
      expect(await stateAvailability(dependencies)({ actor, ...command })).toMatchObject({
        ok: false,
        error: { kind: 'forbidden' },
      });
    }
  });

  it('of a host without a calendar finds no host', async () => {
    const stranger = actorOf({ id: '00000000-0000-4000-8000-0000000000ff', role: 'HOST' });
    const command = {
      actor: stranger,
      hostId: stranger.userId,
      startTime: at(10),
      endTime: at(13),
      slotDuration: 30,
    };
    expect(await stateAvailability(dependencies)(command)).toMatchObject({
      ok: false,
      error: { kind: 'host_not_found' },
    });
  });

  it('touching ranges of one slot duration are one window, of different ones they are not', async () => {
    await state(at(10), at(10, 45), 30);
    await state(at(10, 45), at(11, 30), 30);
    await state(at(11, 30), at(12, 15), 45);
    expect(await starts()).toEqual(['10:00', '10:30', '11:00', '11:30']);
  });
});

describe('linking ranges', () => {
  it('so many ranges may touch, and no more; elsewhere there is room', async () => {
    const minute = (n: number): Instant => at(10) + n * MINUTE_MS;
    for (let n = 0; n < MAX_LINKED_RANGES; n += 1) await state(minute(n), minute(n + 1), 1);
    const one = { actor: host, hostId: HOST_ID, slotDuration: 1 };
    const refusal = {
      ok: false,
      error: { errors: [{ field: 'startTime', code: 'too_many_linked_ranges' }] },
    };
    const next = { startTime: minute(MAX_LINKED_RANGES), endTime: minute(MAX_LINKED_RANGES + 1) };
    expect(await stateAvailability(dependencies)({ ...one, ...next })).toMatchObject(refusal);
    const apart = await state(minute(MAX_LINKED_RANGES + 5), minute(MAX_LINKED_RANGES + 9), 1);
    const joined = await changeAvailability(dependencies)({
      actor: host,
      id: apart.id,
      change: { startTime: minute(MAX_LINKED_RANGES) },
    });
    expect(joined).toMatchObject(refusal);
  });

  it('so many slot durations may be offered by ranges that touch, and no more', async () => {
    for (let n = 1; n <= MAX_LINKED_DURATIONS; n += 1) await state(at(10), at(13), n);
    const one = { actor: host, hostId: HOST_ID, startTime: at(10), endTime: at(13), slotDuration: 60 };
    expect(await stateAvailability(dependencies)(one)).toMatchObject({
      ok: false,
      error: { errors: [{ field: 'slotDuration', code: 'too_many_slot_durations' }] },
    });
    expect(allowed(await stateAvailability(dependencies)({ ...one, slotDuration: 5 }))).toBe(true);
  });
});

describe('changing and withdrawing availability', () => {
  it('shrinking leaves bookings alone and says which of them now lie outside', async () => {
    const availability = await state(at(10), at(13));
    const inside = await booked(ada, at(10));
    const outside = await booked(bob, at(12));
    const changed = unwrap(
      await changeAvailability(dependencies)({
        actor: host,
        id: availability.id,
        change: { endTime: at(11) },
      }),
    );
    expect(changed.availability).toMatchObject({ endTime: at(11), revision: 2 });
    expect(changed.bookingsOutside).toEqual({ count: 1, items: [outside] });
    expect(unwrap(await showBooking(dependencies)({ actor: ada, id: inside.id }))).toEqual(inside);
    expect(unwrap(await showBooking(dependencies)({ actor: bob, id: outside.id }))).toEqual(outside);
    expect(await starts()).toEqual(['10:30']);
  });

  it('withdrawing says which bookings lie outside, and whoever is covered by other availability does not', async () => {
    const first = await state(at(10), at(12));
    await state(at(11), at(13));
    const outside = await booked(ada, at(10));
    await booked(bob, at(11));
    const withdrawn = unwrap(await withdrawAvailability(dependencies)({ actor: host, id: first.id }));
    expect(withdrawn).toEqual({ id: first.id, bookingsOutside: { count: 1, items: [outside] } });
    expect(await starts()).toEqual(['11:30', '12:00', '12:30']);
    const again = await withdrawAvailability(dependencies)({ actor: host, id: first.id });
    expect(again).toMatchObject({ ok: false, error: { kind: 'availability_not_found' } });
  });

  it('an availability that has begun may be shrunk, not moved into the past', async () => {
    const { id } = await state(at(10), at(13));
    clock.set(at(11));
    expect(
      allowed(await changeAvailability(dependencies)({ actor: host, id, change: { endTime: at(12) } })),
    ).toBe(true);
    expect(
      await changeAvailability(dependencies)({ actor: host, id, change: { startTime: at(9) } }),
    ).toMatchObject({
      ok: false,
      error: { kind: 'invalid_input', errors: [{ field: 'startTime', code: 'in_the_past' }] },
    });
  });

  it('refuses a stale revision and tells the present one', async () => {
    const { id } = await state(at(10), at(13));
    unwrap(await changeAvailability(dependencies)({ actor: host, id, change: { endTime: at(12) } }));
    const stale = { actor: host, id, expectedRevision: 1 };
    const refusal = { ok: false, error: { kind: 'revision_stale', revision: 2 } };
    expect(await changeAvailability(dependencies)({ ...stale, change: { endTime: at(14) } })).toEqual(
      refusal,
    );
    expect(await withdrawAvailability(dependencies)(stale)).toEqual(refusal);
  });

  it('changes that race are made one after the other', async () => {
    const { id } = await state(at(10), at(13));
    const ends = [at(11), at(12), at(14)];
    const outcomes = await Promise.all(
      ends.map((endTime) => changeAvailability(dependencies)({ actor: host, id, change: { endTime } })),
    );
    expect(outcomes.map(allowed)).toEqual([true, true, true]);
    expect(unwrap(await showAvailability(dependencies)({ actor: host, id })).revision).toBe(4);
  });

  it('to others it does not exist', async () => {
    const { id } = await state(at(10), at(13));
    const gone = { ok: false, error: { kind: 'availability_not_found' } };
    for (const actor of [otherHost, ada]) {
      expect(await showAvailability(dependencies)({ actor, id })).toEqual(gone);
      expect(await changeAvailability(dependencies)({ actor, id, change: { endTime: at(11) } })).toEqual(
        gone,
      );
      expect(await withdrawAvailability(dependencies)({ actor, id })).toEqual(gone);
    }
  });
});

describe('booking', () => {
  it('takes the slot that starts then; the slot is no longer listed', async () => {
    await state(at(10), at(13));
    expect(await booked(ada, at(10, 30))).toMatchObject({
      hostId: HOST_ID,
      bookerId: ada.userId,
      startTime: at(10, 30),
      endTime: at(11),
      status: 'confirmed',
      revision: 1,
    });
    expect(await starts()).toEqual(['10:00', '11:00', '11:30', '12:00', '12:30']);
  });

  it('of a taken time is refused with up to three alternatives, each of which books', async () => {
    await state(at(10), at(13));
    await booked(ada, at(11));
    const refused = await bookAs(bob, at(11));
    if (refused.ok || refused.error.kind !== 'time_taken') throw new Error('expected a refusal');
    const { alternatives = [], busy } = refused.error;
    expect(busy).toEqual({ start: at(11), end: at(11, 30) });
    expect(alternatives.map(({ startTime }) => clockTime(startTime))).toEqual(['10:00', '10:30', '11:30']);
    for (const { startTime, endTime } of alternatives)
      expect(allowed(await bookAs(bob, startTime, endTime))).toBe(true);
  });

  it('alternatives are as long as what was wanted', async () => {
    await state(at(10), at(13));
    await booked(ada, at(11));
    const refused = await bookAs(bob, at(10, 30), at(11, 30));
    expect(refused).toMatchObject({
      ok: false,
      error: {
        alternatives: [
          { startTime: at(10), endTime: at(11) },
          { startTime: at(11, 30), endTime: at(12, 30) },
          { startTime: at(12), endTime: at(13) },
        ],
      },
    });
  });

  it('where slots of two durations start, asks for the end', async () => {
    await state(at(10), at(12), 30);
    await state(at(10), at(12), 60);
    expect(await bookAs(ada, at(10))).toEqual({
      ok: false,
      error: { kind: 'duration_ambiguous', slotDurations: [30, 60] },
    });
    expect((await booked(ada, at(10), at(11))).endTime).toBe(at(11));
    expect((await booked(bob, at(11, 30))).endTime).toBe(at(12));
  });

  it.each([
    ['no availability', at(9), undefined, 'outside_availability'],
    ['a start off the grid', at(10, 10), undefined, 'off_grid'],
    ['an end off the grid', at(10), at(10, 20), 'off_grid'],
    ['an end beyond the window', at(12, 30), at(13, 30), 'outside_availability'],
    ['a start in the past', at(-1), undefined, 'start_in_past'],
    ['an end before the start', at(11), at(10), 'invalid_input'],
    ['a fraction of a second', at(10) + 5, undefined, 'invalid_input'],
    ['more than a year', at(10), at(10) + 400 * DAY_MS, 'invalid_input'],
  ])('with %s is refused and changes nothing', async (_, start, end, kind) => {
    await state(at(10), at(13));
    expect(await bookAs(ada, start, end)).toMatchObject({ ok: false, error: { kind } });
    expect(await listBookings(dependencies)({ actor: host, filter: {}, page: { limit: 10 } })).toEqual({
      items: [],
      hasMore: false,
    });
  });

  it('is for users, of hosts', async () => {
    await state(at(10), at(13));
    expect(await bookAs(otherHost, at(10))).toEqual({ ok: false, error: { kind: 'forbidden' } });
    const ofUser = await book(dependencies)({ actor: ada, hostId: bob.userId, startTime: at(10) });
    expect(ofUser).toEqual({ ok: false, error: { kind: 'host_not_found', hostId: bob.userId } });
  });

  it('a hundred clients who want one slot: one gets it', async () => {
    await state(at(10), at(13));
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => bookAs(ada, at(10))));
    expect(outcomes.filter(allowed)).toHaveLength(1);
  });

  it('sent twice with one key is done once', async () => {
    await state(at(10), at(13));
    const idempotency = { callerId: ada.userId, key: 'k', fingerprint: 'f' };
    const command = { actor: ada, hostId: HOST_ID, startTime: at(10), idempotency };
    const [first, second] = [await book(dependencies)(command), await book(dependencies)(command)];
    expect(unwrap(second)).toEqual({ answer: unwrap(first).answer, replayed: true });
    const other = await book(dependencies)({ ...command, idempotency: { ...idempotency, fingerprint: 'g' } });
    expect(other).toEqual({ ok: false, error: { kind: 'key_reused' } });
  });
});

describe('cancelling and rescheduling', () => {
  it('a cancelled booking frees its time and keeps its history', async () => {
    await state(at(10), at(13));
    const booking = await booked(ada, at(10));
    clock.advance(MINUTE_MS);
    const cancelled = unwrap(await cancelBooking(dependencies)({ actor: host, id: booking.id })).answer;
    expect(cancelled).toMatchObject({
      id: booking.id,
      status: 'cancelled',
      revision: 2,
      updatedAt: at(0, 1),
    });
    expect(await starts()).toContain('10:00');
    expect(unwrap(await showBookingHistory(dependencies)({ actor: ada, id: booking.id }))).toMatchObject([
      { revision: 1, type: 'booking.confirmed', actor: ada, at: at(0), status: 'confirmed' },
      { revision: 2, type: 'booking.cancelled', actor: host, at: at(0, 1), status: 'cancelled' },
    ]);
  });

  it('cancelling twice succeeds and does nothing the second time', async () => {
    await state(at(10), at(13));
    const { id } = await booked(ada, at(10));
    const first = unwrap(await cancelBooking(dependencies)({ actor: ada, id }));
    expect(unwrap(await cancelBooking(dependencies)({ actor: ada, id }))).toEqual(first);
    expect(unwrap(await showBookingHistory(dependencies)({ actor: ada, id }))).toHaveLength(2);
  });

  it('a rescheduled booking keeps its id and its length, and its old time is free', async () => {
    await state(at(10), at(13));
    const booking = await booked(ada, at(10), at(11));
    const moved = unwrap(
      await rescheduleBooking(dependencies)({ actor: ada, id: booking.id, startTime: at(10, 30) }),
    ).answer;
    expect(moved).toEqual({ ...booking, startTime: at(10, 30), endTime: at(11, 30), revision: 2 });
    expect(await starts()).toEqual(['10:00', '11:30', '12:00', '12:30']);
    const history = unwrap(await showBookingHistory(dependencies)({ actor: host, id: booking.id }));
    expect(history.map(({ revision, startTime }) => [revision, clockTime(startTime)])).toEqual([
      [1, '10:00'],
      [2, '10:30'],
    ]);
  });

  it('moving a booking to where it is does nothing', async () => {
    await state(at(10), at(13));
    const booking = await booked(ada, at(10));
    const same = await rescheduleBooking(dependencies)({ actor: ada, id: booking.id, startTime: at(10) });
    expect(unwrap(same).answer).toEqual(booking);
  });

  it('onto another booking is refused with alternatives, and the booking stays', async () => {
    await state(at(10), at(13));
    const booking = await booked(ada, at(10));
    await booked(bob, at(11));
    const refused = await rescheduleBooking(dependencies)({ actor: ada, id: booking.id, startTime: at(11) });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'time_taken', alternatives: [{}, {}, {}] } });
    expect(unwrap(await showBooking(dependencies)({ actor: ada, id: booking.id }))).toEqual(booking);
  });

  it('two parties move one booking at once: the one who names no end keeps the length that the other gave it', async () => {
    await state(at(10), at(13));
    const { id } = await booked(ada, at(10));
    // Ada's request has read the booking and waits for its lock while the host's is decided.
    let letAdaDecide = (): void => undefined;
    const hostIsDone = new Promise<void>((resolve) => (letAdaDecide = resolve));
    let adaHasRead = (): void => undefined;
    const read = new Promise<void>((resolve) => (adaHasRead = resolve));
    const slow: UnitOfWork = {
      decide: async (request, decision) => {
        adaHasRead();
        await hostIsDone;
        return store.unitOfWork.decide(request, decision);
      },
    };
    const byAda = rescheduleBooking({ ...dependencies, unitOfWork: slow })({
      actor: ada,
      id,
      startTime: at(12),
    });
    await read;
    unwrap(await rescheduleBooking(dependencies)({ actor: host, id, startTime: at(11), endTime: at(12) }));
    letAdaDecide();
    expect(unwrap(await byAda).answer).toMatchObject({ startTime: at(12), endTime: at(13), revision: 3 });
  });

  it('a taken time is refused as such when the store can’t look for alternatives', async () => {
    await state(at(10), at(13));
    await booked(ada, at(10));
    const queries = {
      ...store.queries,
      calendar: () => Promise.reject(new StoreUnavailable('no connection is free', { outcome: 'unchanged' })),
    };
    const refused = await book({ ...dependencies, queries })({
      actor: bob,
      hostId: HOST_ID,
      startTime: at(10),
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'time_taken', alternatives: [] } });
  });

  it('a cancelled booking is not rescheduled', async () => {
    await state(at(10), at(13));
    const { id } = await booked(ada, at(10));
    unwrap(await cancelBooking(dependencies)({ actor: ada, id }));
    const refused = await rescheduleBooking(dependencies)({ actor: ada, id, startTime: at(11) });
    expect(refused).toEqual({
      ok: false,
      error: { kind: 'illegal_transition', from: 'cancelled', attempted: 'reschedule' },
    });
  });

  it('to others a booking does not exist', async () => {
    await state(at(10), at(13));
    const { id } = await booked(ada, at(10));
    const gone = { ok: false, error: { kind: 'booking_not_found' } };
    for (const actor of [bob, otherHost, actorOf({ id: HOST_ID, role: 'USER' })]) {
      expect(await showBooking(dependencies)({ actor, id })).toEqual(gone);
      expect(await showBookingHistory(dependencies)({ actor, id })).toEqual(gone);
      expect(await cancelBooking(dependencies)({ actor, id })).toEqual(gone);
      expect(await rescheduleBooking(dependencies)({ actor, id, startTime: at(11) })).toEqual(gone);
    }
  });
});

describe('listing', () => {
  it('a host sees the bookings of its calendar, a user its own, in pages', async () => {
    await state(at(10), at(13));
    const [a, b, c] = [await booked(ada, at(12)), await booked(bob, at(11)), await booked(ada, at(10))];
    const list = (actor: Actor, filter = {}, limit = 10) =>
      listBookings(dependencies)({ actor, filter, page: { limit } });
    expect((await list(host)).items).toEqual([c, b, a]);
    expect((await list(ada)).items).toEqual([c, a]);
    expect(await list(host, {}, 2)).toEqual({ items: [c, b], hasMore: true });
    expect((await list(host, { from: at(11, 30) })).items).toEqual([a]);
    expect((await list(otherHost)).items).toEqual([]);
    expect((await list(otherHost, { hostId: HOST_ID })).items).toEqual([]);
  });

  it('slots are paged without gap or repeat', async () => {
    await state(at(10), at(13));
    const page = { hostId: HOST_ID, from: at(0), to: at(24), limit: 4 };
    const first = unwrap(await listSlots(dependencies)(page));
    const second = unwrap(await listSlots(dependencies)({ ...page, after: first.items.at(-1) }));
    expect([first.hasMore, second.hasMore]).toEqual([true, false]);
    expect([...first.items, ...second.items].map(({ startTime }) => clockTime(startTime))).toEqual(
      await starts(),
    );
  });

  it('a booking that begins in one listing range and ends in the next blocks in both', async () => {
    await state(at(10), at(13));
    await booked(ada, at(10, 30), at(11, 30));
    expect(await starts(at(10), at(11))).toEqual(['10:00']);
    expect(await starts(at(11), at(12))).toEqual(['11:30']);
  });

  it.each([
    ['a range that ends before it starts', { to: at(-1) }, 'end_not_after_start'],
    ['a range of more than 366 days', { to: at(0) + 367 * DAY_MS }, 'range_too_long'],
    ['a fraction of a second', { from: at(0) + 1 }, 'invalid_instant'],
  ])('slots of %s are refused', async (_, wrong, code) => {
    const refused = await listSlots(dependencies)({
      hostId: HOST_ID,
      from: at(0),
      to: at(24),
      limit: 10,
      ...wrong,
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid_input', errors: [{ code }] } });
  });

  it('slots of nobody’s calendar find no host', async () => {
    const refused = await listSlots(dependencies)({ hostId: ada.userId, from: at(0), to: at(24), limit: 10 });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'host_not_found' } });
  });

  it('what a host has stated is for that host', async () => {
    const query = { filter: { hostId: HOST_ID }, page: { limit: 10 } };
    expect(await listAvailability(dependencies)({ actor: ada, ...query })).toMatchObject({
      ok: false,
      error: { kind: 'forbidden' },
    });
  });
});

it('a user has no public profile', async () => {
  expect(await showHost(dependencies)(ada.userId)).toMatchObject({
    ok: false,
    error: { kind: 'host_not_found' },
  });
});
