import { mkdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterPlaces, createCluster, readSecrets } from './cluster.js';
import { chooseDatabaseAccount, type DatabaseAccount } from './database-account.js';
import {
  type BinariesOrigin,
  findPostgresBinaries,
  type PostgresBinaries,
} from './find-postgres-binaries.js';
import { prepareDataFolder } from './folder-access.js';
import { launchPostmaster, stopPostmaster } from './postmaster.js';
import { runningPostmaster } from './postmaster-record.js';
import { abandonedFolders, unfinishedName } from './unfinished-folder.js';

/** A PostgreSQL for tests: fast, and gone when it is stopped. */
export interface ThrowawayPostgres {
  /** For the superuser `postgres`, so that a test may make databases of its own. */
  readonly connectionString: string;
  /** As PostgreSQL writes it, such as `18.4`. */
  readonly version: string;
  /** Ends PostgreSQL and removes its data. Calling it again is harmless. */
  stop(): Promise<void>;
}

/**
 * Starts an empty PostgreSQL in a temporary folder, without the syncs that make data last. What earlier callers left
 * that were killed is stopped and removed first.
 *
 * @param origins where its binaries may come from, in this order
 * @throws Error as {@link findPostgresBinaries} does, or with the end of PostgreSQL's log
 */
export async function startThrowawayPostgres(
  origins: readonly BinariesOrigin[] = ['machine', 'npm'],
): Promise<ThrowawayPostgres> {
  const base = join(await realpath(tmpdir()), 'slotkeeper-throwaway');
  const account = await chooseDatabaseAccount('');
  const folder = unfinishedName(base);
  try {
    await mkdir(folder, { mode: 0o700 });
    await prepareDataFolder(folder, account);
    const binaries = await findPostgresBinaries({ origins, copiesIn: folder, account });
    await sweep(base, binaries, account);
    const places = clusterPlaces(folder);
    await createCluster(binaries, account, places, false);
    const { superuser } = await readSecrets(places);
    const launch = await launchPostmaster({ binaries, account, places, durable: false, port: undefined });
    if (launch.kind === 'locked') throw new Error(`Another PostgreSQL runs in ${places.data}.`);
    let stopping: Promise<void> | undefined;
    return {
      connectionString: `postgresql://postgres:${superuser}@127.0.0.1:${launch.port}/postgres`,
      version: binaries.version,
      stop: () => (stopping ??= discard(folder, binaries, account)),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function sweep(
  base: string,
  binaries: PostgresBinaries,
  account: DatabaseAccount | undefined,
): Promise<void> {
  for (const folder of await abandonedFolders(base)) {
    // Two sweepers may meet in one folder; what stays is for the next.
    await discard(folder, binaries, account).catch(() => undefined);
  }
}

async function discard(
  folder: string,
  binaries: PostgresBinaries,
  account: DatabaseAccount | undefined,
): Promise<void> {
  const places = clusterPlaces(folder);
  const running = await runningPostmaster(places.data);
  if (running !== undefined) await stopPostmaster({ binaries, account, places }, running.pid, 'immediate');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
