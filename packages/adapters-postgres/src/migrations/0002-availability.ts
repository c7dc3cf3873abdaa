import { sql, type Migration } from 'kysely';
import { isInterval } from './checks.js';

/** The index takes both bounds as inclusive, so that ranges which merely touch are found as overlapping. */
export const availability: Migration = {
  up: async (db) => {
    await sql`
      create table availability (
        host_id uuid not null references calendar (id),
        id uuid not null,
        start_time timestamptz not null,
        end_time timestamptz not null,
        slot_duration_minutes integer not null check (slot_duration_minutes between 1 and 1440),
        revision integer not null check (revision >= 1),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (host_id, id),
        constraint availability_interval check (${isInterval('start_time', 'end_time')})
      )`.execute(db);
    await sql`create index availability_by_id on availability (id)`.execute(db);
    await sql`create index availability_by_start on availability (host_id, start_time, id)`.execute(db);
    await sql`
      create index availability_connected on availability
        using gist (host_id, tstzrange(start_time, end_time, '[]'))`.execute(db);
  },
};
