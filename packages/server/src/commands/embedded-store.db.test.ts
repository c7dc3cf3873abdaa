import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertFreshBuild } from '../../test/fresh-build.js';
import { runCommandLine } from '../command-line.js';
import { startServerProcess } from '../demo/server-process.js';
import { runningEmbedded } from '../storage/running-embedded.js';

let dataFolder: string;
beforeAll(async () => {
  await assertFreshBuild();
  dataFolder = await mkdtemp(join(tmpdir(), 'slotkeeper-commands-'));
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));

const run = async (...args: readonly string[]) => {
  let out = '';
  const exitCode = await runCommandLine([...args, '--json'], {
    environment: { SLOTKEEPER_DATA_DIR: dataFolder },
    input: Readable.from([]),
    out: { write: (text) => (out += text) },
    err: { write: () => undefined },
    process: { on: () => undefined, off: () => undefined, exit: () => undefined },
  });
  return { exitCode, json: JSON.parse(out) as unknown };
};

test('commands work beside a running server, which keeps its PostgreSQL, and without one', async () => {
  const server = await startServerProcess({ PORT: '0', SLOTKEEPER_DATA_DIR: dataFolder });
  try {
    const seeded = await run('seed', '--password', 'seven teal herons nap');
    expect(seeded).toMatchObject({ exitCode: 0, json: { availabilityAdded: 14 } });
    expect(await run('doctor')).toMatchObject({ exitCode: 0, json: { healthy: true, store: 'embedded' } });
    const login = await fetch(`${server.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'seven teal herons nap' }),
    });
    expect(login.status).toBe(200);
  } finally {
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  }
  expect(await runningEmbedded(dataFolder)).toBeUndefined();
  expect(await run('seed')).toMatchObject({ exitCode: 0, json: { availabilityAdded: 0 } });
  expect(await run('doctor')).toMatchObject({ exitCode: 0, json: { healthy: true } });
  expect(await runningEmbedded(dataFolder)).toBeUndefined();
}, 60_000);
