import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A running `slotkeeper serve` in a process of its own. */
export interface ServerProcess {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly pid: number;
  /** Sends a signal and waits for the process to end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<ServerExit>;
  readonly exited: Promise<ServerExit>;
  /** Its log so far. */
  readonly log: () => string;
}

interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const COMMAND = fileURLToPath(new URL('../../bin/slotkeeper.js', import.meta.url));

/**
 * Starts a server and waits until it listens.
 *
 * @param environment all that the server sees of the environment, beyond `PATH` and `HOME`
 * @throws Error with the server's log where it ends before it listens
 */
export const startServerProcess = async (
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [COMMAND, 'serve', '--json', ...args], {
    env: { ...inherited(['PATH', 'HOME', 'TMPDIR', 'SystemRoot']), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const exited = new Promise<ServerExit>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  const listening = new Promise<string>((resolve) => {
    const hear = (chunk: Buffer): void => {
      log += chunk.toString();
      const url = /"msg":"listening"[^\n]*"url":"([^"]+)"|"url":"([^"]+)"[^\n]*"msg":"listening"/.exec(log);
      const found = url?.[1] ?? url?.[2];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  const url = await Promise.race([
    listening,
    exited.then(({ code, signal }) => {
      throw new Error(`the server ended (${code ?? signal}) before it listened:\n${log}`);
    }),
  ]);
  if (child.pid === undefined) throw new Error('the server has no process id');
  return {
    url,
    pid: child.pid,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
    exited,
    log: () => log,
  };
};

const inherited = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
