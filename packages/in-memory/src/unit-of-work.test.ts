import {
  err,
  MINUTE_MS,
  ok,
  type Booking,
  type Changes,
  type DecisionRequest,
  type Store,
} from '@slotkeeper/domain';
import {
  aBooking,
  actorOf,
  aHost,
  anAvailability,
  anEventType,
  aUser,
  aWaitlistEntry,
  DEFAULT_NOW,
  manualClock,
} from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createInMemoryStore } from './create-in-memory-store.js';

const HOST = aHost();
const ALL_DAY = { start: DEFAULT_NOW, end: DEFAULT_NOW + 1_440 * MINUTE_MS };

const openStore = async () => {
  const clock = manualClock();
  const store = createInMemoryStore({ clock });
  await store.users.add(HOST, 'hash');
  await store.users.add(aUser(), 'hash');
  return { clock, store };
};

const made = (booking: Booking): Changes<Booking> => ({
  answer: booking,
  bookings: [booking],
  events: [
    {
      type: 'booking.confirmed',
      calendarId: booking.hostId,
      at: booking.createdAt,
      actor: actorOf(aUser()),
      booking,
    },
  ],
});

const noting = (store: Store, name: string, log: string[], request: Partial<DecisionRequest> = {}) =>
  store.unitOfWork.decide<null, never>({ calendars: [HOST.id], reading: {}, ...request }, () => {
    log.push(name);
    return ok({ answer: null, events: [] });
  });

describe('decisions in memory', () => {
  it('on one calendar run in order of arrival, with a key or without', async () => {
    const { store } = await openStore();
    const log: string[] = [];
    const key = (name: string) => ({ idempotency: { callerId: HOST.id, key: name, fingerprint: '' } });
    await Promise.all([
      noting(store, 'first', log),
      noting(store, 'second', log, key('2')),
      noting(store, 'third', log),
      noting(store, 'fourth', log, key('4')),
    ]);
    expect(log).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('see what those before them wrote: stated, then booked; cancelled, then booked again', async () => {
    const { store } = await openStore();
    const availability = anAvailability();
    const booking = aBooking();
    const cancelled: Booking = { ...booking, status: 'cancelled', revision: 2 };
    const again = aBooking({ id: 'another' });
    const request = { calendars: [HOST.id], reading: { claims: ALL_DAY, intent: ALL_DAY } };
    const seen: unknown[] = [];
    const decide = (changes: Changes<unknown>) =>
      store.unitOfWork.decide<unknown, never>(request, ({ calendars }) => {
        const state = calendars.get(HOST.id)!;
        seen.push([state.availability.map(({ id }) => id), state.claims.map(({ bookingId }) => bookingId)]);
        return ok(changes);
      });
    const { at, actor } = { at: DEFAULT_NOW, actor: actorOf(HOST) };
    await Promise.all([
      decide({
        answer: null,
        availability: [availability],
        events: [{ type: 'availability.stated', calendarId: HOST.id, at, actor, availability }],
      }),
      decide(made(booking)),
      decide(made(cancelled)),
      decide(made(again)),
    ]);
    expect(seen).toEqual([
      [[], []],
      [[availability.id], []],
      [[availability.id], [booking.id]],
      [[availability.id], []],
    ]);
  });

  it('never run before the call that hands them over has returned', async () => {
    const { store } = await openStore();
    const log: string[] = [];
    const decided = noting(store, 'decided', log);
    log.push('returned');
    await decided;
    expect(log).toEqual(['returned', 'decided']);
  });

  it('on one calendar do not wait for those on another', async () => {
    const { store } = await openStore();
    await store.users.add(aHost({ id: 'other' }), 'hash');
    const log: string[] = [];
    await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => noting(store, `long queue ${index}`, log)),
      noting(store, 'alone', log, { calendars: ['other'] }),
    ]);
    expect(log.indexOf('alone')).toBeLessThan(5);
  });

  it('are told the time at which they hold their locks, not that of the request', async () => {
    const { store, clock } = await openStore();
    const nows: number[] = [];
    const decide = () =>
      store.unitOfWork.decide<null, never>({ calendars: [HOST.id], reading: {} }, ({ now }) => {
        nows.push(now);
        clock.advance(MINUTE_MS);
        return ok({ answer: null, events: [] });
      });
    await Promise.all([decide(), decide(), decide()]);
    expect(nows).toEqual([0, 1, 2].map((minute) => DEFAULT_NOW + minute * MINUTE_MS));
  });

  it('lock what was named when they were handed over, whatever becomes of the list', async () => {
    const { store } = await openStore();
    const calendars = [HOST.id];
    const outcome = store.unitOfWork.decide<Booking, never>({ calendars, reading: {} }, () =>
      ok(made(aBooking())),
    );
    calendars.length = 0;
    expect(await outcome).toEqual(ok({ answer: aBooking(), replayed: false }));
  });

  it('read what was asked for when they were handed over, whatever becomes of what was asked', async () => {
    const { store } = await openStore();
    const eventType = anEventType();
    const waiting = aWaitlistEntry();
    await store.unitOfWork.decide<null, never>({ calendars: [HOST.id], reading: {} }, () =>
      ok({
        answer: null,
        eventTypes: [eventType],
        waitlist: [waiting],
        events: [
          {
            type: 'event-type.stated',
            calendarId: HOST.id,
            at: DEFAULT_NOW,
            actor: actorOf(HOST),
            eventType,
          },
        ],
      }),
    );
    const eventTypes = [eventType.id];
    const waitlist = { ...ALL_DAY };
    const outcome = store.unitOfWork.decide<unknown, never>(
      { calendars: [HOST.id], reading: { eventTypes, waitlist } },
      ({ calendars }) => {
        const state = calendars.get(HOST.id);
        return ok({ answer: [state?.eventTypes, state?.waitlist], events: [] });
      },
    );
    eventTypes.length = 0;
    waitlist.end = waitlist.start;
    expect(await outcome).toEqual(ok({ answer: [[eventType], [waiting]], replayed: false }));
  });

  it('cannot answer with what JSON cannot hold, and then change nothing', async () => {
    const { store } = await openStore();
    const changes = { ...made(aBooking()), answer: undefined };
    const outcome = store.unitOfWork.decide({ calendars: [HOST.id], reading: {} }, () => ok(changes));
    await expect(outcome).rejects.toThrow(RangeError);
    expect(await store.queries.booking(aBooking().id)).toBeUndefined();
  });

  it('answer with what JSON makes of the answer, the first time as later', async () => {
    const { store } = await openStore();
    const request = {
      calendars: [HOST.id],
      reading: {},
      idempotency: { callerId: HOST.id, key: 'key', fingerprint: '' },
    };
    const decide = () =>
      store.unitOfWork.decide(request, () => ok({ answer: { left: undefined, kept: 1 }, events: [] }));
    expect(await decide()).toStrictEqual(ok({ answer: { kept: 1 }, replayed: false }));
    expect(await decide()).toStrictEqual(ok({ answer: { kept: 1 }, replayed: true }));
  });

  it('give a refusal to the caller as it is', async () => {
    const { store } = await openStore();
    const refusal = { kind: 'no' };
    const outcome = await store.unitOfWork.decide({ calendars: [HOST.id], reading: {} }, () => err(refusal));
    expect(outcome.ok ? undefined : outcome.error).toBe(refusal);
  });
});

describe('lists in memory', () => {
  it.each([0, -1, 1.5, 1_001, Number.NaN])('refuse a limit of %s', async (limit) => {
    const { store } = await openStore();
    await expect(store.queries.bookings({ hostId: HOST.id }, { limit })).rejects.toThrow(RangeError);
    await expect(store.queries.availabilityOf({ hostId: HOST.id }, { limit })).rejects.toThrow(RangeError);
  });

  it('of bookings are of somebody', async () => {
    const { store } = await openStore();
    await expect(store.queries.bookings({}, { limit: 1 })).rejects.toThrow(RangeError);
  });

  it('of those who wait are of somebody, and no longer than a page may be', async () => {
    const { store } = await openStore();
    await expect(store.queries.waitlist({}, { limit: 1 })).rejects.toThrow(RangeError);
    await expect(store.queries.waitlist({ hostId: HOST.id }, { limit: 0 })).rejects.toThrow(RangeError);
  });
});

describe('accounts in memory', () => {
  it('refuse an id that is given out already', async () => {
    const { store } = await openStore();
    await expect(store.users.add(aHost({ email: 'other@example.org' }), 'hash')).rejects.toThrow(RangeError);
  });
});
