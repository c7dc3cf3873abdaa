import { DAY_MS, formatInstant, HOUR_MS } from '@slotkeeper/domain';
import pg from 'pg';
import type { Stage } from './stage.js';

const AT_ONCE = 200_000;

/**
 * Plants so many bookings by SQL, spread over all hosts of a stage: one hour after the other, back from the day before,
 * each with its claim, its line of history and its event. They lie where nobody books any more.
 *
 * One booker has made them all: the planner's statistics then say of whoever is asked for that most are theirs.
 */
export const plantPast = async (
  connectionString: string,
  { hosts, users }: Stage,
  { bookings, nowMs }: { readonly bookings: number; readonly nowMs: number },
): Promise<void> => {
  const session = new pg.Client({ connectionString });
  await session.connect();
  try {
    await session.query('set jit = off; set synchronous_commit = off');
    for (let planted = 0; planted < bookings; planted += AT_ONCE) {
      await session.query(PLANT, [
        hosts.map(({ id }) => id),
        users[0]?.id,
        formatInstant(Math.floor(nowMs / HOUR_MS) * HOUR_MS - DAY_MS),
        planted,
        Math.min(bookings, planted + AT_ONCE) - 1,
      ]);
    }
    await session.query('vacuum analyze');
  } finally {
    await session.end();
  }
};

// The versions are beyond those that the hosts' calendars will come to meanwhile.
const PLANT = `
  with planted as (
    select ($1::uuid[])[1 + n % cardinality($1::uuid[])] as host_id, gen_random_uuid() as id, 1000000000 + n as version,
      $3::timestamptz - n / cardinality($1::uuid[]) * interval '1 hour' as start_time
    from generate_series($4::integer, $5::integer) n
  ),
  bookings as (
    insert into booking
      (host_id, id, booker_id, start_time, end_time, status, attendees, revision, created_at, updated_at)
    select host_id, id, $2, start_time, start_time + interval '30 minutes', 'confirmed', 1, 1, start_time, start_time
    from planted
  ),
  claims as (
    insert into claim (calendar_id, booking_id, blocked_start, blocked_end)
    select host_id, id, start_time, start_time + interval '30 minutes' from planted
  ),
  history as (
    insert into booking_history
      (host_id, booking_id, revision, type, at, actor_id, actor_role, status, start_time, end_time)
    select host_id, id, 1, 'booking.confirmed', start_time, $2, 'USER', 'confirmed', start_time,
      start_time + interval '30 minutes'
    from planted
  )
  insert into outbox (calendar_id, version, type, at, payload)
  select host_id, version, 'booking.confirmed', start_time, jsonb_build_object('id', id) from planted`;
