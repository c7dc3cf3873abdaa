import { sql, type Migration } from 'kysely';
import { isInterval } from './checks.js';

/**
 * `particulars` is what belongs to a booking and is looked for by nobody: the terms that were agreed, how it ended.
 * A deadline on a booking that is agreed would free its time while others still find it taken.
 *
 * A claim may be shared: claims of one calendar overlap only if they have the same key. What is not shared has its
 * booking's id in the place of a key. A key may be the id of a booking too, that which began the session; its digest
 * tells it from that booking, once it is no longer part of the session. Time comes before the key in the index: the
 * key, which is to differ, narrows nothing down.
 *
 * `is_shared` leads in the primary key because claims that are not shared don't overlap, and so are found by their
 * starts alone; those that are have an index of their own, which costs nothing where there are none.
 */
export const bookingsOnTerms: Migration = {
  up: async (db) => {
    await sql`
      alter table booking
        add column attendees integer not null default 1 constraint booking_attendees check (attendees >= 1),
        add column event_type_id uuid,
        add column event_type_revision integer,
        add column session_id uuid,
        add column share_key uuid,
        add column deadline timestamptz,
        add column waitlist_entry_id uuid,
        add column particulars json,
        add constraint booking_event_type check (num_nulls(event_type_id, event_type_revision) in (0, 2)),
        add constraint booking_session check (num_nulls(session_id, share_key) in (0, 2)),
        add constraint booking_deadline check (deadline is null or status in ('held', 'pending'))
    `.execute(db);
    await sql`create index booking_held on booking (booker_id, id) where status = 'held'`.execute(db);
    await sql`create index booking_lapsing on booking (deadline, id) where deadline is not null`.execute(db);

    await sql`
      alter table claim
        add column deadline timestamptz,
        add column share_key uuid,
        add column session_id uuid,
        add column event_type_id uuid,
        add column start_time timestamptz,
        add column end_time timestamptz,
        add column attendees integer check (attendees >= 1),
        add column is_shared boolean not null generated always as (share_key is not null) stored,
        add constraint claim_shared check (
          num_nulls(share_key, session_id, event_type_id, start_time, end_time, attendees) in (0, 6)
        ),
        add constraint claim_booked check (share_key is null or (${isInterval('start_time', 'end_time')})),
        drop constraint claim_no_overlap,
        add constraint claim_no_overlap exclude using gist (
          calendar_id with =,
          tstzrange(blocked_start, blocked_end) with &&,
          (coalesce(md5(share_key::text)::uuid, booking_id)) with <>
        ),
        drop constraint claim_pkey,
        add primary key (calendar_id, is_shared, blocked_start, booking_id)
    `.execute(db);
    await sql`
      create index claim_shared_within on claim
        using gist (calendar_id, tstzrange(blocked_start, blocked_end)) where is_shared
    `.execute(db);

    await sql`
      alter table booking_history
        alter column actor_id drop not null,
        add column overridden json,
        add column ending json,
        drop constraint booking_history_actor_role_check,
        add constraint booking_history_actor check (
          case actor_role when 'SYSTEM' then actor_id is null else actor_id is not null end
          and actor_role in ('HOST', 'USER', 'SYSTEM')
        )
    `.execute(db);
  },
};
