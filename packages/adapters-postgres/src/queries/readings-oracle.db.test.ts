import {
  DAY_MS,
  formatLocalDate,
  ok,
  WorkingSet,
  type Availability,
  type Booking,
  type CalendarState,
  type DomainEvent,
  type Interval,
  type Reading,
  type TimeOffSpan,
  type User,
} from '@slotkeeper/domain';
import {
  anAvailability,
  aSchedule,
  aTimeOff,
  manualClock,
  timelineArbitraries,
} from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { addBooker, addHost, at, bookingAt, madeBooking } from '../../test/stage.js';
import { createPostgresStore, type PostgresStore } from '../postgres-store.js';

let database: TestDatabase;
let store: PostgresStore;

beforeAll(async () => {
  database = await createTestDatabase();
  store = createPostgresStore({ connectionString: database.connectionString, clock: manualClock() });
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

/** On a narrow time-line, so that bounds meet. */
const stretch = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 8 }))
  .map(([start, length]): Interval => ({ start: at(start), end: at(start + length) }));

/** By instants on the same time-line, or by dates around the day that it lies on. */
const span = fc.oneof(
  stretch.map(({ start, end }): TimeOffSpan => ({ startTime: start, endTime: end })),
  fc
    .record({
      day: fc.integer({ min: -4, max: 4 }),
      more: fc.nat({ max: 2 }),
      timeZone: fc.constantFrom('UTC', 'Pacific/Kiritimati', 'Etc/GMT+12'),
    })
    .map(({ day, more, timeZone }): TimeOffSpan => {
      const date = Math.floor(at(0) / DAY_MS) + day;
      return { startDate: formatLocalDate(date), endDate: formatLocalDate(date + more), timeZone };
    }),
);

/** Also some days off the time-line, so that dates come to be too far away. */
const stretchOfIntent = fc
  .tuple(stretch, fc.constantFrom(0, 0, 0, -2, 2))
  .map(([{ start, end }, days]): Interval => ({ start: start + days * DAY_MS, end: end + days * DAY_MS }));

/** Keeps of a list those that overlap none before them. */
const disjoint = (ranges: readonly Interval[]): Interval[] =>
  ranges.reduce<Interval[]>(
    (kept, range) =>
      kept.some((other) => other.start < range.end && range.start < other.end) ? kept : [...kept, range],
    [],
  );

const { calendarsOnTerms, eventTypes, waitlistEntries } = timelineArbitraries(fc, {
  start: at(0),
  minutes: 48,
});

/** Bookings as the arbitraries make them, of these parties and with ids that PostgreSQL takes. */
const bookedBy = (made: readonly Booking[], host: User, bookers: readonly User[]): Booking[] => {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    ids.set(id, ids.get(id) ?? randomUUID());
    return ids.get(id)!;
  };
  return made.map((booking, index) => ({
    ...booking,
    id: idOf(booking.id),
    hostId: host.id,
    bookerId: bookers[index % bookers.length]!.id,
    ...(booking.eventType === undefined
      ? {}
      : { eventType: { ...booking.eventType, id: idOf(booking.eventType.id) } }),
    ...(booking.session === undefined
      ? {}
      : { session: { id: idOf(booking.session.id), shareKey: idOf(booking.session.shareKey) } }),
  }));
};

/** What queries and a decision see of calendars. */
const seenOf = async (calendars: readonly string[], reading: Reading): Promise<unknown> => {
  const queried = await Promise.all(calendars.map((id) => store.queries.calendar(id, reading)));
  const locked = await store.unitOfWork.decide<unknown, never>({ calendars, reading }, (seen) =>
    ok({ answer: calendars.map((id) => seen.calendars.get(id)), events: [] }),
  );
  if (!locked.ok) throw new Error('a decision that accepts was refused');
  return [queried, locked.value.answer as CalendarState[]].map((states) => states.map(inOneOrder));
};

/** What they must see: what the working set gives that holds everything. */
const seenInMemory = (everything: WorkingSet, calendars: readonly string[], reading: Reading): unknown => {
  const states = calendars.map((id) => inOneOrder(everything.calendar(id, reading)));
  return [states, states];
};

/** Claims that begin together may come in any order. */
const inOneOrder = (state: CalendarState | undefined): CalendarState | undefined =>
  state && {
    ...state,
    version: 0,
    claims: state.claims.toSorted(
      (a, b) => a.blocked.start - b.blocked.start || (a.bookingId < b.bookingId ? -1 : 1),
    ),
  };

describe('what a reading gives', () => {
  it('is what the working set gives that holds everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stretch, { maxLength: 12 }),
        fc.array(stretch, { maxLength: 12 }),
        fc.array(span, { maxLength: 8 }),
        fc.nat({ max: 3 }),
        fc.record({ claims: stretch, intent: stretchOfIntent, bookings: stretch }, { requiredKeys: [] }),
        async (ranges, wanted, spans, scheduleCount, reading) => {
          const host = await addHost(store);
          const availability = ranges.map(({ start, end }): Availability =>
            anAvailability({ id: randomUUID(), hostId: host.id, startTime: start, endTime: end }),
          );
          const bookings = disjoint(wanted).map(({ start, end }, index): Booking =>
            bookingAt(host, 0, {
              startTime: start,
              endTime: end,
              status: index % 4 === 3 ? 'cancelled' : 'confirmed',
            }),
          );
          const schedules = Array.from({ length: scheduleCount }, (_, index) =>
            aSchedule({ id: randomUUID(), hostId: host.id, isDefault: index === 1 }),
          );
          const timeOff = spans.map((taken) => aTimeOff({ id: randomUUID(), hostId: host.id, span: taken }));
          const told = {
            type: 'time-off.stated' as const,
            calendarId: host.id,
            at: at(0),
            actor: { userId: host.id, role: 'HOST' as const },
            timeOff: aTimeOff(),
          };
          const events = [...bookings.flatMap((booking) => madeBooking(booking).events), told];
          const changes = { answer: null, bookings, availability, schedules, timeOff, events };
          await store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () =>
            ok(changes),
          );
          const everything = new WorkingSet();
          everything.putCalendar({ calendarId: host.id, ownerId: host.id, role: 'HOST', version: 0 });
          everything.apply(changes);
          expect(await seenOf([host.id], reading)).toEqual(seenInMemory(everything, [host.id], reading));
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('is so of bookings on terms, of those who book them, of event types and of waitlists', async () => {
    let [shared, ofBookers] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        calendarsOnTerms,
        calendarsOnTerms,
        fc.array(eventTypes, { maxLength: 3 }),
        fc.array(waitlistEntries, { maxLength: 6 }),
        fc.record(
          {
            claims: stretch,
            bookings: stretch,
            waitlist: stretch,
            holds: fc.boolean(),
            eventTypes: fc.oneof(fc.constant('all' as const), fc.subarray([0, 1, 2])),
          },
          { requiredKeys: [] },
        ),
        async (made, madeElsewhere, types, entries, asked) => {
          const [host, other] = [await addHost(store), await addHost(store)];
          const bookers = [await addBooker(store), await addBooker(store), other];
          const everything = new WorkingSet();
          for (const { id, role } of [host, ...bookers])
            everything.putCalendar({ calendarId: id, ownerId: id, role, version: 0 });
          const stated = types.map((eventType) => ({ ...eventType, id: randomUUID(), hostId: host.id }));
          const waitlist = entries.map((entry, index) => ({
            ...entry,
            id: randomUUID(),
            hostId: host.id,
            bookerId: bookers[index % bookers.length]!.id,
          }));
          for (const [of, its, changes] of [
            [host, made, { eventTypes: stated, waitlist }],
            [other, madeElsewhere, {}],
          ] as const) {
            const bookings = bookedBy(its, of, bookers);
            const told = { ...madeBooking(bookingAt(of, 0)).events[0]!, type: 'booking.completed' as const };
            const written = { answer: null, bookings, ...changes, events: [told as DomainEvent] };
            await store.unitOfWork.decide<null, never>({ calendars: [of.id], reading: {} }, () =>
              ok(written),
            );
            everything.apply(written);
          }
          const reading: Reading = {
            ...asked,
            eventTypes:
              asked.eventTypes === 'all'
                ? 'all'
                : asked.eventTypes?.flatMap((index) => stated[index]?.id ?? randomUUID()),
          };
          const calendars = [host, ...bookers].map(({ id }) => id);
          expect(await seenOf(calendars, reading)).toEqual(seenInMemory(everything, calendars, reading));
          shared += everything.calendar(host.id, reading)?.claims.filter((claim) => claim.shared).length ?? 0;
          ofBookers += everything.calendar(bookers[0]!.id, reading)?.bookings.length ?? 0;
        },
      ),
      { numRuns: 150 },
    );
    expect(shared).toBeGreaterThan(20);
    expect(ofBookers).toBeGreaterThan(20);
  }, 60_000);
});
