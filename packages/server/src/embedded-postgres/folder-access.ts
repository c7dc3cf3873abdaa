import type { Stats } from 'node:fs';
import { access, chmod, chown, constants, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatabaseAccount } from './database-account.js';

/**
 * Makes the data folder if it is missing, and sees to it that PostgreSQL's account can reach into it.
 *
 * An ordinary user gets a folder that is private (0700). Root's is open to the account's group alone, to
 * enter and not to list (0710); an existing folder is opened like that only if it is empty or already
 * holds a cluster, and its parents' permissions are never changed.
 *
 * @throws Error that names the folder in the way and the remedy
 */
export async function prepareDataFolder(folder: string, account: DatabaseAccount | undefined): Promise<void> {
  try {
    const created = await makeMissing(folder, account);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    if (account === undefined) return;
    const stats = await stat(folder);
    const mayOpen = created || (stats.uid === 0 && (await isEmptyOrOurs(folder)));
    if (mayOpen && !mayEnter(stats, account)) await openTo(account, folder, 0o710);
  } catch (error) {
    throw new Error(
      `The data folder ${folder} can't be used by this user (${reason(error)}): ` +
        'change its permissions, or name another one in SLOTKEEPER_DATA_DIR.',
      { cause: error },
    );
  }
  const closed = await firstClosedFolder(folder, account);
  if (closed !== undefined) {
    throw new Error(
      `The data folder ${folder} is out of PostgreSQL's reach: its account "${account.name}" may not enter ${closed}, and as ` +
        'root it refuses to run. Name a folder that the account can reach in SLOTKEEPER_DATA_DIR (such as ' +
        `/var/lib/slotkeeper), or let it pass (chmod o+x ${closed}).`,
    );
  }
}

/** The outermost folder on the way to and including `folder` that the account may not enter, if there is one. */
async function firstClosedFolder(folder: string, account: DatabaseAccount): Promise<string | undefined> {
  const way: string[] = [];
  for (let step = await realpath(folder); ; step = dirname(step)) {
    way.unshift(step);
    if (step === dirname(step)) break;
  }
  for (const step of way) {
    if (!mayEnter(await stat(step), account)) return step;
  }
  return undefined;
}

/** Hands a file or folder of root's to the account's group, with these permissions. */
export async function openTo(account: DatabaseAccount, path: string, mode: number): Promise<void> {
  await chown(path, process.getuid?.() ?? 0, account.gid);
  await chmod(path, mode);
}

async function makeMissing(folder: string, account: DatabaseAccount | undefined): Promise<boolean> {
  if ((await stat(folder).catch(() => undefined)) !== undefined) return false;
  await makeParents(dirname(folder), account);
  const created = await makeOne(folder, 0o700);
  if (created && account !== undefined) await openTo(account, folder, 0o710);
  return created;
}

// A strict umask of root's would close the folders in between to the account, so their mode is set, not asked for.
async function makeParents(folder: string, account: DatabaseAccount | undefined): Promise<void> {
  if ((await stat(folder).catch(() => undefined)) !== undefined) return;
  await makeParents(dirname(folder), account);
  await makeOne(folder, account === undefined ? 0o700 : 0o755);
}

async function makeOne(folder: string, mode: number): Promise<boolean> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  await chmod(folder, mode);
  return true;
}

async function isEmptyOrOurs(folder: string): Promise<boolean> {
  const entries = await readdir(folder);
  if (entries.length === 0) return true;
  return (await stat(join(folder, 'postgresql', 'data', 'PG_VERSION')).catch(() => undefined)) !== undefined;
}

function mayEnter(stats: Stats, account: DatabaseAccount): boolean {
  if (stats.uid === account.uid) return (stats.mode & 0o100) !== 0;
  if (stats.gid === account.gid) return (stats.mode & 0o010) !== 0;
  return (stats.mode & 0o001) !== 0;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error is the operating system's `code`, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
