import { execFile } from 'node:child_process';
import { parse } from 'node:path';
import type { DatabaseAccount } from './database-account.js';

/** How a program ended: `ok` is exit code 0, `output` all that it printed, or why it could not start. */
export interface ProgramOutcome {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Runs a program to its end, without a shell, in a clean environment and for a bounded time.
 * Never rejects: a program that is missing, may not be run, fails or takes too long is not `ok`.
 *
 * @param account who runs it; `undefined` is the current user
 */
export function runProgram(
  file: string,
  args: readonly string[],
  { account, timeoutMs }: { readonly account: DatabaseAccount | undefined; readonly timeoutMs: number },
): Promise<ProgramOutcome> {
  return new Promise((resolve) => {
    const options = {
      ...asAccount(account),
      timeout: timeoutMs,
      killSignal: 'SIGKILL' as const,
      windowsHide: true,
    };
    try {
      execFile(file, args, options, (error, stdout, stderr) => {
        const why =
          error === null
            ? ''
            : error.killed
              ? `\n${file} took more than ${timeoutMs} ms`
              : `\n${error.message}`;
        resolve({ ok: error === null, output: `${stdout}${stderr}${why}`.trim() });
      });
    } catch (error) {
      // Some platforms refuse the uid before anything is spawned.
      resolve({ ok: false, output: String(error) });
    }
  });
}

/** What every PostgreSQL program is spawned with: the account, a folder anyone may be in, a clean environment. */
export function asAccount(account: DatabaseAccount | undefined): {
  uid?: number;
  gid?: number;
  cwd: string;
  env: NodeJS.ProcessEnv;
} {
  const identity = account === undefined ? {} : { uid: account.uid, gid: account.gid };
  return { ...identity, cwd: parse(process.cwd()).root, env: cleanEnvironment() };
}

// The caller's PG… variables, locale and time zone must not reach into the cluster; messages are read in English.
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'SystemDrive', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
