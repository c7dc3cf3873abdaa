import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { assertFreshBuild } from '../test/fresh-build.js';
import { holdsEmbedded, runningEmbedded } from './storage/running-embedded.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

test('npm start serves from an empty data folder, and Ctrl-C stops all of it', async () => {
  await assertFreshBuild();
  const dataFolder = await mkdtemp(join(tmpdir(), 'slotkeeper-start-'));
  const begun = performance.now();
  // A group of its own, as a terminal makes one: a signal to it reaches npm and the server alike.
  const npm = spawn('npm', ['start'], {
    cwd: ROOT,
    detached: true,
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'info',
      DATABASE_URL: '',
      SLOTKEEPER_STORE: '',
      SLOTKEEPER_DATA_DIR: dataFolder,
    },
  });
  const { pid } = npm;
  if (pid === undefined) throw new Error('npm did not start');
  let log = '';
  npm.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  npm.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => {
    npm.on('exit', resolve);
  });
  try {
    const urlIn = (): string | undefined => /"url":"([^"]+)"/.exec(log)?.[1];
    while (urlIn() === undefined && npm.exitCode === null) await sleep(20);
    const answer = await fetch(`${urlIn()}/readyz`);
    console.log(`npm start: first answer after ${((performance.now() - begun) / 1_000).toFixed(2)} s`);
    expect(await answer.json()).toMatchObject({ ready: true, store: 'embedded' });
    expect(await runningEmbedded(dataFolder)).toBeDefined();
  } finally {
    if (npm.exitCode === null) process.kill(-pid, 'SIGINT');
    await ended;
  }
  // npm may end before the server has.
  while (log.includes('"msg":"stopped"') === false) await sleep(20);
  while ((await runningEmbedded(dataFolder)) !== undefined) await sleep(20);
  expect(log).not.toMatch(/"level":"(error|fatal)"/);
  expect(await holdsEmbedded(dataFolder)).toBe(true);
  await rm(dataFolder, { recursive: true, force: true });
}, 60_000);
