import type { CalendarId, CalendarRecord } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.js';
import { calendarOfRow, type CalendarRow } from '../rows.js';

/**
 * Locks calendars in order of their ids, so that two transactions never wait for each other, and gives those that there
 * are. It reads nothing else: its snapshot is older than its locks. What the locks protect is read by a statement of
 * its own afterwards (PostgreSQL manual, 13.2.1 Read Committed Isolation Level).
 */
export const lockCalendars = async (
  db: Kysely<Database>,
  ids: readonly CalendarId[],
): Promise<readonly CalendarRecord[]> => {
  const { rows } = await sql<CalendarRow>`
    select id as "calendarId", owner_id as "ownerId", role, organisation_id as "organisationId", version
    from calendar where id = any(${ids}::uuid[]) order by id for update
  `.execute(db);
  return rows.map(calendarOfRow);
};
