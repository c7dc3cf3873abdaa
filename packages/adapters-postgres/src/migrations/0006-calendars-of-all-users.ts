import { sql, type Migration } from 'kysely';

/**
 * Whoever has an account has a calendar: what a booker may do is judged under a lock too. Until now only hosts had one.
 * The role is kept beside it, for it is asked whenever a calendar is locked and never changes.
 */
export const calendarsOfAllUsers: Migration = {
  up: async (db) => {
    await sql`alter table calendar rename column host_id to owner_id`.execute(db);
    await sql`
      alter table calendar
        add column role text not null default 'HOST' constraint calendar_role check (role in ('HOST', 'USER'))
    `.execute(db);
    await sql`alter table calendar alter column role drop default`.execute(db);
    await sql`
      insert into calendar (id, owner_id, role) select id, id, role from app_user where role = 'USER'
    `.execute(db);
  },
};
