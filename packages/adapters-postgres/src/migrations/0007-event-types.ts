import { sql, type Migration } from 'kysely';

/**
 * The terms of an event type are `json`, as those of a schedule are, and read whole. Each revision is kept beside the
 * present one, for bookings name the revision on whose terms they were made, whatever has become of it since.
 */
export const eventTypes: Migration = {
  up: async (db) => {
    await sql`
      create table event_type (
        host_id uuid not null references calendar (id),
        id uuid not null,
        statement json not null,
        revision integer not null check (revision >= 1),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (host_id, id)
      )`.execute(db);
    await sql`create index event_type_by_id on event_type (id)`.execute(db);

    await sql`
      create table event_type_revision (
        host_id uuid not null references calendar (id),
        id uuid not null,
        revision integer not null check (revision >= 1),
        statement json not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (host_id, id, revision)
      )`.execute(db);
    await sql`create index event_type_revision_by_id on event_type_revision (id, revision)`.execute(db);
  },
};
