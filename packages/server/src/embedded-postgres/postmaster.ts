import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterPlaces } from './cluster.js';
import type { DatabaseAccount } from './database-account.js';
import { type PostgresBinaries, programIn } from './find-postgres-binaries.js';
import { hasCode } from './folder-access.js';
import { boundLog, logSize, logTail } from './log-tail.js';
import { isPostmasterOf, readPostmasterRecord, runningPostmaster } from './postmaster-record.js';
import { asAccount, runProgram } from './run-program.js';

/** How to run a postmaster. */
export interface PostmasterPlan {
  readonly binaries: PostgresBinaries;
  readonly account: DatabaseAccount | undefined;
  readonly places: ClusterPlaces;
  /** False only where nobody will miss the data: a crash of the machine may destroy it. */
  readonly durable: boolean;
  /** `undefined` takes any free port. */
  readonly port: number | undefined;
}

/** A postmaster that accepts connections, or `locked`: another has the data folder, or a killed one's last sessions do. */
export type Launch =
  { readonly kind: 'ready'; readonly pid: number; readonly port: number } | { readonly kind: 'locked' };

const pollMs = 20;
const silenceMs = 60_000;
const longestStartMs = 15 * 60_000;
const fastStopMs = 60_000;
const immediateStopMs = 15_000;
const portTries = 5;
const lockedSigns = ['lock file "postmaster.pid" already exists', 'pre-existing shared memory block'];

/**
 * Starts a postmaster and waits until it accepts connections. It belongs to a session of its own, so that Ctrl-C
 * in a terminal reaches the server alone, which then stops it in its turn; and it writes to its log file by
 * itself, so that it survives its parent.
 *
 * @throws Error that quotes the end of the log when it ends, or says nothing for a minute (crash recovery talks)
 */
export async function launchPostmaster(plan: PostmasterPlan): Promise<Launch> {
  for (let attempt = 1; ; attempt += 1) {
    const port = plan.port ?? (await freePort());
    const outcome = await launchOn(port, plan);
    if (outcome.kind !== 'port taken') return outcome;
    if (plan.port !== undefined || attempt === portTries) {
      throw new Error(`PostgreSQL could not listen on 127.0.0.1:${port}:\n${outcome.log}`);
    }
  }
}

/** The arguments of a postmaster, which outrank whatever its configuration files say. */
function postmasterArguments(plan: PostmasterPlan, port: number): readonly string[] {
  const onOff = plan.durable ? 'on' : 'off';
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    fsync: onOff,
    synchronous_commit: onOff,
    full_page_writes: onOff,
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    // Refused rows and statements hold personal data, and the client has both: the log names the error alone.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    logging_collector: 'off',
    log_destination: 'stderr',
    // The sessions of a server that was killed end their waits soon, instead of holding locks.
    ...(process.platform === 'win32' ? {} : { client_connection_check_interval: '2s' }),
  };
  return [
    '-D',
    plan.places.data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/** Whether the postmaster that runs was started with just these arguments, as `postmaster.opts` tells. */
export async function wasLaunchedLike(plan: PostmasterPlan, port: number): Promise<boolean> {
  const written = await readFile(join(plan.places.data, 'postmaster.opts'), 'utf8').catch(() => '');
  const expected = [
    programIn(plan.binaries.bin, 'postgres'),
    ...postmasterArguments(plan, port).map((arg) => `"${arg}"`),
  ];
  return written.trim() === expected.join(' ');
}

/**
 * Stops a postmaster and waits until it has ended: its sessions are ended, what they committed is kept. One that
 * has ended, or that has been replaced by another, is left alone.
 *
 * @param mode `fast` writes a checkpoint first; `immediate` does not, and needs recovery (or a throw-away) after
 * @throws Error that quotes the end of the log when it does not end
 */
export async function stopPostmaster(
  plan: Pick<PostmasterPlan, 'binaries' | 'account' | 'places'>,
  pid: number,
  mode: 'fast' | 'immediate',
): Promise<void> {
  const { data, log } = plan.places;
  const from = await logSize(log);
  const modes = mode === 'fast' ? (['fast', 'immediate'] as const) : (['immediate'] as const);
  for (const next of modes) {
    if ((await runningPostmaster(data))?.pid !== pid) return;
    await requestStop(plan, pid, next);
    if (await hasEnded(pid, data, next === 'fast' ? fastStopMs : immediateStopMs)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end:\n${await logTail(log, from)}`);
}

async function launchOn(
  port: number,
  plan: PostmasterPlan,
): Promise<Launch | { readonly kind: 'port taken'; readonly log: string }> {
  const { log } = plan.places;
  await boundLog(log);
  const from = await logSize(log);
  const output = await open(log, 'a', 0o600);
  const ended: { how?: string } = {};
  const child = spawn(programIn(plan.binaries.bin, 'postgres'), postmasterArguments(plan, port), {
    ...asAccount(plan.account),
    stdio: ['ignore', output.fd, output.fd],
    detached: true,
    windowsHide: true,
  });
  child.once('error', (error) => (ended.how = error.message));
  child.once('exit', (code, signal) => (ended.how = `it ended with ${signal ?? `code ${code}`}`));
  child.unref();
  await output.close();
  const ready = await becomesReady(
    () => child.pid,
    () => ended.how !== undefined,
    plan.places,
  );
  if (ready && child.pid !== undefined) return { kind: 'ready', pid: child.pid, port };
  if (ended.how === undefined) child.kill('SIGKILL');
  const said = await logTail(log, from);
  if (lockedSigns.some((sign) => said.includes(sign))) return { kind: 'locked' };
  if (said.includes('could not create any TCP/IP sockets')) return { kind: 'port taken', log: said };
  throw new Error(
    `PostgreSQL did not start in ${plan.places.folder} (${ended.how ?? 'it took too long'}):\n${said}`,
  );
}

async function becomesReady(
  pid: () => number | undefined,
  ended: () => boolean,
  places: ClusterPlaces,
): Promise<boolean> {
  const started = Date.now();
  let size = await logSize(places.log);
  let lastSign = started;
  for (;;) {
    const record = await readPostmasterRecord(places.data);
    if (record !== undefined && record.pid === pid() && record.status === 'ready') return true;
    const now = Date.now();
    const written = await logSize(places.log);
    if (written !== size) lastSign = now;
    size = written;
    if (ended() || now - lastSign > silenceMs || now - started > longestStartMs) return false;
    await sleep(pollMs);
  }
}

async function requestStop(
  plan: Pick<PostmasterPlan, 'binaries' | 'account' | 'places'>,
  pid: number,
  mode: 'fast' | 'immediate',
): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals; pg_ctl speaks PostgreSQL's own stand-in for them.
    const args = ['stop', '-D', plan.places.data, '-m', mode, '--no-wait'];
    await runProgram(programIn(plan.binaries.bin, 'pg_ctl'), args, {
      account: plan.account,
      timeoutMs: immediateStopMs,
    });
    return;
  }
  try {
    process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

async function hasEnded(pid: number, data: string, timeoutMs: number): Promise<boolean> {
  for (const started = Date.now(); Date.now() - started < timeoutMs;) {
    if (!(await isPostmasterOf(pid, data))) return true;
    await sleep(pollMs);
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('The operating system gave no port.'));
      });
    });
  });
}
