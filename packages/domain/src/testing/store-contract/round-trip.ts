import type { Schedule } from '../../availability/schedule.js';
import type { TimeOffSpan } from '../../availability/time-off.js';
import { BOOKING_STATUSES, blocksTime } from '../../booking/booking-status.js';
import { claimsOf, SYSTEM, type Booking } from '../../booking/booking.js';
import { historyEntryOf, type BookingEvent } from '../../ports/domain-event.js';
import { DAY_MS, HOUR_MS, MAX_INSTANT, MIN_INSTANT, SECOND_MS, type Instant } from '../../time/instant.js';
import { WEEKDAYS } from '../../time/local-date.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addBooker,
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
  scheduleOf,
  seenUnderLock,
  storeAvailability,
  storeBookings,
  storeSchedules,
  storeTimeOff,
  timeOffOf,
  waitlistEntryOf,
  write,
} from './stage.js';

/** Letters of several planes, joined and composed ones, both directions of writing, quotes, and a good length. */
const LONG_NAME =
  'Ǻ Ω ж 漢字 नमस्ते שלום مرحبا 👩‍🔬 𝒜 e\u0301 "quoted" \'single\' \\back\\ %s ${x} <b> \t'.repeat(8);

/** Ranges at the ends of time and around the zeros of the usual ways to count it. */
const EDGES: readonly (readonly [start: Instant, end: Instant])[] = [
  [MIN_INSTANT, MIN_INSTANT + SECOND_MS],
  [MIN_INSTANT + SECOND_MS, MIN_INSTANT + DAY_MS],
  [-SECOND_MS, 0],
  [0, SECOND_MS],
  [951_782_400_000, 951_868_800_000], // 2000-02-29
  [2_147_483_647_000, 2_147_483_648_000], // either side of 2³¹ seconds
  [MAX_INSTANT - HOUR_MS, MAX_INSTANT],
];

/** A zone, links to zones, and a name in three parts: kept as given. */
const ZONE_NAMES = [
  'Europe/Berlin',
  'US/Eastern',
  'GB-Eire',
  'Etc/GMT+12',
  'America/Argentina/ComodRivadavia',
] as const;

/** Everything that a schedule can have. */
const FULL_SCHEDULE: Partial<Schedule> = {
  name: LONG_NAME,
  timeZone: 'US/Eastern',
  weekly: [
    { days: [...WEEKDAYS], start: '00:00', end: '24:00' },
    { days: ['SU', 'MO'], start: '22:00', end: '06:00' },
  ],
  recurring: [
    { rule: 'FREQ=MONTHLY;BYDAY=1MO', from: '0001-01-01', start: '23:59', end: '00:00' },
    {
      rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;WKST=SU;UNTIL=99991231',
      from: '2000-02-29',
      exceptDates: ['2004-02-29', '2008-02-29'],
      extraDates: ['9999-12-31'],
      start: '09:00',
      end: '17:00',
    },
  ],
  overrides: [
    { date: '2030-12-24', kind: 'replace', windows: [] },
    { date: '2030-12-25', kind: 'add', windows: [{ start: '10:00', end: '11:00' }] },
    {
      date: '2030-12-26',
      kind: 'subtract',
      windows: [
        { start: '10:00', end: '11:00' },
        { start: '23:00', end: '01:00' },
      ],
    },
  ],
  validFrom: '0001-01-01',
  validUntil: '9999-12-31',
  slotDuration: 1_440,
  revision: 7,
  createdAt: MIN_INSTANT,
  updatedAt: MAX_INSTANT,
};

/** As little as a schedule can have. */
const BARE_SCHEDULE = { name: '', timeZone: 'UTC', weekly: [], recurring: [], overrides: [] } as const;

/** Rules about every field of every entity. */
export const ROUND_TRIP: readonly ContractRule[] = [
  {
    name: 'every field of a user comes back, and its password hash',
    check: async (stage) => {
      const { users } = stage.store;
      const host = await addHost(stage, {
        name: LONG_NAME,
        email: 'Ünïcode+tag@EXAMPLE.org',
        timeZone: 'America/Argentina/ComodRivadavia',
        createdAt: MIN_INSTANT,
      });
      const booker = await addBooker(stage, { name: 'x', timeZone: 'UTC', createdAt: MAX_INSTANT });
      for (const user of [host, booker]) {
        expectEqual(await users.byId(user.id), user, 'byId');
        expectEqual(
          await users.credentials(user.email),
          { user, passwordHash: `hash of ${user.id}` },
          'credentials',
        );
      }
      const { id, name, timeZone } = host;
      expectEqual(
        await users.hosts({ limit: 5 }),
        { items: [{ id, name, timeZone }], hasMore: false },
        'hosts',
      );
    },
  },
  {
    name: 'every field of an availability comes back, from year 0001 to 9999',
    check: async (stage) => {
      const host = await addHost(stage);
      const stated = EDGES.map(([start, end], index) =>
        availabilityOf(
          stage,
          host,
          { start, end },
          {
            slotDuration: index === 0 ? 1_440 : index + 1,
            revision: index + 1,
            createdAt: at(index),
            updatedAt: at(index + 100),
          },
        ),
      );
      await storeAvailability(stage, host, stated);
      const { queries } = stage.store;
      for (const availability of stated) {
        expectEqual(await queries.availability(availability.id), availability, 'availability by id');
        const reading = { availabilityId: availability.id };
        const seen = await seenUnderLock(stage, { calendars: [host.id], reading });
        expectEqual(seen.availability, availability, 'availability under lock');
      }
      expectEqual((await queries.availabilityOf({ hostId: host.id }, { limit: 50 })).items, stated, 'list');
      expectEqual((await calendarOf(stage, host.id)).availability, stated, 'availability of the calendar');
    },
  },
  {
    name: 'every field of a schedule comes back, those that may be left out and those that are',
    check: async (stage) => {
      const host = await addHost(stage);
      const stated = [
        scheduleOf(stage, host, FULL_SCHEDULE),
        scheduleOf(stage, host, { ...BARE_SCHEDULE, slotDuration: undefined, isDefault: true }),
        ...ZONE_NAMES.map((timeZone) => scheduleOf(stage, host, { timeZone })),
      ];
      await storeSchedules(stage, host, stated);
      const { queries } = stage.store;
      for (const schedule of stated) {
        expectEqual(await queries.schedule(schedule.id), schedule, 'schedule by id');
      }
      expectEqual(await queries.schedulesOf(host.id), stated, 'list');
      expectEqual((await calendarOf(stage, host.id)).schedules, stated, 'schedules of the calendar');
      const seen = await seenUnderLock(stage, { calendars: [host.id], reading: EVERYTHING });
      expectEqual(seen.calendars.get(host.id)?.schedules, stated, 'schedules under lock');
      const given = await queries.schedule(stated[1]?.id ?? '');
      expectThat(
        given !== undefined && given.slotDuration !== null && given.validFrom !== null,
        'what was left out came as null',
      );
    },
  },
  {
    name: 'every field of a time off comes back, by instants and by dates, from year 0001 to 9999',
    check: async (stage) => {
      const host = await addHost(stage);
      const dates = [
        ['0001-01-01', '0001-01-02'],
        ['2000-02-29', '2000-02-29'],
        ['2011-12-30', '2011-12-30'],
        ['9999-12-31', '9999-12-31'],
      ] as const;
      const spans: readonly TimeOffSpan[] = [
        ...EDGES.map(([startTime, endTime]) => ({ startTime, endTime })),
        ...ZONE_NAMES.flatMap((timeZone) =>
          dates.map(([startDate, endDate]) => ({ startDate, endDate, timeZone })),
        ),
      ];
      const taken = spans.map((span, index) => ({
        ...timeOffOf(stage, host, span, ['', 'x', LONG_NAME][index % 3]),
        createdAt: [MIN_INSTANT, at(index), MAX_INSTANT][index % 3] ?? 0,
      }));
      await storeTimeOff(stage, host, taken);
      const { queries } = stage.store;
      for (const timeOff of taken) {
        expectEqual(await queries.timeOff(timeOff.id), timeOff, 'time off by id');
        const reading = { timeOffId: timeOff.id };
        const seen = await seenUnderLock(stage, { calendars: [host.id], reading });
        expectEqual(seen.timeOff, timeOff, 'time off under lock');
      }
      expectEqual((await queries.timeOffOf(host.id, { limit: 50 })).items, taken, 'list');
      expectEqual((await calendarOf(stage, host.id)).timeOff, taken, 'time off of the calendar');
    },
  },
  {
    name: 'every field of a booking comes back in every status, from year 0001 to 9999, and claims follow from it',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const ends = EDGES.map(([start, end], index) =>
        bookingOf(
          stage,
          host,
          booker,
          { start, end },
          { revision: index + 1, createdAt: at(index), updatedAt: at(index + 100) },
        ),
      );
      const states = BOOKING_STATUSES.map((status, index) =>
        bookingOf(stage, host, booker, between(index * 10, index * 10 + 10), { status }),
      );
      const stored = [...ends, ...states].sort((a, b) => a.startTime - b.startTime);
      await storeBookings(stage, host, stored);
      const { queries } = stage.store;
      for (const booking of stored) {
        expectEqual(await queries.booking(booking.id), booking, 'booking by id');
        const seen = await seenUnderLock(stage, { calendars: [host.id], reading: { bookingId: booking.id } });
        expectEqual(seen.booking, booking, 'booking under lock');
      }
      expectEqual((await queries.bookings({ hostId: host.id }, { limit: 50 })).items, stored, 'list');
      const blocking = stored.filter(({ status }) => blocksTime(status));
      const calendar = await calendarOf(stage, host.id);
      expectEqual(calendar.bookings, blocking, 'bookings of the calendar');
      expectEqual(
        calendar.claims,
        blocking.map(({ id, startTime, endTime }) => ({
          calendarId: host.id,
          bookingId: id,
          blocked: { start: startTime, end: endTime },
        })),
        'claims of the calendar',
      );
    },
  },
  {
    name: 'every member of a booking that may be left out comes back, and what was left out does not',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const [eventTypeId, shareKey, sessionId, waitlistEntryId] = [0, 0, 0, 0].map(() => stage.ids.next());
      expectThat(
        eventTypeId !== undefined && shareKey !== undefined && sessionId !== undefined,
        'no ids were given',
      );
      const agreed = agreedOf(eventTypeId, {
        revision: 7,
        bufferBeforeMinutes: 10,
        bufferAfterMinutes: 5,
        cancelCutoffMinutes: 0,
        rescheduleCutoffMinutes: 1_440,
        approvalMinutes: 60,
      });
      const session = { id: sessionId, shareKey };
      const variants: readonly Partial<Booking>[] = [
        { status: 'held', deadline: at(1), waitlistEntryId },
        { status: 'pending', deadline: MAX_INSTANT, eventType: agreed, session, attendees: 10_000 },
        { eventType: agreed },
        { eventType: agreedOf(eventTypeId), session },
        { status: 'expired', expiredFrom: 'held', waitlistEntryId, session, eventType: agreed },
        { status: 'expired', expiredFrom: 'pending', checkedInAt: MIN_INSTANT },
        { status: 'cancelled', ending: { by: 'BOOKER' } },
        { status: 'declined', ending: { by: 'HOST', reason: 'illness', note: LONG_NAME } },
        { status: 'cancelled', ending: { by: 'HOST', note: '' }, eventType: agreed, checkedInAt: at(3) },
        { status: 'completed', checkedInAt: at(2) },
        {},
      ];
      const made = variants.map((variant, index) =>
        bookingOf(stage, host, booker, between(index * 60, index * 60 + 30), variant),
      );
      await storeBookings(stage, host, made);
      const { queries } = stage.store;
      const read = async (expected: readonly Booking[]): Promise<void> => {
        for (const booking of expected) {
          expectEqual(await queries.booking(booking.id), booking, 'booking by id');
          const reading = { bookingId: booking.id };
          const seen = await seenUnderLock(stage, { calendars: [host.id], reading });
          expectEqual(seen.booking, booking, 'booking under lock');
        }
        expectEqual((await queries.bookings({ hostId: host.id }, { limit: 50 })).items, expected, 'list');
        const blocking = expected.filter(({ status }) => blocksTime(status));
        const calendar = await calendarOf(stage, host.id);
        expectEqual(calendar.bookings, blocking, 'bookings of the calendar');
        expectEqual(calendar.claims, blocking.flatMap(claimsOf), 'claims of the calendar');
        const text = JSON.stringify([await queries.bookings({ hostId: host.id }, { limit: 50 }), calendar]);
        expectThat(!text.includes('null'), `what was left out came as null: ${text}`);
      };
      await read(made);
      // Each takes what another was, so that all that can come and go does.
      const changed = made.map(({ id, startTime, endTime }, index) =>
        bookingOf(
          stage,
          host,
          booker,
          { start: startTime, end: endTime },
          {
            ...variants[(index + 3) % variants.length],
            id,
            revision: 2,
          },
        ),
      );
      await storeBookings(stage, host, changed);
      await read(changed);
    },
  },
  {
    name: 'every field of a line of history comes back: who did it, what was set aside for it, how it ended',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const base = bookingOf(stage, host, booker, between(0, 30));
      const ending = { by: 'HOST', reason: 'illness', note: LONG_NAME } as const;
      const overridden = ['minimum-notice', 'booking-limits'];
      const made: readonly (readonly [Partial<BookingEvent>, Partial<Booking>])[] = [
        [
          { type: 'booking.held', at: MIN_INSTANT },
          { status: 'held', deadline: at(5) },
        ],
        [{ type: 'booking.extended' }, { status: 'held', deadline: at(9) }],
        [{ type: 'booking.expired', actor: SYSTEM, at: MAX_INSTANT }, { status: 'expired' }],
        [{ type: 'booking.confirmed', actor: { userId: host.id, role: 'HOST' }, overridden }, {}],
        [
          { type: 'booking.rescheduled', overridden: [] },
          { startTime: at(30), endTime: at(60) },
        ],
        [{ type: 'booking.cancelled' }, { status: 'cancelled', ending: { by: 'BOOKER' } }],
        [
          { type: 'booking.declined', overridden: ['horizon'] },
          { status: 'declined', ending },
        ],
      ];
      const events: BookingEvent[] = [];
      for (const [index, [event, change]] of made.entries()) {
        const booking = { ...base, ...change, revision: index + 1 };
        const told = { ...eventOfBooking(booking), ...event };
        events.push(told);
        await write(stage, [host.id], { answer: null, bookings: [booking], events: [told] });
      }
      const history = await stage.store.queries.history(base.id);
      expectEqual(history, events.map(historyEntryOf), 'history');
      expectThat(!JSON.stringify(history).includes('null'), 'what was left out came as null');
    },
  },
  {
    name: 'a next revision takes the place of the one before, and a withdrawal takes it away',
    check: async (stage) => {
      const host = await addHost(stage);
      const { queries } = stage.store;
      const [first, other] = [
        availabilityOf(stage, host, between(0, 60)),
        availabilityOf(stage, host, between(0, 90)),
      ];
      await storeAvailability(stage, host, [first, other]);
      const second = {
        ...first,
        startTime: at(30),
        endTime: at(300),
        slotDuration: 45,
        revision: 2,
        updatedAt: at(5),
      };
      const changed = eventOfAvailability(second, 'availability.changed');
      await write(stage, [host.id], { answer: null, availability: [second], events: [changed] });
      expectEqual(await queries.availability(first.id), second, 'the next revision');
      expectEqual(
        (await calendarOf(stage, host.id)).availability,
        [other, second],
        'availability of the calendar',
      );
      const withdrawn = eventOfAvailability(second, 'availability.withdrawn');
      await write(stage, [host.id], { answer: null, withdrawnAvailability: [first.id], events: [withdrawn] });
      expectEqual(await queries.availability(first.id), undefined, 'what was withdrawn');
      expectEqual((await queries.availabilityOf({ hostId: host.id }, { limit: 5 })).items, [other], 'list');
      expectEqual((await calendarOf(stage, host.id)).availability, [other], 'availability of the calendar');
      const reading = { availabilityId: first.id };
      const seen = await seenUnderLock(stage, { calendars: [host.id], reading });
      expectEqual(seen.availability, undefined, 'what was withdrawn, under lock');
    },
  },
  {
    name: 'a schedule’s next revision takes the place of the one before, whole, and a withdrawal takes it away',
    check: async (stage) => {
      const host = await addHost(stage);
      const { queries } = stage.store;
      const [first, other] = [scheduleOf(stage, host, FULL_SCHEDULE), scheduleOf(stage, host)];
      await storeSchedules(stage, host, [first, other]);
      const { validFrom, validUntil, slotDuration, ...rest } = first;
      expectThat(
        validFrom !== undefined && validUntil !== undefined && slotDuration !== undefined,
        'nothing that could be left out',
      );
      const second = { ...rest, ...BARE_SCHEDULE, revision: first.revision + 1, updatedAt: at(5) };
      const changed = eventOfSchedule(second, 'schedule.changed');
      await write(stage, [host.id], { answer: null, schedules: [second], events: [changed] });
      expectEqual(await queries.schedule(first.id), second, 'the next revision');
      expectEqual((await calendarOf(stage, host.id)).schedules, [second, other], 'schedules of the calendar');
      const withdrawn = eventOfSchedule(second, 'schedule.withdrawn');
      await write(stage, [host.id], { answer: null, withdrawnSchedules: [first.id], events: [withdrawn] });
      expectEqual(await queries.schedule(first.id), undefined, 'what was withdrawn');
      expectEqual(await queries.schedulesOf(host.id), [other], 'list');
      expectEqual((await calendarOf(stage, host.id)).schedules, [other], 'schedules of the calendar');
    },
  },
  {
    name: 'a withdrawal takes time off away, and no other',
    check: async (stage) => {
      const host = await addHost(stage);
      const { queries } = stage.store;
      const span = { startDate: '2030-01-01', endDate: '2030-01-01', timeZone: 'UTC' };
      const [first, other] = [timeOffOf(stage, host, span), timeOffOf(stage, host, span)];
      await storeTimeOff(stage, host, [first, other]);
      const withdrawn = eventOfTimeOff(first, 'time-off.withdrawn');
      await write(stage, [host.id], { answer: null, withdrawnTimeOff: [first.id], events: [withdrawn] });
      expectEqual(await queries.timeOff(first.id), undefined, 'what was withdrawn');
      expectEqual((await queries.timeOffOf(host.id, { limit: 5 })).items, [other], 'list');
      expectEqual((await calendarOf(stage, host.id)).timeOff, [other], 'time off of the calendar');
      const reading = { timeOffId: first.id };
      const seen = await seenUnderLock(stage, { calendars: [host.id], reading });
      expectEqual(seen.timeOff, undefined, 'what was withdrawn, under lock');
    },
  },
  {
    name: 'every field of an event comes back',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const booking = bookingOf(
        stage,
        host,
        booker,
        { start: MIN_INSTANT, end: MAX_INSTANT },
        { status: 'no-show' },
      );
      const availability = availabilityOf(stage, host, { start: -SECOND_MS, end: SECOND_MS });
      const schedule = scheduleOf(stage, host, FULL_SCHEDULE);
      const taken = [
        timeOffOf(stage, host, { startTime: MIN_INSTANT, endTime: MAX_INSTANT }, LONG_NAME),
        timeOffOf(stage, host, { startDate: '0001-01-01', endDate: '9999-12-31', timeZone: 'US/Eastern' }),
      ];
      const ended = bookingOf(stage, host, booker, between(0, 30), {
        status: 'cancelled',
        eventType: agreedOf(stage.ids.next(), { cancelCutoffMinutes: 5 }),
        session: { id: stage.ids.next(), shareKey: stage.ids.next() },
        ending: { by: 'BOOKER', reason: 'illness', note: LONG_NAME },
        checkedInAt: MIN_INSTANT,
        attendees: 3,
      });
      const eventType = eventTypeOf(stage, host, {
        name: LONG_NAME,
        horizon: { kind: 'days', days: 3 },
        limits: [{ per: 'host', period: 'week', maxBookings: 3 }],
      });
      const entry = waitlistEntryOf(stage, host, booker, between(0, 30), { offerId: stage.ids.next() });
      const events = [
        { ...eventOfBooking(booking), at: MIN_INSTANT },
        { ...eventOfBooking({ ...booking, revision: 2 }, 'booking.rescheduled'), at: MAX_INSTANT },
        eventOfBooking({ ...booking, revision: 3 }, 'booking.cancelled'),
        eventOfAvailability(availability),
        eventOfAvailability(availability, 'availability.changed'),
        eventOfAvailability(availability, 'availability.withdrawn'),
        eventOfSchedule(schedule),
        eventOfSchedule(schedule, 'schedule.changed'),
        eventOfSchedule(schedule, 'schedule.withdrawn'),
        ...taken.flatMap((timeOff) => [
          eventOfTimeOff(timeOff),
          eventOfTimeOff(timeOff, 'time-off.withdrawn'),
        ]),
        { ...eventOfBooking(ended, 'booking.cancelled'), actor: SYSTEM, overridden: ['horizon'] },
        eventOfEventType(eventType),
        eventOfEventType(eventType, 'event-type.changed'),
        eventOfEventType(eventType, 'event-type.withdrawn'),
        eventOfWaitlistEntry(entry),
        eventOfWaitlistEntry(entry, 'waitlist.offered'),
        eventOfWaitlistEntry(entry, 'waitlist.left'),
      ];
      await write(stage, [host.id], {
        answer: null,
        bookings: [booking, ended],
        availability: [availability],
        schedules: [schedule],
        timeOff: taken,
        eventTypes: [eventType],
        waitlist: [entry],
        events,
      });
      expectEqual(
        await stage.store.queries.events(host.id, { afterVersion: 0, limit: 50 }),
        events.map((event, index) => ({ version: index + 1, event })),
        'events',
      );
    },
  },
  {
    name: 'every answer that survives JSON comes back, the first time and again',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const answers = [
        null,
        true,
        0,
        -1.5,
        Number.MAX_SAFE_INTEGER,
        '',
        LONG_NAME,
        [],
        {},
        { b: [1, [2, { c: null }]], a: { ключ: LONG_NAME, '': false } },
      ];
      for (const [index, answer] of answers.entries()) {
        const key = keyOf(booker, `answer ${index}`);
        expectEqual(await write(stage, [host.id], { answer, events: [] }, key), answer, 'first time');
        expectEqual(
          await write<unknown>(stage, [host.id], { answer: 'another', events: [] }, key),
          answer,
          'again',
        );
      }
    },
  },
  {
    name: 'a decision sees the time of the clock',
    check: async (stage) => {
      const host = await addHost(stage);
      for (const now of [MIN_INSTANT, at(0), MAX_INSTANT]) {
        stage.clock.set(now);
        expectEqual((await seenUnderLock(stage, { calendars: [host.id], reading: {} })).now, now, 'now');
      }
    },
  },
];
