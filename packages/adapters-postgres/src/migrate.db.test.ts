import {
  blocksTime,
  BOOKING_STATUSES,
  claimsOf,
  ConcurrencyConflict,
  formatInstant,
  ok,
} from '@slotkeeper/domain';
import { aBooking, aHost, aSchedule, aTimeOff, aUser, manualClock } from '@slotkeeper/domain/testing';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBareDatabase, type TestDatabase } from '../../../tools/test-database/create-test-database.js';
import { migrateTo } from '../test/migrate-with.js';
import {
  at,
  bookBlindly,
  bookIfFree,
  bookingAt,
  runSql,
  statedBy,
  untilWaitingForLock,
} from '../test/stage.js';
import { migrateUp, migrationStatus } from './migrate.js';
import { ALL_MIGRATIONS } from './migrations/all-migrations.js';
import { createPostgresStore } from './postgres-store.js';

const NAMES = Object.keys(ALL_MIGRATIONS);

let database: TestDatabase;

beforeEach(async () => {
  database = await createBareDatabase();
});

afterEach(() => database.drop());

const tables = async (): Promise<string[]> => {
  const rows = await runSql<{ name: string }>(
    database.connectionString,
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
};

const OUR_TABLES = [
  'api_key',
  'app_user',
  'availability',
  'booking',
  'booking_history',
  'calendar',
  'claim',
  'event_consumer',
  'event_position',
  'event_type',
  'event_type_revision',
  'event_waiting',
  'idempotency',
  'invitation',
  'login',
  'login_token',
  'organisation',
  'outbox',
  'outbox_gap',
  'outside_identity',
  'rate_window',
  'schedule',
  'time_off',
  'waitlist_entry',
];

const BOOKKEEPING = ['slotkeeper_migration', 'slotkeeper_migration_lock'];

describe('migrations', () => {
  it('bring an empty database up to date, and find nothing to do the second time', async () => {
    expect(await migrateUp(database)).toEqual({ applied: NAMES });
    expect(await tables()).toEqual([...OUR_TABLES, ...BOOKKEEPING].toSorted());
    expect(await migrationStatus(database)).toEqual(
      NAMES.map((name) => ({ name, appliedAt: expect.any(Number) as number })),
    );
    expect(await migrateUp(database)).toEqual({ applied: [] });
  });

  it('bring a database of an earlier version up to date, and keep what is in it', async () => {
    await migrateTo(database.connectionString, '0004-outbox-and-idempotency');
    const [host, booking] = [aHost({ id: randomUUID() }), aBooking({ id: randomUUID() })];
    await runSql(
      database.connectionString,
      `insert into app_user select $1, 'a@example.org', 'a@example.org', 'Ada', 'HOST', 'UTC', 'hash', '2030-01-01Z'`,
      [host.id],
    );
    await runSql(
      database.connectionString,
      'insert into calendar (id, host_id, version) values ($1, $1, 7)',
      [host.id],
    );
    const stored = [booking.startTime, booking.endTime, booking.createdAt].map((time) => formatInstant(time));
    await runSql(
      database.connectionString,
      `insert into booking select $1, $2, $3, $4, $5, 'confirmed', 1, $6, $6`,
      [host.id, booking.id, booking.bookerId, ...stored],
    );
    await runSql(database.connectionString, 'insert into claim values ($1, $2, $3, $4)', [
      host.id,
      booking.id,
      ...stored.slice(0, 2),
    ]);
    expect(await migrateUp(database)).toEqual({ applied: NAMES.filter((name) => name >= '0005') });
    expect(await tables()).toEqual([...OUR_TABLES, ...BOOKKEEPING].toSorted());
    const later = createPostgresStore({ connectionString: database.connectionString, clock: manualClock() });
    const always = { start: at(-10_000), end: at(10_000) };
    expect(
      await later.queries.calendar(host.id, { claims: always, intent: always, bookings: always }),
    ).toMatchObject({
      version: 7,
      bookings: [{ ...booking, hostId: host.id }],
      claims: [{ bookingId: booking.id }],
      schedules: [],
      timeOff: [],
    });
    const timeOff = aTimeOff({ id: randomUUID(), hostId: host.id });
    const schedule = aSchedule({ id: randomUUID(), hostId: host.id });
    const stated = statedBy(host, { schedules: [schedule], timeOff: [timeOff] });
    await later.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () => ok(stated));
    expect(await later.queries.calendar(host.id, { intent: always })).toMatchObject({
      version: 8,
      schedules: [schedule],
      timeOff: [timeOff],
    });
    await later.close();
  });

  it('bring a database of version 0005 up to date: its bookings stand, and everybody has a calendar', async () => {
    await migrateTo(database.connectionString, '0005-schedules-and-time-off');
    const before = await furnishedBefore0006();
    const { host, bookers, bookings } = before;
    const applied = await Promise.all([migrateUp(database), migrateUp(database), migrateUp(database)]);
    expect(applied.flatMap((one) => one.applied)).toEqual(NAMES.filter((name) => name >= '0006'));
    const store = createPostgresStore({ connectionString: database.connectionString, clock: manualClock() });
    const always = { start: at(-10_000), end: at(10_000) };
    const reading = {
      claims: always,
      bookings: always,
      intent: always,
      eventTypes: 'all',
      holds: true,
    } as const;
    const blocking = bookings.filter(({ status }) => blocksTime(status));
    const empty = { availability: [], timeOff: [], eventTypes: [], waitlist: [], schedules: [] };
    expect(await store.queries.calendar(host.id, reading)).toEqual({
      calendarId: host.id,
      ownerId: host.id,
      role: 'HOST',
      version: 7,
      ...empty,
      claims: blocking.flatMap(claimsOf),
      bookings: blocking,
      holds: [],
    });
    expect((await store.queries.bookings({ hostId: host.id }, { limit: 50 })).items).toEqual(bookings);
    for (const [index, booker] of bookers.entries()) {
      const own = blocking.filter(({ bookerId }) => bookerId === booker.id);
      expect(own.length > 0).toBe(index === 0);
      expect(await store.queries.calendar(booker.id, reading)).toEqual({
        calendarId: booker.id,
        ownerId: booker.id,
        role: 'USER',
        version: 0,
        ...empty,
        claims: [],
        bookings: own,
        holds: own.filter(({ status }) => status === 'held'),
      });
    }
    expect(await store.queries.history(bookings[0]!.id)).toEqual([
      {
        bookingId: bookings[0]!.id,
        revision: 1,
        type: 'booking.confirmed',
        at: bookings[0]!.createdAt,
        actor: { userId: bookers[0]!.id, role: 'USER' },
        status: 'confirmed',
        startTime: bookings[0]!.startTime,
        endTime: bookings[0]!.endTime,
      },
    ]);
    // The old bookings keep their time from new ones, can be moved, and leave their time to others.
    const rival = bookingAt(host, 0, { bookerId: bookers[1]!.id });
    expect(await bookIfFree(store.unitOfWork, rival)).toMatchObject({ ok: false });
    await expect(bookBlindly(store.unitOfWork, rival)).rejects.toBeInstanceOf(ConcurrencyConflict);
    const moved = { ...bookings[0]!, startTime: at(900), endTime: at(930), revision: 2 };
    expect(await bookBlindly(store.unitOfWork, moved)).toMatchObject({ ok: true });
    expect(await bookIfFree(store.unitOfWork, rival)).toMatchObject({ ok: true });
    const claims = (await store.queries.calendar(host.id, reading))?.claims.map(({ bookingId }) => bookingId);
    expect(claims).toEqual([rival.id, ...blocking.slice(1).map(({ id }) => id), moved.id]);
    await store.close();
  });

  it('begin anew where PostgreSQL ends them, since a server that writes and they waited for each other', async () => {
    await migrateTo(database.connectionString, '0010-rate-limits');
    const writer = new pg.Client({ connectionString: database.connectionString });
    await writer.connect();
    try {
      // The migration alters app_user, and waits for calendar; the writer has calendar, and wants app_user.
      await writer.query('begin');
      await writer.query('select from calendar');
      const migrating = migrateUp({ connectionString: database.connectionString });
      await untilWaitingForLock(database.connectionString, 'slotkeeper migrate');
      await writer.query('select from app_user');
      await writer.query('commit');
      expect((await migrating).applied[0]).toBe('0011-accounts-and-tenants');
      // A session tells its figures with a delay.
      await expect
        .poll(
          async () =>
            runSql(
              database.connectionString,
              'select deadlocks::int from pg_stat_database where datname = current_database()',
            ),
          { timeout: 20_000 },
        )
        .toEqual([{ deadlocks: 1 }]);
    } finally {
      await writer.end();
    }
  });

  it('note the versions that no event tells of, which erasures had raised', async () => {
    await migrateTo(database.connectionString, '0011-accounts-and-tenants');
    const [whole, erased] = [randomUUID(), randomUUID()];
    await runSql(
      database.connectionString,
      `insert into calendar (id, owner_id, role, version) values ('${whole}', '${whole}', 'HOST', 2), ('${erased}', '${erased}', 'HOST', 4);
       insert into outbox (calendar_id, version, type, at, payload)
       select id, told, 'schedule.stated', now(), '{}' from calendar, unnest(array[1, 2, 3]) as told
       where told <= version and (id = '${whole}' or told <> 2)`,
    );
    await migrateUp(database);
    const gaps = await runSql(
      database.connectionString,
      'select calendar_id, first_version, last_version from outbox_gap order by first_version',
    );
    expect(gaps).toEqual(
      ['2', '4'].map((version) => ({
        calendar_id: erased,
        first_version: version,
        last_version: version,
      })),
    );
  });

  it('leave a database of version 0005 as it was where their process is killed, and can be run again', async () => {
    await migrateTo(database.connectionString, '0005-schedules-and-time-off');
    const { bookings } = await furnishedBefore0006();
    const rowsBefore = await runSql(database.connectionString, 'select * from booking order by id');
    const claimsBefore = await runSql(database.connectionString, 'select * from claim order by booking_id');
    // Somebody reads: whoever would change the table waits for the end of that, in the middle of it all.
    const reader = new pg.Client({ connectionString: database.connectionString });
    await reader.connect();
    await reader.query('begin');
    await reader.query('select from claim');
    await migrateAndKill(() => untilWaitingForLock(database.connectionString, 'slotkeeper migrate'));
    await reader.query('rollback');
    await reader.end();
    expect(await runSql(database.connectionString, 'select * from booking order by id')).toEqual(rowsBefore);
    expect(await runSql(database.connectionString, 'select * from claim order by booking_id')).toEqual(
      claimsBefore,
    );
    expect(
      await runSql(database.connectionString, `select from pg_tables where tablename = 'event_type'`),
    ).toEqual([]);
    expect(await migrateUp(database)).toEqual({ applied: NAMES.filter((name) => name >= '0006') });
    const store = createPostgresStore({ connectionString: database.connectionString, clock: manualClock() });
    expect((await store.queries.bookings({ hostId: bookings[0]!.hostId }, { limit: 50 })).items).toEqual(
      bookings,
    );
    await store.close();
  });

  it('are told of without a change to the database', async () => {
    expect(await migrationStatus(database)).toEqual(NAMES.map((name) => ({ name, appliedAt: undefined })));
    expect(await tables()).toEqual([]);
  });

  it('are applied once where five starters come at once', async () => {
    const starters = await Promise.all(Array.from({ length: 5 }, () => migrateUp(database)));
    expect(starters.flatMap(({ applied }) => applied)).toEqual(NAMES);
    expect(await tables()).toEqual([...OUR_TABLES, ...BOOKKEEPING].toSorted());
  });

  it('refuse a database that a newer version has migrated', async () => {
    await migrateUp(database);
    await runSql(
      database.connectionString,
      `insert into slotkeeper_migration (name, timestamp) values ('9999-from-the-future', '2099-01-01T00:00:00.000Z')`,
    );
    await expect(migrateUp(database)).rejects.toThrow(/9999-from-the-future/);
  });

  it('say that the database is not reached', async () => {
    const nowhere = { connectionString: database.connectionString.replace(/:\d+\//, ':1/') };
    await expect(migrateUp(nowhere)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await expect(migrationStatus(nowhere)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  it('leave nothing half done where their process is killed in the middle, and can be run again', async () => {
    // Whoever creates a table of a name that another transaction is about to create waits for it: here, in the middle.
    const obstacle = new pg.Client({ connectionString: database.connectionString });
    await obstacle.connect();
    await obstacle.query('begin');
    await obstacle.query('create table booking (unfinished integer)');
    await migrateAndKill(() => untilWaitingForLock(database.connectionString, 'slotkeeper migrate'));
    await obstacle.query('rollback');
    await obstacle.end();
    expect(await tables()).toEqual(BOOKKEEPING);
    expect((await migrationStatus(database)).map(({ appliedAt }) => appliedAt)).toEqual(
      NAMES.map(() => undefined),
    );
    expect(await migrateUp(database)).toEqual({ applied: NAMES });
  });
});

/** What a store of version 0005 would have written: a host, two users, and bookings in every status. */
const furnishedBefore0006 = async () => {
  const host = aHost({ id: randomUUID() });
  const bookers = [aUser({ id: randomUUID() }), aUser({ id: randomUUID() })];
  for (const { id, email, role } of [host, ...bookers]) {
    await runSql(
      database.connectionString,
      `insert into app_user select $1, $2, $2, 'Ada', $3, 'UTC', 'hash', '2030-01-01Z'`,
      [id, email, role],
    );
  }
  await runSql(database.connectionString, 'insert into calendar (id, host_id, version) values ($1, $1, 7)', [
    host.id,
  ]);
  const statuses = ['confirmed', ...BOOKING_STATUSES.filter((status) => status !== 'confirmed')] as const;
  const bookings = statuses.map((status, index) =>
    bookingAt(host, index * 30, { status, bookerId: bookers[0]!.id }),
  );
  for (const booking of bookings) {
    const { id, bookerId, status } = booking;
    const times = [booking.startTime, booking.endTime, booking.createdAt].map((time) => formatInstant(time));
    await runSql(database.connectionString, 'insert into booking select $1, $2, $3, $4, $5, $7, 1, $6, $6', [
      host.id,
      id,
      bookerId,
      ...times,
      status,
    ]);
    await runSql(
      database.connectionString,
      `insert into booking_history select $1, $2, 1, 'booking.confirmed', $6, $3, 'USER', $7, $4, $5`,
      [host.id, id, bookerId, ...times, status],
    );
    if (!blocksTime(status)) continue;
    await runSql(database.connectionString, 'insert into claim values ($1, $2, $3, $4)', [
      host.id,
      id,
      ...times.slice(0, 2),
    ]);
  }
  return { host, bookers, bookings };
};

/** Runs `migrateUp` in a process of its own and kills that, as `kill -9` does, once the time has come. */
const migrateAndKill = async (hasCome: () => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-migrate-'));
  try {
    const script = join(folder, 'migrate.mjs');
    const bundle = await rolldown({
      input: join(import.meta.dirname, '../test/migrate-in-child.ts'),
      platform: 'node',
      external: ['pg-native'],
      resolve: {
        extensionAlias: { '.js': ['.ts', '.js'] },
        alias: { '@slotkeeper/domain': join(import.meta.dirname, '../../domain/src/index.ts') },
      },
    });
    await bundle.write({ file: script, format: 'esm' });
    await bundle.close();
    const child = spawn(process.execPath, [script, database.connectionString], { stdio: 'inherit' });
    const exited = once(child, 'exit');
    await hasCome();
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
  } finally {
    await rm(folder, { recursive: true });
  }
};
