import { open, rename, stat } from 'node:fs/promises';

const largestLogBytes = 16 * 1024 * 1024;
const largestTailBytes = 4096;

/** How much of a log has been written, in bytes; 0 when there is none. */
export async function logSize(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

/** The end of what was written to a log since it had `from` bytes, at most 4 KiB. */
export async function logTail(file: string, from: number): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const start = Math.max(from, size - largestTailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(size - start, 0)), 0, null, start);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await handle.close();
  }
}

/** Sets a log aside as `….old` once it is larger than 16 MiB, so that two such files are the most there is. */
export async function boundLog(file: string): Promise<void> {
  if ((await logSize(file)) > largestLogBytes) await rename(file, `${file}.old`);
}
