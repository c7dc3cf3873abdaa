import type { ConsumerName } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.js';

/** A consumer as it is stored. */
export interface EventConsumer {
  readonly id: number;
  readonly isFromBeginning: boolean;
  /** Up to which calendar it is noted that there may be something from before the consumer was there. */
  readonly filledTo: string;
  readonly isFilled: boolean;
}

export const findConsumer = async (
  db: Kysely<Database>,
  name: ConsumerName,
): Promise<EventConsumer | undefined> => {
  const { rows } = await sql<EventConsumer>`
    select id, is_from_beginning as "isFromBeginning", filled_to as "filledTo", is_filled as "isFilled"
    from event_consumer where name = ${name}
  `.execute(db);
  return rows[0];
};
