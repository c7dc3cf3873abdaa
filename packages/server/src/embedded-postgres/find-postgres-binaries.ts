import { readdir, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chooseDatabaseAccount, type DatabaseAccount } from './database-account.js';
import { copyInstallation, findNpmInstallation, makeLibraryLinks } from './npm-binaries.js';
import { runProgram } from './run-program.js';

/** Where binaries come from: the npm package for this platform, or an installation on the machine. */
export type BinariesOrigin = 'npm' | 'machine';

/** PostgreSQL 15 or newer, with btree_gist, which its account can run. */
export interface PostgresBinaries {
  /** The folder of `initdb`, `postgres` and their like. */
  readonly bin: string;
  /** As PostgreSQL writes it, such as `18.4`. */
  readonly version: string;
  readonly major: number;
  readonly origin: BinariesOrigin;
}

/** What to look for. */
export interface BinariesQuery {
  /** Where to look, in this order. */
  readonly origins: readonly BinariesOrigin[];
  /** A folder of the caller's for a copy, needed when the account can't reach npm's folder. */
  readonly copiesIn: string;
  /** Who is to run them; by default root's stand-in, or the current user. */
  readonly account?: DatabaseAccount | undefined;
  /** The only major version that will do: that of an existing cluster. */
  readonly major?: number | undefined;
}

const oldestMajor = 15;
const versionTimeoutMs = 20_000;

/**
 * Finds PostgreSQL binaries that can be run here.
 *
 * @throws Error that lists every place that was tried, and what was wrong with it
 */
export async function findPostgresBinaries(query: BinariesQuery): Promise<PostgresBinaries> {
  const account = query.account ?? (await chooseDatabaseAccount(''));
  const rejected: string[] = [];
  for (const origin of query.origins) {
    const bins = origin === 'npm' ? npmBin(query.copiesIn, account) : machineBins();
    for (const bin of await bins) {
      const found = await inspect(bin, origin, account);
      if (typeof found === 'string') rejected.push(`${bin}: ${found}`);
      else if (query.major !== undefined && found.major !== query.major) {
        rejected.push(`${bin}: PostgreSQL ${found.version}, but the data is of PostgreSQL ${query.major}`);
      } else return found;
    }
  }
  const tried = rejected.length === 0 ? 'there are none' : rejected.join('; ');
  throw new Error(
    `No PostgreSQL binaries that can be used here (${tried}). Install PostgreSQL ${query.major ?? `${oldestMajor} or newer`}, ` +
      'or name a running server in DATABASE_URL.',
  );
}

/** A PostgreSQL program's file in a folder of binaries. */
export function programIn(bin: string, name: 'initdb' | 'pg_config' | 'pg_ctl' | 'postgres'): string {
  return join(bin, process.platform === 'win32' ? `${name}.exe` : name);
}

async function npmBin(copiesIn: string, account: DatabaseAccount | undefined): Promise<readonly string[]> {
  const installation = await findNpmInstallation();
  if (installation === undefined) return [];
  const inPlace = join(installation.root, 'bin');
  if (await makeLibraryLinks(installation.root)) {
    const outcome = await runVersion(inPlace, account);
    if (outcome.ok) return [inPlace];
  }
  return [join(await copyInstallation(installation, copiesIn), 'bin')];
}

async function machineBins(): Promise<readonly string[]> {
  const bins = new Set<string>();
  for (const [parent, below] of machineFolders[process.platform] ?? []) {
    const versions = (await readdir(parent).catch(() => [])).filter((name) => /\d+$/.test(name));
    versions.sort((a, b) => trailingNumber(b) - trailingNumber(a));
    for (const version of versions) bins.add(join(parent, version, below));
  }
  const configured = await runProgram('pg_config', ['--bindir'], {
    account: undefined,
    timeoutMs: versionTimeoutMs,
  });
  if (configured.ok) bins.add(configured.output);
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '') bins.add(folder);
  }
  const holding: string[] = [];
  for (const bin of bins) {
    if ((await exists(programIn(bin, 'initdb'))) && (await exists(programIn(bin, 'postgres'))))
      holding.push(bin);
  }
  return holding;
}

// The folders whose entries end in a version, and the folder of programs within each.
const machineFolders: Readonly<Partial<Record<NodeJS.Platform, readonly (readonly [string, string])[]>>> = {
  linux: [
    ['/usr/lib/postgresql', 'bin'],
    ['/usr', 'bin'],
    ['/usr/local', 'bin'],
  ],
  darwin: [
    ['/opt/homebrew/opt', 'bin'],
    ['/usr/local/opt', 'bin'],
    ['/Library/PostgreSQL', 'bin'],
    ['/Applications/Postgres.app/Contents/Versions', 'bin'],
  ],
  win32: [['C:\\Program Files\\PostgreSQL', 'bin']],
};

async function inspect(
  bin: string,
  origin: BinariesOrigin,
  account: DatabaseAccount | undefined,
): Promise<PostgresBinaries | string> {
  const outcome = await runVersion(bin, account);
  if (!outcome.ok)
    return `can't be run${account === undefined ? '' : ` by "${account.name}"`}: ${outcome.output}`;
  const version = /\(PostgreSQL\) (\d+[.\w]*)/.exec(outcome.output)?.[1];
  if (version === undefined) return `not PostgreSQL: ${outcome.output}`;
  const major = Number.parseInt(version, 10);
  if (major < oldestMajor) return `PostgreSQL ${version} is older than ${oldestMajor}`;
  if (!(await holdsBtreeGist(bin, major)))
    return 'it lacks the extension btree_gist (package postgresql-contrib)';
  return { bin, version, major, origin };
}

function runVersion(bin: string, account: DatabaseAccount | undefined): ReturnType<typeof runProgram> {
  return runProgram(programIn(bin, 'postgres'), ['--version'], { account, timeoutMs: versionTimeoutMs });
}

async function holdsBtreeGist(bin: string, major: number): Promise<boolean> {
  const shares = ['share', join('share', 'postgresql'), join('share', `postgresql@${major}`)];
  const folders = [...shares.map((share) => join(bin, '..', share)), `/usr/share/postgresql/${major}`];
  const configured = await runProgram(programIn(bin, 'pg_config'), ['--sharedir'], {
    account: undefined,
    timeoutMs: versionTimeoutMs,
  });
  if (configured.ok) folders.unshift(configured.output);
  for (const folder of folders) {
    if (await exists(join(folder, 'extension', 'btree_gist.control'))) return true;
  }
  return false;
}

function trailingNumber(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
