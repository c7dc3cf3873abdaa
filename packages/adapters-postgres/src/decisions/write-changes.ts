import { calendarsOf, claimsOf, type Booking, type Claim } from '@slotkeeper/domain';
import { CompiledQuery } from 'kysely';
import { answersOf, type Executes } from '../connection/sessions.js';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { BookingParticulars } from '../database.js';
import type { BatchChanges, TouchedBooking } from './batch-changes.js';
import { statementsOfStated } from './write-stated.js';

/**
 * Writes the changes of a transaction: one statement, one before it where claims must make room first, and others where
 * something was stated, which is rare: bookings don't pay for what they don't write. Each is of constant text, with its rows
 * as JSON. All are sent before this returns; it fails as the first of them does.
 */
export const writeChanges = async (db: Executes, changes: BatchChanges): Promise<void> => {
  const released = releasedClaims([...changes.bookings.values()]);
  const statements = [
    // By a statement of its own: parts of one statement run in no order, and the time must be free before it is taken.
    ...(released.length > 0 ? [CompiledQuery.raw(DELETE_CLAIMS, [JSON.stringify(released)])] : []),
    ...statementsOfStated(changes),
    CompiledQuery.raw(WRITE_ROWS, [...rowsOf(changes)]),
  ];
  await answersOf(statements.map((statement) => db.executeQuery(statement)));
};

interface ReleasedClaim {
  readonly calendar_id: string;
  readonly booking_id: string;
  readonly is_shared: boolean;
  readonly first_start: string;
  readonly last_start: string;
}

const releasedClaims = (touched: readonly TouchedBooking[]): ReleasedClaim[] =>
  touched.flatMap(({ before, wasStored, after }) => {
    if (before !== undefined) return claimsOf(before).map(releasedClaim);
    if (!wasStored) return [];
    return calendarsOf(after).flatMap((calendarId) =>
      [false, true].map((isShared) => ({
        calendar_id: calendarId,
        booking_id: after.id,
        is_shared: isShared,
        first_start: '-infinity',
        last_start: 'infinity',
      })),
    );
  });

const releasedClaim = ({ calendarId, bookingId, blocked, shared }: Claim): ReleasedClaim => ({
  calendar_id: calendarId,
  booking_id: bookingId,
  is_shared: shared !== undefined,
  first_start: timestamptzOf(blocked.start),
  last_start: timestamptzOf(blocked.start),
});

const DELETE_CLAIMS = `
    delete from claim using json_to_recordset($1::json)
      as given (calendar_id uuid, booking_id uuid, is_shared boolean, first_start timestamptz, last_start timestamptz)
    where claim.calendar_id = given.calendar_id and claim.booking_id = given.booking_id
      and claim.is_shared = given.is_shared
      and claim.blocked_start between given.first_start and given.last_start
  `;

const WRITE_ROWS = `
    with bookings as (
      insert into booking
        (host_id, id, booker_id, start_time, end_time, status, attendees, event_type_id, event_type_revision,
          session_id, share_key, deadline, waitlist_entry_id, particulars, revision, created_at, updated_at)
      select r.* from json_to_recordset($1::json) as r (
        host_id uuid, id uuid, booker_id uuid, start_time timestamptz, end_time timestamptz, status text,
        attendees integer, event_type_id uuid, event_type_revision integer, session_id uuid, share_key uuid,
        deadline timestamptz, waitlist_entry_id uuid, particulars json, revision integer, created_at timestamptz,
        updated_at timestamptz)
      on conflict (host_id, id) do update set
        booker_id = excluded.booker_id, start_time = excluded.start_time, end_time = excluded.end_time,
        status = excluded.status, attendees = excluded.attendees, event_type_id = excluded.event_type_id,
        event_type_revision = excluded.event_type_revision, session_id = excluded.session_id,
        share_key = excluded.share_key, deadline = excluded.deadline, waitlist_entry_id = excluded.waitlist_entry_id,
        particulars = excluded.particulars, revision = excluded.revision, created_at = excluded.created_at,
        updated_at = excluded.updated_at
    ),
    claims as (
      insert into claim
        (calendar_id, booking_id, blocked_start, blocked_end, deadline, share_key, session_id, event_type_id, start_time,
          end_time, attendees)
      select r.* from json_to_recordset($2::json) as r (
        calendar_id uuid, booking_id uuid, blocked_start timestamptz, blocked_end timestamptz, deadline timestamptz,
        share_key uuid, session_id uuid, event_type_id uuid, start_time timestamptz, end_time timestamptz,
        attendees integer)
    ),
    history as (
      insert into booking_history
        (host_id, booking_id, revision, type, at, actor_id, actor_role, status, start_time, end_time, overridden, ending)
      select r.* from json_to_recordset($3::json) as r (
        host_id uuid, booking_id uuid, revision integer, type text, at timestamptz, actor_id uuid, actor_role text,
        status text, start_time timestamptz, end_time timestamptz, overridden json, ending json)
    ),
    events as (
      insert into outbox (calendar_id, version, type, at, payload)
      select r.* from json_to_recordset($4::json) as r (
        calendar_id uuid, version bigint, type text, at timestamptz, payload jsonb)
    ),
    answers as (
      insert into idempotency (caller_id, key, fingerprint, answer, about, created_at)
      select r.caller_id, r.key, r.fingerprint, r.answer::json, r.about, r.created_at
      from json_to_recordset($5::json) as r (
        caller_id uuid, key text, fingerprint text, answer text, about uuid, created_at timestamptz)
    ),
    versions as materialized (
      select r.* from json_to_recordset($6::json) as r (
        calendar_id uuid, after_version bigint, version bigint)
    ),
    waiting as (
      insert into event_waiting (consumer_id, calendar_id, after_version)
      select event_consumer.id, calendar_id, after_version from event_consumer cross join versions
    )
    update calendar set version = versions.version from versions where calendar.id = versions.calendar_id
  `;

/** As arrays of their own: of one document, each part would be found by reading all of it. */
const rowsOf = (changes: BatchChanges): readonly string[] =>
  [
    [...changes.bookings.values()].map(({ after }) => bookingRow(after)),
    [...changes.bookings.values()].flatMap(({ after }) => claimsOf(after)).map(claimRow),
    changes.history.map((entry) => ({
      host_id: entry.hostId,
      booking_id: entry.bookingId,
      revision: entry.revision,
      type: entry.type,
      at: timestamptzOf(entry.at),
      actor_id: entry.actor.role === 'SYSTEM' ? null : entry.actor.userId,
      actor_role: entry.actor.role,
      status: entry.status,
      start_time: timestamptzOf(entry.startTime),
      end_time: timestamptzOf(entry.endTime),
      overridden: entry.overridden,
      ending: entry.ending,
    })),
    changes.events.map(({ version, event }) => ({
      calendar_id: event.calendarId,
      version,
      type: event.type,
      at: timestamptzOf(event.at),
      payload: event,
    })),
    // In one order in every transaction, so that two which keep the same keys don't wait for each other.
    changes.answers
      .map(({ key, answer, about, at }) => ({
        caller_id: key.callerId,
        key: key.key,
        fingerprint: key.fingerprint,
        answer,
        about,
        created_at: timestamptzOf(at),
      }))
      .sort((a, b) => compare(a.caller_id, b.caller_id) || compare(a.key, b.key)),
    [...changes.versions].map(([id, { before, after }]) => ({
      calendar_id: id,
      after_version: before,
      version: after,
    })),
  ].map((rows) => JSON.stringify(rows));

const bookingRow = ({ eventType, session, deadline, ...booking }: Booking) => ({
  host_id: booking.hostId,
  id: booking.id,
  booker_id: booking.bookerId,
  start_time: timestamptzOf(booking.startTime),
  end_time: timestamptzOf(booking.endTime),
  status: booking.status,
  attendees: booking.attendees,
  event_type_id: eventType?.id,
  event_type_revision: eventType?.revision,
  session_id: session?.id,
  share_key: session?.shareKey,
  deadline: deadline === undefined ? undefined : timestamptzOf(deadline),
  waitlist_entry_id: booking.waitlistEntryId,
  particulars: particularsOf({ eventType, ...booking }),
  revision: booking.revision,
  created_at: timestamptzOf(booking.createdAt),
  updated_at: timestamptzOf(booking.updatedAt),
});

/** Undefined where there are none. */
const particularsOf = ({
  eventType,
  guest,
  expiredFrom,
  ending,
  checkedInAt,
}: Omit<Booking, 'session' | 'deadline'>): BookingParticulars | undefined => {
  if ([eventType, guest, expiredFrom, ending, checkedInAt].every((one) => one === undefined))
    return undefined;
  return {
    agreed: eventType === undefined ? undefined : agreedTerms(eventType),
    guest,
    expiredFrom,
    ending,
    checkedInAt,
  };
};

const agreedTerms = ({ id: _id, revision: _revision, ...agreed }: NonNullable<Booking['eventType']>) =>
  agreed;

const claimRow = ({ calendarId, bookingId, blocked, deadline, shared }: Claim) => ({
  calendar_id: calendarId,
  booking_id: bookingId,
  blocked_start: timestamptzOf(blocked.start),
  blocked_end: timestamptzOf(blocked.end),
  deadline: deadline === undefined ? undefined : timestamptzOf(deadline),
  ...(shared === undefined
    ? {}
    : {
        share_key: shared.shareKey,
        session_id: shared.sessionId,
        event_type_id: shared.eventTypeId,
        start_time: timestamptzOf(shared.startTime),
        end_time: timestamptzOf(shared.endTime),
        attendees: shared.attendees,
      }),
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
