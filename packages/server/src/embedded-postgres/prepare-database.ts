import pg from 'pg';

/** The role and the database that the application uses. */
export const applicationName = 'slotkeeper';

/**
 * Makes the application's role and database if they are missing. The role owns its database, which lets it migrate
 * and add the extension btree_gist, and is no superuser: it can't read files or run programs.
 *
 * @param superuser a session of a superuser; no other may prepare the same cluster meanwhile
 * @throws Error when this PostgreSQL lacks btree_gist
 */
export async function prepareDatabase(superuser: pg.Client, password: string): Promise<void> {
  const { rowCount: gist } = await superuser.query(
    "SELECT FROM pg_available_extensions WHERE name = 'btree_gist'",
  );
  if (gist === 0)
    throw new Error('This PostgreSQL lacks the extension btree_gist, which keeps bookings from overlapping.');
  const { rowCount: roles } = await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [
    applicationName,
  ]);
  if (roles === 0) {
    await superuser.query(`CREATE ROLE ${applicationName} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
  }
  const { rowCount: databases } = await superuser.query('SELECT FROM pg_database WHERE datname = $1', [
    applicationName,
  ]);
  if (databases === 0) await superuser.query(`CREATE DATABASE ${applicationName} OWNER ${applicationName}`);
}
