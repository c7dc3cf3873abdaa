import {
  ok,
  type CalendarId,
  type Deliver,
  type Delivered,
  type DeliveryFailure,
  type OutboxEntry,
} from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import { transact } from '../accounts/transact.js';
import type { Database } from '../database.js';
import type { EventConsumer } from './event-consumer.js';
import { fillWaiting, waitingAfter, type WaitingCalendar } from './waiting-calendars.js';

const NOTHING: Delivered = { delivered: 0, failures: [] };

/** Whoever takes events may take longer than a decision, and keeps nobody from booking meanwhile. */
const LONGEST_DELIVERY_MS = 60_000;

/**
 * One transaction: positions are locked, what follows them is read and handed over, the positions move. Whoever is
 * killed in between leaves what was, and whoever comes after begins where it had begun.
 */
export const deliverWaiting = async (
  db: Kysely<Database>,
  consumer: EventConsumer,
  limit: number,
  deliver: Deliver,
): Promise<Delivered> => {
  let known = consumer;
  let seen = 0;
  for (;;) {
    const page = await waitingAfter(db, known, seen, limit);
    const outcome = page.length === 0 ? undefined : await deliverPage(db, known, page, limit, deliver);
    if (outcome !== undefined) return outcome;
    // Others have all of these. Those that follow may be free.
    seen = page.at(-1)?.number ?? seen;
    if (page.length === limit) continue;
    if (known.isFilled) return NOTHING;
    known = await fillWaiting(db, known);
  }
};

interface Position {
  readonly calendarId: CalendarId;
  readonly version: number;
}

/** Undefined where others have all of the calendars. */
const deliverPage = async (
  db: Kysely<Database>,
  consumer: EventConsumer,
  page: readonly WaitingCalendar[],
  limit: number,
  deliver: Deliver,
): Promise<Delivered | undefined> => {
  const outcome = await transact<Delivered | undefined, never>(db, async (connection) => {
    // A crash of the server that loses a position makes events come again, which they may.
    await sql`set local synchronous_commit = off`.execute(connection);
    await sql`set local idle_in_transaction_session_timeout = ${sql.lit(LONGEST_DELIVERY_MS)}`.execute(
      connection,
    );
    const positions = await lockPositions(connection, consumer, page);
    if (positions.length === 0) return ok(undefined);
    // A statement of its own: the snapshot of the one that locks may be older than its locks.
    const unread = await entriesAfter(connection, positions, limit);
    const { served, failures } = await handOver(unread, deliver);
    await note(connection, consumer, page, served);
    const delivered = served.reduce((sum, { count }) => sum + count, 0);
    return ok({ delivered, failures });
  });
  return outcome.ok ? outcome.value : undefined;
};

/** In the order in which their calendars have waited. */
const lockPositions = async (
  connection: Kysely<Database>,
  { id }: EventConsumer,
  page: readonly WaitingCalendar[],
): Promise<readonly Position[]> => {
  const calendars = [...new Set(page.map(({ calendarId }) => calendarId))];
  const { rows } = await sql<Position>`
    select calendar_id as "calendarId", version from event_position
    where consumer_id = ${id} and calendar_id = any(${calendars}::uuid[])
    for update skip locked
  `.execute(connection);
  const locked = new Map(rows.map((position) => [position.calendarId, position]));
  return calendars.map((calendarId) => locked.get(calendarId)).filter((position) => position !== undefined);
};

/** What a calendar has after its position, as far as it was read. */
interface Unread extends Position {
  readonly entries: readonly OutboxEntry[];
  /** Whether that is all that there was. */
  readonly isWhole: boolean;
}

/** Calendars that the limit has left no room for are left out. */
const entriesAfter = async (
  connection: Kysely<Database>,
  positions: readonly Position[],
  limit: number,
): Promise<readonly Unread[]> => {
  const { rows } = await sql<OutboxEntry>`
    select entry.version, entry.event
    from unnest(
      ${positions.map(({ calendarId }) => calendarId)}::uuid[], ${positions.map(({ version }) => version)}::bigint[]
    ) with ordinality as position (calendar_id, version, place)
    cross join lateral (
      select outbox.version, payload as event from outbox
      where outbox.calendar_id = position.calendar_id and outbox.version > position.version
      order by outbox.version limit ${limit}
    ) as entry
    order by place, entry.version limit ${limit}
  `.execute(connection);
  const cutAt = rows.length < limit ? undefined : rows.at(-1)?.event.calendarId;
  const read = positions.map(({ calendarId, version }) => ({
    calendarId,
    version,
    entries: rows.filter(({ event }) => event.calendarId === calendarId),
    isWhole: calendarId !== cutAt,
  }));
  return read.slice(0, cutAt === undefined ? undefined : 1 + read.findIndex(({ isWhole }) => !isWhole));
};

/** How far the consumer has got on a calendar. */
interface Served extends Position {
  readonly count: number;
  readonly isWhole: boolean;
}

const handOver = async (
  unread: readonly Unread[],
  deliver: Deliver,
): Promise<{ readonly served: readonly Served[]; readonly failures: readonly DeliveryFailure[] }> => {
  const served: Served[] = [];
  const failures: DeliveryFailure[] = [];
  for (const { calendarId, version, entries, isWhole } of unread) {
    try {
      if (entries.length > 0) await deliver(entries);
      const reached = entries.at(-1)?.version ?? version;
      served.push({ calendarId, version: reached, count: entries.length, isWhole });
    } catch (error) {
      failures.push({ calendarId, error });
      served.push({ calendarId, version, count: 0, isWhole: false });
    }
  }
  return { served, failures };
};

/** Moves the positions. Calendars of which there is more are noted anew, behind those that wait already. */
const note = async (
  connection: Kysely<Database>,
  { id }: EventConsumer,
  page: readonly WaitingCalendar[],
  served: readonly Served[],
): Promise<void> => {
  const reached = new Set(served.map(({ calendarId }) => calendarId));
  const numbers = page.filter(({ calendarId }) => reached.has(calendarId)).map(({ number }) => number);
  const rows = served.map(({ calendarId: calendar_id, version, isWhole: is_whole }) => ({
    calendar_id,
    version,
    is_whole,
  }));
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as r (calendar_id uuid, version bigint, is_whole boolean)
    ),
    moved as (
      update event_position p set version = given.version from given
      where p.consumer_id = ${id} and p.calendar_id = given.calendar_id and p.version < given.version
    ),
    served as (
      delete from event_waiting where consumer_id = ${id} and number = any(${numbers}::bigint[])
    )
    insert into event_waiting (consumer_id, calendar_id, after_version)
    select ${id}::integer, calendar_id, version from given where not is_whole
  `.execute(connection);
};
