import {
  ConcurrencyConflict,
  emailKey,
  err,
  ok,
  type BookedGuest,
  type CalendarId,
  type CalendarRecord,
  type Instant,
  type Result,
  type UserId,
} from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import { DEADLOCK, sqlStateOf } from '../connection/server-error.js';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { Database } from '../database.js';
import { LOCK_NOT_AVAILABLE } from '../decisions/lock-decided-calendars.js';
import { lockedForTooLong } from '../decisions/settle-decisions.js';
import { lockCalendars } from '../state/lock-calendars.js';
import { isUuid } from '../uuid.js';
import { eraseEvents } from './erase-events.js';
import { transact } from './transact.js';

const MAX_ATTEMPTS = 10;

/** Somebody has booked on a further calendar before all were locked. */
interface MoreToLock {
  readonly kind: 'more_to_lock';
}

/**
 * Takes a person away in one transaction, under the locks that decisions take: the person's own calendar and those of
 * the hosts with whom it has booked.
 * @throws ConcurrencyConflict where others kept on booking for the person, or were in the way
 */
export const erasePerson = async (db: Kysely<Database>, id: UserId, at: Instant): Promise<boolean> => {
  if (!isUuid(id)) return false;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    try {
      const outcome = await transact<boolean, MoreToLock>(db, (connection) =>
        eraseUnderLock(connection, id, at),
      );
      if (outcome.ok) return outcome.value;
    } catch (error) {
      if (sqlStateOf(error) === LOCK_NOT_AVAILABLE) throw lockedForTooLong(error);
      if (sqlStateOf(error) !== DEADLOCK) throw error;
    }
  }
  throw new ConcurrencyConflict(`gave up after ${MAX_ATTEMPTS} attempts`);
};

const eraseUnderLock = async (
  db: Kysely<Database>,
  id: UserId,
  at: Instant,
): Promise<Result<boolean, MoreToLock>> => {
  const locked = await lockCalendars(db, await calendarsTouched(db, id));
  const own = locked.find(({ calendarId }) => calendarId === id);
  if (own === undefined) return ok(false);
  const hosts = await calendarsTouched(db, id);
  if (!hosts.every((host) => locked.some(({ calendarId }) => calendarId === host)))
    return err({ kind: 'more_to_lock' });
  await eraseAccount(db, own);
  await eraseAnswers(db, id);
  await eraseStated(db, id);
  for (const calendar of locked) await eraseEvents(db, calendar, id);
  await eraseHistory(db, id);
  const changed = [id, ...(await eraseBookings(db, id)), ...(await leaveWaitlists(db, id, at))];
  await raiseVersions(db, changed);
  return ok(true);
};

/** No event tells of it, which is noted: else it would look like one that was lost. */
const raiseVersions = async (db: Kysely<Database>, ids: readonly CalendarId[]): Promise<void> => {
  await sql`
    with raised as (
      update calendar set version = version + 1 where id = any(${ids}::uuid[]) returning id, version
    )
    insert into outbox_gap (calendar_id, first_version, last_version) select id, version, version from raised
  `.execute(db);
};

const calendarsTouched = async (db: Kysely<Database>, id: UserId): Promise<readonly CalendarId[]> => {
  const { rows } = await sql<{ readonly id: CalendarId }>`
    select ${id}::uuid as id
    union select host_id from booking where booker_id = ${id}
    union select host_id from waitlist_entry where booker_id = ${id}
  `.execute(db);
  return rows.map((row) => row.id);
};

/** The account with its logins, keys and identities, and the invitations that were sent to the person. */
const eraseAccount = async (db: Kysely<Database>, { calendarId: id, organisationId }: CalendarRecord) => {
  const { rows: guests } = await sql<{ readonly guest: BookedGuest }>`
    select particulars -> 'guest' as guest from booking
    where booker_id = ${id} and particulars -> 'guest' is not null
  `.execute(db);
  const { rows: users } = await sql<{ readonly email: string }>`
    delete from app_user where id = ${id} returning email
  `.execute(db);
  const addresses = [...users, ...guests.map(({ guest }) => guest)].map(({ email }) => emailKey(email));
  await sql`
    delete from invitation
    where email_key = any(${[...new Set(addresses)]}::text[])
      and organisation_id is not distinct from ${organisationId ?? null}::uuid
  `.execute(db);
};

/**
 * What the person was answered, and what others were answered about the person: hosts and those who have shown no proof
 * of who they are by the note on it, bookers by way of what they have booked.
 */
const eraseAnswers = async (db: Kysely<Database>, id: UserId): Promise<void> => {
  await sql`
    with bookers as (
      select booker_id as id from booking where host_id = ${id}
      union select booker_id from waitlist_entry where host_id = ${id}
    )
    delete from idempotency where (caller_id, key) in (
      select caller_id, key from idempotency where caller_id = ${id} or about = ${id}
      union all
      select i.caller_id, i.key from bookers join idempotency i on i.caller_id = bookers.id
      where i.answer::text like ${`%${id}%`}
      union all
      select i.caller_id, i.key from bookers join idempotency i on i.about = bookers.id
      where i.answer::text like ${`%${id}%`}
    )
  `.execute(db);
};

/** What the person has stated as a host. Of its event types the terms remain, for bookings were made on them. */
const eraseStated = async (db: Kysely<Database>, id: UserId): Promise<void> => {
  await sql`
    with
    availabilities as (delete from availability where host_id = ${id}),
    schedules as (delete from schedule where host_id = ${id}),
    times_off as (delete from time_off where host_id = ${id}),
    event_types as (delete from event_type where host_id = ${id})
    update event_type_revision set statement = jsonb_set(statement::jsonb, '{name}', '""')::json
    where host_id = ${id}
  `.execute(db);
};

const eraseHistory = async (db: Kysely<Database>, id: UserId): Promise<void> => {
  await sql`
    update booking_history h set ending = json_build_object('by', h.ending -> 'by')
    from booking b
    where h.host_id = b.host_id and h.booking_id = b.id and (b.host_id = ${id} or b.booker_id = ${id})
      and h.ending is not null
  `.execute(db);
};

/** Gives the hosts whose bookings look different now. */
const eraseBookings = async (db: Kysely<Database>, id: UserId): Promise<readonly CalendarId[]> => {
  const { rows } = await sql<{ readonly hostId: CalendarId }>`
    update booking
    set particulars = nullif(particulars::jsonb #- '{guest}' #- '{ending,note}' #- '{ending,reason}', '{}')::json
    where (host_id = ${id} or booker_id = ${id}) and (
      particulars -> 'guest' is not null or particulars #> '{ending,note}' is not null
      or particulars #> '{ending,reason}' is not null
    )
    returning host_id as "hostId"
  `.execute(db);
  return rows.map(({ hostId }) => hostId);
};

/** Nobody waits any more; gives the hosts for whose time somebody did. */
const leaveWaitlists = async (
  db: Kysely<Database>,
  id: UserId,
  at: Instant,
): Promise<readonly CalendarId[]> => {
  const { rows } = await sql<{ readonly hostId: CalendarId }>`
    update waitlist_entry set status = 'left', revision = revision + 1, updated_at = ${timestamptzOf(at)}
    where (host_id = ${id} or booker_id = ${id}) and status = 'waiting'
    returning host_id as "hostId"
  `.execute(db);
  return rows.map(({ hostId }) => hostId);
};
