import type { Schedule } from '../../availability/schedule.js';
import type { Booking } from '../../booking/booking.js';
import type { EventType } from '../../booking/event-type.js';
import { ok } from '../../result.js';
import { expectEqual } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addHost,
  addParties,
  agreedOf,
  at,
  availabilityOf,
  between,
  bookingOf,
  calendarOf,
  EVERYTHING,
  eventOfAvailability,
  eventOfBooking,
  eventOfEventType,
  eventOfSchedule,
  eventOfTimeOff,
  eventOfWaitlistEntry,
  eventTypeOf,
  keyOf,
  minutesOff,
  scheduleOf,
  seenUnderLock,
  storeAvailability,
  storeBookings,
  storeEventTypes,
  storeSchedules,
  storeTimeOff,
  storeWaitlist,
  timeOffOf,
  waitlistEntryOf,
  write,
  type Stage,
} from './stage.js';
import { contentOf } from './stored-content.js';

/** Changes everything in a value that can be changed; what is frozen stays as it is. */
const tamperWith = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Map) {
    for (const [key, item] of value) {
      tamperWith(item);
      value.delete(key);
    }
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    tamperWith(item);
    Reflect.set(value, name, typeof item === 'number' ? item + 1_000 : 'tampered');
  }
  if (Array.isArray(value)) Reflect.set(value, 'length', 0);
};

/** Objects and lists as deep as schedules have them, new each time: they are tampered with. */
const nested = (): Partial<Schedule> => ({
  weekly: [{ days: ['MO'], start: '09:00', end: '10:00' }],
  overrides: [{ date: '2030-01-01', kind: 'add', windows: [{ start: '09:00', end: '10:00' }] }],
  recurring: [
    { rule: 'FREQ=DAILY', from: '2030-01-01', start: '09:00', end: '10:00', exceptDates: ['2030-01-02'] },
  ],
});

/** Objects and lists as deep as event types have them, new each time. */
const nestedTerms = (): Partial<EventType> => ({
  durationsMinutes: [30, 60],
  horizon: { kind: 'days', days: 3 },
  limits: [{ per: 'host', period: 'day', maxBookings: 5 }],
});

/** As much as a booking can hold, new each time. */
const nestedMembers = (stage: Stage): Partial<Booking> => ({
  status: 'held',
  eventType: agreedOf(stage.ids.next()),
  session: { id: stage.ids.next(), shareKey: stage.ids.next() },
  ending: { by: 'HOST', note: 'as it was' },
  deadline: at(900),
});

const furnished = async (stage: Stage) => {
  const { host, booker } = await addParties(stage);
  const booking = bookingOf(stage, host, booker, between(0, 30), nestedMembers(stage));
  const availability = availabilityOf(stage, host, between(0, 60));
  await storeBookings(stage, host, [booking]);
  await storeAvailability(stage, host, [availability]);
  const schedule = scheduleOf(stage, host, nested());
  const timeOff = timeOffOf(stage, host, minutesOff(0, 60));
  await storeSchedules(stage, host, [schedule]);
  await storeTimeOff(stage, host, [timeOff]);
  const eventType = eventTypeOf(stage, host, nestedTerms());
  const entry = waitlistEntryOf(stage, host, booker, between(0, 30));
  await storeEventTypes(stage, host, [eventType]);
  await storeWaitlist(stage, host, [entry]);
  return { host, booker, booking, availability, schedule, timeOff, eventType, entry };
};

/** Rules about who holds what: nobody outside holds what is stored. */
export const ISOLATION_OF_COPIES: readonly ContractRule[] = [
  {
    name: 'what was handed in may be changed afterwards, and nothing that is stored changes with it',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const booking = { ...bookingOf(stage, host, booker, between(0, 30), nestedMembers(stage)) };
      const availability = { ...availabilityOf(stage, host, between(0, 60)) };
      const answer = { nested: { list: [1, 2, 3] } };
      const key = keyOf(booker, 'key');
      const schedule = scheduleOf(stage, host, nested());
      const timeOff = timeOffOf(stage, host, minutesOff(0, 60));
      const eventType = eventTypeOf(stage, host, nestedTerms());
      const entry = waitlistEntryOf(stage, host, booker, between(0, 30));
      const overridden = ['horizon'];
      const changes = {
        answer,
        bookings: [booking],
        availability: [availability],
        schedules: [schedule],
        timeOff: [timeOff],
        eventTypes: [eventType],
        waitlist: [entry],
        events: [
          { ...eventOfBooking(booking), overridden },
          eventOfEventType(eventType),
          eventOfWaitlistEntry(entry),
          eventOfAvailability(availability),
          eventOfSchedule(schedule),
          eventOfTimeOff(timeOff),
        ],
      };
      const given = await write(stage, [host.id], changes, key);
      const before = await contentOf(stage, host.id);
      const { id } = booking;
      tamperWith(changes);
      tamperWith(booking);
      tamperWith(availability);
      expectEqual(given, { nested: { list: [1, 2, 3] } }, 'the answer');
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
      expectEqual((await stage.store.queries.booking(id))?.startTime, at(0), 'start of the booking');
      const again = await write(stage, [host.id], { answer, events: [] }, key);
      expectEqual(again, { nested: { list: [1, 2, 3] } }, 'the answer to the same key');
    },
  },
  {
    name: 'a user that was handed in or out may be changed, and the account stays as it was',
    check: async (stage) => {
      const host = { ...(await addHost(stage)) };
      const { id, email } = host;
      const before = { ...(await stage.store.users.byId(id)) };
      tamperWith(host);
      tamperWith(await stage.store.users.byId(id));
      tamperWith(await stage.store.users.credentials(email));
      tamperWith(await stage.store.users.hosts({ limit: 10 }));
      expectEqual(await stage.store.users.byId(id), before, 'the user');
      expectEqual((await stage.store.users.credentials(email))?.user, before, 'the credentials’ user');
      const { items } = await stage.store.users.hosts({ limit: 10 });
      expectEqual(items, [{ id, name: before.name, timeZone: before.timeZone }], 'the hosts');
    },
  },
  {
    name: 'what a query gave may be changed, and the next query gives it as it was',
    check: async (stage) => {
      const { host, booker, booking, availability, schedule, timeOff, eventType, entry } =
        await furnished(stage);
      const { queries } = stage.store;
      const read = async (): Promise<readonly unknown[]> => [
        await calendarOf(stage, host.id),
        await queries.booking(booking.id),
        await queries.bookings({ hostId: host.id }, { limit: 10 }),
        await queries.history(booking.id),
        await queries.availability(availability.id),
        await queries.availabilityOf({ hostId: host.id }, { limit: 10 }),
        await queries.schedule(schedule.id),
        await queries.schedulesOf(host.id),
        await queries.timeOff(timeOff.id),
        await queries.timeOffOf(host.id, { limit: 10 }),
        await queries.eventType(eventType.id),
        await queries.eventTypeRevision(eventType.id, 1),
        await queries.eventTypesOf(host.id),
        await queries.waitlistEntry(entry.id),
        await queries.waitlist({ hostId: host.id }, { limit: 10 }),
        await queries.lapsed(at(1_000), 10),
        await calendarOf(stage, booker.id),
        await queries.events(host.id, { afterVersion: 0, limit: 10 }),
      ];
      const before = JSON.stringify(await read());
      tamperWith(await read());
      expectEqual(JSON.stringify(await read()), before, 'what the queries give');
    },
  },
  {
    name: 'what a decision saw may be changed, and the next decision sees it as it was',
    check: async (stage) => {
      const { host, booker, booking, availability, timeOff, entry } = await furnished(stage);
      const one = {
        bookingId: booking.id,
        availabilityId: availability.id,
        timeOffId: timeOff.id,
        waitlistEntryId: entry.id,
      };
      const request = { calendars: [host.id, booker.id], reading: { ...EVERYTHING, ...one } };
      const before = await contentOf(stage, host.id);
      const textOf = async (): Promise<string> => {
        const { calendars, ...rest } = await seenUnderLock(stage, request);
        return JSON.stringify([...calendars, rest]);
      };
      const seen = await textOf();
      await stage.store.unitOfWork.decide<null, never>(request, (locked) => {
        tamperWith(locked);
        return ok({ answer: null, events: [] });
      });
      expectEqual(await textOf(), seen, 'what a decision sees');
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
    },
  },
  {
    name: 'an answer may be changed, and the same key gets it as it was',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const key = keyOf(booker, 'key');
      const answer = { list: [{ text: 'as it was' }] };
      for (let time = 0; time < 3; time += 1) {
        const given = await write(stage, [host.id], { answer, events: [] }, key);
        expectEqual(given, { list: [{ text: 'as it was' }] }, `the answer, time ${time + 1}`);
        tamperWith(given);
      }
    },
  },
];
