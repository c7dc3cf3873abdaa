import { sql, type Kysely } from 'kysely';
import type { Database, IdempotencyTable } from '../database.js';
import type {
  AvailabilityRow,
  BookingRow,
  CalendarRow,
  ClaimRow,
  EventTypeRow,
  InJson,
  ScheduleRow,
  SharedClaimRow,
  TimeOffRow,
  WaitlistEntryRow,
} from '../rows.js';
import type { WantedState } from './wanted-state.js';

export interface StateRow {
  readonly calendars: readonly CalendarRow[];
  readonly claims: readonly InJson<ClaimRow>[];
  readonly sharedClaims: readonly InJson<SharedClaimRow>[];
  readonly availability: readonly InJson<AvailabilityRow>[];
  readonly schedules: readonly InJson<ScheduleRow>[];
  readonly timeOff: readonly InJson<TimeOffRow>[];
  readonly bookings: readonly InJson<BookingRow>[];
  readonly eventTypes: readonly InJson<EventTypeRow>[];
  readonly waitlist: readonly InJson<WaitlistEntryRow>[];
  readonly records: readonly Pick<IdempotencyTable, 'caller_id' | 'key' | 'fingerprint' | 'answer'>[];
}

/**
 * Reads calendars in one statement, so of one snapshot and in one round trip, whatever was asked for and of however
 * many calendars. Its text is constant: what is wanted is one JSON document.
 *
 * - Claims of a calendar that can't be shared don't overlap: the last that starts at or before a stretch, and those
 *   that start inside it, are all that can meet it. `offset 0` keeps the planner from turning look-ups into a scan of
 *   the table.
 * - Claims that are shared do overlap: they are looked up by what they block, in an index that holds no others.
 * - A stretch of intent grows at its two ends, by the availability that contains or touches an end, until none does.
 *   Whatever meets a grown stretch starts in it: what started before would have made it grow.
 * - A host that keeps a schedule has its intent read farther around: the hours of a schedule link what lies apart.
 * - A row may come twice, by a stretch and by its id: the working set keeps one.
 * - Of time off comes what may reach the grown stretch; what does, the domain finds out, which knows zones.
 */
export const readState = async (db: Kysely<Database>, wanted: WantedState): Promise<StateRow> => {
  const { rows } = await sql<StateRow>`
    with recursive
    input as materialized (select ${JSON.stringify(wanted)}::json as wanted),
    wanted_claims as materialized (
      select w.* from input, json_to_recordset(wanted -> 'claims')
        as w (calendar_id uuid, start_time timestamptz, end_time timestamptz)
    ),
    wanted_bookings as materialized (
      select w.* from input, json_to_recordset(wanted -> 'bookings')
        as w (calendar_id uuid, start_time timestamptz, end_time timestamptz)
    ),
    wanted_intent as materialized (
      select
        row_number() over () as place, w.calendar_id,
        case when kept.schedule then w.reach_start else w.start_time end as start_time,
        case when kept.schedule then w.reach_end else w.end_time end as end_time
      from input
        cross join lateral json_to_recordset(wanted -> 'intent') as w (
          calendar_id uuid, start_time timestamptz, end_time timestamptz, reach_start timestamptz, reach_end timestamptz
        )
        cross join lateral (
          select exists (select from schedule where schedule.host_id = w.calendar_id) as schedule offset 0
        ) kept
    ),
    growing (place, calendar_id, start_time, end_time) as (
      select place, calendar_id, start_time, end_time from wanted_intent
      union all
      select g.place, g.calendar_id, grown.start_time, grown.end_time
      from growing g cross join lateral (
        select
          least(g.start_time, (
            select min(a.start_time) from availability a
            where a.host_id = g.calendar_id and tstzrange(a.start_time, a.end_time, '[]') @> g.start_time
          )) as start_time,
          greatest(g.end_time, (
            select max(a.end_time) from availability a
            where a.host_id = g.calendar_id and tstzrange(a.start_time, a.end_time, '[]') @> g.end_time
          )) as end_time
        offset 0
      ) grown
      where grown.start_time < g.start_time or grown.end_time > g.end_time
    ),
    grown as (
      select calendar_id, min(start_time) as start_time, max(end_time) as end_time
      from growing group by place, calendar_id
    )
    select
      (select coalesce(json_agg(r), '[]') from (
        select c.id as "calendarId", c.owner_id as "ownerId", c.role, c.organisation_id as "organisationId", c.version
        from input, json_array_elements_text(wanted -> 'calendars') as w (id)
          cross join lateral (select * from calendar where calendar.id = w.id::uuid offset 0) c
      ) r) as calendars,
      (select coalesce(json_agg(r), '[]') from (
        select c.calendar_id, c.booking_id, c.blocked_start, c.blocked_end, c.deadline
        from wanted_claims w cross join lateral (
          select * from claim
          where calendar_id = w.calendar_id and not is_shared
            and blocked_start < w.end_time
            and blocked_start >= coalesce((
              select max(before.blocked_start) from claim before
              where before.calendar_id = w.calendar_id and not before.is_shared
                and before.blocked_start <= w.start_time
            ), w.start_time)
            and blocked_end > w.start_time
          offset 0
        ) c
      ) r) as claims,
      (select coalesce(json_agg(r), '[]') from (
        select
          c.calendar_id, c.booking_id, c.blocked_start, c.blocked_end, c.deadline, c.share_key, c.session_id,
          c.event_type_id, c.start_time, c.end_time, c.attendees
        from wanted_claims w cross join lateral (
          select * from claim
          where calendar_id = w.calendar_id and is_shared
            and tstzrange(blocked_start, blocked_end) && tstzrange(w.start_time, w.end_time)
          offset 0
        ) c
      ) r) as "sharedClaims",
      (select coalesce(json_agg(r), '[]') from (
        select
          a.host_id, a.id, a.start_time, a.end_time, a.slot_duration_minutes, a.revision, a.created_at, a.updated_at
        from (
          select found.* from grown cross join lateral (
            select * from availability
            where host_id = grown.calendar_id and start_time between grown.start_time and grown.end_time
            offset 0
          ) found
          union all
          select found.* from input, json_to_recordset(wanted -> 'availabilityIds') as w (calendar_id uuid, id uuid)
            cross join lateral (
              select * from availability where host_id = w.calendar_id and availability.id = w.id offset 0
            ) found
        ) a
      ) r) as availability,
      (select coalesce(json_agg(r), '[]') from (
        select s.host_id, s.id, s.statement, s.is_default, s.revision, s.created_at, s.updated_at
        from (select distinct calendar_id from wanted_intent) w cross join lateral (
          select * from schedule where host_id = w.calendar_id offset 0
        ) s
      ) r) as schedules,
      (select coalesce(json_agg(r), '[]') from (
        select
          t.host_id, t.id, t.start_time, t.end_time, t.start_date, t.end_date, t.time_zone, t.note, t.created_at
        from (
          select found.* from grown cross join lateral (
            select * from time_off
            where host_id = grown.calendar_id and reach && tstzrange(grown.start_time, grown.end_time)
            offset 0
          ) found
          union all
          select found.* from input, json_to_recordset(wanted -> 'timeOffIds') as w (calendar_id uuid, id uuid)
            cross join lateral (
              select * from time_off where host_id = w.calendar_id and time_off.id = w.id offset 0
            ) found
        ) t
      ) r) as "timeOff",
      (select coalesce(json_agg(r), '[]') from (
        select
          b.host_id, b.id, b.booker_id, b.start_time, b.end_time, b.status, b.attendees, b.event_type_id,
          b.event_type_revision, b.session_id, b.share_key, b.deadline, b.waitlist_entry_id, b.particulars, b.revision,
          b.created_at, b.updated_at
        from (
          select found.* from wanted_bookings w cross join lateral (
            select booking.* from claim join booking
              on booking.host_id = claim.calendar_id and booking.id = claim.booking_id
            where claim.calendar_id = w.calendar_id and not claim.is_shared
              and claim.blocked_start < w.end_time
              and claim.blocked_start >= coalesce((
                select max(before.blocked_start) from claim before
                where before.calendar_id = w.calendar_id and not before.is_shared
                  and before.blocked_start <= w.start_time
              ), w.start_time)
              and claim.blocked_end > w.start_time
            offset 0
          ) found
          union all
          select found.* from wanted_bookings w cross join lateral (
            select booking.* from claim join booking
              on booking.host_id = claim.calendar_id and booking.id = claim.booking_id
            where claim.calendar_id = w.calendar_id and claim.is_shared
              and tstzrange(claim.blocked_start, claim.blocked_end) && tstzrange(w.start_time, w.end_time)
            offset 0
          ) found
          union all
          select found.* from input, json_to_recordset(wanted -> 'booked')
            as w (calendar_id uuid, start_time timestamptz, end_time timestamptz)
            cross join lateral (
              select * from booking
              where booker_id = w.calendar_id and booking.start_time < w.end_time and booking.end_time > w.start_time
                and status in ('held', 'pending', 'confirmed', 'no-show', 'completed')
              offset 0
            ) found
          union all
          select found.* from input, json_array_elements_text(wanted -> 'holds') as w (id)
            cross join lateral (
              select * from booking where booker_id = w.id::uuid and status = 'held' offset 0
            ) found
          union all
          select found.* from input, json_to_recordset(wanted -> 'bookingIds') as w (calendar_id uuid, id uuid)
            cross join lateral (
              select * from booking where host_id = w.calendar_id and booking.id = w.id offset 0
            ) found
        ) b
      ) r) as bookings,
      (select coalesce(json_agg(r), '[]') from (
        select e.host_id, e.id, e.statement, e.revision, e.created_at, e.updated_at
        from (
          select found.* from input, json_array_elements_text(wanted -> 'eventTypes') as w (id)
            cross join lateral (select * from event_type where host_id = w.id::uuid offset 0) found
          union all
          select found.* from input, json_to_recordset(wanted -> 'eventTypeIds') as w (calendar_id uuid, id uuid)
            cross join lateral (
              select * from event_type where host_id = w.calendar_id and event_type.id = w.id offset 0
            ) found
        ) e
      ) r) as "eventTypes",
      (select coalesce(json_agg(r), '[]') from (
        select
          w.host_id, w.id, w.event_type_id, w.booker_id, w.start_time, w.end_time, w.attendees, w.status, w.offer_id,
          w.revision, w.created_at, w.updated_at
        from (
          select found.* from input, json_to_recordset(wanted -> 'waitlist')
            as w (calendar_id uuid, start_time timestamptz, end_time timestamptz)
            cross join lateral (
              select * from waitlist_entry
              where host_id = w.calendar_id and status = 'waiting'
                and tstzrange(waitlist_entry.start_time, waitlist_entry.end_time) && tstzrange(w.start_time, w.end_time)
              offset 0
            ) found
          union all
          select found.* from input, json_to_recordset(wanted -> 'waitlistEntryIds') as w (calendar_id uuid, id uuid)
            cross join lateral (
              select * from waitlist_entry where host_id = w.calendar_id and waitlist_entry.id = w.id offset 0
            ) found
        ) w
      ) r) as waitlist,
      (select coalesce(json_agg(r), '[]') from (
        select i.caller_id, i.key, i.fingerprint, i.answer::text as answer
        from input, json_to_recordset(wanted -> 'keys') as w (caller_id uuid, key text)
          cross join lateral (
            select * from idempotency where caller_id = w.caller_id and idempotency.key = w.key offset 0
          ) i
      ) r) as records
  `.execute(db);
  const [state] = rows;
  if (state === undefined) throw new RangeError('the reading of a state gave no row');
  return state;
};
