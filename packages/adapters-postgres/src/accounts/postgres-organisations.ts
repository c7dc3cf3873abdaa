import type { Organisation, Organisations } from '@slotkeeper/domain';
import { sql, type Kysely, type Selectable } from 'kysely';
import { timestamptzOf } from '../connection/timestamptz.js';
import type { Database, OrganisationTable } from '../database.js';
import { isUuid } from '../uuid.js';

export const createPostgresOrganisations = (db: Kysely<Database>): Organisations => ({
  add: async ({ id, name, createdAt }) => {
    await sql`
      insert into organisation (id, name, created_at) values (${id}, ${name}, ${timestamptzOf(createdAt)})
    `.execute(db);
  },

  byId: async (id) => {
    if (!isUuid(id)) return undefined;
    const row = await db.selectFrom('organisation').select(COLUMNS).where('id', '=', id).executeTakeFirst();
    return row && organisationOf(row);
  },

  all: async () =>
    (await db.selectFrom('organisation').select(COLUMNS).orderBy('id').execute()).map(organisationOf),
});

const COLUMNS = ['id', 'name', 'created_at'] as const;

const organisationOf = (row: Selectable<OrganisationTable>): Organisation => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
});
