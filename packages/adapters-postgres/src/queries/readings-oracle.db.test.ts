import {
  DAY_MS,
  formatLocalDate,
  ok,
  WorkingSet,
  type Availability,
  type Booking,
  type Interval,
  type TimeOffSpan,
} from '@slotkeeper/domain';
import { anAvailability, aSchedule, aTimeOff, manualClock } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { addHost, at, bookingAt, madeBooking } from '../../test/stage.js';
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
          everything.putCalendar({ calendarId: host.id, hostId: host.id, version: 0 });
          everything.apply(changes);
          const expected = everything.calendar(host.id, reading);
          expect(await store.queries.calendar(host.id, reading)).toEqual(expected);
          const locked = await store.unitOfWork.decide<unknown, never>(
            { calendars: [host.id], reading },
            ({ calendars }) => ok({ answer: calendars.get(host.id), events: [] }),
          );
          expect(locked).toEqual(ok({ answer: expected, replayed: false }));
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
