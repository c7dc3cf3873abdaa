import { beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { Booking } from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import type { Actor } from '../identity/user.js';
import type { DomainEvent } from '../ports/domain-event.js';
import type { Store } from '../ports/store.js';
import type { Result } from '../result.js';
import { actorOf, aHost, aSchedule, aUser } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { changeAvailability } from './change-availability.js';
import { changeSchedule } from './change-schedule.js';
import { approveBooking, confirmHold } from './confirm-booking.js';
import type { Dependencies } from './dependencies.js';
import { cancelBooking, declineBooking, releaseHold } from './end-booking.js';
import { extendHold } from './extend-hold.js';
import { book, hold } from './place-booking.js';
import { checkIn, completeBooking, markNoShow, undoNoShow } from './record-attendance.js';
import { rescheduleBooking } from './reschedule-booking.js';
import { showBookingHistory } from './show-booking.js';
import { stateAvailability } from './state-availability.js';
import { changeEventType, stateEventType, withdrawEventType } from './state-event-type.js';
import { stateSchedule } from './state-schedule.js';
import { stateTimeOff } from './state-time-off.js';
import { sweepLapsed } from './sweep-lapsed.js';
import { joinWaitlist, leaveWaitlist } from './wait-for-time.js';
import { withdrawAvailability } from './withdraw-availability.js';
import { withdrawSchedule } from './withdraw-schedule.js';
import { withdrawTimeOff } from './withdraw-time-off.js';
import { statementOf } from '../testing/statement-of.js';
import { unwrap } from '../testing/unwrap.js';

const ZONES = await loadZoneTables();
const host = actorOf({ id: '00000000-0000-4000-8000-0000000000aa', role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });
const bob = actorOf({ id: '00000000-0000-4000-8000-0000000000bb', role: 'USER' });
const SYSTEM = { role: 'SYSTEM' };

const at = (hours: number, minutes = 0): Instant => DEFAULT_NOW + hours * HOUR_MS + minutes * MINUTE_MS;

let clock: ManualClock;
let store: Store;
let dependencies: Omit<Dependencies, 'passwords'>;
let told: number;

beforeEach(async () => {
  clock = manualClock();
  store = createInMemoryStore({ clock });
  dependencies = { ...store, clock, ids: sequentialIds(), zones: ZONES };
  told = 0;
  for (const { userId: id, role } of [host, ada, bob])
    unwrap(await store.users.add((role === 'HOST' ? aHost : aUser)({ id }), 'hash'));
});

/** What has been told since this was asked last, with the time moved on so that no two steps are made at once. */
const news = async (): Promise<readonly DomainEvent[]> => {
  const entries = await store.queries.events(host.userId, { afterVersion: told, limit: 1_000 });
  // The calendar's version is the number of its last event: there is no gap.
  expect(entries.map(({ version }) => version)).toEqual(entries.map((_, index) => told + index + 1));
  told += entries.length;
  clock.advance(1_000);
  return entries.map(({ event }) => event);
};
const event = (type: string, actor: unknown, more: object) => ({
  type,
  calendarId: host.userId,
  at: clock.now(),
  actor,
  ...more,
});

const offered = async (terms: Partial<EventType> = {}): Promise<EventType> => {
  const eventType = unwrap(
    await stateEventType(dependencies)({ actor: host, hostId: host.userId, statement: statementOf(terms) }),
  ).answer;
  await news();
  return eventType;
};
const stated = async () => {
  const range = { startTime: at(10), endTime: at(16), slotDuration: 30 };
  return unwrap(await stateAvailability(dependencies)({ actor: host, hostId: host.userId, ...range })).answer;
};

describe('what a host states is told', () => {
  it('of availability', async () => {
    const first = await stated();
    expect(await news()).toEqual([
      { ...event('availability.stated', host, { availability: first }), at: DEFAULT_NOW },
    ]);
    const { id } = first;
    const change = { endTime: at(15) };
    const now = clock.now();
    const { availability } = unwrap(await changeAvailability(dependencies)({ actor: host, id, change }));
    expect(availability).toEqual({ ...first, endTime: at(15), revision: 2, updatedAt: now });
    const changedEvent = event('availability.changed', host, { availability });
    expect(await news()).toEqual([changedEvent]);
    const withdrawn = event('availability.withdrawn', host, { availability });
    const gone = unwrap(await withdrawAvailability(dependencies)({ actor: host, id }));
    expect(gone).toEqual({ id, bookingsOutside: { count: 0, items: [] } });
    expect(await news()).toEqual([withdrawn]);
    expect(await store.queries.availability(id)).toBeUndefined();
  });

  it('of schedules, and of the one that is the default no longer', async () => {
    const {
      id: _i,
      hostId: _h,
      isDefault: _d,
      revision: _r,
      createdAt: _c,
      updatedAt: _u,
      ...statement
    } = aSchedule();
    const state = async (isDefault: boolean) =>
      unwrap(await stateSchedule(dependencies)({ actor: host, hostId: host.userId, statement, isDefault }))
        .answer;
    const statedAt = clock.now();
    const first = await state(false);
    expect(first).toEqual({
      ...statement,
      id: first.id,
      hostId: host.userId,
      isDefault: true,
      revision: 1,
      createdAt: statedAt,
      updatedAt: statedAt,
    });
    expect(await news()).toEqual([{ ...event('schedule.stated', host, { schedule: first }), at: statedAt }]);
    const deposed = { ...first, isDefault: false, revision: 2, updatedAt: clock.now() };
    const expected = event('schedule.changed', host, { schedule: deposed });
    const second = await state(true);
    expect(await news()).toEqual([expected, { ...expected, type: 'schedule.stated', schedule: second }]);
    const changes = { actor: host, id: first.id, statement: { ...statement, name: 'Other' } };
    const next = { ...event('schedule.changed', host, {}) };
    const { schedule } = unwrap(await changeSchedule(dependencies)({ ...changes, isDefault: true }));
    expect(schedule).toEqual({
      ...deposed,
      name: 'Other',
      isDefault: true,
      revision: 3,
      updatedAt: clock.now(),
    });
    expect(await news()).toEqual([
      { ...next, schedule: { ...second, isDefault: false, revision: 2, updatedAt: next.at } },
      { ...next, schedule },
    ]);
    const last = { ...event('schedule.withdrawn', host, {}) };
    const known = unwrap(await withdrawSchedule(dependencies)({ actor: host, id: second.id }));
    expect(known).toEqual({ id: second.id, bookingsOutside: { count: 0, items: [] } });
    expect(await news()).toEqual([
      { ...last, schedule: { ...second, isDefault: false, revision: 2, updatedAt: next.at } },
    ]);
    // A change that says nothing of the default leaves it as it is, and no other is deposed.
    const silent = unwrap(await changeSchedule(dependencies)(changes));
    expect(silent.schedule).toMatchObject({ isDefault: true, revision: 4 });
    expect(await news()).toHaveLength(1);
  });

  it('of time off', async () => {
    const expected = event('time-off.stated', host, {});
    const span = { startTime: at(10), endTime: at(11) };
    const { timeOff } = unwrap(
      await stateTimeOff(dependencies)({ actor: host, hostId: host.userId, span, note: 'Dentist' }),
    ).answer;
    expect(timeOff).toEqual({
      id: timeOff.id,
      hostId: host.userId,
      span,
      note: 'Dentist',
      createdAt: expected.at,
    });
    expect(await news()).toEqual([{ ...expected, timeOff }]);
    const withdrawn = event('time-off.withdrawn', host, { timeOff });
    expect(unwrap(await withdrawTimeOff(dependencies)({ actor: host, id: timeOff.id }))).toEqual(timeOff);
    expect(await news()).toEqual([withdrawn]);
  });

  it('of event types', async () => {
    const now = clock.now();
    const undefinedMembers = { ...statementOf(), stepMinutes: undefined };
    const first = unwrap(
      await stateEventType(dependencies)({ actor: host, hostId: host.userId, statement: undefinedMembers }),
    ).answer;
    expect(first).toStrictEqual({
      ...statementOf(),
      id: first.id,
      hostId: host.userId,
      revision: 1,
      createdAt: now,
      updatedAt: now,
    });
    expect(await news()).toEqual([
      { type: 'event-type.stated', calendarId: host.userId, at: now, actor: host, eventType: first },
    ]);
    const changed = event('event-type.changed', host, {});
    const eventType = unwrap(
      await changeEventType(dependencies)({ actor: host, id: first.id, change: { seats: 3 } }),
    );
    expect(eventType).toStrictEqual({ ...first, seats: 3, revision: 2, updatedAt: changed.at });
    expect(await news()).toEqual([{ ...changed, eventType }]);
    const withdrawn = event('event-type.withdrawn', host, { eventType });
    expect(unwrap(await withdrawEventType(dependencies)({ actor: host, id: first.id }))).toEqual(eventType);
    expect(await news()).toEqual([withdrawn]);
  });
});

describe('each step of a booking is told, and kept in its history', () => {
  let approved: EventType;
  beforeEach(async () => {
    await stated();
    approved = await offered({ approvalMinutes: 60 });
  });

  const holds = async (actor: Actor, startTime: Instant): Promise<Booking> =>
    unwrap(await hold(dependencies)({ actor, eventTypeId: approved.id, startTime })).answer;
  /** Takes a step, and sees that it is told as it should be. */
  const step = async (
    type: string,
    actor: Actor,
    run: () => Promise<Result<{ readonly answer: Booking }, unknown>>,
  ): Promise<Booking> => {
    const expected = event(type, actor, {});
    const { answer: booking } = unwrap(await run());
    expect(await news()).toEqual([{ ...expected, booking }]);
    return booking;
  };

  it('from a hold that is extended and confirmed, to one that is approved, moved and over', async () => {
    const { id } = await step('booking.held', ada, () =>
      hold(dependencies)({ actor: ada, eventTypeId: approved.id, startTime: at(10) }),
    );
    await step('booking.extended', ada, () => extendHold(dependencies)({ actor: ada, id, minutes: 30 }));
    const pending = await step('booking.requested', ada, () => confirmHold(dependencies)({ actor: ada, id }));
    expect(pending).toMatchObject({ status: 'pending', deadline: pending.updatedAt + HOUR_MS });
    const agreed = await step('booking.confirmed', host, () =>
      approveBooking(dependencies)({ actor: host, id }),
    );
    expect(agreed).not.toHaveProperty('deadline');
    await step('booking.rescheduled', host, () =>
      rescheduleBooking(dependencies)({ actor: host, id, startTime: at(11) }),
    );
    const here = await step('booking.checked-in', host, () => checkIn(dependencies)({ actor: host, id }));
    expect(here).toMatchObject({ status: 'confirmed', checkedInAt: here.updatedAt });
    clock.set(at(11));
    const missed = await step('booking.no-show', host, () => markNoShow(dependencies)({ actor: host, id }));
    expect(missed).not.toHaveProperty('checkedInAt');
    await step('booking.no-show-undone', host, () => undoNoShow(dependencies)({ actor: host, id }));
    await step('booking.completed', host, () => completeBooking(dependencies)({ actor: host, id }));
    const history = unwrap(await showBookingHistory(dependencies)({ actor: ada, id }));
    expect(history.map(({ type, revision }) => `${revision} ${type}`)).toEqual([
      '1 booking.held',
      '2 booking.extended',
      '3 booking.requested',
      '4 booking.confirmed',
      '5 booking.rescheduled',
      '6 booking.checked-in',
      '7 booking.no-show',
      '8 booking.no-show-undone',
      '9 booking.completed',
    ]);
  });

  it('to its end, with who ended it, and why', async () => {
    const { id } = await holds(ada, at(10));
    await news();
    const released = await step('booking.cancelled', ada, () =>
      releaseHold(dependencies)({ actor: ada, id, reason: 'illness', note: 'Sorry!' }),
    );
    expect(released).toMatchObject({
      status: 'cancelled',
      ending: { by: 'BOOKER', reason: 'illness', note: 'Sorry!' },
    });
    expect(released).not.toHaveProperty('deadline');
    const asked = await step('booking.requested', ada, () =>
      book(dependencies)({ actor: ada, eventTypeId: approved.id, startTime: at(11) }),
    );
    const declined = await step('booking.declined', host, () =>
      declineBooking(dependencies)({ actor: host, id: asked.id }),
    );
    expect(declined.ending).toStrictEqual({ by: 'HOST' });
    const own = await step('booking.confirmed', host, () =>
      book(dependencies)({ actor: host, bookerId: ada.userId, eventTypeId: approved.id, startTime: at(12) }),
    );
    const cancelled = await step('booking.cancelled', host, () =>
      cancelBooking(dependencies)({ actor: host, id: own.id }),
    );
    expect(cancelled.ending).toStrictEqual({ by: 'HOST' });
  });

  it('and nothing is told where nothing was done', async () => {
    const { id } = await holds(ada, at(10));
    await news();
    unwrap(await extendHold(dependencies)({ actor: ada, id, minutes: 1 }));
    unwrap(await confirmHold(dependencies)({ actor: ada, id }));
    expect(await news()).toHaveLength(1);
    unwrap(await confirmHold(dependencies)({ actor: ada, id }));
    unwrap(await rescheduleBooking(dependencies)({ actor: ada, id, startTime: at(10) }));
    unwrap(await approveBooking(dependencies)({ actor: host, id }));
    expect(await news()).toHaveLength(1);
    unwrap(await approveBooking(dependencies)({ actor: host, id }));
    unwrap(await checkIn(dependencies)({ actor: host, id }));
    expect(await news()).toHaveLength(1);
    unwrap(await checkIn(dependencies)({ actor: host, id }));
    unwrap(await cancelBooking(dependencies)({ actor: host, id }));
    expect(await news()).toHaveLength(1);
    unwrap(await cancelBooking(dependencies)({ actor: ada, id }));
    expect(await news()).toEqual([]);
  });

  it('also where time alone did it, and who waits was offered the time', async () => {
    const expectedJoin = { type: 'waitlist.joined', calendarId: host.userId, actor: bob };
    const held = await holds(ada, at(10));
    await news();
    const joinedAt = clock.now();
    const waiting = unwrap(
      await joinWaitlist(dependencies)({ actor: bob, eventTypeId: approved.id, startTime: at(10) }),
    ).answer;
    expect(waiting).toStrictEqual({
      id: waiting.id,
      hostId: host.userId,
      eventTypeId: approved.id,
      bookerId: bob.userId,
      startTime: at(10),
      endTime: at(10, 30),
      attendees: 1,
      status: 'waiting',
      revision: 1,
      createdAt: joinedAt,
      updatedAt: joinedAt,
    });
    expect(await news()).toEqual([{ ...expectedJoin, at: joinedAt, waitlistEntry: waiting }]);
    clock.set(held.deadline ?? 0);
    const now = clock.now();
    expect(await sweepLapsed(dependencies)({ limit: 10 })).toBe(1);
    expect(await sweepLapsed(dependencies)({ limit: 10 })).toBe(0);
    const [expired, offer, entry, ...rest] = await news();
    expect(rest).toEqual([]);
    const { deadline: _d, ...lasting } = held;
    expect(expired).toEqual({
      type: 'booking.expired',
      calendarId: host.userId,
      at: now,
      actor: SYSTEM,
      booking: { ...lasting, status: 'expired', expiredFrom: 'held', revision: 2, updatedAt: now },
    });
    const offerId = entry?.type === 'waitlist.offered' ? entry.waitlistEntry.offerId : undefined;
    expect(entry).toEqual({
      type: 'waitlist.offered',
      calendarId: host.userId,
      at: now,
      actor: SYSTEM,
      waitlistEntry: { ...waiting, status: 'offered', offerId, revision: 2, updatedAt: now },
    });
    expect(offer).toEqual({
      type: 'booking.held',
      calendarId: host.userId,
      at: now,
      actor: SYSTEM,
      booking: {
        id: offerId,
        hostId: host.userId,
        bookerId: bob.userId,
        startTime: at(10),
        endTime: at(10, 30),
        status: 'held',
        eventType: held.eventType,
        attendees: 1,
        deadline: now + HOUR_MS,
        waitlistEntryId: waiting.id,
        revision: 1,
        createdAt: now,
        updatedAt: now,
      },
    });
  });

  it('and who leaves a waitlist, once', async () => {
    await holds(ada, at(10));
    const waiting = unwrap(
      await joinWaitlist(dependencies)({ actor: bob, eventTypeId: approved.id, startTime: at(10) }),
    ).answer;
    await news();
    const leaving = event('waitlist.left', bob, {});
    const left = unwrap(await leaveWaitlist(dependencies)({ actor: bob, id: waiting.id }));
    expect(left).toEqual({ ...waiting, status: 'left', revision: 2, updatedAt: leaving.at });
    expect(await news()).toEqual([{ ...leaving, waitlistEntry: left }]);
    expect(unwrap(await leaveWaitlist(dependencies)({ actor: bob, id: waiting.id }))).toEqual(left);
    expect(await news()).toEqual([]);
  });
});
