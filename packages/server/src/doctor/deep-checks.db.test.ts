import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { plantBookings } from '../../../../tools/torture/deep-check/plant-bookings.js';
import { deepFaults } from '../../test/deep-faults.js';
import { DEEP_CHECKS, findingOf } from './examine.js';
import { INDEXES } from './schema-checks.js';

let database: TestDatabase;
let session: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  session = new pg.Client({ connectionString: database.connectionString });
  await session.connect();
  await plantBookings(session, { hosts: 2, bookingsPerHost: 20 });
});
afterAll(async () => {
  await session.end();
  await database.drop();
});

/** What is found once all of that was done to the database, by check. It is undone afterwards. */
const faultsAfter = async (statements: readonly string[]): Promise<Readonly<Record<string, string>>> => {
  await session.query('begin');
  try {
    for (const statement of statements) await session.query(statement);
    const faults: Record<string, string> = {};
    for (const check of DEEP_CHECKS) {
      const { status, detail } = await findingOf(check, session);
      if (status !== 'ok') faults[check.check] = `${status}: ${detail}`;
    }
    return faults;
  } finally {
    await session.query('rollback');
  }
};

test('what was planted is sound', async () => {
  expect(await deepFaults(database.connectionString)).toEqual({});
});

test('the indexes that are looked for are those that the migrations make', async () => {
  const { rows } = await session.query<{ name: string }>(
    `select relname as name from pg_class join pg_index on indexrelid = oid
     where relnamespace = current_schema()::regnamespace order by relname`,
  );
  expect(INDEXES).toEqual(rows.map(({ name }) => name));
});

/** Of the first host, by number: 1 is as it was made, 3 was cancelled, 4 is of an event type, 6 was moved. */
const booking = (number: number): string => `md5('booking 1 ${number}')::uuid`;
const HOST = `md5('host 1')::uuid`;
const STRANGER = `md5('nobody')::uuid`;

interface Corruption {
  readonly name: string;
  readonly statements: readonly string[];
  /** All that is found, by check. */
  readonly found: Readonly<Record<string, RegExp>>;
}

const CORRUPTIONS: readonly Corruption[] = [
  {
    name: 'claims that overlap',
    statements: [
      'alter table claim drop constraint claim_no_overlap',
      `update claim set blocked_start = blocked_start - interval '2 hours' where booking_id = ${booking(2)}`,
    ],
    found: {
      indexes: /^fault: not there, or not valid: claim_no_overlap$/,
      'overlapping-claims': /^fault: 1 claims overlap/,
      'claims-as-booked': /^fault: 1 claims differ/,
    },
  },
  {
    name: 'a booking without its claim',
    statements: [`delete from claim where booking_id = ${booking(1)}`],
    found: { 'bookings-without-claim': /^fault: 1 bookings claim no time/ },
  },
  {
    name: 'a claim without its booking, whose history and events remain',
    statements: [`delete from booking where id = ${booking(1)}`],
    found: {
      'claims-without-booking': /^fault: 1 claims/,
      'history-without-booking': /^fault: 1 lines of history are of no booking, such as \S+ revision 1$/,
    },
  },
  {
    name: 'a claim that leaves out a buffer',
    statements: [
      `update claim set blocked_end = blocked_end - interval '10 minutes' where booking_id = ${booking(4)}`,
    ],
    found: { 'claims-as-booked': /^fault: 1 claims differ/ },
  },
  {
    name: 'a claim with a deadline that its booking has not',
    statements: [`update claim set deadline = '2030-01-01 00:00:00+00' where booking_id = ${booking(1)}`],
    found: { 'claims-as-booked': /^fault: 1 claims differ/ },
  },
  {
    name: 'a claim that may be shared, of a booking that shares with nobody',
    statements: [
      `update claim set share_key = booking_id, session_id = booking_id, event_type_id = ${HOST},
         start_time = blocked_start, end_time = blocked_end, attendees = 1 where booking_id = ${booking(1)}`,
    ],
    found: { 'claims-as-booked': /^fault: 1 claims differ/ },
  },
  {
    name: 'a booking that claims its time twice',
    statements: [
      'alter table claim drop constraint claim_no_overlap',
      `insert into claim (calendar_id, booking_id, blocked_start, blocked_end)
       select calendar_id, booking_id, blocked_start - interval '1 minute', blocked_end from claim
       where booking_id = ${booking(1)}`,
    ],
    found: {
      indexes: /claim_no_overlap/,
      'claims-as-booked': /^fault: 2 claims differ/,
    },
  },
  {
    name: 'a calendar that is gone',
    statements: ['set local session_replication_role = replica', `delete from calendar where id = ${HOST}`],
    found: {
      'bookings-without-calendar': /^fault: 20 bookings are of a host or a booker without a calendar/,
      'accounts-without-calendar': /^fault: 1 accounts/,
      'outbox-versions': /^fault: 1 calendars lack events, have too many, or are not there/,
    },
  },
  {
    name: 'the terms of bookings that are gone',
    statements: [`delete from event_type_revision where host_id = ${HOST}`],
    found: { 'bookings-without-terms': /^fault: 5 bookings were made on terms that are not there/ },
  },
  {
    name: 'an offer whose booking is gone',
    statements: [
      `insert into waitlist_entry
         (host_id, id, booker_id, start_time, end_time, attendees, status, offer_id, revision, created_at, updated_at)
       select host_id, ${STRANGER}, booker_id, start_time, end_time, 1, 'offered', ${STRANGER}, 1, created_at, created_at
       from booking where id = ${booking(1)}`,
    ],
    found: { 'offers-without-booking': /^fault: 1 entries/ },
  },
  {
    name: 'a line of history that is gone',
    statements: [`delete from booking_history where booking_id = ${booking(6)} and revision = 1`],
    found: {
      'history-gaps': /^fault: 1 bookings lack lines/,
      'history-and-outbox': /^fault: 1 events without a line of history, such as of booking \S+$/,
    },
  },
  {
    name: 'a booking that is not what its history says',
    statements: [`update booking set status = 'completed' where id = ${booking(1)}`],
    found: { 'history-against-state': /^fault: 1 bookings are not what their last line/ },
  },
  {
    name: 'a booking of an earlier time than its history says, and its claim with it',
    statements: [
      `update booking set start_time = start_time - interval '5 minutes' where id = ${booking(1)}`,
      `update claim set blocked_start = blocked_start - interval '5 minutes' where booking_id = ${booking(1)}`,
    ],
    found: { 'history-against-state': /^fault: 1 bookings/ },
  },
  {
    name: 'a booking that tells no longer by whom it was ended',
    statements: [`update booking set particulars = null where id = ${booking(3)}`],
    found: { 'history-against-state': /^fault: 1 bookings/ },
  },
  {
    name: 'an event that is gone',
    statements: [`delete from outbox where calendar_id = ${HOST} and version = 2`],
    found: {
      'history-and-outbox': /^fault: 1 lines of history without an event/,
      'outbox-versions': /^fault: 1 calendars lack events/,
    },
  },
  {
    name: 'an event that is gone in the middle of some that were thrown away',
    statements: [
      `delete from outbox where calendar_id = ${HOST} and version <= 3`,
      `insert into outbox_gap (calendar_id, first_version, last_version) values (${HOST}, 1, 2)`,
    ],
    found: { 'outbox-versions': /^fault: 1 calendars lack events/ },
  },
  {
    name: 'an event that tells of another state than the history',
    statements: [
      `update outbox set payload = jsonb_set(payload, '{booking,status}', '"held"')
       where calendar_id = ${HOST} and version = 1`,
    ],
    found: { 'history-and-outbox': /^fault: 1 events that differ/ },
  },
  {
    name: 'an event of somebody else than the history says',
    statements: [
      `update outbox set payload = jsonb_set(payload, '{actor,userId}', to_jsonb(${STRANGER}))
       where calendar_id = ${HOST} and version = 1`,
    ],
    found: { 'history-and-outbox': /^fault: 1 events that differ/ },
  },
  {
    name: 'an event that is filed under another calendar',
    statements: [
      `update outbox set payload = jsonb_set(payload, '{calendarId}', to_jsonb(${STRANGER}))
       where calendar_id = ${HOST} and version = 1`,
    ],
    found: { 'outbox-payloads': /^fault: 1 events are filed .* such as \S+ version 1$/ },
  },
  {
    name: 'a version that no event has told of',
    statements: [`update calendar set version = version + 1 where id = ${HOST}`],
    found: { 'outbox-versions': /^fault: 1 calendars/ },
  },
  {
    name: 'a version that was set back',
    statements: [`update calendar set version = version - 1 where id = ${HOST}`],
    found: { 'outbox-versions': /^fault: 1 calendars/ },
  },
  {
    name: 'events of a calendar that never was',
    statements: [
      `insert into outbox (calendar_id, version, type, at, payload)
       values (${STRANGER}, 1, 'schedule.stated', '2030-01-01 00:00:00+00',
         jsonb_build_object('type', 'schedule.stated', 'calendarId', ${STRANGER}, 'at', 1893456000000))`,
    ],
    found: { 'outbox-versions': /^fault: 1 calendars/ },
  },
  {
    name: 'a consumer that has got what was not told',
    statements: [
      `insert into event_consumer (name, is_from_beginning, is_filled) values ('mail', false, true)`,
      `insert into event_position (consumer_id, calendar_id, version)
       select id, ${HOST}, 1000 from event_consumer`,
    ],
    found: { 'consumer-positions': /^fault: 1 positions/ },
  },
  {
    name: 'a consumer that waits for events which nothing notes',
    statements: [
      `insert into event_consumer (name, is_from_beginning, is_filled) values ('mail', true, true), ('log', false, true)`,
      `insert into event_position (consumer_id, calendar_id, version)
       select id, ${HOST}, 5 from event_consumer where name = 'log'`,
    ],
    found: { 'consumers-kept-waiting': /^fault: 3 calendars .* such as \S+ for (mail|log)$/ },
  },
  {
    name: 'an index that is gone',
    statements: ['drop index booking_by_start'],
    found: { indexes: /^fault: not there, or not valid: booking_by_start$/ },
  },
  {
    name: 'a constraint that was never checked',
    statements: [
      'alter table booking drop constraint booking_interval',
      'alter table booking add constraint booking_interval check (end_time > start_time) not valid',
    ],
    found: { constraints: /^fault: 1 constraints .* such as booking_interval$/ },
  },
];

describe('the deep look finds', () => {
  test.each(CORRUPTIONS.map((corruption) => [corruption.name, corruption] as const))(
    '%s',
    async (_, { statements, found }) => {
      const faults = await faultsAfter(statements);
      expect(Object.keys(faults).toSorted()).toEqual(Object.keys(found).toSorted());
      for (const [check, detail] of Object.entries(found)) expect(faults[check]).toMatch(detail);
    },
  );
});

test('what was thrown away from the first event on is no fault, once it is noted', async () => {
  const faults = await faultsAfter([
    `delete from outbox where calendar_id = ${HOST} and version <= 3`,
    `insert into outbox_gap (calendar_id, first_version, last_version) values (${HOST}, 1, 3)`,
  ]);
  expect(faults).toEqual({});
});
