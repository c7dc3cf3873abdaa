import type { CalendarId, CalendarRecord } from '@slotkeeper/domain';
import { CompiledQuery } from 'kysely';
import type { Executes } from '../connection/sessions.js';
import { calendarOfRow, type CalendarRow } from '../rows.js';

/**
 * Locks calendars in order of their ids, so that two transactions never wait for each other, and gives those that there
 * are. It reads nothing else: its snapshot is older than its locks. What the locks protect is read by a statement of
 * its own afterwards (PostgreSQL manual, 13.2.1 Read Committed Isolation Level).
 */
export const lockCalendars = async (
  db: Executes,
  ids: readonly CalendarId[],
): Promise<readonly CalendarRecord[]> => {
  const { rows } = await db.executeQuery<CalendarRow>(CompiledQuery.raw(LOCK, [ids]));
  return rows.map(calendarOfRow);
};

/** Passes by those that others hold. */
export const lockFreeCalendars = async (
  db: Executes,
  ids: readonly CalendarId[],
): Promise<readonly CalendarRecord[]> => {
  const { rows } = await db.executeQuery<CalendarRow>(CompiledQuery.raw(`${LOCK} skip locked`, [ids]));
  return rows.map(calendarOfRow);
};

const LOCK = `
  select id as "calendarId", owner_id as "ownerId", role, organisation_id as "organisationId", version
  from calendar where id = any($1::uuid[]) order by id for update`;
