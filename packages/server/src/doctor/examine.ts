import { migrationStatus } from '@slotkeeper/adapters-postgres';
import type { ZoneTables } from '@slotkeeper/domain';
import pg from 'pg';
import { fault, sound, type DatabaseCheck, type Finding } from './check.js';
import { CLAIM_CHECKS } from './claim-checks.js';
import { DATABASE_CHECKS } from './database-checks.js';
import { HISTORY_CHECKS } from './history-checks.js';
import { OUTBOX_CHECKS } from './outbox-checks.js';
import { REFERENCE_CHECKS } from './reference-checks.js';
import { SCHEMA_CHECKS } from './schema-checks.js';

const OLDEST_NODE = [20, 19] as const;

/** Whether this Node is one that is supported. */
export const examineNode = (version: string): Finding => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isSupported = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return {
    check: 'node',
    ...(isSupported ? sound(version) : fault(`${version}: ${OLDEST_NODE.join('.')} or newer is needed`)),
  };
};

/**
 * Which releases of the tz database are at hand. Answers rest on ours alone; another release on this machine is worth
 * knowing when another program shows other local times, and no fault.
 */
export const examineZones = (
  { version }: Pick<ZoneTables, 'version'>,
  platform: string | undefined,
): Finding => {
  const ours = `tz database ${version}`;
  const theirs = platform === undefined ? 'that of Node.js is not known' : `that of Node.js is ${platform}`;
  return {
    check: 'time-zones',
    ...sound(
      platform === version ? `${ours}, as in Node.js` : `${ours} (${theirs}, which no answer rests on)`,
    ),
  };
};

/** What the deep look takes in: each check is one statement, so of one moment, also while bookings are made. */
export const DEEP_CHECKS: readonly DatabaseCheck[] = [
  ...SCHEMA_CHECKS,
  ...CLAIM_CHECKS,
  ...REFERENCE_CHECKS,
  ...HISTORY_CHECKS,
  ...OUTBOX_CHECKS,
];

export interface ExaminationOptions {
  readonly connectTimeoutMs: number;
  /** Whether every row is looked at; it takes as long as it takes. */
  readonly isDeep: boolean;
}

/** Looks at a database and at what is in it. Changes nothing, and never throws: what goes wrong is a finding. */
export const examineDatabase = async (
  connectionString: string,
  { connectTimeoutMs, isDeep }: ExaminationOptions,
): Promise<readonly Finding[]> => {
  const session = new pg.Client({ connectionString, connectionTimeoutMillis: connectTimeoutMs });
  // A connection that is lost between two looks is seen by the next one.
  session.on('error', () => undefined);
  try {
    await session.connect();
  } catch (error) {
    return [{ check: 'store', ...fault(`the database is not reached: ${messageOf(error)}`) }];
  }
  try {
    // Whatever the role's own settings are, which are meant for requests.
    await session.query('set statement_timeout = 0; set jit = off; set default_transaction_read_only = on');
    const findings: Finding[] = [{ check: 'store', ...sound('the database answers') }];
    for (const check of DATABASE_CHECKS) findings.push(await findingOf(check, session));
    const migrations = await examineMigrations(connectionString, connectTimeoutMs);
    findings.push(migrations);
    for (const check of isDeep ? DEEP_CHECKS : CLAIM_CHECKS) {
      findings.push(
        migrations.status === 'ok'
          ? await findingOf(check, session)
          : { check: check.check, status: 'unknown', detail: 'the schema is not up to date' },
      );
    }
    return findings;
  } finally {
    await session.end().catch(() => undefined);
  }
};

/** One look; where it can't be had, that is what was found. */
export const findingOf = async ({ check, look }: DatabaseCheck, session: pg.Client): Promise<Finding> => {
  try {
    return { check, ...(await look(session)) };
  } catch (error) {
    return { check, status: 'unknown', detail: messageOf(error) };
  }
};

const examineMigrations = async (connectionString: string, connectTimeoutMs: number): Promise<Finding> => {
  const check = 'migrations';
  try {
    const states = await migrationStatus({ connectionString, connectTimeoutMs });
    const pending = states.filter(({ appliedAt }) => appliedAt === undefined);
    return pending.length === 0
      ? { check, ...sound(`all ${states.length} applied`) }
      : { check, ...fault(`${pending.length} pending: slotkeeper migrate up`) };
  } catch (error) {
    return { check, status: 'unknown', detail: messageOf(error) };
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
