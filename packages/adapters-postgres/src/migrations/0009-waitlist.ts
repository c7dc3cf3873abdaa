import { sql, type Migration } from 'kysely';
import { isInterval } from './checks.js';

/** Who waits is looked up whenever time of the host becomes free, so by the time that is waited for. */
export const waitlist: Migration = {
  up: async (db) => {
    await sql`
      create table waitlist_entry (
        host_id uuid not null references calendar (id),
        id uuid not null,
        event_type_id uuid,
        booker_id uuid not null,
        start_time timestamptz not null,
        end_time timestamptz not null,
        attendees integer not null check (attendees >= 1),
        status text not null check (status in ('waiting', 'offered', 'left')),
        offer_id uuid,
        revision integer not null check (revision >= 1),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (host_id, id),
        constraint waitlist_entry_interval check (${isInterval('start_time', 'end_time')})
      )`.execute(db);
    await sql`create index waitlist_entry_by_id on waitlist_entry (id)`.execute(db);
    await sql`create index waitlist_entry_by_start on waitlist_entry (host_id, start_time, id)`.execute(db);
    await sql`create index waitlist_entry_by_booker on waitlist_entry (booker_id, start_time, id)`.execute(
      db,
    );
    await sql`
      create index waitlist_entry_waiting on waitlist_entry
        using gist (host_id, tstzrange(start_time, end_time)) where status = 'waiting'
    `.execute(db);
  },
};
