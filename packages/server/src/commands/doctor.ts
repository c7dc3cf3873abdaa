import process from 'node:process';
import { loadZoneTables } from '@slotkeeper/domain';
import type { Configuration } from '../configuration/read-configuration.js';
import type { Finding } from '../doctor/check.js';
import { examineDatabase, examineNode, examineZones } from '../doctor/examine.js';
import { EXIT } from '../exit-code.js';
import { holdsEmbedded } from '../storage/running-embedded.js';
import { withDatabase } from '../storage/with-database.js';
import { textTable } from '../text-table.js';
import type { Outcome } from './outcome.js';

export interface DoctorOptions {
  /** Whether every row of the database is looked at. */
  readonly deep?: boolean | undefined;
}

/** Checks this machine, the database and what is in it; changes nothing. */
export const doctor = async (
  configuration: Configuration,
  { deep: isDeep = false }: DoctorOptions = {},
): Promise<Outcome> => {
  const findings = [
    examineNode(process.version),
    examineZones(await loadZoneTables(), process.versions['tz']),
    ...(await examineStore(configuration, isDeep)),
  ];
  const isHealthy = findings.every(({ status }) => status === 'ok');
  return {
    exitCode: isHealthy ? EXIT.done : EXIT.attention,
    json: { healthy: isHealthy, store: configuration.storeKind, findings },
    text: textTable([
      ['CHECK', 'STATUS', 'DETAIL'],
      ...findings.map(({ check, status, detail }) => [check, status, detail]),
    ]),
  };
};

const examineStore = async (configuration: Configuration, isDeep: boolean): Promise<readonly Finding[]> => {
  const { storeKind, dataFolder, connectTimeoutMs } = configuration;
  if (storeKind === 'embedded' && !(await holdsEmbedded(dataFolder))) {
    return [
      {
        check: 'store',
        status: 'fault',
        detail: `there are no data in ${dataFolder} yet: start the server once`,
      },
    ];
  }
  return withDatabase(configuration, (connectionString) =>
    examineDatabase(connectionString, { connectTimeoutMs, isDeep }),
  );
};
