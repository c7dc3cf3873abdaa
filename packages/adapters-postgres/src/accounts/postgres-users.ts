import {
  emailKey,
  err,
  ok,
  type KeyTaken,
  type OrganisationId,
  type Users,
  type UserUnknown,
} from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.js';
import { isUuid } from '../uuid.js';
import { addUser } from './add-user.js';
import { erasePerson } from './erase-person.js';
import { keepAnswer } from './keep-answer.js';
import { lockUser } from './lock-user.js';
import { transact } from './transact.js';
import { USER_COLUMNS, userOf } from './user-rows.js';

/** Accounts. A user's calendar is made with the account and has its id. */
export const createPostgresUsers = (db: Kysely<Database>): Users => ({
  add: (user, passwordHash, opening) => addUser(db, user, passwordHash, opening),

  byId: async (id) => {
    if (!isUuid(id)) return undefined;
    const row = await db.selectFrom('app_user').select(USER_COLUMNS).where('id', '=', id).executeTakeFirst();
    return row && userOf(row);
  },

  credentials: async (email, organisationId) => {
    // PostgreSQL stores no NUL, and refuses even to look for one.
    if (email.includes('\0')) return undefined;
    const row = await db
      .selectFrom('app_user')
      .select([...USER_COLUMNS, 'password_hash'])
      .where('email_key', '=', emailKey(email))
      .where(isOf(organisationId))
      .executeTakeFirst();
    return row && { user: userOf(row), passwordHash: row.password_hash ?? undefined };
  },

  byIdentity: async ({ issuer, subject }) => {
    if (`${issuer}${subject}`.includes('\0')) return undefined;
    const row = await db
      .selectFrom('outside_identity')
      .innerJoin('app_user', 'app_user.id', 'outside_identity.user_id')
      .select(USER_COLUMNS)
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row && userOf(row);
  },

  change: async (id, { name, timeZone, passwordHash }) => {
    if (!isUuid(id)) return false;
    const { rows } = await sql`
      update app_user set
        name = coalesce(${name ?? null}, name), time_zone = coalesce(${timeZone ?? null}, time_zone),
        password_hash = coalesce(${passwordHash ?? null}, password_hash)
      where id = ${id}
      returning id
    `.execute(db);
    return rows.length > 0;
  },

  changePassword: ({ id, passwordHash, kept }) =>
    transact<void, UserUnknown | KeyTaken>(db, async (connection) => {
      const keeping = await keepAnswer(connection, kept);
      if (!keeping.ok) return keeping;
      if ((await lockUser(connection, id)) === undefined) return err({ kind: 'user_unknown' });
      await sql`
        with ended as (delete from login where user_id = ${id})
        update app_user set password_hash = ${passwordHash} where id = ${id}
      `.execute(connection);
      return ok(undefined);
    }),

  hosts: async ({ limit, afterId, organisationId }) => {
    // The index holds hosts only, and is used only by a query that repeats its predicate word for word.
    let query = db
      .selectFrom('app_user')
      .select(['id', 'name', 'time_zone'])
      .where(sql<boolean>`role = 'HOST'`)
      .where(isOf(organisationId));
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

  membership: async (ownerId) => {
    if (!isUuid(ownerId)) return undefined;
    const row = await db
      .selectFrom('calendar')
      .select('organisation_id')
      .where('id', '=', ownerId)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return row.organisation_id === null ? {} : { organisationId: row.organisation_id };
  },

  admitGuest: async (id, organisationId) => {
    await sql`
      insert into calendar (id, owner_id, role, organisation_id)
      values (${id}, ${id}, 'USER', ${organisationId ?? null})
      on conflict (id) do nothing
    `.execute(db);
  },

  erase: (id, at) => erasePerson(db, id, at),
});

/** Null is told by a text of its own, for no comparison with a parameter finds null by an index. */
const isOf = (organisationId: OrganisationId | undefined) => {
  if (organisationId === undefined) return sql<boolean>`app_user.organisation_id is null`;
  return isUuid(organisationId)
    ? sql<boolean>`app_user.organisation_id = ${organisationId}`
    : sql<boolean>`false`;
};
