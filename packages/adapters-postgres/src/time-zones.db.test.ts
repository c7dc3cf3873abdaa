import { formatInstant, MAX_INSTANT, MIN_INSTANT, ok, type Booking } from '@slotkeeper/domain';
import { aTimeOff, manualClock } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tools/test-database/create-test-database.js';
import { addHost, bookingAt, madeBooking, runSql, statedBy } from '../test/stage.js';
import { createPostgresStore, type PostgresStore } from './postgres-store.js';

let database: TestDatabase;
let store: PostgresStore;

beforeEach(async () => {
  database = await createTestDatabase();
  const name = new URL(database.connectionString).pathname.slice(1);
  // The database's own defaults are as far from ours as can be.
  await runSql(database.connectionString, `alter database ${name} set timezone = 'America/St_Johns'`);
  await runSql(database.connectionString, `alter database ${name} set datestyle = 'SQL, DMY'`);
  store = createPostgresStore({ connectionString: database.connectionString, clock: manualClock() });
});

const zoneOfProcess = process.env['TZ'];

afterEach(async () => {
  if (zoneOfProcess === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zoneOfProcess;
  await store.close();
  await database.drop();
});

/** Across a change of the clocks in St John's, at the ends of time, and before the epoch. */
const RANGES: readonly (readonly [start: number, end: number])[] = [
  [MIN_INSTANT, MIN_INSTANT + 1_000],
  [-62_000_000_000_000, -61_999_999_999_000],
  [-1_000, 1_000],
  [Date.UTC(2030, 2, 10, 5, 29), Date.UTC(2030, 2, 10, 5, 31)],
  [Date.UTC(2030, 10, 3, 4, 0), Date.UTC(2030, 10, 3, 5, 0)],
  [MAX_INSTANT - 1_000, MAX_INSTANT],
];

describe.each([
  ['UTC', 0],
  ['America/St_Johns', 210],
  ['Pacific/Kiritimati', -840],
])('in a process whose time zone is %s', (zone, offsetMinutes) => {
  it('instants and dates come back as they went in, by every way of reading', async () => {
    process.env['TZ'] = zone;
    expect(new Date(2030, 0, 1).getTimezoneOffset()).toBe(offsetMinutes);
    const host = await addHost(store);
    const bookings: Booking[] = RANGES.map(([startTime, endTime]) =>
      bookingAt(host, 0, { startTime, endTime, createdAt: MIN_INSTANT, updatedAt: MAX_INSTANT }),
    );
    await store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () => {
      const changes = bookings.map(madeBooking);
      return ok({ answer: null, bookings, events: changes.flatMap(({ events }) => events) });
    });
    const always = { start: MIN_INSTANT, end: MAX_INSTANT };
    const state = await store.queries.calendar(host.id, { claims: always, bookings: always });
    expect(state?.bookings).toEqual(bookings);
    expect(state?.claims.map(({ blocked }) => [blocked.start, blocked.end])).toEqual(RANGES);
    const page = await store.queries.bookings({ hostId: host.id }, { limit: 100 });
    expect(page.items).toEqual(bookings);
    for (const booking of bookings) {
      expect(await store.queries.booking(booking.id)).toEqual(booking);
      expect(await store.queries.history(booking.id)).toMatchObject([
        { at: MAX_INSTANT, startTime: booking.startTime, endTime: booking.endTime },
      ]);
    }
    const away = ['0001-01-01', '2030-03-10', '9999-12-31'].map((date) =>
      aTimeOff({
        id: randomUUID(),
        hostId: host.id,
        span: { startDate: date, endDate: date, timeZone: 'America/St_Johns' },
      }),
    );
    const off = RANGES.map(([startTime, endTime]) =>
      aTimeOff({ id: randomUUID(), hostId: host.id, span: { startTime, endTime } }),
    );
    const timeOff = [...away, ...off].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () =>
      ok(statedBy(host, { timeOff })),
    );
    expect((await store.queries.timeOffOf(host.id, { limit: 20 })).items).toEqual(timeOff);
    expect((await store.queries.calendar(host.id, { intent: always }))?.timeOff).toEqual(timeOff);
    for (const taken of timeOff) expect(await store.queries.timeOff(taken.id)).toEqual(taken);
    const stored = await runSql<{ start: string }>(
      database.connectionString,
      `select to_char(start_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as start from booking order by start_time`,
    );
    expect(stored.map(({ start }) => start)).toEqual(RANGES.map(([start]) => formatInstant(start)));
  });
});
