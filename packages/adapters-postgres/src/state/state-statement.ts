import type { WantedState } from './wanted-state.js';

type Wanted = keyof WantedState;

/** Rows of one kind, as one member of the answer. */
interface StatePart {
  readonly name: string;
  /** Selects the rows of whatever was found, which is called `found`. */
  readonly rows: string;
  /** Where they are found, each only read if there is something to look for: a row may come by several. */
  readonly sources: Readonly<Partial<Record<Wanted, string>>>;
}

const WANTED_STRETCHES = `(calendar_id uuid, start_time timestamptz, end_time timestamptz)`;
const WANTED_IDS = `(calendar_id uuid, id uuid)`;

const byId = (list: Wanted, table: string): string => `
  select found.* from input, json_to_recordset(wanted -> '${list}') as w ${WANTED_IDS}
    cross join lateral (
      select * from ${table} where host_id = w.calendar_id and ${table}.id = w.id offset 0
    ) found`;

/** Claims of a calendar that can't be shared and meet the stretch `w`. */
const EXCLUSIVE_IN_STRETCH = `
  claim.calendar_id = w.calendar_id and not claim.is_shared
    and claim.blocked_start < w.end_time
    and claim.blocked_start >= coalesce((
      select max(before.blocked_start) from claim before
      where before.calendar_id = w.calendar_id and not before.is_shared and before.blocked_start <= w.start_time
    ), w.start_time)
    and claim.blocked_end > w.start_time`;

const SHARED_IN_STRETCH = `
  claim.calendar_id = w.calendar_id and claim.is_shared
    and tstzrange(claim.blocked_start, claim.blocked_end) && tstzrange(w.start_time, w.end_time)`;

const bookingsWhere = (meets: string): string => `
  select found.* from input, json_to_recordset(wanted -> 'bookings') as w ${WANTED_STRETCHES}
    cross join lateral (
      select one.* from claim cross join lateral (
        select * from booking where booking.host_id = claim.calendar_id and booking.id = claim.booking_id offset 0
      ) one
      where ${meets} offset 0
    ) found`;

const PARTS: readonly StatePart[] = [
  {
    name: 'calendars',
    rows: `found.id as "calendarId", found.owner_id as "ownerId", found.role,
      found.organisation_id as "organisationId", found.version`,
    sources: {
      calendars: `
        select found.* from input, json_array_elements_text(wanted -> 'calendars') as w (id)
          cross join lateral (select * from calendar where calendar.id = w.id::uuid offset 0) found`,
    },
  },
  {
    name: 'claims',
    rows: 'found.calendar_id, found.booking_id, found.blocked_start, found.blocked_end, found.deadline',
    sources: {
      claims: `
        select found.* from input, json_to_recordset(wanted -> 'claims') as w ${WANTED_STRETCHES}
          cross join lateral (select * from claim where ${EXCLUSIVE_IN_STRETCH} offset 0) found`,
    },
  },
  {
    name: 'sharedClaims',
    rows: `found.calendar_id, found.booking_id, found.blocked_start, found.blocked_end, found.deadline,
      found.share_key, found.session_id, found.event_type_id, found.start_time, found.end_time, found.attendees`,
    sources: {
      claims: `
        select found.* from input, json_to_recordset(wanted -> 'claims') as w ${WANTED_STRETCHES}
          cross join lateral (select * from claim where ${SHARED_IN_STRETCH} offset 0) found`,
    },
  },
  {
    name: 'availability',
    rows: `found.host_id, found.id, found.start_time, found.end_time, found.slot_duration_minutes, found.revision,
      found.created_at, found.updated_at`,
    sources: {
      intent: `
        select found.* from grown cross join lateral (
          select * from availability
          where host_id = grown.calendar_id and start_time between grown.start_time and grown.end_time
          offset 0
        ) found`,
      availabilityIds: byId('availabilityIds', 'availability'),
    },
  },
  {
    name: 'schedules',
    rows: `found.host_id, found.id, found.statement, found.is_default, found.revision, found.created_at,
      found.updated_at`,
    sources: {
      intent: `
        select found.* from (select distinct calendar_id from wanted_intent) w cross join lateral (
          select * from schedule where host_id = w.calendar_id offset 0
        ) found`,
    },
  },
  {
    name: 'timeOff',
    rows: `found.host_id, found.id, found.start_time, found.end_time, found.start_date, found.end_date,
      found.time_zone, found.note, found.created_at`,
    sources: {
      intent: `
        select found.* from grown cross join lateral (
          select * from time_off
          where host_id = grown.calendar_id and reach && tstzrange(grown.start_time, grown.end_time)
          offset 0
        ) found`,
      timeOffIds: byId('timeOffIds', 'time_off'),
    },
  },
  {
    name: 'bookings',
    rows: `found.host_id, found.id, found.booker_id, found.start_time, found.end_time, found.status, found.attendees,
      found.event_type_id, found.event_type_revision, found.session_id, found.share_key, found.deadline,
      found.waitlist_entry_id, found.particulars, found.revision, found.created_at, found.updated_at`,
    sources: {
      bookings: `${bookingsWhere(EXCLUSIVE_IN_STRETCH)} union all ${bookingsWhere(SHARED_IN_STRETCH)}`,
      booked: `
        select found.* from input, json_to_recordset(wanted -> 'booked') as w ${WANTED_STRETCHES}
          cross join lateral (
            select * from booking
            where booker_id = w.calendar_id and booking.start_time < w.end_time and booking.end_time > w.start_time
              and status in ('held', 'pending', 'confirmed', 'no-show', 'completed')
            offset 0
          ) found`,
      holds: `
        select found.* from input, json_array_elements_text(wanted -> 'holds') as w (id)
          cross join lateral (
            select * from booking where booker_id = w.id::uuid and status = 'held' offset 0
          ) found`,
      bookingIds: byId('bookingIds', 'booking'),
    },
  },
  {
    name: 'eventTypes',
    rows: 'found.host_id, found.id, found.statement, found.revision, found.created_at, found.updated_at',
    sources: {
      eventTypes: `
        select found.* from input, json_array_elements_text(wanted -> 'eventTypes') as w (id)
          cross join lateral (select * from event_type where host_id = w.id::uuid offset 0) found`,
      eventTypeIds: byId('eventTypeIds', 'event_type'),
    },
  },
  {
    name: 'waitlist',
    rows: `found.host_id, found.id, found.event_type_id, found.booker_id, found.start_time, found.end_time,
      found.attendees, found.status, found.offer_id, found.revision, found.created_at, found.updated_at`,
    sources: {
      waitlist: `
        select found.* from input, json_to_recordset(wanted -> 'waitlist') as w ${WANTED_STRETCHES}
          cross join lateral (
            select * from waitlist_entry
            where host_id = w.calendar_id and status = 'waiting'
              and tstzrange(waitlist_entry.start_time, waitlist_entry.end_time) && tstzrange(w.start_time, w.end_time)
            offset 0
          ) found`,
      waitlistEntryIds: byId('waitlistEntryIds', 'waitlist_entry'),
    },
  },
  {
    name: 'records',
    rows: 'found.caller_id, found.key, found.fingerprint, found.answer::text as answer',
    sources: {
      keys: `
        select found.* from input, json_to_recordset(wanted -> 'keys') as w (caller_id uuid, key text)
          cross join lateral (
            select * from idempotency where caller_id = w.caller_id and idempotency.key = w.key offset 0
          ) found`,
    },
  },
];

const INTENT = `,
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
  )`;

const memberOf = ({ name, rows, sources }: StatePart, lists: readonly Wanted[]): string[] => {
  const asked = lists.flatMap((list) => sources[list] ?? []);
  if (asked.length === 0) return [];
  const from = asked.join(' union all ');
  return [`(select coalesce(json_agg(r), '[]') from (select ${rows} from (${from}) found) r) as "${name}"`];
};

const statements = new Map<string, string>();

/**
 * The statement that reads what is wanted, with what is wanted as its one parameter, a JSON document; undefined where
 * nothing is. Its text follows from which lists there are and not from what is in them, so there are few of them, and
 * each has nothing in it that this reading does without: PostgreSQL spends more on the parts of a statement than on rows.
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
export const stateStatement = (wanted: WantedState): string | undefined => {
  const lists = (Object.keys(wanted) as Wanted[]).filter((list) => wanted[list].length > 0);
  if (lists.length === 0) return undefined;
  const key = lists.toSorted().join(' ');
  const known = statements.get(key) ?? statementFor(lists);
  statements.set(key, known);
  return known;
};

const statementFor = (lists: readonly Wanted[]): string => `
  with recursive input as materialized (select $1::json as wanted)${lists.includes('intent') ? INTENT : ''}
  select ${PARTS.flatMap((part) => memberOf(part, lists)).join(', ')}`;
