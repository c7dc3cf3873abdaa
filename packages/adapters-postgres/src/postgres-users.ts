import { emailKey, err, ok, type User, type Users } from '@slotkeeper/domain';
import { sql, type Kysely, type Selectable } from 'kysely';
import { timestamptzOf } from './connection/timestamptz.js';
import type { AppUserTable, Database } from './database.js';
import { isUuid } from './uuid.js';

/** Accounts. A user's calendar is made with the account, in one statement, and has its id. */
export const createPostgresUsers = (db: Kysely<Database>): Users => ({
  add: async (user, passwordHash) => {
    const { rows } = await sql<{ readonly id: string }>`
      with added as (
        insert into app_user (id, email, email_key, name, role, time_zone, password_hash, created_at)
        values (${user.id}, ${user.email}, ${emailKey(user.email)}, ${user.name}, ${user.role}, ${user.timeZone},
          ${passwordHash}, ${timestamptzOf(user.createdAt)})
        on conflict (email_key) do nothing
        returning id, role
      ),
      calendars as (
        insert into calendar (id, owner_id, role) select id, id, role from added
      )
      select id from added
    `.execute(db);
    return rows.length === 0 ? err({ kind: 'email_taken' }) : ok(undefined);
  },

  byId: async (id) => {
    if (!isUuid(id)) return undefined;
    const row = await db.selectFrom('app_user').select(USER_COLUMNS).where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : userOf(row);
  },

  credentials: async (email) => {
    // PostgreSQL stores no NUL, and refuses even to look for one.
    if (email.includes('\0')) return undefined;
    const row = await db
      .selectFrom('app_user')
      .select([...USER_COLUMNS, 'password_hash'])
      .where('email_key', '=', emailKey(email))
      .executeTakeFirst();
    return row === undefined ? undefined : { user: userOf(row), passwordHash: row.password_hash };
  },

  hosts: async ({ limit, afterId }) => {
    // The index holds hosts only, and is used only by a query that repeats its predicate word for word.
    let query = db
      .selectFrom('app_user')
      .select(['id', 'name', 'time_zone'])
      .where(sql<boolean>`role = 'HOST'`);
    if (afterId !== undefined) {
      query = query.where(
        isUuid(afterId) ? sql<boolean>`id > ${afterId}` : sql<boolean>`id::text collate "C" > ${afterId}`,
      );
    }
    const rows = await query
      .orderBy('id')
      .limit(limit + 1)
      .execute();
    return {
      items: rows.slice(0, limit).map((row) => ({ id: row.id, name: row.name, timeZone: row.time_zone })),
      hasMore: rows.length > limit,
    };
  },
});

const USER_COLUMNS = ['id', 'email', 'name', 'role', 'time_zone', 'created_at'] as const;

const userOf = (row: Pick<Selectable<AppUserTable>, (typeof USER_COLUMNS)[number]>): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  timeZone: row.time_zone,
  createdAt: row.created_at,
});
