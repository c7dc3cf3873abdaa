import { ConfigurationFault, type Configuration } from '../configuration/read-configuration.js';
import { VARIABLES } from '../configuration/variables.js';
import { startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres.js';
import { runningEmbedded } from './running-embedded.js';

/**
 * Uses the configured database for one command: the one at DATABASE_URL, the embedded one of a server that runs, or the
 * embedded one, started for as long as the command takes.
 *
 * @throws ConfigurationFault for the store that lives in memory, which no other process can look at
 */
export const withDatabase = async <T>(
  { storeKind, databaseUrl, dataFolder }: Pick<Configuration, 'storeKind' | 'databaseUrl' | 'dataFolder'>,
  use: (connectionString: string) => Promise<T>,
): Promise<T> => {
  if (storeKind === 'postgres' && databaseUrl !== undefined) return use(databaseUrl);
  if (storeKind === 'memory') {
    const { name } = VARIABLES.storeKind;
    throw new ConfigurationFault([
      {
        variable: name,
        message: `${name} must be embedded or postgres: memory has no database, and ends with its server`,
      },
    ]);
  }
  const running = await runningEmbedded(dataFolder);
  if (running !== undefined) return use(running);
  const embedded = await startEmbeddedPostgres({ dataFolder });
  try {
    return await use(embedded.connectionString);
  } finally {
    await embedded.stop();
  }
};
