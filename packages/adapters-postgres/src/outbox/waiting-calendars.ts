import type { CalendarId } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.js';
import type { EventConsumer } from './event-consumer.js';

/** A note that a calendar may have something new. */
export interface WaitingCalendar {
  readonly number: number;
  readonly calendarId: CalendarId;
}

/** So many calendars are noted at a time as having something from before the consumer was there. */
const CALENDARS_AT_ONCE = 1_000;

/**
 * The notes that follow a given one, so many at the most, in order. Their calendars have positions afterwards: where the
 * consumer was told of nothing yet, before the first event that it is to be told of.
 */
export const waitingAfter = async (
  db: Kysely<Database>,
  { id, isFromBeginning }: EventConsumer,
  number: number,
  limit: number,
): Promise<readonly WaitingCalendar[]> => {
  const { rows } = await sql<WaitingCalendar>`
    with page as materialized (
      select number, calendar_id, after_version from event_waiting
      where consumer_id = ${id} and number > ${number} order by number limit ${limit}
    ),
    begun as (
      insert into event_position (consumer_id, calendar_id, version)
      select ${id}::integer, calendar_id, case when ${isFromBeginning} then 0 else min(after_version) end from page
      where not exists (
        select from event_position where consumer_id = ${id} and event_position.calendar_id = page.calendar_id
      )
      group by calendar_id
      on conflict do nothing
    )
    select number, calendar_id as "calendarId" from page order by number
  `.execute(db);
  return rows;
};

/**
 * Notes for the next calendars that there may be something from before the consumer was there. Doing it twice is
 * harmless: where there is nothing, nothing is delivered.
 * @returns the consumer as it is then
 */
export const fillWaiting = async (db: Kysely<Database>, consumer: EventConsumer): Promise<EventConsumer> => {
  const { rows } = await sql<Pick<EventConsumer, 'filledTo' | 'isFilled'>>`
    with page as materialized (
      select id, version from calendar where id >= ${consumer.filledTo} order by id limit ${CALENDARS_AT_ONCE}
    ),
    noted as (
      insert into event_waiting (consumer_id, calendar_id, after_version)
      select ${consumer.id}::integer, id, 0 from page where version > 0
    )
    update event_consumer set
      filled_to = coalesce((select id from page order by id desc limit 1), filled_to),
      is_filled = (select count(*) from page) < ${CALENDARS_AT_ONCE}
    where id = ${consumer.id}
    returning filled_to as "filledTo", is_filled as "isFilled"
  `.execute(db);
  const [filled] = rows;
  if (filled === undefined) throw new RangeError('the consumer was taken away');
  return { ...consumer, ...filled };
};
