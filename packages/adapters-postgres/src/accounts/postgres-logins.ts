import {
  err,
  ok,
  type KeyTaken,
  type Login,
  type LoginRenewal,
  type Logins,
  type ProofOutdated,
  type Result,
  type TokenRefused,
} from '@slotkeeper/domain';
import { sql, type Kysely, type Selectable } from 'kysely';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { Database, LoginTable } from '../database.js';
import { isUuid } from '../uuid.js';
import { dropAnswer, keepAnswer } from './keep-answer.js';
import { lockUser } from './lock-user.js';
import { transact } from './transact.js';

export const createPostgresLogins = (db: Kysely<Database>): Logins => ({
  begin: ({ login, tokenDigest, provenBy, kept }) =>
    transact<void, ProofOutdated | KeyTaken>(db, async (connection) => {
      const keeping = await keepAnswer(connection, kept);
      if (!keeping.ok) return keeping;
      const user = await lockUser(connection, login.userId);
      if (user?.passwordHash !== provenBy) return err({ kind: 'proof_outdated' });
      await sql`
        with begun as (
          insert into login (id, user_id, created_at, expires_at)
          values (${login.id}, ${login.userId}, ${timestamptzOf(login.createdAt)}, ${timestamptzOf(login.expiresAt)})
        )
        insert into login_token (digest, login_id) values (${tokenDigest}, ${login.id})
      `.execute(connection);
      return ok(undefined);
    }),

  byToken: async (tokenDigest) => {
    const row = await db
      .selectFrom('login_token')
      .innerJoin('login', 'login.id', 'login_token.login_id')
      .select(LOGIN_COLUMNS)
      .where('digest', '=', tokenDigest)
      .executeTakeFirst();
    return row && loginOf(row);
  },

  renew: async (renewal) => {
    const outcome = await transact(db, (connection) => renewLocked(connection, renewal));
    if (!outcome.ok) return outcome;
    return 'kind' in outcome.value ? err(outcome.value) : ok(outcome.value);
  },

  end: async (tokenDigest) => {
    await sql`
      delete from login where id = (select login_id from login_token where digest = ${tokenDigest})
    `.execute(db);
  },

  endAllOf: async (userId) => {
    if (isUuid(userId)) await db.deleteFrom('login').where('user_id', '=', userId).execute();
  },
});

/**
 * The login's row is locked before any of its tokens is looked at, so that of two who show one token the second sees
 * that it was taken. That is committed as well: it ends the login. The key comes before the login, as it does for whoever
 * takes another password, so that neither waits for the other; and who sends one request twice at once, and shows its
 * token twice, means no harm.
 */
const renewLocked = async (
  connection: Kysely<Database>,
  { tokenDigest, nextDigest, now, expiresAt, kept }: LoginRenewal,
): Promise<Result<Login | TokenRefused, TokenRefused | KeyTaken>> => {
  const keeping = await keepAnswer(connection, kept);
  if (!keeping.ok) return keeping;
  const login = await lockLogin(connection, tokenDigest);
  if (login === undefined) return err(refused('unknown'));
  if (await isTaken(connection, tokenDigest)) {
    await sql`delete from login where id = ${login.id}`.execute(connection);
    await dropAnswer(connection, kept);
    return ok(refused('reused'));
  }
  if (now >= login.expiresAt) return err(refused('expired'));
  await sql`
    with taken as (update login_token set is_taken = true where digest = ${tokenDigest}),
    renewed as (update login set expires_at = ${timestamptzOf(expiresAt)} where id = ${login.id})
    insert into login_token (digest, login_id) values (${nextDigest}, ${login.id})
  `.execute(connection);
  return ok({ ...login, expiresAt });
};

const lockLogin = async (connection: Kysely<Database>, tokenDigest: string): Promise<Login | undefined> => {
  const { rows } = await sql<Selectable<LoginTable>>`
    select id, user_id, created_at, expires_at from login
    where id = (select login_id from login_token where digest = ${tokenDigest})
    for update
  `.execute(connection);
  return rows[0] && loginOf(rows[0]);
};

const isTaken = async (connection: Kysely<Database>, tokenDigest: string): Promise<boolean> => {
  const row = await connection
    .selectFrom('login_token')
    .select('is_taken')
    .where('digest', '=', tokenDigest)
    .executeTakeFirst();
  return row?.is_taken === true;
};

const refused = (reason: TokenRefused['reason']): TokenRefused => ({ kind: 'token_refused', reason });

const LOGIN_COLUMNS = ['login.id', 'user_id', 'created_at', 'expires_at'] as const;

const loginOf = (row: Selectable<LoginTable>): Login => ({
  id: row.id,
  userId: row.user_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});
