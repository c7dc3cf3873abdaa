import type { CalendarId, CalendarRecord } from '@slotkeeper/domain';
import { CompiledQuery } from 'kysely';
import { sqlStateOf } from '../connection/server-error.js';
import type { Executes } from '../connection/sessions.js';
import { lockCalendars, lockFreeCalendars } from '../state/lock-calendars.js';

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
  db: Executes,
  ids: readonly CalendarId[],
  { calendarMs, otherMs }: LockPatience,
): Promise<LockedCalendars> => {
  if (calendarMs === 0) return lockThoseFree(db, ids);
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

const setLockTimeout = async (db: Executes, milliseconds: number): Promise<void> => {
  await db.executeQuery(CompiledQuery.raw(`set local lock_timeout = ${milliseconds}`));
};

const lockThoseFree = async (db: Executes, ids: readonly CalendarId[]): Promise<LockedCalendars> => {
  const locked = await lockFreeCalendars(db, ids);
  const free = new Set(locked.map(({ calendarId }) => calendarId));
  const missed = ids.filter((id) => !free.has(id));
  if (missed.length === 0) return { locked, taken: new Set() };
  // What was skipped is told from what does not exist.
  const { rows: taken } = await db.executeQuery<{ readonly id: CalendarId }>(
    CompiledQuery.raw('select id from calendar where id = any($1::uuid[])', [missed]),
  );
  return { locked, taken: new Set(taken.map(({ id }) => id)) };
};
