import { StoreUnavailable, type Result } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.js';

/**
 * Does some work in one transaction and commits, or, where it is refused or throws, leaves nothing of it.
 * @throws StoreUnavailable of outcome `unknown` where the connection was lost during the commit
 */
export const transact = <T, R>(
  database: Kysely<Database>,
  work: (connection: Kysely<Database>) => Promise<Result<T, R>>,
): Promise<Result<T, R>> =>
  database.connection().execute(async (connection) => {
    await sql`start transaction isolation level read committed`.execute(connection);
    const outcome = await work(connection).catch(async (error: unknown) => {
      // Where even that fails the connection is gone, and the transaction with it.
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    });
    if (!outcome.ok) {
      await sql`rollback`.execute(connection);
      return outcome;
    }
    await sql`commit`.execute(connection).catch((error: unknown) => {
      throw error instanceof StoreUnavailable
        ? new StoreUnavailable(`The connection was lost during the commit: ${error.message}`, {
            outcome: 'unknown',
            cause: error,
          })
        : error;
    });
    return outcome;
  });
