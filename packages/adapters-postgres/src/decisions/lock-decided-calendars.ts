import type { CalendarId, CalendarRecord } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import { sqlStateOf } from '../connection/server-error.js';
import type { Database } from '../database.js';
import { calendarOfRow, type CalendarRow } from '../rows.js';
import { lockCalendars } from '../state/lock-calendars.js';

export const LOCK_NOT_AVAILABLE = '55P03';

/** How long a transaction waits for calendars that others hold, in milliseconds. */
export interface LockPatience {
  /** For the lock of a calendar; 0 passes by those that are not free. */
  readonly calendarMs: number;
  /** For any other lock. */
  readonly otherMs: number;
}

export interface LockedCalendars {
  readonly locked: readonly CalendarRecord[];
  /** There are, but others hold them. */
  readonly taken: ReadonlySet<CalendarId>;
}

/**
 * Locks what calendars it can. Where it waited in vain it gives all as taken, and the transaction is aborted: nothing
 * but its end can follow.
 */
export const lockDecidedCalendars = async (
  db: Kysely<Database>,
  ids: readonly CalendarId[],
  { calendarMs, otherMs }: LockPatience,
): Promise<LockedCalendars> => {
  if (calendarMs === 0) return lockFreeCalendars(db, ids);
  await setLockTimeout(db, calendarMs);
  try {
    const locked = await lockCalendars(db, ids);
    await setLockTimeout(db, otherMs);
    return { locked, taken: new Set() };
  } catch (error) {
    if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    return { locked: [], taken: new Set(ids) };
  }
};

const setLockTimeout = async (db: Kysely<Database>, milliseconds: number): Promise<void> => {
  await sql`set local lock_timeout = ${sql.lit(milliseconds)}`.execute(db);
};

const lockFreeCalendars = async (
  db: Kysely<Database>,
  ids: readonly CalendarId[],
): Promise<LockedCalendars> => {
  const { rows } = await sql<CalendarRow>`
    select id as "calendarId", owner_id as "ownerId", role, organisation_id as "organisationId", version
    from calendar where id = any(${ids}::uuid[]) order by id for update skip locked
  `.execute(db);
  const locked = rows.map(calendarOfRow);
  const free = new Set(locked.map(({ calendarId }) => calendarId));
  const missed = ids.filter((id) => !free.has(id));
  if (missed.length === 0) return { locked, taken: new Set() };
  // What was skipped is told from what does not exist.
  const { rows: taken } = await sql<{ readonly id: CalendarId }>`
    select id from calendar where id = any(${missed}::uuid[])
  `.execute(db);
  return { locked, taken: new Set(taken.map(({ id }) => id)) };
};
