import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from './folder-access.js';

// Longer than any start takes: a process id that has been given to another program hides no leftover for ever.
const longestMakingMs = 15 * 60_000;

/** A name beside `target` for a folder in the making, which tells who makes it. */
export function unfinishedName(target: string): string {
  return `${target}.unfinished-${process.pid}-${randomBytes(6).toString('hex')}`;
}

/**
 * Gives a finished folder its name, in one step and durably, so that nobody ever sees half of it. When another
 * starter was first, theirs stays and ours is removed.
 */
export async function publishFolder(unfinished: string, target: string): Promise<void> {
  try {
    await rename(unfinished, target);
  } catch (error) {
    const lost = hasCode(error, 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES') && (await exists(target));
    await rm(unfinished, { recursive: true, force: true });
    if (!lost) throw error;
  }
  await syncFolder(dirname(target));
}

/** The folders beside `target` whose maker is gone, or that were last changed longer ago than `oldestMs`. */
export async function abandonedFolders(target: string, oldestMs = Infinity): Promise<readonly string[]> {
  const prefix = `${basename(target)}.unfinished-`;
  const abandoned: string[] = [];
  for (const entry of await readdir(dirname(target)).catch(() => [])) {
    if (!entry.startsWith(prefix)) continue;
    const path = join(dirname(target), entry);
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined || stats.uid !== (process.getuid?.() ?? stats.uid)) continue;
    const maker = Number(entry.slice(prefix.length).split('-')[0]);
    if (!isAlive(maker) || Date.now() - stats.mtimeMs > oldestMs) abandoned.push(path);
  }
  return abandoned;
}

/** Removes what killed starters left. A leftover that can't be removed yet is left for the next start. */
export async function removeAbandoned(target: string): Promise<void> {
  for (const path of await abandonedFolders(target, longestMakingMs)) {
    await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Makes the names in a folder survive a power cut; Windows has no such call and does it by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
