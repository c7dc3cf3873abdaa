import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PUBLISHED } from './published-packages.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What each published package is checked with, on what `npm pack` would publish of its build. */
const checksOf = (folder) => [
  ['publint', 'run', folder, '--strict', '--pack=npm'],
  ['attw', '--pack', folder, '--profile', 'esm-only', '--no-definitely-typed', '--no-emoji', '--no-color'],
];

let failed = 0;
for (const { folder } of PUBLISHED) {
  for (const [tool, ...options] of checksOf(`packages/${folder}`)) {
    const { status, stdout, stderr } = spawnSync('npx', ['--no-install', tool, ...options], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${tool} packages/${folder}`);
    if (status !== 0) {
      failed += 1;
      console.log(stdout, stderr);
    }
  }
}
process.exitCode = failed === 0 ? 0 : 1;
