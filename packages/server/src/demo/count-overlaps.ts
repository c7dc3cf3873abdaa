import { BOOKING_STATUSES, blocksTime } from '@slotkeeper/domain';
import pg from 'pg';

/**
 * How many pairs of bookings of one host overlap that may not share their time, by a self-join over the bookings
 * themselves: neither the claims nor the constraint on them are trusted.
 */
export const countOverlaps = async (connectionString: string): Promise<number> => {
  const session = new pg.Client({ connectionString });
  await session.connect();
  try {
    const { rows } = await session.query<{ pairs: string }>(
      `select count(*) as pairs from booking a join booking b on a.host_id = b.host_id and a.id < b.id
         and a.start_time < b.end_time and b.start_time < a.end_time
         and (a.share_key is null or a.share_key is distinct from b.share_key)
       where a.status = any($1) and b.status = any($1)`,
      [BOOKING_STATUSES.filter(blocksTime)],
    );
    return Number(rows[0]?.pairs);
  } finally {
    await session.end();
  }
};
