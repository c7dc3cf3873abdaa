import {
  err,
  ok,
  type ApiKey,
  type ApiKeys,
  type ApiKeysAtLimit,
  type Instant,
  type KeyTaken,
  type UserId,
  type UserUnknown,
} from '@slotkeeper/domain';
import { sql, type Kysely, type Selectable } from 'kysely';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { ApiKeyTable, Database } from '../database.js';
import { isUuid } from '../uuid.js';
import { keepAnswer } from './keep-answer.js';
import { lockUser } from './lock-user.js';
import { transact } from './transact.js';
import { userOf, type UserRow } from './user-rows.js';

export const createPostgresApiKeys = (db: Kysely<Database>): ApiKeys => ({
  add: ({ apiKey, digest, limit, now, kept }) =>
    transact<void, ApiKeysAtLimit | UserUnknown | KeyTaken>(db, async (connection) => {
      const keeping = await keepAnswer(connection, kept);
      if (!keeping.ok) return keeping;
      if ((await lockUser(connection, apiKey.userId)) === undefined) return err({ kind: 'user_unknown' });
      if ((await countGood(connection, apiKey.userId, now)) >= limit)
        return err({ kind: 'api_keys_at_limit' });
      await sql`
        insert into api_key
          (id, user_id, digest, name, scopes, created_at, expires_at, last_used_at, revoked_at)
        values (${apiKey.id}, ${apiKey.userId}, ${digest}, ${apiKey.name}, ${JSON.stringify(apiKey.scopes)},
          ${timestamptzOf(apiKey.createdAt)}, ${optionalTime(apiKey.expiresAt)},
          ${optionalTime(apiKey.lastUsedAt)}, ${optionalTime(apiKey.revokedAt)})
      `.execute(connection);
      return ok(undefined);
    }),

  byDigest: async (digest) => {
    const { rows } = await sql<ApiKeyWithUserRow>`
      select
        k.id as key_id, k.user_id, k.name as key_name, k.scopes, k.created_at as key_created_at, k.expires_at,
        k.last_used_at, k.revoked_at, u.id, u.email, u.name, u.role, u.organisation_id, u.time_zone, u.created_at
      from api_key k join app_user u on u.id = k.user_id
      where k.digest = ${digest}
    `.execute(db);
    const [row] = rows;
    if (row === undefined) return undefined;
    const key = { ...row, id: row.key_id, name: row.key_name, created_at: row.key_created_at };
    return { apiKey: apiKeyOf(key), user: userOf(row) };
  },

  of: async (userId) => {
    if (!isUuid(userId)) return [];
    const query = db.selectFrom('api_key').select(API_KEY_COLUMNS).where('user_id', '=', userId);
    return (await query.orderBy('id').execute()).map(apiKeyOf);
  },

  revoke: async (userId, id, at) => {
    if (!isUuid(userId) || !isUuid(id)) return undefined;
    const { rows } = await sql<ApiKeyRow>`
      update api_key set revoked_at = coalesce(revoked_at, ${timestamptzOf(at)})
      where id = ${id} and user_id = ${userId}
      returning id, user_id, name, scopes, created_at, expires_at, last_used_at, revoked_at
    `.execute(db);
    return rows[0] && apiKeyOf(rows[0]);
  },

  noteUse: async (id, at) => {
    if (!isUuid(id)) return;
    await sql`
      update api_key set last_used_at = ${timestamptzOf(at)}
      where id = ${id} and (last_used_at is null or last_used_at < ${timestamptzOf(at)})
    `.execute(db);
  },
});

const countGood = async (connection: Kysely<Database>, userId: UserId, now: Instant): Promise<number> => {
  const { rows } = await sql`
    select from api_key
    where user_id = ${userId} and revoked_at is null
      and (expires_at is null or expires_at > ${timestamptzOf(now)})
  `.execute(connection);
  return rows.length;
};

const API_KEY_COLUMNS = [
  'id',
  'user_id',
  'name',
  'scopes',
  'created_at',
  'expires_at',
  'last_used_at',
  'revoked_at',
] as const;

type ApiKeyRow = Pick<Selectable<ApiKeyTable>, (typeof API_KEY_COLUMNS)[number]>;

/** A key and its user in one row; where their columns have one name, the key's is prefixed. */
type ApiKeyWithUserRow = UserRow &
  Omit<ApiKeyRow, 'id' | 'name' | 'created_at'> & {
    readonly key_id: string;
    readonly key_name: string;
    readonly key_created_at: number;
  };

const apiKeyOf = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  scopes: row.scopes,
  createdAt: row.created_at,
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
});

const optionalTime = (instant: number | undefined): string | null =>
  instant === undefined ? null : timestamptzOf(instant);
