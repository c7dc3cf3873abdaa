import { migrateUp as applyMigrations, migrationStatus } from '@slotkeeper/adapters-postgres';
import { formatInstant, truncateToSecond } from '@slotkeeper/domain';
import type { Configuration } from '../configuration/read-configuration.js';
import { EXIT } from '../exit-code.js';
import { withDatabase } from '../storage/with-database.js';
import { textTable } from '../text-table.js';
import type { Outcome } from './outcome.js';

/** Brings the schema up to date. */
export const migrateUp = async (configuration: Configuration): Promise<Outcome> => {
  const { connectTimeoutMs } = configuration;
  const { applied } = await withDatabase(configuration, (connectionString) =>
    applyMigrations({ connectionString, connectTimeoutMs }),
  );
  return {
    exitCode: EXIT.done,
    json: { applied },
    text:
      applied.length === 0
        ? 'The schema is up to date.'
        : applied.map((name) => `applied ${name}`).join('\n'),
  };
};

/** Lists the migrations; pending ones need attention. */
export const migrateStatus = async (configuration: Configuration): Promise<Outcome> => {
  const { connectTimeoutMs } = configuration;
  const states = await withDatabase(configuration, (connectionString) =>
    migrationStatus({ connectionString, connectTimeoutMs }),
  );
  const migrations = states.map(({ name, appliedAt }) => ({
    name,
    appliedAt: appliedAt === undefined ? null : formatInstant(truncateToSecond(appliedAt)),
  }));
  const isUpToDate = migrations.every(({ appliedAt }) => appliedAt !== null);
  return {
    exitCode: isUpToDate ? EXIT.done : EXIT.attention,
    json: { upToDate: isUpToDate, migrations },
    text: textTable([
      ['MIGRATION', 'APPLIED'],
      ...migrations.map(({ name, appliedAt }) => [name, appliedAt ?? 'pending']),
    ]),
  };
};
