import { sql, type RawBuilder } from 'kysely';

/** A column that holds what the domain calls an instant: a whole second of the years 0001 to 9999. */
const isInstant = (column: string): RawBuilder<boolean> => {
  const at = sql.ref(column);
  return sql`${at} >= '0001-01-01 00:00:00+00' and ${at} < '10000-01-01 00:00:00+00' and date_trunc('second', ${at}) = ${at}`;
};

/** Two columns that hold what the domain calls an interval. */
export const isInterval = (start: string, end: string): RawBuilder<boolean> =>
  sql`${isInstant(start)} and ${isInstant(end)} and ${sql.ref(end)} > ${sql.ref(start)}`;

export const BOOKING_STATUS_LIST = sql`('held', 'pending', 'confirmed', 'cancelled', 'declined', 'expired', 'no-show', 'completed')`;
