import { sql, type Migration } from 'kysely';

/**
 * What was taken of limits that several servers share. Unlogged: written often and worth nothing after a crash, so it
 * costs no write-ahead log, and a crash empties it.
 */
export const rateLimits: Migration = {
  up: async (db) => {
    await sql`
      create unlogged table rate_window (
        key text not null,
        window_start timestamptz not null,
        taken integer not null check (taken >= 0),
        expires_at timestamptz not null,
        primary key (key, window_start)
      )`.execute(db);
    await sql`create index rate_window_by_expiry on rate_window (expires_at)`.execute(db);
  },
};
