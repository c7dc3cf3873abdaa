import {
  isDateSpan,
  type EventType,
  type Schedule,
  type TimeOff,
  type WaitlistEntry,
} from '@slotkeeper/domain';
import { CompiledQuery } from 'kysely';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { BatchChanges } from './batch-changes.js';
import type { StatedChanges } from './stated-changes.js';

/**
 * The statements that write what hosts state and who waits: none where there is nothing of it, or one, and one before it
 * where schedules must make room for others.
 */
export const statementsOfStated = (changes: BatchChanges): readonly CompiledQuery[] => {
  const { availability, schedules, timeOff, eventTypes, waitlist } = changes;
  const isNothing =
    [availability, schedules, timeOff, eventTypes].every(({ isEmpty }) => isEmpty) && waitlist.size === 0;
  if (isNothing) return [];
  const deposed = deposedSchedules(schedules);
  return [
    // By a statement of its own, as with claims: a host has one default, and its place must be free for the next.
    ...(deposed === undefined ? [] : [CompiledQuery.raw(DEPOSE_SCHEDULES, [deposed])]),
    CompiledQuery.raw(WRITE_ROWS, [documentOf(changes)]),
  ];
};

/** The schedules that are not, or no longer, their host's default; undefined where there are none. */
const deposedSchedules = (schedules: StatedChanges<Schedule>): string | undefined => {
  const deposed = [...schedules.stated.values()].filter(({ isDefault }) => !isDefault);
  if (deposed.length === 0 && schedules.withdrawn.size === 0) return undefined;
  return JSON.stringify({
    deposed: deposed.map(({ hostId, id }) => ({ host_id: hostId, id })),
    withdrawn: withdrawnRows(schedules),
  });
};

const DEPOSE_SCHEDULES = `
    with
    input as materialized (select $1::json as given),
    withdrawn as (
      delete from schedule using input, json_to_recordset(given -> 'withdrawn') as r (host_id uuid, id uuid)
      where schedule.host_id = r.host_id and schedule.id = r.id
    )
    update schedule set is_default = false
    from input, json_to_recordset(given -> 'deposed') as r (host_id uuid, id uuid)
    where schedule.host_id = r.host_id and schedule.id = r.id and schedule.is_default
  `;

const WRITE_ROWS = `
    with
    input as materialized (select $1::json as given),
    withdrawn_availability as (
      delete from availability using input, json_to_recordset(given -> 'withdrawnAvailability') as r (host_id uuid, id uuid)
      where availability.host_id = r.host_id and availability.id = r.id
    ),
    stated_availability as (
      insert into availability
        (host_id, id, start_time, end_time, slot_duration_minutes, revision, created_at, updated_at)
      select r.* from input, json_to_recordset(given -> 'availability') as r (
        host_id uuid, id uuid, start_time timestamptz, end_time timestamptz, slot_duration_minutes integer,
        revision integer, created_at timestamptz, updated_at timestamptz)
      on conflict (host_id, id) do update set
        start_time = excluded.start_time, end_time = excluded.end_time,
        slot_duration_minutes = excluded.slot_duration_minutes, revision = excluded.revision,
        created_at = excluded.created_at, updated_at = excluded.updated_at
    ),
    stated_schedules as (
      insert into schedule (host_id, id, statement, is_default, revision, created_at, updated_at)
      select r.* from input, json_to_recordset(given -> 'schedules') as r (
        host_id uuid, id uuid, statement json, is_default boolean, revision integer, created_at timestamptz,
        updated_at timestamptz)
      on conflict (host_id, id) do update set
        statement = excluded.statement, is_default = excluded.is_default, revision = excluded.revision,
        created_at = excluded.created_at, updated_at = excluded.updated_at
    ),
    withdrawn_time_off as (
      delete from time_off using input, json_to_recordset(given -> 'withdrawnTimeOff') as r (host_id uuid, id uuid)
      where time_off.host_id = r.host_id and time_off.id = r.id
    ),
    stated_time_off as (
      insert into time_off
        (host_id, id, start_time, end_time, start_date, end_date, time_zone, note, created_at)
      select r.* from input, json_to_recordset(given -> 'timeOff') as r (
        host_id uuid, id uuid, start_time timestamptz, end_time timestamptz, start_date date, end_date date,
        time_zone text, note text, created_at timestamptz)
      on conflict (host_id, id) do update set
        start_time = excluded.start_time, end_time = excluded.end_time, start_date = excluded.start_date,
        end_date = excluded.end_date, time_zone = excluded.time_zone, note = excluded.note,
        created_at = excluded.created_at
    ),
    withdrawn_event_types as (
      delete from event_type using input, json_to_recordset(given -> 'withdrawnEventTypes') as r (host_id uuid, id uuid)
      where event_type.host_id = r.host_id and event_type.id = r.id
    ),
    stated_event_types as (
      insert into event_type (host_id, id, statement, revision, created_at, updated_at)
      select r.* from input, json_to_recordset(given -> 'eventTypes') as r (
        host_id uuid, id uuid, statement json, revision integer, created_at timestamptz, updated_at timestamptz)
      on conflict (host_id, id) do update set
        statement = excluded.statement, revision = excluded.revision, created_at = excluded.created_at,
        updated_at = excluded.updated_at
    ),
    event_type_revisions as (
      insert into event_type_revision (host_id, id, statement, revision, created_at, updated_at)
      select r.* from input, json_to_recordset(given -> 'eventTypeRevisions') as r (
        host_id uuid, id uuid, statement json, revision integer, created_at timestamptz, updated_at timestamptz)
    )
    insert into waitlist_entry
      (host_id, id, event_type_id, booker_id, start_time, end_time, attendees, status, offer_id, revision, created_at,
        updated_at)
    select r.* from input, json_to_recordset(given -> 'waitlist') as r (
      host_id uuid, id uuid, event_type_id uuid, booker_id uuid, start_time timestamptz, end_time timestamptz,
      attendees integer, status text, offer_id uuid, revision integer, created_at timestamptz, updated_at timestamptz)
    on conflict (host_id, id) do update set
      event_type_id = excluded.event_type_id, booker_id = excluded.booker_id, start_time = excluded.start_time,
      end_time = excluded.end_time, attendees = excluded.attendees, status = excluded.status,
      offer_id = excluded.offer_id, revision = excluded.revision, created_at = excluded.created_at,
      updated_at = excluded.updated_at
  `;

const documentOf = (changes: BatchChanges): string =>
  JSON.stringify({
    withdrawnAvailability: withdrawnRows(changes.availability),
    availability: [...changes.availability.stated.values()].map((availability) => ({
      host_id: availability.hostId,
      id: availability.id,
      start_time: timestamptzOf(availability.startTime),
      end_time: timestamptzOf(availability.endTime),
      slot_duration_minutes: availability.slotDuration,
      revision: availability.revision,
      created_at: timestamptzOf(availability.createdAt),
      updated_at: timestamptzOf(availability.updatedAt),
    })),
    schedules: [...changes.schedules.stated.values()].map(scheduleRow),
    withdrawnTimeOff: withdrawnRows(changes.timeOff),
    timeOff: [...changes.timeOff.stated.values()].map(timeOffRow),
    withdrawnEventTypes: withdrawnRows(changes.eventTypes),
    eventTypes: [...changes.eventTypes.stated.values()].map(eventTypeRow),
    eventTypeRevisions: [...changes.eventTypeRevisions.values()].map(eventTypeRow),
    waitlist: [...changes.waitlist.values()].map(waitlistRow),
  });

const withdrawnRows = ({ withdrawn }: StatedChanges<{ readonly id: string }>) =>
  [...withdrawn].flatMap(([id, calendars]) => calendars.map((hostId) => ({ host_id: hostId, id })));

const eventTypeRow = (eventType: EventType) => {
  const { id, hostId, revision, createdAt, updatedAt, ...statement } = eventType;
  return {
    host_id: hostId,
    id,
    statement,
    revision,
    created_at: timestamptzOf(createdAt),
    updated_at: timestamptzOf(updatedAt),
  };
};

const waitlistRow = (entry: WaitlistEntry) => ({
  host_id: entry.hostId,
  id: entry.id,
  event_type_id: entry.eventTypeId,
  booker_id: entry.bookerId,
  start_time: timestamptzOf(entry.startTime),
  end_time: timestamptzOf(entry.endTime),
  attendees: entry.attendees,
  status: entry.status,
  offer_id: entry.offerId,
  revision: entry.revision,
  created_at: timestamptzOf(entry.createdAt),
  updated_at: timestamptzOf(entry.updatedAt),
});

const scheduleRow = (schedule: Schedule) => {
  const { id, hostId, isDefault, revision, createdAt, updatedAt, ...statement } = schedule;
  return {
    host_id: hostId,
    id,
    statement,
    is_default: isDefault,
    revision,
    created_at: timestamptzOf(createdAt),
    updated_at: timestamptzOf(updatedAt),
  };
};

const timeOffRow = ({ id, hostId, span, note, createdAt }: TimeOff) => ({
  host_id: hostId,
  id,
  ...(isDateSpan(span)
    ? { start_date: span.startDate, end_date: span.endDate, time_zone: span.timeZone }
    : { start_time: timestamptzOf(span.startTime), end_time: timestamptzOf(span.endTime) }),
  note,
  created_at: timestamptzOf(createdAt),
});
