import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { TOKEN_SECRET, type Stage } from './stage.js';

/** A process that answers on a port. */
export interface Serving {
  readonly port: number;
  readonly pid: number;
  /** The most memory that it has had resident so far, in bytes (`VmHWM` of Linux). */
  readonly peakBytes: () => number;
  /** What it has resident now, in bytes. */
  readonly residentBytes: () => number;
  readonly stop: () => Promise<void>;
}

export const MEGABYTE = 1_048_576;

const COMMAND = fileURLToPath(new URL('../../../packages/server/bin/slotkeeper.js', import.meta.url));
const FLOORS = fileURLToPath(new URL('floors.js', import.meta.url));

/** `slotkeeper serve` as it is installed, but for limits on how often one address may ask: all of it comes from one. */
export const startServer = (connectionString: string): Promise<Serving> =>
  start(
    [COMMAND, 'serve', '--json'],
    {
      DATABASE_URL: connectionString,
      PORT: '0',
      SLOTKEEPER_TOKEN_SECRET: TOKEN_SECRET,
      SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '10000000',
      SLOTKEEPER_RATE_LIMIT_PER_CALLER: '10000000',
    },
    /"url":"http:\/\/127\.0\.0\.1:(\d+)"/,
  );

/** The empty routes, which answer these bodies. */
export const startFloors = (booking: string, slots: string): Promise<Serving> =>
  start([FLOORS, booking, slots], {}, /^(\d+)$/m);

/** One that stores the rows of a booking, too, and does nothing else in between. */
export const startStoringFloor = (
  booking: string,
  connectionString: string,
  hosts: Stage['hosts'],
): Promise<Serving> =>
  start([FLOORS, booking, '{}', JSON.stringify(hosts)], { DATABASE_URL: connectionString }, /^(\d+)$/m);

const start = async (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  tellsPort: RegExp,
): Promise<Serving> => {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${args.join(' ')} did not start`);
  return {
    port: await portOf(child, tellsPort),
    pid,
    peakBytes: () => memoryOf(pid, 'VmHWM'),
    residentBytes: () => memoryOf(pid, 'VmRSS'),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const portOf = (child: ChildProcess, tellsPort: RegExp): Promise<number> =>
  new Promise((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it listened: ${said}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      // It goes on to be read, so that the log of a server never waits for a reader.
      if (said.length > 100_000) return;
      said += chunk.toString();
      const port = tellsPort.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });

const memoryOf = (pid: number, field: 'VmHWM' | 'VmRSS'): number => {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(
    readFileSync(`/proc/${pid}/status`, 'latin1'),
  );
  if (kilobytes === null) throw new Error(`no ${field} of process ${pid}`);
  return Number(kilobytes[1]) * 1_024;
};
