import {
  isConsumerName,
  MAX_DELIVERY_LIMIT,
  type Consumer,
  type ConsumerName,
  type ConsumerStart,
  type Outbox,
} from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import { transact } from '../accounts/transact.js';
import type { Database } from '../database.js';
import { deliverWaiting } from './deliver-waiting.js';
import { findConsumer } from './event-consumer.js';

/** So many rows are looked at to count the calendars that have something for a consumer. */
const MOST_COUNTED = 10_000;

export const createPostgresOutbox = (db: Kysely<Database>): Outbox => ({
  subscribe: async (name, from) => {
    if (!isConsumerName(name)) throw new RangeError(`not a name of a consumer: ${name}`);
    return (await findConsumer(db, name)) === undefined && subscribe(db, name, from);
  },
  unsubscribe: (name) => unsubscribe(db, name),
  consumers: async () => {
    const { rows } = await sql<Consumer>`
      select name, (
        select count(distinct calendar_id) from (
          select calendar_id from event_waiting where consumer_id = event_consumer.id limit ${MOST_COUNTED}
        ) as counted
      ) as waiting
      from event_consumer order by name
    `.execute(db);
    return rows;
  },
  deliver: async (name, { limit }, deliver) => {
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_DELIVERY_LIMIT)
      throw new RangeError(`a limit must be from 1 to ${MAX_DELIVERY_LIMIT}: ${limit}`);
    const consumer = await findConsumer(db, name);
    if (consumer === undefined) throw new RangeError(`there is no consumer ${name}`);
    return deliverWaiting(db, consumer, limit, deliver);
  },
});

const subscribe = async (db: Kysely<Database>, name: ConsumerName, from: ConsumerStart): Promise<boolean> => {
  const isFromBeginning = from === 'beginning';
  const outcome = await transact<boolean, never>(db, async (connection) => {
    await keepOutWriters(connection);
    const { rows } = await sql`
      insert into event_consumer (name, is_from_beginning, is_filled)
      values (${name}, ${isFromBeginning}, ${!isFromBeginning})
      on conflict (name) do nothing returning id
    `.execute(connection);
    return { ok: true, value: rows.length > 0 };
  });
  return outcome.ok && outcome.value;
};

/**
 * Waits until nobody is writing events who has not seen what consumers there are, and keeps others from beginning: a
 * statement takes its snapshot after its locks on tables.
 */
const keepOutWriters = async (connection: Kysely<Database>): Promise<void> => {
  await sql`lock table outbox in share row exclusive mode`.execute(connection);
};

const unsubscribe = async (db: Kysely<Database>, name: ConsumerName): Promise<boolean> => {
  const outcome = await transact<boolean, never>(db, async (connection) => {
    await keepOutWriters(connection);
    const { rows } = await sql`delete from event_consumer where name = ${name} returning id`.execute(
      connection,
    );
    return { ok: true, value: rows.length > 0 };
  });
  // An id is never used again, so this needs no lock; and it takes away what an earlier call that was cut off has left.
  await sql`
    with waiting as (delete from event_waiting where consumer_id not in (select id from event_consumer))
    delete from event_position where consumer_id not in (select id from event_consumer)
  `.execute(db);
  return outcome.ok && outcome.value;
};
