import { areApart, clockDifference } from '../clock-difference.js';
import { countOf, fault, sound, type DatabaseCheck } from './check.js';

const OLDEST_SERVER = 150_000;

const serverVersion: DatabaseCheck = {
  check: 'postgresql-version',
  look: async (session) => {
    const { rows } = await session.query<{ number: string; name: string }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as name",
    );
    const name = rows[0]?.name ?? 'unknown';
    return Number(rows[0]?.number) >= OLDEST_SERVER ? sound(name) : fault(`${name}: 15 or newer is needed`);
  },
};

/** What was acknowledged outlives a power cut only with these on. */
const durability: DatabaseCheck = {
  check: 'durability',
  look: async (session) => {
    const { rows } = await session.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings
       where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name`,
    );
    return rows.length === 0
      ? sound('commits reach the disk before they are acknowledged')
      : fault(`a crash may lose bookings: ${rows.map(({ name }) => `${name} is off`).join(', ')}`);
  },
};

const clock: DatabaseCheck = {
  check: 'clock',
  look: async (session) => {
    const difference = await clockDifference(
      () => countOf(session, 'select (extract(epoch from clock_timestamp()) * 1000)::bigint as count'),
      () => Date.now(),
    );
    const detail = `the database's clock differs by ${Math.abs(difference.aheadMs)} ms`;
    return areApart(difference) ? fault(detail) : sound(detail);
  },
};

const btreeGist: DatabaseCheck = {
  check: 'btree-gist',
  look: async (session) => {
    const { rows } = await session.query<{ version: string }>(
      "select extversion as version from pg_extension where extname = 'btree_gist'",
    );
    const version = rows[0]?.version;
    return version === undefined ? fault('the extension is missing: slotkeeper migrate up') : sound(version);
  },
};

const exclusionConstraint: DatabaseCheck = {
  check: 'exclusion-constraint',
  look: async (session) => {
    const { rows } = await session.query<{ name: string; valid: boolean }>(
      `select conname as name, convalidated and indisvalid as valid
       from pg_constraint join pg_index on indexrelid = conindid
       where conrelid = to_regclass('claim') and contype = 'x'`,
    );
    const found = rows[0];
    if (found === undefined) return fault('nothing in the database keeps claims from overlapping');
    return found.valid ? sound(found.name) : fault(`${found.name} is not valid`);
  },
};

/** Whether the database is one that bookings are safe in. */
export const DATABASE_CHECKS: readonly DatabaseCheck[] = [
  serverVersion,
  durability,
  clock,
  btreeGist,
  exclusionConstraint,
];
