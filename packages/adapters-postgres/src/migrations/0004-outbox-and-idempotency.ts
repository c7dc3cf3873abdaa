import { sql, type Migration } from 'kysely';

/** An answer is kept as `json`, not `jsonb`: given again it is the same text, order and escapes included. */
export const outboxAndIdempotency: Migration = {
  up: async (db) => {
    await sql`
      create table outbox (
        calendar_id uuid not null,
        version bigint not null check (version >= 1),
        type text not null,
        at timestamptz not null,
        payload jsonb not null,
        primary key (calendar_id, version)
      )`.execute(db);
    await sql`
      create table idempotency (
        caller_id uuid not null,
        key text collate "C" not null check (length(key) between 1 and 255),
        fingerprint text not null,
        answer json,
        created_at timestamptz not null,
        constraint idempotency_once primary key (caller_id, key)
      )`.execute(db);
  },
};
