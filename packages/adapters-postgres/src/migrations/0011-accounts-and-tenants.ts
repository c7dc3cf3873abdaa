import { sql, type Migration } from 'kysely';

/**
 * Tenants, and whatever proves who somebody is. Of secrets there are digests only.
 *
 * A calendar outlives its owner, and a guest has a calendar without an account: its row no longer refers to one. It keeps
 * the organisation, for that is asked whenever a calendar is locked, and never changes.
 *
 * An answer tells of its caller, and may tell of one person more: of whom, is looked for when that person is erased.
 */
export const accountsAndTenants: Migration = {
  up: async (db) => {
    await sql`
      create table organisation (
        id uuid primary key,
        name text not null,
        created_at timestamptz not null
      )`.execute(db);

    await sql`
      alter table app_user
        add column organisation_id uuid references organisation (id),
        alter column password_hash drop not null,
        drop constraint app_user_email_key
    `.execute(db);
    // The address comes first: that of no organisation is looked up by null, which no index key can equal.
    await sql`
      create unique index app_user_email_once on app_user (email_key, organisation_id) nulls not distinct
    `.execute(db);
    await sql`drop index app_user_hosts`.execute(db);
    await sql`create index app_user_hosts on app_user (organisation_id, id) where role = 'HOST'`.execute(db);

    await sql`
      alter table calendar
        add column organisation_id uuid references organisation (id),
        drop constraint calendar_host_id_fkey
    `.execute(db);

    await sql`
      create table outside_identity (
        issuer text collate "C" not null,
        subject text collate "C" not null,
        user_id uuid not null references app_user (id) on delete cascade,
        constraint outside_identity_once primary key (issuer, subject)
      )`.execute(db);
    await sql`create index outside_identity_of_user on outside_identity (user_id)`.execute(db);

    await sql`
      create table login (
        id uuid primary key,
        user_id uuid not null references app_user (id) on delete cascade,
        created_at timestamptz not null,
        expires_at timestamptz not null
      )`.execute(db);
    await sql`create index login_of_user on login (user_id)`.execute(db);
    await sql`create index login_expiring on login (expires_at)`.execute(db);
    await sql`
      create table login_token (
        digest text collate "C" primary key,
        login_id uuid not null references login (id) on delete cascade,
        is_taken boolean not null default false
      )`.execute(db);
    await sql`create index login_token_of_login on login_token (login_id)`.execute(db);

    await sql`
      create table api_key (
        id uuid primary key,
        user_id uuid not null references app_user (id) on delete cascade,
        digest text collate "C" not null constraint api_key_digest unique,
        name text not null,
        scopes json not null,
        created_at timestamptz not null,
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz
      )`.execute(db);
    await sql`create index api_key_of_user on api_key (user_id, id)`.execute(db);

    await sql`
      create table invitation (
        id uuid primary key,
        digest text collate "C" not null constraint invitation_digest unique,
        role text not null check (role in ('HOST', 'USER')),
        organisation_id uuid references organisation (id),
        email text,
        email_key text collate "C",
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        constraint invitation_email check (num_nulls(email, email_key) in (0, 2))
      )`.execute(db);
    await sql`create index invitation_expiring on invitation (expires_at)`.execute(db);
    await sql`
      create index invitation_to_address on invitation (email_key) where email_key is not null
    `.execute(db);

    await sql`alter table idempotency add column about uuid`.execute(db);
    await sql`create index idempotency_about on idempotency (about) where about is not null`.execute(db);
    await sql`create index idempotency_age on idempotency (created_at)`.execute(db);
  },
};
