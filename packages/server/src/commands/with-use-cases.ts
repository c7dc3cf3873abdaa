import { pino } from 'pino';
import type { AccountDependencies, Dependencies } from '@slotkeeper/domain';
import { compose, TOKENS } from '../composition.js';
import type { Configuration } from '../configuration/read-configuration.js';
import { openStorage } from '../storage/open-storage.js';
import { withDatabase } from '../storage/with-database.js';

/** Does something with the use cases on the configured database, and with the secrets of its server. */
export const withUseCases = <T>(
  configuration: Configuration,
  use: (dependencies: Dependencies & AccountDependencies) => Promise<T>,
): Promise<T> =>
  withDatabase(configuration, async (databaseUrl) => {
    const composition = await compose({
      configuration,
      log: pino({ level: 'silent' }),
      migrates: true,
      open: (_, surroundings) =>
        openStorage({ ...configuration, storeKind: 'postgres', databaseUrl }, surroundings),
    });
    try {
      return await use(composition.resolve(TOKENS.dependencies));
    } finally {
      await composition.close();
    }
  });
