import { startEmbeddedPostgres } from '@slotkeeper/server';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL that keeps what it has acknowledged: with all its syncs. */
export interface DurablePostgres {
  readonly connectionString: string;
  readonly version: string;
  readonly stop: () => Promise<void>;
}

/** The embedded PostgreSQL, as `npm start` runs it, on a folder of its own that goes with it. */
export const startDurablePostgres = async (): Promise<DurablePostgres> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-bench-'));
  const postgres = await startEmbeddedPostgres({ dataFolder: folder });
  return {
    connectionString: postgres.connectionString,
    version: postgres.version,
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
};
