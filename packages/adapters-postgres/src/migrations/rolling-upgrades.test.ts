import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { upgradeHazards } from '../../test/upgrade-hazards.js';
import { ALL_MIGRATIONS } from './all-migrations.js';

/** The last migration before it was promised that servers of the version before survive the next. */
const BASELINE = '0011-accounts-and-tenants';

const LATER = Object.entries(ALL_MIGRATIONS).filter(([name]) => name > BASELINE);

/** What is found of a migration of these statements. */
const hazardsOf = (...statements: readonly string[]) =>
  upgradeHazards({
    up: async (db) => {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  });

it('there are migrations to look at', () => {
  expect(LATER).not.toEqual([]);
});

it.each(LATER)('servers of the version before survive %s', async (_name, migration) => {
  expect(await upgradeHazards(migration)).toEqual([]);
});

it.each([
  'create table reminder (id uuid primary key, at timestamptz not null)',
  'create unlogged table seen (id uuid primary key)',
  'alter table booking add column channel text',
  'alter table booking add column channel text, add column tries integer not null default 0',
  "alter table booking add column channel text not null default 'web'",
  "comment on table booking is 'what is agreed'",
])('harmless: %s', async (statement) => {
  expect(await hazardsOf(statement)).toEqual([]);
});

it('whatever is done to a table that no server knows yet is harmless', async () => {
  expect(
    await hazardsOf(
      'create table reminder (id uuid)',
      'create unique index reminder_once on reminder (id)',
      'alter table reminder add primary key (id)',
      'insert into reminder select id from booking',
    ),
  ).toEqual([]);
});

it.each([
  'drop table booking',
  'drop index booking_by_id',
  'truncate outbox',
  'alter table booking drop column attendees',
  'alter table booking rename column attendees to heads',
  'alter table booking rename to appointment',
  'alter table booking alter column attendees type bigint',
  'alter table booking alter column deadline set not null',
  'alter table booking alter column attendees drop default',
  'alter table booking add column channel text not null',
  'alter table booking add column channel text, add column tries integer not null',
  'alter table booking add column made_by uuid not null default gen_random_uuid()',
  'alter table booking add column tries integer check (tries > 0)',
  'alter table booking add column place uuid references calendar (id)',
  'alter table booking add column number bigint generated always as identity',
  'alter table booking add constraint booking_short check (end_time - start_time < interval $$1 day$$)',
  'alter table booking add unique (id)',
  'alter table claim drop constraint claim_no_overlap',
  'create index booking_by_status on booking (status)',
  'create unique index booking_once on booking (booker_id, start_time)',
  'create trigger on_booking after insert on booking execute function notify_all()',
  'update booking set attendees = 1',
  'delete from outbox',
  'insert into booking select * from old_booking',
  'lock table booking',
])('needs thought first: %s', async (statement) => {
  expect(await hazardsOf(statement)).toHaveLength(1);
});

it.each(['0006-calendars-of-all-users', '0008-bookings-on-terms', '0011-accounts-and-tenants'])(
  'those before the promise were not of this kind: %s',
  async (name) => {
    const migration = ALL_MIGRATIONS[name];
    expect(migration === undefined ? [] : await upgradeHazards(migration)).not.toEqual([]);
  },
);
