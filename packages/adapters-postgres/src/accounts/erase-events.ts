import type { CalendarRecord, UserId } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.js';

/** So many of an outbox's events are looked at by one statement, so that none runs out of its time. */
const EVENTS_AT_ONCE = 10_000;

/**
 * Takes away what tells who a person is from the events of a calendar that tell of the person's bookings; where the
 * calendar is the person's own, from all of them. Types, versions, ids, times and states remain.
 */
export const eraseEvents = async (
  db: Kysely<Database>,
  { calendarId, version }: CalendarRecord,
  id: UserId,
): Promise<void> => {
  for (let first = 1; first <= version; first += EVENTS_AT_ONCE) {
    // Where a path leads nowhere, neither operation changes anything.
    await sql`
      update outbox set payload =
        jsonb_set(jsonb_set(jsonb_set(
          payload #- '{booking,guest}' #- '{booking,ending,note}' #- '{booking,ending,reason}',
          '{schedule,name}', '""'), '{eventType,name}', '""'), '{timeOff,note}', '""')
      where calendar_id = ${calendarId} and version between ${first} and ${first + EVENTS_AT_ONCE - 1}
        and (calendar_id = ${id} or payload #>> '{booking,bookerId}' = ${id}::text)
    `.execute(db);
  }
};
