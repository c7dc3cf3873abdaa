import { sql, type Migration } from 'kysely';

/**
 * Who is told of the outbox, and how far they have got: on each calendar by itself, for there versions follow the order
 * of commits, which no number that all calendars share would do.
 *
 * `event_waiting` finds the calendars that have something new without a look at all of them, nor an index on the outbox:
 * whoever writes events leaves a row for each calendar and consumer, so nothing where there are no consumers. Without
 * foreign keys, which would lock the consumer for every booking. A row that is taken away leaves a dead one, so that it
 * is vacuumed by number rather than by share.
 *
 * `outbox_gap` has the versions of calendars that no event tells of, so that an event that was lost can be told from
 * them. Those that erasures have left until now are noted here.
 */
export const eventConsumers: Migration = {
  up: async (db) => {
    await sql`
      create table event_consumer (
        id integer primary key generated always as identity,
        name text collate "C" not null constraint event_consumer_name unique,
        is_from_beginning boolean not null,
        filled_to uuid not null default '00000000-0000-0000-0000-000000000000',
        is_filled boolean not null
      )`.execute(db);
    await sql`
      create table event_position (
        consumer_id integer not null,
        calendar_id uuid not null,
        version bigint not null check (version >= 0),
        primary key (consumer_id, calendar_id)
      ) with (fillfactor = 70)`.execute(db);
    await sql`
      create table event_waiting (
        consumer_id integer not null,
        number bigint not null generated always as identity,
        calendar_id uuid not null,
        after_version bigint not null check (after_version >= 0),
        primary key (consumer_id, number)
      ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)`.execute(db);

    await sql`
      create table outbox_gap (
        calendar_id uuid not null,
        first_version bigint not null check (first_version >= 1),
        last_version bigint not null,
        primary key (calendar_id, first_version),
        constraint outbox_gap_versions check (last_version >= first_version)
      )`.execute(db);
    await sql`
      insert into outbox_gap (calendar_id, first_version, last_version)
      select calendar.id, missing.version, missing.version from calendar cross join lateral (
        select generate_series(1, calendar.version) as version
        except all select outbox.version from outbox where outbox.calendar_id = calendar.id
      ) as missing
      where calendar.version <> (select count(*) from outbox where outbox.calendar_id = calendar.id)
    `.execute(db);
  },
};
