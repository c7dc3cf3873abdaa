import { sql, type Migration } from 'kysely';
import { isInterval } from './checks.js';

/**
 * What a host states in local time is kept as stated. A statement is `json`, not `jsonb`: it is only ever read whole, by
 * every booking of the host, and as `json` it is read as it lies.
 *
 * Where dates lie on the line of time depends on their zone's rules, which change. `reach` is where a time off may lie,
 * whatever they are: its dates, and a day on either side, for no zone is further from UTC.
 */
export const schedulesAndTimeOff: Migration = {
  up: async (db) => {
    await sql`
      create table schedule (
        host_id uuid not null references calendar (id),
        id uuid not null,
        statement json not null,
        is_default boolean not null,
        revision integer not null check (revision >= 1),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (host_id, id)
      )`.execute(db);
    await sql`create index schedule_by_id on schedule (id)`.execute(db);
    await sql`create unique index schedule_one_default on schedule (host_id) where is_default`.execute(db);

    await sql`
      create table time_off (
        host_id uuid not null references calendar (id),
        id uuid not null,
        start_time timestamptz,
        end_time timestamptz,
        start_date date,
        end_date date,
        time_zone text,
        note text not null,
        created_at timestamptz not null,
        reach tstzrange not null generated always as (tstzrange(
          coalesce(start_time, (start_date - 1)::timestamp at time zone 'UTC'),
          coalesce(end_time, (end_date + 2)::timestamp at time zone 'UTC')
        )) stored,
        primary key (host_id, id),
        constraint time_off_span check (
          (num_nulls(start_time, end_time) = 0 and num_nonnulls(start_date, end_date, time_zone) = 0
            and ${isInterval('start_time', 'end_time')})
          or (num_nonnulls(start_time, end_time) = 0 and num_nulls(start_date, end_date, time_zone) = 0
            and start_date >= '0001-01-01' and end_date <= '9999-12-31' and end_date >= start_date)
        )
      )`.execute(db);
    await sql`create index time_off_by_id on time_off (id)`.execute(db);
    await sql`create index time_off_reach on time_off using gist (host_id, reach)`.execute(db);
  },
};
