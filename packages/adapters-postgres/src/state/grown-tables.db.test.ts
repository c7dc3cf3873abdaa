import { err, ok, type Interval, type User } from '@slotkeeper/domain';
import { manualClock } from '@slotkeeper/domain/testing';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { addHost, at, bookingAt, madeBooking, runSql } from '../../test/stage.js';
import { createPostgresStore, type PostgresStore } from '../postgres-store.js';

const APPLICATION = 'grown tables';
const PLANTED = 20_000;
/** The bookings of a day with what is looked at to find them; a tenth of a thousandth of what there is. */
const FEW = 500;
const DAY: Interval = { start: at(0), end: at(24 * 60) };

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  for (const table of ['booking', 'claim', 'calendar'])
    await runSql(database.connectionString, `alter table ${table} set (autovacuum_enabled = off)`);
});
afterEach(() => database.drop());

const openStore = (): PostgresStore =>
  createPostgresStore({
    connectionString: database.connectionString,
    clock: manualClock(),
    applicationName: APPLICATION,
    batching: { connections: 1 },
  });

/** Books by what the whole day has. */
const book = async ({ unitOfWork }: PostgresStore, host: User, minute: number): Promise<number> => {
  let seen = 0;
  const decided = await unitOfWork.decide(
    { calendars: [host.id], reading: { claims: DAY, bookings: DAY } },
    ({ calendars }) => {
      seen = calendars.get(host.id)?.bookings.length ?? 0;
      return seen < 0 ? err({ kind: 'taken' }) : ok(madeBooking(bookingAt(host, minute)));
    },
  );
  expect(decided.ok).toBe(true);
  return seen;
};

/** Eight, of which the planner has heard, and goes on believing that there are no more. */
const bookSome = async (store: PostgresStore, host: User): Promise<void> => {
  await book(store, host, 0);
  await book(store, host, 30);
  await runSql(database.connectionString, 'analyze booking, claim, calendar');
  for (let minute = 60; minute < 240; minute += 30) await book(store, host, minute);
};

/** Half hours of the years after. */
const plantOthers = (host: User): Promise<unknown> =>
  runSql(
    database.connectionString,
    `with planted as (
       insert into booking (host_id, id, booker_id, start_time, end_time, status, attendees, revision, created_at, updated_at)
       select $1, gen_random_uuid(), gen_random_uuid(), start, start + interval '30 minutes', 'confirmed', 1, 1, start, start
       from generate_series(0, $2::integer - 1) n, lateral (select $3::timestamptz + n * interval '30 minutes' as start) s
       returning *
     )
     insert into claim (calendar_id, booking_id, blocked_start, blocked_end)
     select host_id, id, start_time, end_time from planted`,
    [host.id, PLANTED, new Date(at(7 * 24 * 60)).toISOString()],
  );

/** How many rows were read so far, of all tables, once the sessions of this application have ended. */
const rowsRead = async (): Promise<number> => {
  const [row] = await runSql<{ readonly sessions: string; readonly read: string }>(
    database.connectionString,
    `select (select count(*) from pg_stat_activity where application_name like '${APPLICATION}%') as sessions,
       (select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables) as read`,
  );
  return row === undefined || Number(row.sessions) > 0 ? rowsRead() : Number(row.read);
};

describe('a reading whose plan is older than what there is', () => {
  it('reads no more than it gives', { timeout: 120_000 }, async () => {
    const store = openStore();
    const host = await addHost(store);
    await bookSome(store, host);
    await plantOthers(host);
    const before = await openAndCount();
    expect(await book(store, host, 300)).toBe(8);
    expect(await book(store, host, 330)).toBe(9);
    await store.close();
    const read = (await rowsRead()) - before;
    expect(read).toBeLessThan(FEW);
  });

  it('is caught where it leaves the way to the bookings to the planner', { timeout: 120_000 }, async () => {
    const store = openStore();
    const host = await addHost(store);
    await bookSome(store, host);
    await store.close();
    const client = new pg.Client({
      connectionString: database.connectionString,
      application_name: APPLICATION,
    });
    await client.connect();
    const joined = {
      name: 'joined',
      text: `select booking.* from claim join booking
               on booking.host_id = claim.calendar_id and booking.id = claim.booking_id
             where claim.calendar_id = $1 and claim.blocked_start >= $2 and claim.blocked_start < $3`,
      values: [host.id, new Date(DAY.start).toISOString(), new Date(DAY.end).toISOString()],
    };
    await client.query('set plan_cache_mode = force_generic_plan');
    expect((await client.query(joined)).rowCount).toBe(8);
    await plantOthers(host);
    const before = await openAndCount();
    expect((await client.query(joined)).rowCount).toBe(8);
    await client.end();
    expect((await rowsRead()) - before).toBeGreaterThan(PLANTED);
  });
});

/** What has been read so far, as far as sessions that go on have told. */
const openAndCount = async (): Promise<number> => {
  const [row] = await runSql<{ readonly read: string }>(
    database.connectionString,
    `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as read from pg_stat_user_tables`,
  );
  return Number(row?.read);
};
