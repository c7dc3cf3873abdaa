import { randomBytes } from 'node:crypto';
import { link, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './folder-access.js';
import { isAlive } from './unfinished-folder.js';

/** What a postmaster says of itself in `postmaster.pid` (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_…). */
export interface PostmasterRecord {
  readonly pid: number;
  /** 0 until the postmaster has written it. */
  readonly port: number;
  /** `starting`, `ready`, `stopping` or `standby`; empty until it has written it. */
  readonly status: string;
}

/** The postmaster's record, whether or not it still runs; `undefined` when there is none that can be understood. */
export async function readPostmasterRecord(data: string): Promise<PostmasterRecord | undefined> {
  return parseRecord(await readFile(recordFile(data), 'utf8').catch(() => ''));
}

/** The record of a postmaster that runs on this data folder now. */
export async function runningPostmaster(data: string): Promise<PostmasterRecord | undefined> {
  const record = await readPostmasterRecord(data);
  return record !== undefined && (await isPostmasterOf(record.pid, data)) ? record : undefined;
}

/**
 * Removes a record whose process id now belongs to some other program, for which PostgreSQL would refuse to
 * start. (A record of a process that is gone PostgreSQL replaces by itself.)
 */
export async function removeForeignRecord(data: string): Promise<void> {
  const record = await readPostmasterRecord(data);
  if (record === undefined || !isAlive(record.pid) || (await isPostmasterOf(record.pid, data))) return;
  const aside = join(data, `postmaster.pid.stale-${randomBytes(6).toString('hex')}`);
  try {
    await rename(recordFile(data), aside);
    // Another starter's postmaster may have written a new record since it was read: give it back.
    const moved = parseRecord(await readFile(aside, 'utf8'));
    if (moved?.pid !== record.pid) await link(aside, recordFile(data));
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'EEXIST')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * Whether a process is the postmaster of this data folder. On Linux its command line and owner tell, and a
 * process id that has been given to another program is seen through. Elsewhere a process that is alive and of
 * the same user is taken for it.
 */
export async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  if (process.platform !== 'linux') return isAliveAndOurs(pid);
  try {
    const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    const named = args[args.indexOf('-D') + 1];
    if (!args.includes('-D') || named === undefined) return false;
    const [process, folder] = await Promise.all([stat(`/proc/${pid}`), stat(data)]);
    return process.uid === folder.uid && (await realpath(named)) === (await realpath(data));
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return false;
    throw error;
  }
}

function parseRecord(text: string): PostmasterRecord | undefined {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]) || 0, status: (lines[7] ?? '').trim() };
}

function isAliveAndOurs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function recordFile(data: string): string {
  return join(data, 'postmaster.pid');
}
