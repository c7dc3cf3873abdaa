import type { UserId } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.js';
import { isUuid } from '../uuid.js';

/**
 * Locks a user until the transaction ends, against whoever else locks, changes or erases it. What is read by later
 * statements is then what those have left: a statement that waits for the lock itself still sees what was before.
 * Undefined where there is no such user.
 */
export const lockUser = async (
  connection: Kysely<Database>,
  id: UserId,
): Promise<{ readonly passwordHash: string | undefined } | undefined> => {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<{ readonly password_hash: string | null }>`
    select password_hash from app_user where id = ${id} for no key update
  `.execute(connection);
  return rows[0] && { passwordHash: rows[0].password_hash ?? undefined };
};
