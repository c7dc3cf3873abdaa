import { sql, type Migration } from 'kysely';

/**
 * A calendar's row is what a decision locks, and its version changes with each write: half-empty pages let the new row
 * version stay on the page of the old one, without touching an index (a HOT update).
 */
export const usersAndCalendars: Migration = {
  up: async (db) => {
    await sql`create extension if not exists btree_gist`.execute(db);
    await sql`
      create table app_user (
        id uuid primary key,
        email text not null,
        email_key text collate "C" not null constraint app_user_email_key unique,
        name text not null,
        role text not null check (role in ('HOST', 'USER')),
        time_zone text not null,
        password_hash text not null,
        created_at timestamptz not null
      )`.execute(db);
    await sql`create index app_user_hosts on app_user (id) where role = 'HOST'`.execute(db);
    await sql`
      create table calendar (
        id uuid primary key,
        host_id uuid not null references app_user (id),
        version bigint not null default 0 check (version >= 0)
      ) with (fillfactor = 50)`.execute(db);
  },
};
