import type { Upkeep } from '@slotkeeper/domain';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { timestamptzBound } from '../connection/timestamptz.js';
import type { Database } from '../database.js';

/** Each kind by a statement of its own, found by its age and passing by what others have locked. */
export const createPostgresUpkeep = (db: Kysely<Database>): Upkeep => ({
  prune: async ({ answersBefore, expiredBefore, limit }) => {
    const expired = timestamptzBound(expiredBefore);
    return {
      answers: await countOf(
        db,
        sql`
          delete from idempotency where (caller_id, key) in (
            select caller_id, key from idempotency
            where created_at < ${timestamptzBound(answersBefore)}
            order by created_at limit ${limit} for update skip locked
          )
          returning 1 as gone`,
      ),
      logins: await countOf(
        db,
        sql`
          delete from login where id in (
            select id from login where expires_at <= ${expired} order by expires_at limit ${limit}
            for update skip locked
          )
          returning 1 as gone`,
      ),
      invitations: await countOf(
        db,
        sql`
          delete from invitation where id in (
            select id from invitation where expires_at <= ${expired} order by expires_at limit ${limit}
            for update skip locked
          )
          returning 1 as gone`,
      ),
    };
  },
});

const countOf = async (db: Kysely<Database>, deletion: RawBuilder<unknown>): Promise<number> => {
  const { rows } = await sql<{ readonly count: number }>`
    with pruned as (${deletion}) select count(*) from pruned
  `.execute(db);
  return rows[0]?.count ?? 0;
};
