import { fault, sound, type DatabaseCheck } from './check.js';
import { noneOf } from './none-of.js';

/**
 * Whether every booking event has its line of history, and every line its event. Where events were thrown away from the
 * first on, lines that have none are those.
 */
const historyAndOutbox: DatabaseCheck = {
  check: 'history-and-outbox',
  look: async (session) => {
    const { rows } = await session.query<{
      untold: string;
      unwritten: string;
      different: string;
      example: string;
    }>(`
      with told as (
        select calendar_id, type, at, (payload #>> '{booking,id}')::uuid as booking_id,
          (payload #>> '{booking,revision}')::integer as revision, payload
        from outbox where type like 'booking.%'
      ), compared as (
        select coalesce(line.booking_id, told.booking_id) as booking_id,
          told.booking_id is null and not exists (
            select from outbox_gap where outbox_gap.calendar_id = line.host_id and first_version = 1
          ) as is_untold,
          line.booking_id is null as is_unwritten,
          told.booking_id is not null and line.booking_id is not null and (line.type <> told.type or line.at <> told.at or line.status <> payload #>> '{booking,status}'
            or extract(epoch from line.start_time) * 1000 <> (payload #>> '{booking,startTime}')::bigint
            or extract(epoch from line.end_time) * 1000 <> (payload #>> '{booking,endTime}')::bigint
            or line.actor_id::text is distinct from payload #>> '{actor,userId}'
            or line.actor_role <> payload #>> '{actor,role}') as is_different
        from booking_history as line full join told
          on told.calendar_id = line.host_id and told.booking_id = line.booking_id and told.revision = line.revision
      )
      select count(*) filter (where is_untold) as untold, count(*) filter (where is_unwritten) as unwritten,
        count(*) filter (where is_different) as different,
        min(booking_id::text) filter (where is_untold or is_unwritten or is_different) as example
      from compared`);
    const { untold, unwritten, different, example } = rows[0] ?? {};
    const found = [
      ...(untold === '0' ? [] : [`${untold} lines of history without an event`]),
      ...(unwritten === '0' ? [] : [`${unwritten} events without a line of history`]),
      ...(different === '0' ? [] : [`${different} events that differ from their line of history`]),
    ];
    return found.length === 0
      ? sound('every booking event has its line of history, and every line its event')
      : fault(`${found.join(', ')}, such as of booking ${example}`);
  },
};

/** Whether the outbox is whole, and its consumers can get all of it. */
export const OUTBOX_CHECKS: readonly DatabaseCheck[] = [
  historyAndOutbox,
  noneOf({
    check: 'outbox-versions',
    sound: 'every version of every calendar is an event, or noted as a gap',
    fault: 'calendars lack events, have too many, or are not there',
    // Erasures raise a version without an event, and note that. As many as the last version says are all of them.
    statement: `
      select coalesce(calendar.id, told.calendar_id, skipped.calendar_id)::text
      from calendar
      full join (
        select calendar_id, count(*) as events, max(version) as last from outbox group by calendar_id
      ) as told on told.calendar_id = calendar.id
      full join (
        select calendar_id, sum(last_version - first_version + 1) as versions, max(last_version) as last
        from outbox_gap group by calendar_id
      ) as skipped on skipped.calendar_id = coalesce(calendar.id, told.calendar_id)
      where calendar.version is distinct from coalesce(events, 0) + coalesce(versions, 0)
        or calendar.version <> greatest(told.last, skipped.last, 0)`,
  }),
  noneOf({
    check: 'outbox-payloads',
    sound: 'every event is filed under its calendar, type and time',
    fault: 'events are filed under another calendar, type or time than theirs',
    statement: `
      select calendar_id || ' version ' || version from outbox
      where calendar_id::text is distinct from payload ->> 'calendarId' or type is distinct from payload ->> 'type'
        or extract(epoch from at) * 1000 is distinct from (payload ->> 'at')::bigint`,
  }),
  noneOf({
    check: 'consumer-positions',
    sound: 'no consumer has got what was not told',
    fault: 'positions of consumers are of no consumer, of no calendar, or past its last version',
    statement: `
      select calendar_id::text from event_position
      left join calendar on calendar.id = calendar_id left join event_consumer on event_consumer.id = consumer_id
      where calendar.id is null or event_consumer.id is null or event_position.version > calendar.version`,
  }),
  noneOf({
    check: 'consumers-kept-waiting',
    sound: 'whatever a consumer has not got is noted',
    fault: 'calendars have events that a consumer has not got, and nothing notes it',
    // A consumer from now on has a position wherever something was noted; where nothing was, it has to get nothing.
    statement: `
      select calendar.id || ' for ' || name from event_consumer
      join calendar on is_filled or calendar.id <= filled_to
      left join event_position as position on position.consumer_id = event_consumer.id and calendar_id = calendar.id
      join lateral (
        select max(outbox.version) as last from outbox where outbox.calendar_id = calendar.id
      ) as told on last > coalesce(position.version, case when is_from_beginning then 0 else last end)
      where not exists (
        select from event_waiting as waiting
        where waiting.consumer_id = event_consumer.id and waiting.calendar_id = calendar.id)`,
  }),
];
