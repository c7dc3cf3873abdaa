import { err, ok, type AnswerToKeep, type KeptAnswers, type KeyTaken, type Result } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { Database } from '../database.js';
import { isUuid } from '../uuid.js';

/** The answers that decisions keep as well: a key is one caller's, whatever was asked under it. */
export const createPostgresKeptAnswers = (db: Kysely<Database>): KeptAnswers => ({
  find: async ({ callerId, key }) => {
    // PostgreSQL stores no NUL, and refuses even to look for one.
    if (!isUuid(callerId) || key.includes('\0')) return undefined;
    const row = await db
      .selectFrom('idempotency')
      .select(['fingerprint', sql<string | null>`answer::text`.as('answer')])
      .where('caller_id', '=', callerId)
      .where('key', '=', key)
      .executeTakeFirst();
    return row && { fingerprint: row.fingerprint, answer: row.answer ?? 'null' };
  },
});

/** Keeps an answer, if there is one to keep; waits for whoever is about to keep another under the same key. */
export const keepAnswer = async (
  connection: Kysely<Database>,
  kept: AnswerToKeep | undefined,
): Promise<Result<void, KeyTaken>> => {
  if (kept === undefined) return ok(undefined);
  const { key, answer, about, at } = kept;
  const { rows } = await sql`
    insert into idempotency (caller_id, key, fingerprint, answer, about, created_at)
    values (${key.callerId}, ${key.key}, ${key.fingerprint}, ${answer}::json, ${about}, ${timestamptzOf(at)})
    on conflict (caller_id, key) do nothing
    returning key
  `.execute(connection);
  return rows.length === 0 ? err({ kind: 'key_taken' }) : ok(undefined);
};

/** Takes back what {@link keepAnswer} has written in the same transaction. */
export const dropAnswer = async (
  connection: Kysely<Database>,
  kept: AnswerToKeep | undefined,
): Promise<void> => {
  if (kept === undefined) return;
  const { callerId, key } = kept.key;
  await connection
    .deleteFrom('idempotency')
    .where('caller_id', '=', callerId)
    .where('key', '=', key)
    .execute();
};
