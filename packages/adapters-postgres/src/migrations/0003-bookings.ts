import { sql, type Migration } from 'kysely';
import { BOOKING_STATUS_LIST, isInterval } from './checks.js';

/**
 * Keyed by host first, so that one host's rows lie together, on one shard or partition. Without foreign keys: each
 * would lock a row of another table for every booking, and what they would prove is known already, since the calendar
 * was found and is locked.
 *
 * `claim` holds only what blocks time now, and its exclusion constraint proves that no two claims of a calendar
 * overlap, whoever writes.
 */
export const bookings: Migration = {
  up: async (db) => {
    await sql`
      create table booking (
        host_id uuid not null,
        id uuid not null,
        booker_id uuid not null,
        start_time timestamptz not null,
        end_time timestamptz not null,
        status text not null check (status in ${BOOKING_STATUS_LIST}),
        revision integer not null check (revision >= 1),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (host_id, id),
        constraint booking_interval check (${isInterval('start_time', 'end_time')})
      )`.execute(db);
    await sql`create index booking_by_id on booking (id)`.execute(db);
    await sql`create index booking_by_start on booking (host_id, start_time, id)`.execute(db);
    await sql`create index booking_by_booker on booking (booker_id, start_time, id)`.execute(db);

    await sql`
      create table claim (
        calendar_id uuid not null,
        booking_id uuid not null,
        blocked_start timestamptz not null,
        blocked_end timestamptz not null,
        primary key (calendar_id, blocked_start, booking_id),
        constraint claim_interval check (${isInterval('blocked_start', 'blocked_end')}),
        constraint claim_no_overlap exclude using gist
          (calendar_id with =, tstzrange(blocked_start, blocked_end) with &&)
      )`.execute(db);

    await sql`
      create table booking_history (
        host_id uuid not null,
        booking_id uuid not null,
        revision integer not null check (revision >= 1),
        type text not null,
        at timestamptz not null,
        actor_id uuid not null,
        actor_role text not null check (actor_role in ('HOST', 'USER')),
        status text not null check (status in ${BOOKING_STATUS_LIST}),
        start_time timestamptz not null,
        end_time timestamptz not null,
        primary key (host_id, booking_id, revision),
        constraint booking_history_interval check (${isInterval('start_time', 'end_time')})
      )`.execute(db);
  },
};
