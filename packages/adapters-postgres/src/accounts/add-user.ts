import {
  emailKey,
  err,
  ok,
  type AccountOpening,
  type EmailTaken,
  type IdentityTaken,
  type InvitationSpent,
  type KeyTaken,
  type OutsideIdentity,
  type Result,
  type User,
} from '@slotkeeper/domain';
import { sql, type Kysely } from 'kysely';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { Database } from '../database.js';
import { keepAnswer } from './keep-answer.js';
import { transact } from './transact.js';

type Obstacle = EmailTaken | InvitationSpent | IdentityTaken | KeyTaken;

/**
 * Adds an account with all that is written along with it, in one transaction. The key comes first: of two that send one
 * request at once, the second is to learn what the first was answered, and not that its address is taken.
 */
export const addUser = (
  db: Kysely<Database>,
  user: User,
  passwordHash: string | undefined,
  { identity, invitationDigest, kept }: AccountOpening = {},
): Promise<Result<void, Obstacle>> =>
  transact<void, Obstacle>(db, async (connection) => {
    const keeping = await keepAnswer(connection, kept);
    if (!keeping.ok) return keeping;
    if (invitationDigest !== undefined && !(await useInvitation(connection, invitationDigest, user)))
      return err({ kind: 'invitation_spent' });
    if (!(await insertAccount(connection, user, passwordHash))) return err({ kind: 'email_taken' });
    if (identity !== undefined && !(await insertIdentity(connection, identity, user)))
      return err({ kind: 'identity_taken' });
    return ok(undefined);
  });

/** Of many at once, one uses it: the others wait for the first, and find it used. */
const useInvitation = async (
  connection: Kysely<Database>,
  digest: string,
  { createdAt }: User,
): Promise<boolean> => {
  const { rows } = await sql`
    update invitation set used_at = ${timestamptzOf(createdAt)}
    where digest = ${digest} and used_at is null
    returning id
  `.execute(connection);
  return rows.length > 0;
};

const insertAccount = async (
  connection: Kysely<Database>,
  user: User,
  passwordHash: string | undefined,
): Promise<boolean> => {
  const { rows } = await sql`
    with added as (
      insert into app_user
        (id, email, email_key, name, role, organisation_id, time_zone, password_hash, created_at)
      values (${user.id}, ${user.email}, ${emailKey(user.email)}, ${user.name}, ${user.role},
        ${user.organisationId ?? null}, ${user.timeZone}, ${passwordHash ?? null}, ${timestamptzOf(user.createdAt)})
      on conflict (email_key, organisation_id) do nothing
      returning id, role, organisation_id
    ),
    calendars as (
      insert into calendar (id, owner_id, role, organisation_id) select id, id, role, organisation_id from added
    )
    select id from added
  `.execute(connection);
  return rows.length > 0;
};

const insertIdentity = async (
  connection: Kysely<Database>,
  { issuer, subject }: OutsideIdentity,
  { id }: User,
): Promise<boolean> => {
  const { rows } = await sql`
    insert into outside_identity (issuer, subject, user_id) values (${issuer}, ${subject}, ${id})
    on conflict (issuer, subject) do nothing
    returning user_id
  `.execute(connection);
  return rows.length > 0;
};
