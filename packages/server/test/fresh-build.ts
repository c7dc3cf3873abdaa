import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = ['domain', 'in-memory', 'adapters-postgres', 'http-fastify', 'server'];

const COMMAND = join(PACKAGES, 'server', 'dist', 'command', 'main.js');

/**
 * A server that a test starts as a process runs what was built, not the sources.
 * @throws Error where a source is newer than its build
 */
export const assertFreshBuild = async (): Promise<void> => {
  const command = await stat(COMMAND).catch(() => undefined);
  for (const name of BUILT) {
    const source = join(PACKAGES, name, 'src');
    const built = await stat(join(PACKAGES, name, 'dist', '.tsbuildinfo')).catch(() => undefined);
    for (const file of await readdir(source, { recursive: true })) {
      if (!file.endsWith('.ts') || /\.test(-d)?\.ts$/.test(file)) continue;
      const { mtimeMs } = await stat(join(source, file));
      if (built === undefined || mtimeMs > built.mtimeMs) {
        throw new Error(`packages/${name}/src/${file} is newer than its build: npm run build`);
      }
    }
    if (built === undefined || command === undefined || built.mtimeMs > command.mtimeMs)
      throw new Error(`the build of packages/${name} is newer than the command: npm run build`);
  }
};
