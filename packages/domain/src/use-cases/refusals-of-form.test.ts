import { beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { EventType } from '../booking/event-type.js';
import type { Store } from '../ports/store.js';
import type { Result } from '../result.js';
import { actorOf, aHost, aSchedule, aUser } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { HOUR_MS, MAX_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { countSlotsByDate } from './count-slots-by-date.js';
import type { Dependencies } from './dependencies.js';
import { cancelBooking, type EndBooking } from './end-booking.js';
import { explainSlot } from './explain-slot.js';
import { extendHold } from './extend-hold.js';
import { listSlots, type ListSlots } from './list-slots.js';
import { book, hold } from './place-booking.js';
import { rescheduleBooking } from './reschedule-booking.js';
import { stateAvailability } from './state-availability.js';
import { stateEventType } from './state-event-type.js';
import { stateSchedule } from './state-schedule.js';
import { joinWaitlist } from './wait-for-time.js';
import { statementOf } from '../testing/statement-of.js';
import { unwrap } from '../testing/unwrap.js';

const ZONES = await loadZoneTables();
const host = actorOf({ id: '00000000-0000-4000-8000-0000000000aa', role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });

const at = (hours: number, minutes = 0): Instant => DEFAULT_NOW + hours * HOUR_MS + minutes * MINUTE_MS;
/** What is said to be wrong, of a request that makes no sense. */
const wrong = (result: Result<unknown, unknown>): readonly string[] => {
  const error = result.ok ? {} : (result.error as { readonly errors?: readonly Record<string, string>[] });
  return 'errors' in error
    ? (error.errors ?? []).map(({ field, code, message }) => `${field} ${message} (${code})`)
    : [JSON.stringify(result)];
};

let store: Store;
let dependencies: Omit<Dependencies, 'passwords'>;
let eventType: EventType;

beforeEach(async () => {
  const clock = manualClock();
  store = createInMemoryStore({ clock });
  dependencies = { ...store, clock, ids: sequentialIds(), zones: ZONES };
  unwrap(await store.users.add(aHost({ id: host.userId }), 'hash'));
  unwrap(await store.users.add(aUser({ id: ada.userId }), 'hash'));
  const range = { startTime: at(10), endTime: at(16), slotDuration: 30 };
  unwrap(await stateAvailability(dependencies)({ actor: host, hostId: host.userId, ...range }));
  eventType = unwrap(
    await stateEventType(dependencies)({
      actor: host,
      hostId: host.userId,
      statement: statementOf({ durationsMinutes: [45, 30] }),
    }),
  ).answer;
});

const BEYOND = 'startTime must start a range that ends in the year 9999 or before (out_of_range)';
const EITHER = 'eventTypeId must be given, or hostId, and not both (host_or_event_type)';

describe('who gives a booking up', () => {
  const NO_REASON = 'reason must be 1 to 64 characters, without control characters (invalid_reason)';
  const NO_NOTE = 'note must be at most 1000 characters, without NUL (invalid_note)';

  it.each<[string, Partial<EndBooking>, readonly string[]]>([
    ['an empty reason', { reason: '' }, [NO_REASON]],
    ['a long reason', { reason: 'x'.repeat(65) }, [NO_REASON]],
    ['a reason of two lines', { reason: 'a\nb' }, [NO_REASON]],
    ['half a character', { reason: '\ud800', note: '\ud800' }, [NO_REASON, NO_NOTE]],
    ['a long note', { note: 'x'.repeat(1_001) }, [NO_NOTE]],
    ['a note with NUL', { note: 'a\0b' }, [NO_NOTE]],
  ])('does not say so with %s', async (_, said, errors) => {
    expect(wrong(await cancelBooking(dependencies)({ actor: ada, id: 'none', ...said }))).toEqual(errors);
  });

  it('may say so in as many words as there may be, on several lines', async () => {
    const { answer } = unwrap(
      await book(dependencies)({ actor: ada, eventTypeId: eventType.id, startTime: at(10) }),
    );
    const said = { reason: 'x'.repeat(64), note: `${'x'.repeat(998)}\n\t` };
    const cancelled = unwrap(await cancelBooking(dependencies)({ actor: ada, id: answer.id, ...said }));
    expect(cancelled.answer.ending).toStrictEqual({ by: 'BOOKER', ...said });
  });
});

describe('who asks for slots', () => {
  const list = (query: Partial<ListSlots>) =>
    listSlots(dependencies)({ hostId: host.userId, from: at(0), to: at(24), limit: 100, ...query });

  it('names a host or an event type', async () => {
    expect(wrong(await list({ eventTypeId: eventType.id }))).toEqual([EITHER]);
    expect(wrong(await list({ hostId: undefined }))).toEqual([EITHER]);
  });

  it('names a length that is offered, of an event type only', async () => {
    expect(wrong(await list({ durationMinutes: 30 }))).toEqual([
      'durationMinutes must be given along with eventTypeId only (event_type_required)',
    ]);
    const of = { hostId: undefined, eventTypeId: eventType.id };
    expect(wrong(await list({ ...of, durationMinutes: 60 }))).toEqual([
      'durationMinutes must be one of 45, 30 (duration_not_offered)',
    ]);
    expect(wrong(await list({ ...of, durationMinutes: 0, attendees: 0 }))).toEqual([
      'durationMinutes must be a whole number from 1 to 1440 (out_of_range)',
      'attendees must be a whole number from 1 to 10000 (out_of_range)',
    ]);
    // Of several lengths the first is meant where none is named.
    expect(unwrap(await list(of)).items[1]).toEqual({ startTime: at(10, 45), endTime: at(11, 30) });
    expect(unwrap(await list({ ...of, durationMinutes: 30 })).items[1]).toEqual({
      startTime: at(10, 30),
      endTime: at(11),
    });
  });

  it('by date names a zone that there is', async () => {
    const query = { hostId: host.userId, from: at(0), to: at(24) };
    expect(wrong(await countSlotsByDate(dependencies)({ ...query, timeZone: 'Europe/Atlantis' }))).toEqual([
      'timeZone must be the IANA name of a time zone, such as Europe/Berlin (unknown_time_zone)',
    ]);
    expect(unwrap(await countSlotsByDate(dependencies)({ ...query, timeZone: 'UTC' }))).toEqual([
      { date: '2030-01-01', count: 12 },
    ]);
    const berlin = unwrap(await countSlotsByDate(dependencies)({ ...query, timeZone: 'Europe/Berlin' }));
    expect(berlin).toEqual([
      { date: '2030-01-01', count: 12 },
      { date: '2030-01-02', count: 0 },
    ]);
  });
});

describe('who wants a time', () => {
  const LAST = MAX_INSTANT - MINUTE_MS + 1_000;

  it('wants one that ends while there is time', async () => {
    const wanted = { actor: ada, eventTypeId: eventType.id, startTime: LAST };
    expect(wrong(await book(dependencies)(wanted))).toEqual([BEYOND]);
    expect(wrong(await joinWaitlist(dependencies)(wanted))).toEqual([BEYOND]);
    expect(wrong(await explainSlot(dependencies)(wanted))).toEqual([BEYOND]);
    const { id } = unwrap(
      await book(dependencies)({ actor: ada, eventTypeId: eventType.id, startTime: at(10) }),
    ).answer;
    expect(wrong(await rescheduleBooking(dependencies)({ actor: ada, id, startTime: LAST }))).toEqual([
      BEYOND,
    ]);
  });

  it('is told of all that makes no sense, before anything is looked up', async () => {
    const names =
      'must be one of not-in-past, notice, horizon, availability, duration, grid, limits, booker-free';
    const query = { actor: host, eventTypeId: 'none', startTime: at(10), endTime: at(10), overrides: ['x'] };
    const errors = [
      'endTime must be after startTime (end_not_after_start)',
      `overrides[0] ${names} (not_overridable)`,
    ];
    expect(wrong(await explainSlot(dependencies)(query))).toEqual(errors);
    expect(wrong(await rescheduleBooking(dependencies)({ ...query, id: 'none' }))).toEqual(errors);
    expect(wrong(await book(dependencies)(query))).toEqual(errors);
  });

  it('is told why by nobody else’s calendar', async () => {
    const query = { eventTypeId: eventType.id, startTime: at(10), overrides: ['grid'] };
    for (const actor of [undefined, ada, { ...host, userId: 'another' }])
      expect(await explainSlot(dependencies)({ ...query, actor })).toEqual({
        ok: false,
        error: { kind: 'forbidden', field: 'overrides' },
      });
    expect(unwrap(await explainSlot(dependencies)({ ...query, actor: host }))).toEqual({
      startTime: at(10),
      endTime: at(10, 45),
      bookable: true,
      refusals: [],
    });
  });
});

describe('who holds a time', () => {
  it('holds on for some whole minutes, within bounds', async () => {
    const { id } = unwrap(
      await hold(dependencies)({ actor: ada, eventTypeId: eventType.id, startTime: at(10) }),
    ).answer;
    for (const minutes of [0, 61, 1.5])
      expect(wrong(await extendHold(dependencies)({ actor: ada, id, minutes }))).toEqual([
        'minutes must be a whole number from 1 to 60 (out_of_range)',
      ]);
    const bounds = { defaultMinutes: 3, maxMinutes: 5, maxLivePerBooker: 1, offerMinutes: 1 };
    const bounded = extendHold({ ...dependencies, holdBounds: bounds });
    expect(wrong(await bounded({ actor: ada, id, minutes: 6 }))).toEqual([
      'minutes must be a whole number from 1 to 5 (out_of_range)',
    ]);
  });
});

describe('a host has no more than so many', () => {
  it('schedules', async () => {
    const {
      id: _i,
      hostId: _h,
      isDefault: _d,
      revision: _r,
      createdAt: _c,
      updatedAt: _u,
      ...statement
    } = aSchedule();
    const state = () =>
      stateSchedule(dependencies)({ actor: host, hostId: host.userId, statement, isDefault: false });
    for (let count = 0; count < 50; count += 1) unwrap(await state());
    expect(wrong(await state())).toEqual(['hostId must have at most 50 schedules (too_many)']);
  });

  it('event types', async () => {
    const state = () =>
      stateEventType(dependencies)({ actor: host, hostId: host.userId, statement: statementOf() });
    for (let count = 1; count < 100; count += 1) unwrap(await state());
    expect(wrong(await state())).toEqual(['hostId must have at most 100 event types (too_many)']);
  });

  it('and an event type names one of its schedules', async () => {
    const statement = statementOf({ scheduleId: 'none' });
    expect(
      wrong(await stateEventType(dependencies)({ actor: host, hostId: host.userId, statement })),
    ).toEqual(['scheduleId must be the id of a schedule of the host (schedule_not_found)']);
  });
});
