import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of a test's own, which is soon full. */
export interface SmallDisk {
  readonly folder: string;
  /** Writes until nothing more goes in. */
  readonly fill: () => Promise<void>;
  /** Takes away what `fill` has written. */
  readonly free: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

const CHUNK = Buffer.alloc(65_536);
const PREFIXES = [[], ['sudo', '-n']];

/** @returns undefined where this process may not mount anything, neither as it is nor by way of sudo */
export const mountSmallDisk = async (megabytes: number): Promise<SmallDisk | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-disk-'));
  const options = `size=${megabytes}m,mode=0755,uid=${process.getuid?.() ?? 0},gid=${process.getgid?.() ?? 0}`;
  const mount = ['mount', '-t', 'tmpfs', '-o', options, 'slotkeeper', folder];
  const prefix = PREFIXES.find((before) => run([...before, ...mount]));
  if (prefix === undefined) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: async () => {
      const file = await open(ballast, 'w');
      try {
        // Down to the last page.
        for (const size of [CHUNK.length, 4_096]) {
          while (await fits(() => file.write(CHUNK, 0, size)));
        }
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    remove: async () => {
      run([...prefix, 'umount', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const run = ([command = '', ...args]: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const fits = async (write: () => Promise<{ readonly bytesWritten: number }>): Promise<boolean> => {
  try {
    return (await write()).bytesWritten > 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
    throw error;
  }
};
