import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createBareDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { examineDatabase, examineNode, examineZones } from './examine.js';

let database: TestDatabase;
let session: pg.Client;

const open = async (made: Promise<TestDatabase>): Promise<void> => {
  database = await made;
  session = new pg.Client({ connectionString: database.connectionString });
  await session.connect();
};
beforeEach(() => open(createTestDatabase()));
afterEach(async () => {
  await session.end();
  await database.drop();
});

const HOST = randomUUID();

const insertBooking = async (from: string, to: string, status = 'confirmed'): Promise<string> => {
  const id = randomUUID();
  await session.query(
    `insert into booking
       (id, host_id, booker_id, start_time, end_time, status, attendees, revision, created_at, updated_at)
     values ($1, $2, $2, $3, $4, $5, 1, 1, $3, $3)`,
    [id, HOST, `2025-01-01T${from}Z`, `2025-01-01T${to}Z`, status],
  );
  return id;
};

const insertClaim = (bookingId: string, from: string, to: string) =>
  session.query(
    'insert into claim (calendar_id, booking_id, blocked_start, blocked_end) values ($1, $2, $3, $4)',
    [HOST, bookingId, `2025-01-01T${from}Z`, `2025-01-01T${to}Z`],
  );

/** A booking of an hour or so that shares its time with others of the same key. */
const insertShared = async (shareKey: string, from: string, to: string): Promise<void> => {
  const id = await insertBooking(from, to);
  await session.query(
    `insert into claim (calendar_id, booking_id, blocked_start, blocked_end, share_key, session_id, event_type_id,
       start_time, end_time, attendees)
     values ($1, $2, $3, $4, $5, $5, $5, $3, $4, 1)`,
    [HOST, id, `2025-01-01T${from}Z`, `2025-01-01T${to}Z`, shareKey],
  );
};

/** What is not as it should be, by name. The database of the tests may trade durability for speed. */
const off = async (): Promise<Readonly<Record<string, string>>> => {
  const findings = await examineDatabase(database.connectionString, {
    connectTimeoutMs: 5_000,
    isDeep: false,
  });
  return Object.fromEntries(
    findings
      .filter(({ check, status }) => status !== 'ok' && check !== 'durability')
      .map(({ check, status, detail }) => [check, `${status}: ${detail}`]),
  );
};

test('a database with bookings that claim their time is healthy', async () => {
  await insertClaim(await insertBooking('10:00:00', '10:30:00'), '10:00:00', '10:30:00');
  await insertClaim(await insertBooking('10:30:00', '11:00:00'), '10:30:00', '11:00:00');
  await insertBooking('10:00:00', '11:00:00', 'cancelled');
  expect(await off()).toEqual({});
});

test('a database without our tables needs a migration', async () => {
  await session.end();
  await database.drop();
  await open(createBareDatabase());
  const found = await off();
  expect(found['migrations']).toMatch(/^fault: \d+ pending: slotkeeper migrate up$/);
  expect(found).toMatchObject({
    'btree-gist': 'fault: the extension is missing: slotkeeper migrate up',
    'exclusion-constraint': 'fault: nothing in the database keeps claims from overlapping',
    'overlapping-claims': 'unknown: the schema is not up to date',
  });
});

test('claims that overlap are found, and so is the constraint that is missing', async () => {
  await session.query('alter table claim drop constraint claim_no_overlap');
  // The longest comes first, so that its neighbour in the order is not the only one that it overlaps.
  await insertClaim(await insertBooking('10:00:00', '13:00:00'), '10:00:00', '13:00:00');
  await insertClaim(await insertBooking('10:30:00', '11:00:00'), '10:30:00', '11:00:00');
  await insertClaim(await insertBooking('12:00:00', '12:30:00'), '12:00:00', '12:30:00');
  expect(await off()).toEqual({
    'exclusion-constraint': 'fault: nothing in the database keeps claims from overlapping',
    'overlapping-claims': 'fault: 2 claims overlap an earlier one',
  });
});

test('claims that share their time may overlap, and others may not overlap those', async () => {
  const [course, other] = [randomUUID(), randomUUID()];
  await insertShared(course, '10:00:00', '12:00:00');
  await insertShared(course, '10:00:00', '11:00:00');
  await insertShared(course, '11:30:00', '12:30:00');
  await insertShared(other, '12:30:00', '13:00:00');
  expect(await off()).toEqual({});
  await session.query('alter table claim drop constraint claim_no_overlap');
  await insertShared(other, '12:00:00', '12:30:00');
  await insertClaim(await insertBooking('10:30:00', '11:00:00'), '10:30:00', '11:00:00');
  expect(await off()).toMatchObject({ 'overlapping-claims': 'fault: 2 claims overlap an earlier one' });
});

test('a booking that blocks time and claims none is found', async () => {
  await insertBooking('10:00:00', '10:30:00');
  expect(await off()).toEqual({ 'bookings-without-claim': 'fault: 1 bookings claim no time' });
});

test('a claim that is of no booking, of a cancelled one or of another time is found', async () => {
  await insertClaim(randomUUID(), '09:00:00', '09:30:00');
  await insertClaim(await insertBooking('10:00:00', '10:30:00', 'cancelled'), '10:00:00', '10:30:00');
  await insertClaim(await insertBooking('11:00:00', '12:00:00'), '11:00:00', '11:30:00');
  expect(await off()).toEqual({
    'bookings-without-claim': 'fault: 1 bookings claim no time',
    'claims-without-booking': 'fault: 3 claims are of no such booking',
  });
});

test('settings under which a crash loses bookings are found', async () => {
  const { rows } = await session.query<{ name: string }>('select current_database() as name');
  await session.query(`alter database ${rows[0]?.name} set synchronous_commit = off`);
  const findings = await examineDatabase(database.connectionString, {
    connectTimeoutMs: 5_000,
    isDeep: false,
  });
  const durability = findings.find(({ check }) => check === 'durability');
  expect(durability?.status).toBe('fault');
  expect(durability?.detail).toContain('synchronous_commit is off');
});

test.each([
  ['v20.18.9', 'fault'],
  ['v20.19.0', 'ok'],
  ['v22.0.0', 'ok'],
  ['v18.20.0', 'fault'],
])('Node %s: %s', (version, status) => {
  expect(examineNode(version).status).toBe(status);
});

test.each([
  ['2026a', 'tz database 2026a, as in Node.js'],
  ['2025c', 'tz database 2026a (that of Node.js is 2025c, which no answer rests on)'],
  [undefined, 'tz database 2026a (that of Node.js is not known, which no answer rests on)'],
])('zones of 2026a beside %s of Node.js are no fault', (platform, detail) => {
  expect(examineZones({ version: '2026a' }, platform)).toEqual({ check: 'time-zones', status: 'ok', detail });
});
