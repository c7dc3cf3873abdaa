import type pg from 'pg';

/** How much is planted: so many hosts, and so many bookings of each. */
export interface Planted {
  readonly hosts: number;
  readonly bookingsPerHost: number;
}

const BOOKERS = 100;

/**
 * Plants bookings by SQL, as decisions would have left them: half hours of each host one after the other, each with its
 * claim, its history and its events. Every tenth was cancelled, every tenth moved, and every fourth blocks ten minutes
 * more, as its event type says. Ids follow from numbers, so that what was planted can be named.
 */
export const plantBookings = async (session: pg.Client, planted: Planted): Promise<void> => {
  const { hosts, bookingsPerHost } = planted;
  await session.query('set jit = off; set synchronous_commit = off');
  await session.query(
    `create temporary table planted as
     select host, number, md5('host ' || host)::uuid as host_id, md5('booking ' || host || ' ' || number)::uuid as id,
       md5('booker ' || (host + number) % ${BOOKERS})::uuid as booker_id,
       timestamptz '2030-01-01 00:00:00+00' + number * interval '1 hour' as start_time,
       number % 10 = 3 as is_cancelled, number % 10 = 6 as is_moved, number % 4 = 0 as is_of_type
     from generate_series(1, $1) as host, generate_series(1, $2) as number`,
    [hosts, bookingsPerHost],
  );
  await session.query(
    `insert into app_user (id, email, email_key, name, role, time_zone, created_at)
     select md5(word || ' ' || number)::uuid, word || number || '@example.org', word || number || '@example.org', 'Somebody',
       role, 'UTC', '2029-01-01 00:00:00+00'
     from (select 'host', 'HOST', generate_series(1, $1)
       union all select 'booker', 'USER', generate_series(0, ${BOOKERS - 1})) as account (word, role, number)`,
    [hosts],
  );
  // A line for each revision, in the order of the calendar's versions; a booking that was moved began an hour earlier.
  await session.query(
    `create temporary table line as
     select planted.*, revision, row_number() over (partition by host order by number, revision) as version,
       case when revision = 1 then 'booking.confirmed' when is_cancelled then 'booking.cancelled'
         else 'booking.rescheduled' end as type,
       case when revision = 2 and is_cancelled then 'cancelled' else 'confirmed' end as status,
       start_time - case when revision = 1 and is_moved then interval '30 minutes' else '0' end as begins,
       timestamptz '2029-06-01 00:00:00+00' + revision * interval '1 hour' as at,
       case when revision = 2 and is_cancelled then '{"by": "BOOKER"}'::jsonb end as ending,
       case when is_of_type then '{"bufferBeforeMinutes": 0, "bufferAfterMinutes": 10}'::jsonb end as agreed
     from planted cross join generate_series(1, 2) as revision
     where revision = 1 or is_cancelled or is_moved`,
  );
  await session.query(
    `insert into booking_history
       (host_id, booking_id, revision, type, at, actor_id, actor_role, status, start_time, end_time, ending)
     select host_id, id, revision, type, at, booker_id, 'USER', status, begins, begins + interval '30 minutes', ending
     from line`,
  );
  await session.query(
    `insert into outbox (calendar_id, version, type, at, payload)
     select host_id, version, type, at, jsonb_build_object(
       'type', type, 'calendarId', host_id, 'at', (extract(epoch from at) * 1000)::bigint,
       'actor', jsonb_build_object('userId', booker_id, 'role', 'USER'),
       'booking', jsonb_strip_nulls(jsonb_build_object(
         'id', id, 'hostId', host_id, 'bookerId', booker_id, 'status', status, 'attendees', 1, 'revision', revision,
         'startTime', (extract(epoch from begins) * 1000)::bigint,
         'endTime', (extract(epoch from begins) * 1000)::bigint + 1800000, 'ending', ending,
         'createdAt', (extract(epoch from timestamptz '2029-06-01 01:00:00+00') * 1000)::bigint,
         'updatedAt', (extract(epoch from at) * 1000)::bigint)))
     from line`,
  );
  await session.query(
    `insert into booking
       (host_id, id, booker_id, start_time, end_time, status, event_type_id, event_type_revision, particulars, revision,
         created_at, updated_at)
     select host_id, id, booker_id, begins, begins + interval '30 minutes', status,
       case when is_of_type then host_id end, case when is_of_type then 1 end,
       nullif(jsonb_strip_nulls(jsonb_build_object('agreed', agreed, 'ending', ending)), '{}')::json,
       revision, '2029-06-01 01:00:00+00', at
     from line where revision = case when is_cancelled or is_moved then 2 else 1 end`,
  );
  await session.query(
    `insert into claim (calendar_id, booking_id, blocked_start, blocked_end)
     select host_id, id, start_time,
       end_time + coalesce((particulars #>> '{agreed,bufferAfterMinutes}')::integer, 0) * interval '1 minute'
     from booking where status = 'confirmed'`,
  );
  await session.query(
    `insert into calendar (id, owner_id, role, version)
     select id, id, role, coalesce((select max(version) from outbox where calendar_id = app_user.id), 0) from app_user`,
  );
  await session.query(
    `insert into event_type_revision (host_id, id, statement, revision, created_at, updated_at)
     select host_id, host_id, '{}', 1, '2029-01-01 00:00:00+00', '2029-01-01 00:00:00+00'
     from planted where number = 1`,
  );
  await session.query('drop table planted, line');
  await session.query('analyze');
};
