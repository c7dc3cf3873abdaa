import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseAccount } from './database-account.js';
import { type PostgresBinaries, programIn } from './find-postgres-binaries.js';
import { openTo } from './folder-access.js';
import { runProgram } from './run-program.js';
import { publishFolder, syncFolder, unfinishedName } from './unfinished-folder.js';

/** Where the parts of a cluster lie. The data, and the secrets that open it, come and go together. */
export interface ClusterPlaces {
  readonly folder: string;
  readonly data: string;
  readonly secrets: string;
  readonly log: string;
}

/** The passwords of a cluster's two roles. */
export interface ClusterSecrets {
  /** Of `postgres`, who prepares the database and holds the ownership of the cluster. */
  readonly superuser: string;
  /** Of `slotkeeper`, who owns the database and nothing else. */
  readonly application: string;
}

const initdbTimeoutMs = 120_000;

/** The places of the cluster that lies in `<parent>/postgresql`. */
export function clusterPlaces(parent: string): ClusterPlaces {
  return placesIn(join(parent, 'postgresql'));
}

/** The major version of PostgreSQL that made the cluster; `undefined` if there is none yet. */
export async function clusterMajor(places: ClusterPlaces): Promise<number | undefined> {
  const version = await readFile(join(places.data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return version === undefined ? undefined : Number.parseInt(version, 10);
}

/**
 * Makes a cluster: UTF-8, the order of code points, and a password for every login. It is made under another
 * name and renamed when complete, so that a start killed half-way leaves nothing that looks like a cluster, and
 * of two starters at once one wins whole.
 *
 * @param durable false leaves out the syncs, for data that nobody will miss
 * @throws Error that quotes what initdb said
 */
export async function createCluster(
  binaries: PostgresBinaries,
  account: DatabaseAccount | undefined,
  target: ClusterPlaces,
  durable: boolean,
): Promise<void> {
  const unfinished = placesIn(unfinishedName(target.folder));
  await mkdir(unfinished.folder, { mode: 0o700 });
  if (account !== undefined) await openTo(account, unfinished.folder, 0o710);
  await mkdir(unfinished.data, { mode: 0o700 });
  const secrets: ClusterSecrets = { superuser: newPassword(), application: newPassword() };
  const passwordFile = join(unfinished.folder, 'initdb-password');
  await writeFile(passwordFile, `${secrets.superuser}\n`, { mode: 0o600, flag: 'wx' });
  if (account !== undefined) {
    await chown(unfinished.data, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    await runInitdb(binaries, account, unfinished.data, passwordFile, durable);
    await rm(passwordFile);
    await writeDurably(unfinished.secrets, JSON.stringify(secrets));
    await syncFolder(unfinished.folder);
  } catch (error) {
    await rm(unfinished.folder, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
  await publishFolder(unfinished.folder, target.folder);
}

/**
 * Reads the passwords that were made with the cluster.
 *
 * @throws Error that names the file when it is missing or damaged
 */
export async function readSecrets(places: ClusterPlaces): Promise<ClusterSecrets> {
  try {
    const parsed: unknown = JSON.parse(await readFile(places.secrets, 'utf8'));
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      'superuser' in parsed &&
      typeof parsed.superuser === 'string' &&
      'application' in parsed &&
      typeof parsed.application === 'string'
    ) {
      return { superuser: parsed.superuser, application: parsed.application };
    }
    throw new Error('it does not hold the two passwords');
  } catch (error) {
    throw new Error(
      `The passwords of the PostgreSQL cluster can't be read from ${places.secrets} ` +
        `(${error instanceof Error ? error.message : String(error)}). Restore that file from a backup of ${places.folder}.`,
      { cause: error },
    );
  }
}

function placesIn(folder: string): ClusterPlaces {
  return {
    folder,
    data: join(folder, 'data'),
    secrets: join(folder, 'secrets.json'),
    log: join(folder, 'postgresql.log'),
  };
}

async function runInitdb(
  binaries: PostgresBinaries,
  account: DatabaseAccount | undefined,
  data: string,
  passwordFile: string,
  durable: boolean,
): Promise<void> {
  const args = [
    '--pgdata',
    data,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  const outcome = await runProgram(programIn(binaries.bin, 'initdb'), args, {
    account,
    timeoutMs: initdbTimeoutMs,
  });
  if (!outcome.ok) throw new Error(`PostgreSQL could not create its cluster in ${data}:\n${outcome.output}`);
}

function newPassword(): string {
  return randomBytes(32).toString('base64url');
}

async function writeDurably(path: string, content: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
