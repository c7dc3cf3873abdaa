import { beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { Booking } from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import { DEFAULT_EVALUATOR, evaluatorOf, POLICIES } from '../booking/evaluator.js';
import { customPolicy } from '../booking/policies/custom-policy.js';
import { MAX_WAITING_PER_BOOKER } from '../booking/waitlist.js';
import type { Actor } from '../identity/user.js';
import type { Store } from '../ports/store.js';
import type { Result } from '../result.js';
import { actorOf, aHost, anEventType, aSchedule, aUser } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { HOUR_MS, MAX_INSTANT, MIN_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { changeAvailability } from './change-availability.js';
import { approveBooking, confirmHold } from './confirm-booking.js';
import type { Dependencies } from './dependencies.js';
import { cancelBooking, declineBooking, releaseHold } from './end-booking.js';
import { explainSlot } from './explain-slot.js';
import { extendHold } from './extend-hold.js';
import { listSlots } from './list-slots.js';
import { book, hold, type Hold, type PlaceBooking } from './place-booking.js';
import { previewEventType } from './preview-event-type.js';
import { checkIn, completeBooking, markNoShow, undoNoShow } from './record-attendance.js';
import { rescheduleBooking } from './reschedule-booking.js';
import { showBooking, showBookingHistory } from './show-booking.js';
import { listEventTypes, showEventType } from './show-event-types.js';
import { stateAvailability } from './state-availability.js';
import {
  changeEventType,
  stateEventType,
  withdrawEventType,
  type EventTypeChange,
} from './state-event-type.js';
import { stateSchedule } from './state-schedule.js';
import { sweepLapsed } from './sweep-lapsed.js';
import { joinWaitlist, leaveWaitlist, listWaitlist, showWaitlistEntry } from './wait-for-time.js';
import { withdrawSchedule } from './withdraw-schedule.js';
import { unwrap } from '../testing/unwrap.js';

const ZONES = await loadZoneTables();
const host = actorOf({ id: '00000000-0000-4000-8000-0000000000aa', role: 'HOST' });
const otherHost = actorOf({ id: '00000000-0000-4000-8000-0000000000ab', role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });
const bob = actorOf({ id: '00000000-0000-4000-8000-0000000000bb', role: 'USER' });
const cleo = actorOf({ id: '00000000-0000-4000-8000-0000000000bc', role: 'USER' });
const dan = actorOf({ id: '00000000-0000-4000-8000-0000000000bd', role: 'USER' });
const eve = actorOf({ id: '00000000-0000-4000-8000-0000000000be', role: 'USER' });

/** A time of the day that the clock shows midnight of at first. */
const at = (hours: number, minutes = 0): Instant => DEFAULT_NOW + hours * HOUR_MS + minutes * MINUTE_MS;
const refusalOf = (result: Result<unknown, unknown>): unknown => {
  if (result.ok) throw new Error(`not refused: ${JSON.stringify(result.value)}`);
  return result.error;
};
const kindOf = (result: Result<unknown, { readonly kind: string }>): string =>
  result.ok ? 'ok' : result.error.kind;

let clock: ManualClock;
let store: Store;
let dependencies: Omit<Dependencies, 'passwords'>;

beforeEach(async () => {
  clock = manualClock();
  store = createInMemoryStore({ clock });
  dependencies = { ...store, clock, ids: sequentialIds(), zones: ZONES };
  for (const { userId: id, role } of [host, otherHost, ada, bob, cleo, dan, eve])
    unwrap(await store.users.add((role === 'HOST' ? aHost : aUser)({ id }), 'hash'));
  for (const actor of [host, otherHost]) {
    const range = { startTime: at(10), endTime: at(16), slotDuration: 30 };
    unwrap(await stateAvailability(dependencies)({ actor, hostId: actor.userId, ...range }));
  }
});

const statementOf = (terms: Partial<EventType>) => {
  const {
    id: _id,
    hostId: _host,
    revision: _r,
    createdAt: _c,
    updatedAt: _u,
    ...statement
  } = anEventType(terms);
  return statement;
};
const offered = async (terms: Partial<EventType> = {}, actor: Actor = host): Promise<EventType> =>
  unwrap(await stateEventType(dependencies)({ actor, hostId: actor.userId, statement: statementOf(terms) }))
    .answer;
const changed = async ({ id }: EventType, change: EventTypeChange): Promise<EventType> =>
  unwrap(await changeEventType(dependencies)({ actor: host, id, change }));
const place = (
  { id }: Pick<EventType, 'id'>,
  actor: Actor,
  startTime: Instant,
  more: Partial<PlaceBooking> = {},
) => book(dependencies)({ actor, eventTypeId: id, startTime, ...more });
const placed = async (...args: Parameters<typeof place>): Promise<Booking> =>
  unwrap(await place(...args)).answer;
const holdAs = ({ id }: Pick<EventType, 'id'>, actor: Actor, startTime: Instant, more: Partial<Hold> = {}) =>
  hold(dependencies)({ actor, eventTypeId: id, startTime, ...more });
const held = async (...args: Parameters<typeof holdAs>): Promise<Booking> =>
  unwrap(await holdAs(...args)).answer;
const stored = async (id: string): Promise<Booking | undefined> => store.queries.booking(id);
const move = (actor: Actor, id: string, startTime: Instant, overrides: readonly string[] = []) =>
  rescheduleBooking(dependencies)({ actor, id, startTime, overrides });
const historyOf = async (id: string) => unwrap(await showBookingHistory(dependencies)({ actor: host, id }));
const wait = ({ id }: Pick<EventType, 'id'>, actor: Actor, startTime: Instant, attendees = 1) =>
  joinWaitlist(dependencies)({ actor, eventTypeId: id, startTime, attendees });
const holdsOf = async (actor: Actor): Promise<readonly Booking[]> =>
  (await store.queries.bookings({ bookerId: actor.userId, status: 'held' }, { limit: 100 })).items;

describe('event types', () => {
  it('are stated by their host, changed by revision, kept in each revision, and withdrawn', async () => {
    const first = await offered({ bufferAfterMinutes: 5 });
    expect(first).toMatchObject({ hostId: host.userId, revision: 1, bufferAfterMinutes: 5 });
    clock.advance(MINUTE_MS);
    const second = await changed(first, { bufferAfterMinutes: 10, stepMinutes: 15 });
    expect(second).toEqual({
      ...first,
      bufferAfterMinutes: 10,
      stepMinutes: 15,
      revision: 2,
      updatedAt: at(0, 1),
    });
    const third = await changed(first, { stepMinutes: null });
    expect(third).not.toHaveProperty('stepMinutes');
    const { id } = first;
    expect(unwrap(await showEventType(dependencies)({ id }))).toEqual(third);
    expect(unwrap(await showEventType(dependencies)({ id, revision: 2 }))).toEqual(second);
    expect(await listEventTypes(dependencies)({ hostId: host.userId })).toEqual([third]);
    unwrap(await withdrawEventType(dependencies)({ actor: host, id }));
    expect(kindOf(await showEventType(dependencies)({ id }))).toBe('event_type_not_found');
    expect(unwrap(await showEventType(dependencies)({ id, revision: 1 }))).toEqual(first);
    expect(await listEventTypes(dependencies)({ hostId: host.userId })).toEqual([]);
    expect(kindOf(await place(first, ada, at(10)))).toBe('event_type_not_found');
  });

  it('are refused to others, for what makes no sense, and on a stale revision', async () => {
    const statement = statementOf({});
    const state = (actor: Actor, change = {}) =>
      stateEventType(dependencies)({ actor, hostId: host.userId, statement: { ...statement, ...change } });
    expect(refusalOf(await state(otherHost))).toEqual({ kind: 'forbidden', field: 'hostId' });
    expect(refusalOf(await state(ada))).toEqual({ kind: 'forbidden', field: 'hostId' });
    expect(refusalOf(await state(host, { seats: 0 }))).toMatchObject({ errors: [{ field: 'seats' }] });
    expect(refusalOf(await state(host, { scheduleId: 'none' }))).toMatchObject({
      errors: [{ field: 'scheduleId', code: 'schedule_not_found' }],
    });
    const { id } = await offered();
    for (const actor of [otherHost, ada])
      expect(kindOf(await changeEventType(dependencies)({ actor, id, change: {} }))).toBe(
        'event_type_not_found',
      );
    const stale = { actor: host, id, expectedRevision: 7 };
    expect(refusalOf(await changeEventType(dependencies)({ ...stale, change: {} }))).toEqual({
      kind: 'revision_stale',
      revision: 1,
    });
    expect(kindOf(await withdrawEventType(dependencies)(stale))).toBe('revision_stale');
    const wrong = { actor: host, id, change: { durationsMinutes: [] } };
    expect(kindOf(await changeEventType(dependencies)(wrong))).toBe('invalid_input');
  });

  it('keep the schedule that they name from being withdrawn', async () => {
    const {
      id: _id,
      hostId: _h,
      isDefault: _d,
      revision: _r,
      createdAt: _c,
      updatedAt: _u,
      ...statement
    } = aSchedule();
    const scheduleOf = async (isDefault: boolean) =>
      unwrap(await stateSchedule(dependencies)({ actor: host, hostId: host.userId, statement, isDefault }))
        .answer.id;
    await scheduleOf(true);
    const scheduleId = await scheduleOf(false);
    const eventType = await offered({ scheduleId });
    const withdraw = () => withdrawSchedule(dependencies)({ actor: host, id: scheduleId });
    expect(refusalOf(await withdraw())).toEqual({ kind: 'schedule_in_use', eventTypeIds: [eventType.id] });
    await changed(eventType, { scheduleId: null });
    expect(kindOf(await withdraw())).toBe('ok');
  });

  it('are booked and asked for by one of host and event type', async () => {
    const eventType = await offered();
    const both = { actor: ada, hostId: host.userId, eventTypeId: eventType.id, startTime: at(10) };
    for (const target of [both, { actor: ada, startTime: at(10) }])
      expect(refusalOf(await book(dependencies)(target))).toMatchObject({
        errors: [{ field: 'eventTypeId', code: 'host_or_event_type' }],
      });
  });
});

describe('what was agreed', () => {
  it('stays when the event type changes: its buffers, its cut-offs, its approval', async () => {
    const eventType = await offered({ bufferAfterMinutes: 30, cancelCutoffMinutes: 60 });
    const booking = await placed(eventType, ada, at(10));
    expect(booking.eventType).toEqual({
      id: eventType.id,
      revision: 1,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 30,
      cancelCutoffMinutes: 60,
    });
    const now = await changed(eventType, { bufferAfterMinutes: 0, cancelCutoffMinutes: null });
    expect(kindOf(await place(now, bob, at(10, 30)))).toBe('time_taken');
    expect((await placed(now, bob, at(11))).eventType).toEqual({
      id: eventType.id,
      revision: 2,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
    });
    clock.set(at(9, 30));
    expect(refusalOf(await cancelBooking(dependencies)({ actor: ada, id: booking.id }))).toEqual({
      kind: 'cutoff_passed',
      attempted: 'cancel',
      cutoff: at(9),
    });
  });

  it('is agreed anew when the booking is moved', async () => {
    const eventType = await offered({ bufferAfterMinutes: 30 });
    const { id } = await placed(eventType, ada, at(10));
    await changed(eventType, { bufferAfterMinutes: 0 });
    const moved = unwrap(await move(ada, id, at(11))).answer;
    expect(moved.eventType).toMatchObject({ revision: 2, bufferAfterMinutes: 0 });
  });

  it('outlasts the event type: what was withdrawn can be cancelled, and no longer moved', async () => {
    const eventType = await offered();
    const { id } = await placed(eventType, ada, at(10));
    unwrap(await withdrawEventType(dependencies)({ actor: host, id: eventType.id }));
    expect(kindOf(await move(ada, id, at(11)))).toBe('event_type_not_found');
    expect(kindOf(await cancelBooking(dependencies)({ actor: ada, id }))).toBe('ok');
  });

  it('is looked at again by a preview, as of when each booking was made', async () => {
    const eventType = await offered({ durationsMinutes: [30, 60] });
    const early = await placed(eventType, ada, at(10));
    clock.set(at(9));
    const late = await placed(eventType, bob, at(11), { durationMinutes: 60 });
    const preview = async (change: EventTypeChange) =>
      unwrap(await previewEventType(dependencies)({ actor: host, id: eventType.id, change })).items.map(
        ({ booking, refusals }) => [booking.id, ...refusals.map(({ kind }) => kind)],
      );
    expect(await preview({})).toEqual([]);
    expect(await preview({ minimumNoticeMinutes: 300 })).toEqual([[late.id, 'notice_too_short']]);
    expect(await preview({ durationsMinutes: [30] })).toEqual([
      [late.id, 'duration_not_offered', 'off_grid'],
    ]);
    expect(await preview({ bufferAfterMinutes: 45 })).toEqual([[early.id, 'time_taken']]);
    expect(await preview({ limits: [{ per: 'host', period: 'day', maxBookings: 1 }] })).toEqual([
      [early.id, 'day_limit_reached'],
      [late.id, 'day_limit_reached'],
    ]);
    expect(await preview({ limits: [{ per: 'booker', period: 'day', maxBookings: 1 }] })).toEqual([]);
    const shown = unwrap(await showEventType(dependencies)({ id: eventType.id }));
    expect(shown).toEqual(eventType);
    const byOther = await previewEventType(dependencies)({ actor: otherHost, id: eventType.id });
    expect(kindOf(byOther)).toBe('event_type_not_found');
  });

  it('lies outside once the hours that the event type has are gone', async () => {
    const { items } = await store.queries.availabilityOf({ hostId: host.userId }, { limit: 1 });
    const booking = await placed(await offered({ durationsMinutes: [45] }), ada, at(10, 45));
    const change = async (endTime: Instant) =>
      unwrap(
        await changeAvailability(dependencies)({ actor: host, id: items[0]?.id ?? '', change: { endTime } }),
      );
    expect((await change(at(11, 30))).bookingsOutside).toEqual({ count: 0, items: [] });
    expect((await change(at(11))).bookingsOutside).toEqual({ count: 1, items: [booking] });
  });
});

describe('limits across hosts', () => {
  it('per booker count what was booked elsewhere, and a booker may have to be free', async () => {
    const limits = [{ per: 'booker', period: 'day', maxBookings: 1 }] as const;
    const [here, there] = [await offered({ limits }), await offered({}, otherHost)];
    await placed(there, ada, at(10));
    expect(refusalOf(await place(here, ada, at(11)))).toMatchObject({
      kind: 'day_limit_reached',
      per: 'booker',
      booked: 1,
      limit: 1,
    });
    expect(kindOf(await place(here, bob, at(11)))).toBe('ok');
    const alone = await offered({ bookerMustBeFree: true });
    expect(refusalOf(await place(alone, ada, at(10)))).toMatchObject({
      kind: 'booker_busy',
      busy: { start: at(10), end: at(10, 30) },
    });
    expect(kindOf(await place(alone, ada, at(10, 30)))).toBe('ok');
  });

  it('a rescheduled booking does not count itself', async () => {
    const limits = [{ per: 'booker', period: 'day', maxBookings: 1, maxMinutes: 30 }] as const;
    const { id } = await placed(await offered({ limits }), ada, at(10));
    expect(kindOf(await move(ada, id, at(11)))).toBe('ok');
  });
});

describe('a host that books', () => {
  it('does so for a user, on its own calendar, without asking for approval', async () => {
    const eventType = await offered({
      approvalMinutes: 60,
      hostMinimumNoticeMinutes: 30,
      minimumNoticeMinutes: 900,
    });
    const booking = await placed(eventType, host, at(10), { bookerId: ada.userId });
    expect(booking).toMatchObject({ bookerId: ada.userId, status: 'confirmed' });
    expect(kindOf(await place(eventType, ada, at(11)))).toBe('notice_too_short');
    expect(refusalOf(await place(eventType, host, at(11)))).toMatchObject({
      errors: [{ field: 'bookerId', code: 'required' }],
    });
    const forHost = await place(eventType, host, at(11), { bookerId: otherHost.userId });
    expect(kindOf(forHost)).toBe('booker_not_found');
    expect(kindOf(await place(eventType, otherHost, at(11), { bookerId: ada.userId }))).toBe('forbidden');
    const forAnother = await place(eventType, ada, at(11), { bookerId: bob.userId });
    expect(refusalOf(forAnother)).toEqual({ kind: 'forbidden', field: 'bookerId' });
  });

  it('sets policies aside, and the history tells of those that would have refused', async () => {
    const eventType = await offered({ hostMinimumNoticeMinutes: 900, horizon: { kind: 'days', days: 0 } });
    const of = { bookerId: ada.userId };
    const refused = await place(eventType, host, at(9), { ...of, overrides: ['notice'] });
    expect(kindOf(refused)).toBe('outside_availability');
    const overrides = ['grid', 'notice', 'availability', 'horizon'];
    const { id } = await placed(eventType, host, at(9), { ...of, overrides });
    expect(await historyOf(id)).toMatchObject([{ overridden: ['notice', 'availability', 'grid'] }]);
    const onTime = await placed(eventType, host, at(15, 30), { ...of, overrides: ['availability'] });
    expect((await historyOf(onTime.id))[0]).not.toHaveProperty('overridden');
  });

  it('never sets aside what keeps bookings apart', async () => {
    const eventType = await offered();
    await placed(eventType, ada, at(10));
    for (const name of ['time-free', 'capacity', 'moon']) {
      const refused = await place(eventType, host, at(10), { bookerId: bob.userId, overrides: [name] });
      expect(refusalOf(refused)).toMatchObject({
        errors: [{ field: 'overrides[0]', code: 'not_overridable' }],
      });
    }
    const all = DEFAULT_EVALUATOR.policies.filter(({ overridable }) => overridable).map(({ name }) => name);
    expect(kindOf(await place(eventType, host, at(10), { bookerId: bob.userId, overrides: all }))).toBe(
      'time_taken',
    );
  });

  it('is the only one that may', async () => {
    const eventType = await offered();
    expect(refusalOf(await place(eventType, ada, at(9), { overrides: ['availability'] }))).toEqual({
      kind: 'forbidden',
      field: 'overrides',
    });
    const { id } = await placed(eventType, ada, at(10));
    expect(refusalOf(await move(ada, id, at(9), ['availability']))).toEqual({
      kind: 'forbidden',
      field: 'overrides',
    });
    expect(unwrap(await move(host, id, at(9), ['availability', 'grid'])).answer.startTime).toBe(at(9));
    expect(await historyOf(id)).toMatchObject([{}, { overridden: ['availability', 'grid'] }]);
  });

  it('is judged by policies of the embedding service’s own, and may set these aside', async () => {
    const evaluator = evaluatorOf([
      ...POLICIES,
      customPolicy('closed_at_noon', ({ start }) => (start === at(12) ? {} : undefined)),
    ]);
    const own = { ...dependencies, evaluator };
    const eventType = await offered();
    const wanted = { actor: ada, eventTypeId: eventType.id, startTime: at(12) };
    expect(refusalOf(await book(own)(wanted))).toMatchObject({
      kind: 'custom_policy',
      code: 'closed_at_noon',
    });
    const listed = await listSlots(own)({ eventTypeId: eventType.id, from: at(12), to: at(13), limit: 9 });
    expect(unwrap(listed).items.map(({ startTime }) => startTime)).toEqual([at(12, 30)]);
    const explained = unwrap(await explainSlot(own)(wanted));
    expect(explained).toMatchObject({ bookable: false, refusals: [{ code: 'closed_at_noon' }] });
    const byHost = { ...wanted, actor: host, bookerId: ada.userId, overrides: ['closed_at_noon'] };
    expect(kindOf(await book(own)(byHost))).toBe('ok');
  });
});

describe('an explanation', () => {
  it('gives every reason, in the order of the policies, and none where the time can be booked', async () => {
    const eventType = await offered({ minimumNoticeMinutes: 900 });
    const explain = async (startTime: Instant, actor?: Actor, overrides: readonly string[] = []) =>
      unwrap(await explainSlot(dependencies)({ actor, eventTypeId: eventType.id, startTime, overrides }));
    const { refusals } = await explain(at(9, 10));
    expect(refusals.map(({ kind }) => kind)).toEqual([
      'notice_too_short',
      'outside_availability',
      'off_grid',
    ]);
    expect(await explain(at(15))).toEqual({
      startTime: at(15),
      endTime: at(15, 30),
      bookable: true,
      refusals: [],
    });
    expect((await explain(at(10), host)).bookable).toBe(true);
    expect((await explain(at(9), host, ['availability', 'grid'])).bookable).toBe(true);
    const byUser = { actor: ada, eventTypeId: eventType.id, startTime: at(9), overrides: ['grid'] };
    expect(refusalOf(await explainSlot(dependencies)(byUser))).toEqual({
      kind: 'forbidden',
      field: 'overrides',
    });
  });
});

describe('a hold', () => {
  it('blocks its time until its deadline, and from then on no more', async () => {
    const eventType = await offered();
    const holding = await held(eventType, ada, at(10));
    expect(holding).toMatchObject({ status: 'held', deadline: at(0, 10), bookerId: ada.userId });
    expect(kindOf(await place(eventType, bob, at(10)))).toBe('time_taken');
    clock.set(at(0, 10) - 1_000);
    expect(kindOf(await place(eventType, bob, at(10)))).toBe('time_taken');
    clock.set(at(0, 10));
    expect(kindOf(await place(eventType, bob, at(10)))).toBe('ok');
  });

  it('that has lapsed and lies in the way expires in the decision that takes its time', async () => {
    const eventType = await offered();
    const { id } = await held(eventType, ada, at(10));
    clock.set(at(1));
    expect((await stored(id))?.status).toBe('held');
    const taken = await placed(eventType, bob, at(10));
    expect(await stored(id)).toMatchObject({ status: 'expired', expiredFrom: 'held', revision: 2 });
    expect(await stored(id)).not.toHaveProperty('deadline');
    expect(await historyOf(id)).toMatchObject([
      { type: 'booking.held', actor: ada },
      { type: 'booking.expired', actor: { role: 'SYSTEM' }, at: at(1) },
    ]);
    const events = await store.queries.events(host.userId, { afterVersion: 3, limit: 9 });
    expect(events.map(({ event }) => event.type)).toEqual(['booking.expired', 'booking.confirmed']);
    expect(taken.status).toBe('confirmed');
  });

  it('lasts as long as is asked for, within bounds, and never beyond the slot', async () => {
    const eventType = await offered();
    expect((await held(eventType, ada, at(10), { minutes: 60 })).deadline).toBe(at(1));
    for (const minutes of [0, 61, 1.5])
      expect(refusalOf(await holdAs(eventType, ada, at(11), { minutes }))).toMatchObject({
        errors: [{ field: 'minutes', code: 'out_of_range' }],
      });
    clock.set(at(10, 55));
    expect((await held(eventType, bob, at(11), { minutes: 60 })).deadline).toBe(at(11, 30));
    expect(kindOf(await holdAs(eventType, host, at(12)))).toBe('forbidden');
  });

  it('is one of few: at most so many live ones per caller, of whatever host', async () => {
    dependencies = {
      ...dependencies,
      holdBounds: { defaultMinutes: 10, maxMinutes: 20, maxLivePerBooker: 2, offerMinutes: 30 },
    };
    const [here, there] = [await offered(), await offered({}, otherHost)];
    await held(here, ada, at(10));
    const second = await held(there, ada, at(11));
    expect(refusalOf(await holdAs(here, ada, at(12)))).toEqual({ kind: 'too_many_holds', limit: 2 });
    expect(kindOf(await holdAs(here, bob, at(12)))).toBe('ok');
    unwrap(await releaseHold(dependencies)({ actor: ada, id: second.id }));
    expect(kindOf(await holdAs(here, ada, at(13)))).toBe('ok');
    clock.set(at(0, 10));
    expect(kindOf(await holdAs(here, ada, at(10)))).toBe('ok');
  });

  it('is extended up to a bound from its making on, never shortened, and not once it has lapsed', async () => {
    const eventType = await offered();
    const { id } = await held(eventType, ada, at(10), { minutes: 30 });
    const extend = (minutes: number, actor = ada) => extendHold(dependencies)({ actor, id, minutes });
    expect(unwrap(await extend(20)).answer).toMatchObject({ deadline: at(0, 30), revision: 1 });
    clock.set(at(0, 20));
    expect(unwrap(await extend(20)).answer).toMatchObject({ deadline: at(0, 40), revision: 2 });
    expect(unwrap(await extend(60)).answer.deadline).toBe(at(1));
    expect(refusalOf(await extend(60))).toEqual({ kind: 'hold_at_limit', latest: at(1) });
    expect(kindOf(await extend(60, bob))).toBe('booking_not_found');
    expect(kindOf(await extend(60, host))).toBe('forbidden');
    expect(kindOf(await extend(61))).toBe('invalid_input');
    clock.set(at(1));
    expect(refusalOf(await extend(10))).toEqual({ kind: 'hold_expired', deadline: at(1) });
    await sweepLapsed(dependencies)({ limit: 10 });
    expect(kindOf(await extend(10))).toBe('hold_expired');
    const booking = await placed(eventType, ada, at(12));
    expect(kindOf(await extendHold(dependencies)({ actor: ada, id: booking.id }))).toBe('illegal_transition');
  });

  it('is confirmed in time, whatever the rules say by now', async () => {
    const eventType = await offered();
    const { id } = await held(eventType, ada, at(10));
    await changed(eventType, { minimumNoticeMinutes: 5_000 });
    const confirmed = unwrap(await confirmHold(dependencies)({ actor: ada, id })).answer;
    expect(confirmed).toMatchObject({ status: 'confirmed', revision: 2 });
    expect(confirmed).not.toHaveProperty('deadline');
    expect(unwrap(await confirmHold(dependencies)({ actor: ada, id })).answer).toEqual(confirmed);
    expect(kindOf(await confirmHold(dependencies)({ actor: bob, id }))).toBe('booking_not_found');
    clock.set(at(1));
    expect(kindOf(await place(eventType, bob, at(10), {}))).toBe('notice_too_short');
  });

  it.each(['not yet swept', 'swept'])(
    'confirmed too late, %s, is a booking if the time can still be had',
    async (swept) => {
      const eventType = await offered();
      const { id } = await held(eventType, ada, at(10));
      await held(eventType, bob, at(10, 30));
      clock.set(at(1));
      if (swept === 'swept') await sweepLapsed(dependencies)({ limit: 10 });
      const { answer } = unwrap(await confirmHold(dependencies)({ actor: ada, id }));
      expect(answer).toMatchObject({ id, status: 'confirmed' });
      expect(answer).not.toHaveProperty('expiredFrom');
      expect(answer).not.toHaveProperty('deadline');
      expect(kindOf(await place(eventType, cleo, at(10)))).toBe('time_taken');
    },
  );

  it('confirmed too late is refused, with alternatives, where somebody has the time or the rules forbid it', async () => {
    const eventType = await offered();
    const [first, second] = [await held(eventType, ada, at(10)), await held(eventType, ada, at(11))];
    clock.set(at(1));
    await placed(eventType, bob, at(10));
    const refused = refusalOf(await confirmHold(dependencies)({ actor: ada, id: first.id }));
    expect(refused).toMatchObject({ kind: 'time_taken', alternatives: [{}, {}, {}] });
    await changed(eventType, { minimumNoticeMinutes: 5_000 });
    expect(kindOf(await confirmHold(dependencies)({ actor: ada, id: second.id }))).toBe('notice_too_short');
  });

  it('waits for approval once it is confirmed, where that was agreed', async () => {
    const eventType = await offered({ approvalMinutes: 60 });
    const { id } = await held(eventType, ada, at(10));
    clock.set(at(0, 5));
    expect(unwrap(await confirmHold(dependencies)({ actor: ada, id })).answer).toMatchObject({
      status: 'pending',
      deadline: at(1, 5),
    });
    expect(kindOf(await confirmHold(dependencies)({ actor: ada, id }))).toBe('ok');
  });

  it('is let go of by its booker, twice as well as once', async () => {
    const eventType = await offered();
    const { id } = await held(eventType, ada, at(10));
    expect(kindOf(await releaseHold(dependencies)({ actor: host, id }))).toBe('forbidden');
    const released = unwrap(await releaseHold(dependencies)({ actor: ada, id })).answer;
    expect(released).toMatchObject({ status: 'cancelled', ending: { by: 'BOOKER' } });
    expect(unwrap(await releaseHold(dependencies)({ actor: ada, id })).answer).toEqual(released);
    expect(kindOf(await place(eventType, bob, at(10)))).toBe('ok');
    const booking = await placed(eventType, ada, at(12));
    expect(kindOf(await releaseHold(dependencies)({ actor: ada, id: booking.id }))).toBe(
      'illegal_transition',
    );
    expect(refusalOf(await confirmHold(dependencies)({ actor: ada, id }))).toEqual({
      kind: 'illegal_transition',
      from: 'cancelled',
      attempted: 'confirm',
    });
  });

  it('is not moved, and its host may cancel it', async () => {
    const { id } = await held(await offered(), ada, at(10));
    expect(kindOf(await move(ada, id, at(11)))).toBe('illegal_transition');
    expect(
      unwrap(await cancelBooking(dependencies)({ actor: host, id, reason: 'illness', note: 'flu' })).answer,
    ).toMatchObject({
      status: 'cancelled',
      ending: { by: 'HOST', reason: 'illness', note: 'flu' },
    });
  });
});

describe('a sweep', () => {
  it('lets what has run out of time expire, the longest overdue first, and nothing else', async () => {
    const eventType = await offered({ approvalMinutes: 30 });
    const pending = await placed(eventType, ada, at(10));
    const late = await held(eventType, ada, at(11), { minutes: 20 });
    const early = await held(eventType, bob, at(12), { minutes: 10 });
    const live = await held(eventType, bob, at(13), { minutes: 60 });
    expect(await sweepLapsed(dependencies)({ limit: 10 })).toBe(0);
    clock.set(at(0, 30));
    expect(await sweepLapsed(dependencies)({ limit: 1 })).toBe(1);
    expect((await stored(early.id))?.status).toBe('expired');
    expect((await stored(late.id))?.status).toBe('held');
    expect(await sweepLapsed(dependencies)({ limit: 10 })).toBe(2);
    expect(await stored(pending.id)).toMatchObject({ status: 'expired', expiredFrom: 'pending' });
    expect((await stored(live.id))?.status).toBe('held');
    expect(await sweepLapsed(dependencies)({ limit: 10 })).toBe(0);
  });
});

describe('approval', () => {
  it('is the host’s, until a deadline that never lies beyond the slot', async () => {
    const eventType = await offered({ approvalMinutes: 60 });
    const { id, status, deadline } = await placed(eventType, ada, at(10));
    expect({ status, deadline }).toEqual({ status: 'pending', deadline: at(1) });
    expect(kindOf(await place(eventType, bob, at(10)))).toBe('time_taken');
    expect(kindOf(await approveBooking(dependencies)({ actor: ada, id }))).toBe('forbidden');
    const approved = unwrap(await approveBooking(dependencies)({ actor: host, id })).answer;
    expect(approved).toMatchObject({ status: 'confirmed', revision: 2 });
    expect(approved).not.toHaveProperty('deadline');
    expect(unwrap(await approveBooking(dependencies)({ actor: host, id })).answer).toEqual(approved);
    expect(kindOf(await declineBooking(dependencies)({ actor: host, id }))).toBe('illegal_transition');
    clock.set(at(10, 50));
    expect((await placed(eventType, bob, at(11))).deadline).toBe(at(11, 30));
  });

  it('is refused by the host alone, and frees the time', async () => {
    const eventType = await offered({ approvalMinutes: 60 });
    const { id } = await placed(eventType, ada, at(10));
    expect(kindOf(await declineBooking(dependencies)({ actor: ada, id }))).toBe('forbidden');
    const declined = unwrap(await declineBooking(dependencies)({ actor: host, id, note: 'sorry' })).answer;
    expect(declined).toMatchObject({ status: 'declined', ending: { by: 'HOST', note: 'sorry' } });
    expect(unwrap(await declineBooking(dependencies)({ actor: host, id })).answer).toEqual(declined);
    expect(kindOf(await approveBooking(dependencies)({ actor: host, id }))).toBe('illegal_transition');
    expect(kindOf(await place(eventType, bob, at(10)))).toBe('ok');
  });

  it('that comes too late succeeds if the time can still be had, the host’s overrides included', async () => {
    const eventType = await offered({ approvalMinutes: 60, hostMinimumNoticeMinutes: 540 });
    const [free, taken] = [await placed(eventType, ada, at(10)), await placed(eventType, ada, at(11))];
    clock.set(at(2));
    await placed(eventType, bob, at(11));
    const approve = (id: string, overrides: readonly string[] = []) =>
      approveBooking(dependencies)({ actor: host, id, overrides });
    expect(kindOf(await approve(taken.id, ['notice']))).toBe('time_taken');
    expect(kindOf(await approve(free.id))).toBe('notice_too_short');
    expect(kindOf(await approve(free.id, ['capacity']))).toBe('invalid_input');
    expect(unwrap(await approve(free.id, ['notice'])).answer.status).toBe('confirmed');
    expect((await historyOf(free.id)).at(-1)).toMatchObject({ overridden: ['notice'] });
  });

  it('is asked for again when the booker moves, not when the host does', async () => {
    const eventType = await offered({ approvalMinutes: 60 });
    const { id } = await placed(eventType, ada, at(10));
    unwrap(await approveBooking(dependencies)({ actor: host, id }));
    clock.set(at(1));
    expect(unwrap(await move(ada, id, at(11))).answer).toMatchObject({ status: 'pending', deadline: at(2) });
    unwrap(await approveBooking(dependencies)({ actor: host, id }));
    const byHost = unwrap(await move(host, id, at(12))).answer;
    expect(byHost.status).toBe('confirmed');
    expect(byHost).not.toHaveProperty('deadline');
  });
});

describe('what waits for approval and has run out of time', () => {
  it.each(['not yet swept', 'swept'])('is not moved, %s', async (swept) => {
    const eventType = await offered({ approvalMinutes: 60 });
    const { id } = await placed(eventType, ada, at(10));
    clock.set(at(1));
    if (swept === 'swept') await sweepLapsed(dependencies)({ limit: 10 });
    for (const actor of [host, ada])
      expect(refusalOf(await move(actor, id, at(11)))).toEqual({
        kind: 'illegal_transition',
        from: 'expired',
        attempted: 'reschedule',
      });
  });
});

describe('cut-offs', () => {
  it('bind the booker from the second after them on, and never the host', async () => {
    const eventType = await offered({ cancelCutoffMinutes: 60, rescheduleCutoffMinutes: 120 });
    const [first, second] = [await placed(eventType, ada, at(10)), await placed(eventType, ada, at(12))];
    clock.set(at(8));
    expect(kindOf(await move(ada, first.id, at(11)))).toBe('ok');
    clock.set(at(10) + 1_000);
    expect(refusalOf(await move(ada, second.id, at(13)))).toEqual({
      kind: 'cutoff_passed',
      attempted: 'reschedule',
      cutoff: at(10),
    });
    expect(refusalOf(await cancelBooking(dependencies)({ actor: ada, id: first.id }))).toEqual({
      kind: 'cutoff_passed',
      attempted: 'cancel',
      cutoff: at(10),
    });
    expect(kindOf(await move(host, second.id, at(13)))).toBe('ok');
    expect(kindOf(await cancelBooking(dependencies)({ actor: host, id: first.id }))).toBe('ok');
    expect(kindOf(await cancelBooking(dependencies)({ actor: ada, id: first.id }))).toBe('ok');
    clock.set(at(12));
    expect(kindOf(await cancelBooking(dependencies)({ actor: ada, id: second.id }))).toBe('ok');
  });
});

describe('attendance', () => {
  it('is recorded by the host, from the start on, and can be taken back', async () => {
    const { id } = await placed(await offered(), ada, at(10));
    const asHost = { actor: host, id };
    expect(refusalOf(await markNoShow(dependencies)(asHost))).toEqual({
      kind: 'too_early',
      attempted: 'no-show',
      earliest: at(10),
    });
    expect(kindOf(await completeBooking(dependencies)(asHost))).toBe('too_early');
    expect(unwrap(await checkIn(dependencies)(asHost)).answer).toMatchObject({
      status: 'confirmed',
      checkedInAt: at(0),
    });
    clock.set(at(10));
    expect(unwrap(await checkIn(dependencies)(asHost)).answer).toMatchObject({
      checkedInAt: at(0),
      revision: 2,
    });
    for (const record of [markNoShow, completeBooking, checkIn, undoNoShow]) {
      expect(kindOf(await record(dependencies)({ actor: ada, id }))).toBe('forbidden');
      expect(kindOf(await record(dependencies)({ actor: bob, id }))).toBe('booking_not_found');
    }
    expect(kindOf(await undoNoShow(dependencies)(asHost))).toBe('ok');
    const missed = unwrap(await markNoShow(dependencies)(asHost)).answer;
    expect(missed).toMatchObject({ status: 'no-show', revision: 3 });
    expect(missed).not.toHaveProperty('checkedInAt');
    expect(unwrap(await markNoShow(dependencies)(asHost)).answer).toEqual(missed);
    expect(kindOf(await cancelBooking(dependencies)(asHost))).toBe('illegal_transition');
    expect(unwrap(await undoNoShow(dependencies)(asHost)).answer).toMatchObject({
      status: 'confirmed',
      revision: 4,
    });
    expect(unwrap(await completeBooking(dependencies)(asHost)).answer).toMatchObject({ status: 'completed' });
    expect(kindOf(await undoNoShow(dependencies)(asHost))).toBe('illegal_transition');
    expect(unwrap(await markNoShow(dependencies)(asHost)).answer.status).toBe('no-show');
    expect((await historyOf(id)).map(({ type }) => type)).toEqual([
      'booking.confirmed',
      'booking.checked-in',
      'booking.no-show',
      'booking.no-show-undone',
      'booking.completed',
      'booking.no-show',
    ]);
  });

  it('of what was cancelled, or is only held, is none', async () => {
    const eventType = await offered();
    const { id } = await held(eventType, ada, at(10));
    clock.set(at(0, 5));
    expect(kindOf(await checkIn(dependencies)({ actor: host, id }))).toBe('illegal_transition');
    expect(kindOf(await completeBooking(dependencies)({ actor: host, id }))).toBe('illegal_transition');
  });
});

describe('seats', () => {
  it('are one session: parties join it, and one’s leaving does not touch the others', async () => {
    const eventType = await offered({ seats: 4 });
    const first = await placed(eventType, ada, at(10), { attendees: 2 });
    expect(first.session).toEqual({ id: first.id, shareKey: first.id });
    const second = await placed(eventType, bob, at(10), { attendees: 1 });
    expect(second.session).toEqual(first.session);
    expect(refusalOf(await place(eventType, cleo, at(10), { attendees: 2 }))).toMatchObject({
      kind: 'seats_taken',
      remaining: 1,
      attendees: 2,
    });
    const listed = unwrap(
      await listSlots(dependencies)({ eventTypeId: eventType.id, from: at(10), to: at(11), limit: 9 }),
    );
    expect(listed.items.map(({ remaining }) => remaining)).toEqual([1, 4]);
    unwrap(await cancelBooking(dependencies)({ actor: ada, id: first.id }));
    expect(await stored(second.id)).toEqual(second);
    const third = await placed(eventType, cleo, at(10), { attendees: 3 });
    expect(third.session).toEqual(first.session);
  });

  it('in a session keep its buffers, though the event type has others by now', async () => {
    const eventType = await offered({ seats: 4, bufferAfterMinutes: 30 });
    await placed(eventType, ada, at(10));
    const now = await changed(eventType, { bufferAfterMinutes: 0 });
    const joined = await placed(now, bob, at(10));
    expect(joined.eventType).toMatchObject({ revision: 2, bufferAfterMinutes: 30 });
  });

  it('a session begun when nothing might run beside it goes on alone; a new one does not', async () => {
    const eventType = await offered({ seats: 4 });
    const first = await placed(eventType, ada, at(10));
    const now = await changed(eventType, { maxConcurrent: 2, stepMinutes: 15 });
    expect(kindOf(await place(now, bob, at(10, 15)))).toBe('time_taken');
    expect((await placed(now, bob, at(10))).session).toEqual(first.session);
    const begun = await placed(now, bob, at(11));
    expect(begun.session).toEqual({ id: begun.id, shareKey: eventType.id });
    const beside = await placed(now, cleo, at(11, 15));
    expect(beside.session).toEqual({ id: beside.id, shareKey: eventType.id });
    expect(kindOf(await place(now, ada, at(11, 15)))).toBe('ok');
    await changed(eventType, { maxConcurrent: 1 });
    expect(kindOf(await place(now, ada, at(11, 30)))).toBe('time_taken');
  });

  it('a booking for one party alone can’t be joined once there are seats', async () => {
    const eventType = await offered();
    const alone = await placed(eventType, ada, at(10));
    expect(alone).not.toHaveProperty('session');
    const now = await changed(eventType, { seats: 10 });
    expect(kindOf(await place(now, bob, at(10)))).toBe('time_taken');
  });

  it('what was held of a session and has lapsed is free, and stays out of others’ way', async () => {
    const eventType = await offered({ seats: 2, maxConcurrent: 2 });
    const lapsed = await held(eventType, ada, at(10), { attendees: 2 });
    clock.set(at(1));
    const joined = await placed(eventType, bob, at(10), { attendees: 2 });
    expect(joined.session?.id).toBe(joined.id);
    expect(kindOf(await confirmHold(dependencies)({ actor: ada, id: lapsed.id }))).toBe('seats_taken');
    expect((await stored(lapsed.id))?.status).toBe('held');
  });
});

describe('what has run out of time', () => {
  it('is as expired before it is swept as after', async () => {
    const eventType = await offered({ approvalMinutes: 30 });
    const kept = await held(eventType, ada, at(10));
    const pending = await placed(eventType, ada, at(11));
    clock.advance(40 * MINUTE_MS);
    const kinds = async () => [
      refusalOf(await cancelBooking(dependencies)({ actor: ada, id: kept.id })),
      refusalOf(await releaseHold(dependencies)({ actor: ada, id: kept.id })),
      refusalOf(await cancelBooking(dependencies)({ actor: ada, id: pending.id })),
      refusalOf(await declineBooking(dependencies)({ actor: host, id: pending.id })),
      refusalOf(await confirmHold(dependencies)({ actor: ada, id: pending.id })),
      refusalOf(await move(ada, pending.id, at(12))),
    ];
    const before = await kinds();
    expect(before).toMatchObject(before.map(() => ({ kind: 'illegal_transition', from: 'expired' })));
    expect(await sweepLapsed(dependencies)({ limit: 9 })).toBe(2);
    expect(await kinds()).toEqual(before);
  });
});

describe('a session', () => {
  it('that a moved booking begins is another than the one that it began before', async () => {
    const eventType = await offered({
      seats: 10,
      limits: [{ per: 'event-type', period: 'day', maxBookings: 2 }],
    });
    const first = await placed(eventType, ada, at(10));
    const second = await placed(eventType, bob, at(10));
    const moved = unwrap(await move(ada, first.id, at(11))).answer;
    expect(second.session?.id).toBe(first.id);
    expect(moved.session?.id).not.toBe(second.session?.id);
    expect(kindOf(await place(eventType, cleo, at(12)))).toBe('day_limit_reached');
  });

  it('counts as one of those that run at once, also where others of its range began without seats', async () => {
    const terms = { durationsMinutes: [60], stepMinutes: 30 };
    const eventType = await offered({ ...terms, maxConcurrent: 2 });
    await placed(eventType, ada, at(10));
    await placed(eventType, bob, at(10));
    const seated = await changed(eventType, { seats: 5 });
    expect(kindOf(await place(seated, cleo, at(10, 30)))).toBe('time_taken');
  });

  it('is joined with its own buffers, whatever buffers are by now', async () => {
    const eventType = await offered({ seats: 5, durationsMinutes: [30], stepMinutes: 30 });
    await placed(eventType, ada, at(10));
    await placed(await offered({}), bob, at(10, 30));
    const wider = await changed(eventType, { bufferAfterMinutes: 15 });
    const joined = await placed(wider, cleo, at(10));
    expect(joined.eventType).toMatchObject({ revision: 2, bufferAfterMinutes: 0 });
  });
});

describe('the first and the last instants', () => {
  it('are refused and not stumbled over', async () => {
    const eventType = await offered({
      horizon: { kind: 'days', days: 3 },
      timeZone: 'Asia/Tokyo',
      bufferBeforeMinutes: 10_080,
      bufferAfterMinutes: 10_080,
    });
    const west = await offered({ horizon: { kind: 'days', days: 3 }, timeZone: 'America/New_York' });
    const explain = (more: object, startTime: Instant) =>
      explainSlot(dependencies)({ ...more, startTime, endTime: undefined });
    for (const id of [eventType.id, west.id]) {
      expect(unwrap(await explain({ eventTypeId: id }, MAX_INSTANT - 5 * HOUR_MS)).bookable).toBe(false);
      expect(unwrap(await explain({ eventTypeId: id }, MIN_INSTANT)).bookable).toBe(false);
      expect(kindOf(await explain({ eventTypeId: id }, MAX_INSTANT))).toBe('invalid_input');
      expect(kindOf(await place({ id }, ada, MAX_INSTANT))).toBe('invalid_input');
    }
    expect(kindOf(await explain({ hostId: host.userId }, MAX_INSTANT))).toBe('invalid_input');
    const { id } = await placed(west, ada, at(10));
    expect(kindOf(await move(ada, id, MAX_INSTANT))).toBe('invalid_input');
  });

  it('bound what a booking blocks', async () => {
    const eventType = await offered({ bufferBeforeMinutes: 10_080 });
    const command = { actor: host, bookerId: ada.userId, eventTypeId: eventType.id };
    const overrides = ['not-in-past', 'notice', 'availability', 'grid'];
    unwrap(await book(dependencies)({ ...command, startTime: MIN_INSTANT, overrides }));
    const stretch = { start: MIN_INSTANT, end: MIN_INSTANT + HOUR_MS };
    const state = await store.queries.calendar(host.userId, { claims: stretch });
    expect(state?.claims.map(({ blocked }) => blocked.start)).toEqual([MIN_INSTANT]);
  });
});

describe('a host', () => {
  it('is told that a booker is busy, and not when', async () => {
    const elsewhere = await offered({}, otherHost);
    await placed(elsewhere, ada, at(10));
    const eventType = await offered({ bookerMustBeFree: true });
    const command = { eventTypeId: eventType.id, startTime: at(10) };
    const byHost = await book(dependencies)({ ...command, actor: host, bookerId: ada.userId });
    expect(refusalOf(byHost)).toMatchObject({ kind: 'booker_busy' });
    expect(refusalOf(byHost)).not.toHaveProperty('busy');
    const busy = { start: at(10), end: at(10, 30) };
    const byBooker = await book(dependencies)({ ...command, actor: ada });
    expect(refusalOf(byBooker)).toMatchObject({ kind: 'booker_busy', busy });
  });

  it('that sets the grid aside says when the booking ends', async () => {
    const command = { actor: host, bookerId: ada.userId, hostId: host.userId, startTime: at(2) };
    const overrides = ['availability', 'grid'];
    expect(refusalOf(await book(dependencies)({ ...command, overrides }))).toMatchObject({
      kind: 'invalid_input',
      errors: [{ field: 'endTime', code: 'required' }],
    });
    unwrap(await book(dependencies)({ ...command, endTime: at(2, 20), overrides }));
  });
});

describe('a waitlist', () => {
  it('is for times that others have, and for full sessions, and for nothing else', async () => {
    const eventType = await offered({ seats: 2, horizon: { kind: 'days', days: 1 } });
    expect(refusalOf(await wait(eventType, ada, at(10)))).toEqual({ kind: 'slot_available' });
    expect(kindOf(await wait(eventType, ada, at(9)))).toBe('outside_availability');
    expect(kindOf(await wait(eventType, ada, at(10, 5)))).toBe('off_grid');
    expect(kindOf(await wait(eventType, ada, at(10), 3))).toBe('seats_taken');
    expect(kindOf(await wait(eventType, host, at(10)))).toBe('forbidden');
    await placed(eventType, ada, at(10), { attendees: 2 });
    const entry = unwrap(await wait(eventType, bob, at(10))).answer;
    expect(entry).toMatchObject({ status: 'waiting', bookerId: bob.userId, attendees: 1, revision: 1 });
    expect(unwrap(await wait(eventType, bob, at(10))).answer).toEqual(entry);
    expect(unwrap(await wait(eventType, bob, at(10), 2)).answer).toEqual(entry);
    unwrap(await wait(eventType, cleo, at(10), 2));
    expect(kindOf(await showWaitlistEntry(dependencies)({ actor: dan, id: entry.id }))).toBe(
      'waitlist_entry_not_found',
    );
    const list = (actor: Actor) => listWaitlist(dependencies)({ actor, page: { limit: 9 } });
    expect([
      (await list(host)).items.length,
      (await list(bob)).items.length,
      (await list(ada)).items.length,
    ]).toEqual([2, 1, 0]);
  });

  it('offers the time in the decision that frees it: a hold, for who came first', async () => {
    const eventType = await offered();
    const { id } = await placed(eventType, ada, at(10));
    const first = unwrap(await wait(eventType, bob, at(10))).answer;
    clock.advance(MINUTE_MS);
    const second = unwrap(await wait(eventType, cleo, at(10))).answer;
    const { version } = (await store.queries.calendar(host.userId, {})) ?? { version: -1 };
    unwrap(await cancelBooking(dependencies)({ actor: ada, id }));
    const events = await store.queries.events(host.userId, { afterVersion: version, limit: 9 });
    expect(events.map(({ event }) => event.type)).toEqual([
      'booking.cancelled',
      'booking.held',
      'waitlist.offered',
    ]);
    const [offer] = await holdsOf(bob);
    expect(offer).toMatchObject({
      startTime: at(10),
      endTime: at(10, 30),
      waitlistEntryId: first.id,
      deadline: at(1, 1),
    });
    const offeredEntry = unwrap(await showWaitlistEntry(dependencies)({ actor: bob, id: first.id }));
    expect(offeredEntry).toMatchObject({ status: 'offered', offerId: offer?.id, revision: 2 });
    expect(unwrap(await showWaitlistEntry(dependencies)({ actor: cleo, id: second.id })).status).toBe(
      'waiting',
    );
    expect(kindOf(await place(eventType, ada, at(10)))).toBe('time_taken');
    expect(kindOf(await confirmHold(dependencies)({ actor: bob, id: offer?.id ?? '' }))).toBe('ok');
    expect(refusalOf(await leaveWaitlist(dependencies)({ actor: bob, id: first.id }))).toEqual({
      kind: 'waitlist_offered',
      offerId: offer?.id,
    });
  });

  it('passes an offer on that is let go of, and one that expires', async () => {
    const eventType = await offered();
    const { id } = await placed(eventType, ada, at(10));
    for (const actor of [bob, cleo, ada]) {
      unwrap(await wait(eventType, actor, at(10)));
      clock.advance(MINUTE_MS);
    }
    unwrap(await cancelBooking(dependencies)({ actor: ada, id }));
    const [toBob] = await holdsOf(bob);
    unwrap(await releaseHold(dependencies)({ actor: bob, id: toBob?.id ?? '' }));
    const [toCleo] = await holdsOf(cleo);
    expect(toCleo?.startTime).toBe(at(10));
    clock.set(at(3));
    expect(await sweepLapsed(dependencies)({ limit: 9 })).toBe(1);
    expect((await stored(toCleo?.id ?? ''))?.status).toBe('expired');
    expect((await holdsOf(ada)).map(({ startTime }) => startTime)).toEqual([at(10)]);
  });

  it('skips a party that is too large for what is free, and serves those that fit, as many as do', async () => {
    const eventType = await offered({ seats: 4 });
    const two = await placed(eventType, ada, at(10), { attendees: 2 });
    await placed(eventType, ada, at(10), { attendees: 2 });
    for (const [actor, attendees] of [
      [bob, 3],
      [cleo, 1],
      [dan, 1],
      [eve, 2],
    ] as const) {
      unwrap(await wait(eventType, actor, at(10), attendees));
      clock.advance(MINUTE_MS);
    }
    unwrap(await cancelBooking(dependencies)({ actor: ada, id: two.id }));
    const { items } = await listWaitlist(dependencies)({ actor: host, page: { limit: 9 } });
    const statuses = items.map(({ attendees, status }) => `${attendees} ${status}`).toSorted();
    expect(statuses).toEqual(['1 offered', '1 offered', '2 waiting', '3 waiting']);
  });

  it('lets one party wait for so many times and no more', async () => {
    const eventType = await offered({ durationsMinutes: [10], stepMinutes: 10 });
    for (let index = 0; index <= MAX_WAITING_PER_BOOKER; index += 1)
      await placed(eventType, ada, at(10, index * 10));
    for (let index = 0; index < MAX_WAITING_PER_BOOKER; index += 1)
      unwrap(await wait(eventType, bob, at(10, index * 10)));
    const last = at(10, MAX_WAITING_PER_BOOKER * 10);
    const full = { kind: 'waitlist_full', limit: MAX_WAITING_PER_BOOKER };
    expect(refusalOf(await wait(eventType, bob, last))).toEqual(full);
    unwrap(await wait(eventType, cleo, last));
  });

  it('holds up nobody who gives time up, however fast others come to wait', async () => {
    const eventType = await offered({ seats: 100, bookerMustBeFree: true });
    const { id } = await placed(eventType, ada, at(10), { attendees: 100 });
    let come = 0;
    const crowded: typeof dependencies = {
      ...dependencies,
      unitOfWork: {
        decide: async (request, decision) => {
          come += 1;
          const actor = actorOf({ id: `00000000-0000-4000-8000-0000000001${come + 10}`, role: 'USER' });
          unwrap(await wait(eventType, actor, at(10)));
          return store.unitOfWork.decide(request, decision);
        },
      },
    };
    const cancelled = unwrap(await cancelBooking(crowded)({ actor: ada, id })).answer;
    expect(cancelled.status).toBe('cancelled');
    const { items } = await listWaitlist(dependencies)({ actor: host, page: { limit: 99 } });
    const offers = items.filter(({ status }) => status === 'offered').length;
    expect(items).toHaveLength(come);
    expect(offers).toBeGreaterThan(0);
    expect(offers).toBeLessThan(come);
  });

  it('serves also who waits for what a lapsed request kept, that made way for an offer', async () => {
    const long = await offered({ durationsMinutes: [60], stepMinutes: 30 });
    const asked = await offered({ bufferBeforeMinutes: 15, bufferAfterMinutes: 15, approvalMinutes: 30 });
    await placed(asked, ada, at(12));
    unwrap(await wait(asked, cleo, at(11, 30)));
    await placed(asked, bob, at(11));
    unwrap(await wait(long, dan, at(10)));
    clock.advance(40 * MINUTE_MS);
    await sweepLapsed(dependencies)({ limit: 9 });
    await sweepLapsed(dependencies)({ limit: 9 });
    expect((await holdsOf(cleo)).map(({ startTime }) => startTime)).toEqual([at(11, 30)]);
    expect((await holdsOf(dan)).map(({ startTime }) => startTime)).toEqual([at(10)]);
  });

  it('offers nothing to who has left, for what is past, or against the rules', async () => {
    const eventType = await offered();
    const { id } = await placed(eventType, ada, at(10));
    const entry = unwrap(await wait(eventType, bob, at(10))).answer;
    const leave = () => leaveWaitlist(dependencies)({ actor: bob, id: entry.id });
    const left = unwrap(await leave());
    expect(left).toMatchObject({ status: 'left', revision: 2 });
    expect(unwrap(await leave())).toEqual(left);
    unwrap(await wait(eventType, cleo, at(10)));
    await changed(eventType, { minimumNoticeMinutes: 5_000 });
    unwrap(await cancelBooking(dependencies)({ actor: ada, id }));
    expect([...(await holdsOf(bob)), ...(await holdsOf(cleo))]).toEqual([]);
    const { items } = await listWaitlist(dependencies)({ actor: host, page: { limit: 9 } });
    expect(items.map(({ status }) => status)).toEqual(['left', 'waiting']);
  });

  it('is asked when a booking is moved away, declined, or expires in somebody’s way', async () => {
    const eventType = await offered({ approvalMinutes: 60 });
    const moved = await placed(eventType, ada, at(10));
    const declined = await placed(eventType, ada, at(11));
    unwrap(await wait(eventType, bob, at(10)));
    unwrap(await wait(eventType, bob, at(11)));
    unwrap(await move(ada, moved.id, at(12)));
    unwrap(await declineBooking(dependencies)({ actor: host, id: declined.id }));
    expect((await holdsOf(bob)).map(({ startTime }) => startTime)).toEqual([at(10), at(11)]);
    // A longer booking lapses; who takes a part of its time leaves the rest to those who wait for it.
    const long = await offered({ durationsMinutes: [60, 30] });
    await held(long, ada, at(13));
    unwrap(
      await joinWaitlist(dependencies)({
        actor: cleo,
        eventTypeId: long.id,
        startTime: at(13, 30),
        durationMinutes: 30,
      }),
    );
    clock.set(at(0, 20));
    await placed(long, bob, at(13), { durationMinutes: 30 });
    expect((await holdsOf(cleo)).map(({ startTime }) => startTime)).toEqual([at(13, 30)]);
  });

  it('does not count offers among the holds of a caller', async () => {
    dependencies = {
      ...dependencies,
      holdBounds: { defaultMinutes: 10, maxMinutes: 20, maxLivePerBooker: 1, offerMinutes: 30 },
    };
    const eventType = await offered();
    const { id } = await placed(eventType, ada, at(10));
    await held(eventType, bob, at(11));
    unwrap(await wait(eventType, bob, at(10)));
    unwrap(await cancelBooking(dependencies)({ actor: ada, id }));
    expect(await holdsOf(bob)).toHaveLength(2);
    expect(kindOf(await holdAs(eventType, bob, at(12)))).toBe('too_many_holds');
  });
});

describe('to others', () => {
  it('nothing of a booking is known or done', async () => {
    const { id } = await placed(await offered(), ada, at(10));
    const stranger = { actor: bob, id };
    for (const outcome of [
      await confirmHold(dependencies)(stranger),
      await releaseHold(dependencies)(stranger),
      await declineBooking(dependencies)(stranger),
      await approveBooking(dependencies)(stranger),
      await extendHold(dependencies)(stranger),
      await showBooking(dependencies)(stranger),
    ])
      expect(kindOf(outcome)).toBe('booking_not_found');
  });

  it.each([
    ['an empty reason', { reason: '' }, 'reason'],
    ['a reason that is too long', { reason: 'x'.repeat(65) }, 'reason'],
    ['a reason of two lines', { reason: 'a\nb' }, 'reason'],
    ['a note that is too long', { note: 'x'.repeat(1_001) }, 'note'],
    ['a note with NUL', { note: '\0' }, 'note'],
  ])('%s is no reason to end a booking', async (_, wrong, field) => {
    const { id } = await placed(await offered(), ada, at(10));
    const refused = await cancelBooking(dependencies)({ actor: ada, id, ...wrong });
    expect(refusalOf(refused)).toMatchObject({ kind: 'invalid_input', errors: [{ field }] });
    expect((await stored(id))?.status).toBe('confirmed');
  });
});
