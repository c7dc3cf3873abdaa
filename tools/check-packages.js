import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PUBLISHED } from './published-packages.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** What each published package is checked with, on what `npm pack` makes of its build. */
const checksOf = (tarball) => [
  ['publint', 'run', tarball, '--strict'],
  ['attw', tarball, '--profile', 'esm-only', '--no-definitely-typed', '--no-emoji', '--no-color'],
];

const pack = async (destination) => {
  const workspaces = PUBLISHED.map(({ folder }) => `--workspace=packages/${folder}`);
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', `--pack-destination=${destination}`, ...workspaces],
    { cwd: ROOT, maxBuffer: Number.POSITIVE_INFINITY },
  );
  return JSON.parse(stdout).map(({ name, filename }) => ({ name, tarball: join(destination, filename) }));
};

const check = async ([tool, ...options], name) => {
  try {
    await run(join(ROOT, 'node_modules/.bin', tool), options, { cwd: ROOT });
    console.log(`ok   ${tool} ${name}`);
    return true;
  } catch (error) {
    console.log(`FAIL ${tool} ${name}`, error.message, error.stdout, error.stderr);
    return false;
  }
};

const destination = await mkdtemp(join(tmpdir(), 'slotkeeper-packages-'));
try {
  const packed = await pack(destination);
  if (packed.length !== PUBLISHED.length) throw new Error(`packed ${packed.length} packages`);
  const results = await Promise.all(
    packed.flatMap(({ name, tarball }) => checksOf(tarball).map((one) => check(one, name))),
  );
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  await rm(destination, { recursive: true, force: true });
}
