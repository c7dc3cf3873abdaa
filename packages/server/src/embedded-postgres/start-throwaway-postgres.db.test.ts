import { stat } from 'node:fs/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startThrowawayPostgres } from './start-throwaway-postgres.js';

test.each([['machine', 'npm'] as const, ['npm'] as const])(
  'a throw-away PostgreSQL (%s first) is empty, has btree_gist, and leaves nothing behind',
  async (...origins) => {
    const throwaway = await startThrowawayPostgres(origins);
    let folder: string;
    const client = new pg.Client({ connectionString: throwaway.connectionString });
    // Stopping ends the session, which the client reports.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('CREATE EXTENSION btree_gist');
      const { rows } = await client.query<{ folder: string; version: string }>(
        "SELECT current_setting('data_directory') AS folder, current_setting('server_version') AS version",
      );
      folder = rows[0]?.folder ?? '';
      expect(rows[0]?.version.startsWith(throwaway.version)).toBe(true);
      expect((await stat(folder)).isDirectory()).toBe(true);
    } finally {
      await throwaway.stop();
    }
    await throwaway.stop();
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    await client.end().catch(() => undefined);
  },
  60_000,
);
