import { emailKey, type Invitations } from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { Database } from '../database.js';

export const createPostgresInvitations = (db: Kysely<Database>): Invitations => ({
  add: async ({ id, role, organisationId, email, createdAt, expiresAt, usedAt }, digest) => {
    await sql`
      insert into invitation
        (id, digest, role, organisation_id, email, email_key, created_at, expires_at, used_at)
      values (${id}, ${digest}, ${role}, ${organisationId ?? null}, ${email ?? null},
        ${email === undefined ? null : emailKey(email)}, ${timestamptzOf(createdAt)}, ${timestamptzOf(expiresAt)},
        ${usedAt === undefined ? null : timestamptzOf(usedAt)})
    `.execute(db);
  },

  byDigest: async (digest) => {
    const row = await db
      .selectFrom('invitation')
      .select(['id', 'role', 'organisation_id', 'email', 'created_at', 'expires_at', 'used_at'])
      .where('digest', '=', digest)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        role: row.role,
        ...(row.organisation_id === null ? {} : { organisationId: row.organisation_id }),
        ...(row.email === null ? {} : { email: row.email }),
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        ...(row.used_at === null ? {} : { usedAt: row.used_at }),
      }
    );
  },
});
