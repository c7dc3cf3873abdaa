import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterPlaces, clusterMajor, clusterPlaces, createCluster, readSecrets } from './cluster.js';
import { chooseDatabaseAccount } from './database-account.js';
import { findPostgresBinaries } from './find-postgres-binaries.js';
import { hasCode, prepareDataFolder } from './folder-access.js';
import { logSize, logTail } from './log-tail.js';
import { claimOwnership, type Ownership } from './ownership.js';
import { launchPostmaster, type PostmasterPlan, stopPostmaster, wasLaunchedLike } from './postmaster.js';
import { removeForeignRecord, runningPostmaster } from './postmaster-record.js';
import { applicationName, prepareDatabase } from './prepare-database.js';
import { removeAbandoned } from './unfinished-folder.js';

/** Where the durable PostgreSQL of a server lives. */
export interface EmbeddedPostgresOptions {
  /** A folder of the server's own, made if it is missing. */
  readonly dataFolder: string;
  /** Hears of each step, a line at a time, never of a password. */
  readonly log?: (line: string) => void;
  /** The TCP port on 127.0.0.1; by default one that is free. */
  readonly port?: number;
}

/** A running, durable PostgreSQL that this process owns. */
export interface EmbeddedPostgres {
  /** For the role `slotkeeper`, owner of the database `slotkeeper`. Holds the password: not for logs. */
  readonly connectionString: string;
  /** As PostgreSQL writes it, such as `18.4`. */
  readonly version: string;
  /** Whether it was found running, left behind by a server that was killed. */
  readonly adopted: boolean;
  /** Ends all sessions, keeps what they committed, and waits until PostgreSQL has ended. Calling it again is harmless. */
  stop(): Promise<void>;
}

type Hold = {
  readonly ownership: Ownership;
  readonly port: number;
  readonly adopted: boolean;
  /** Of the postmaster, which may be another after it has been started again. */
  readonly pid: () => number;
};

const silenceMs = 60_000;
const longestWaitMs = 15 * 60_000;
const pollMs = 50;

/**
 * Starts the PostgreSQL of a data folder, creating its cluster the first time, or adopts the one that a killed
 * server left running there. One process at a time owns a data folder. A PostgreSQL that ends by itself, as when it is
 * killed or its disk is full, is started again at the same address until it runs.
 *
 * It listens on 127.0.0.1 alone and asks every login for a password (SCRAM), which only this user can read.
 * As root, PostgreSQL runs as an unprivileged account (see {@link chooseDatabaseAccount}).
 *
 * @throws Error in words for the operator: a folder that can't be used, data of another major version, another
 *   server on the same folder, or a PostgreSQL that does not start, with the end of its log
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const plan = await planPostmaster(resolve(options.dataFolder), options.port, log);
  const secrets = await readSecrets(plan.places);
  const hold = await takeHold(plan, secrets.superuser, log);
  try {
    await prepareDatabase(hold.ownership.session, secrets.application);
  } catch (error) {
    await letGo(plan, hold);
    throw error;
  }
  log(
    `PostgreSQL ${plan.binaries.version} ${hold.adopted ? 'was found running' : 'runs'} on 127.0.0.1:${hold.port}`,
  );
  let stopping: Promise<void> | undefined;
  return {
    connectionString: address(applicationName, secrets.application, hold.port, applicationName),
    version: plan.binaries.version,
    adopted: hold.adopted,
    stop: () => (stopping ??= letGo(plan, hold)),
  };
}

async function planPostmaster(
  dataFolder: string,
  port: number | undefined,
  log: (line: string) => void,
): Promise<PostmasterPlan> {
  const places = clusterPlaces(dataFolder);
  const account = await chooseDatabaseAccount(places.data);
  await prepareDataFolder(dataFolder, account);
  await removeAbandoned(places.folder);
  const major = await clusterMajor(places);
  const binaries = await findPostgresBinaries({
    origins: ['npm', 'machine'],
    copiesIn: dataFolder,
    account,
    major,
  });
  if (major === undefined) {
    log(`Creating a PostgreSQL ${binaries.version} cluster in ${places.folder}`);
    await createCluster(binaries, account, places, true);
  }
  return { binaries, account, places, durable: true, port };
}

// Whoever holds the advisory lock owns the postmaster, whoever started it; nobody else touches it.
async function takeHold(plan: PostmasterPlan, password: string, log: (line: string) => void): Promise<Hold> {
  const launched = new Set<number>();
  const started = Date.now();
  const from = await logSize(plan.places.log);
  let size = from;
  // Recovery after a crash may take long, and says so in the log.
  for (let lastSign = started; Date.now() - lastSign < silenceMs && Date.now() - started < longestWaitMs;) {
    const written = await logSize(plan.places.log);
    if (written !== size) lastSign = Date.now();
    size = written;
    const running = await runningPostmaster(plan.places.data);
    if (running === undefined) {
      await removeForeignRecord(plan.places.data);
      const launch = await launchPostmaster(plan);
      if (launch.kind === 'ready') launched.add(launch.pid);
      else await sleep(pollMs);
      continue;
    }
    let { pid } = running;
    const revive = async (): Promise<boolean> => {
      const launched = await launchAgain(plan, running.port, log);
      pid = launched ?? pid;
      return launched !== undefined;
    };
    const ownership =
      running.status === 'ready' ? await claim(plan.places, password, running.port, log, revive) : undefined;
    if (ownership === undefined) {
      await sleep(pollMs);
      continue;
    }
    const hold: Hold = {
      ownership,
      port: running.port,
      adopted: !launched.has(running.pid),
      pid: () => pid,
    };
    if (!hold.adopted || (await isAsPlanned(plan, running.port))) return hold;
    log('Restarting the PostgreSQL that was found running, for this version and these settings');
    await letGo(plan, hold);
  }
  throw new Error(
    `The PostgreSQL of ${plan.places.folder} neither answers nor ends (see postmaster.pid in ${plan.places.data}; ` +
      `if its process is not PostgreSQL, remove that file):\n${await logTail(plan.places.log, from)}`,
  );
}

/** Starts a postmaster that has ended, where it was. @returns its process id; `undefined` where it has not ended, or not quite */
async function launchAgain(
  plan: PostmasterPlan,
  port: number,
  log: (line: string) => void,
): Promise<number | undefined> {
  if ((await runningPostmaster(plan.places.data)) !== undefined) return undefined;
  const launch = await launchPostmaster({ ...plan, port });
  if (launch.kind === 'locked') return undefined;
  log(`PostgreSQL had ended, and was started again on 127.0.0.1:${port}`);
  return launch.pid;
}

async function claim(
  places: ClusterPlaces,
  password: string,
  port: number,
  log: (line: string) => void,
  revive: () => Promise<boolean>,
): Promise<Ownership | undefined> {
  try {
    const claimed = await claimOwnership(address('postgres', password, port, 'postgres'), log, revive);
    if ('takenBy' in claimed) {
      throw new Error(
        `Another server (${claimed.takenBy}) uses the data folder ${join(places.folder, '..')}: ` +
          'stop it, or name another folder in SLOTKEEPER_DATA_DIR.',
      );
    }
    return claimed;
  } catch (error) {
    // It is starting, stopping (57P03, 57P01) or has just ended: look again.
    if (hasCode(error, '57P03', '57P01', 'ECONNREFUSED', 'ECONNRESET')) return undefined;
    throw error;
  }
}

async function isAsPlanned(plan: PostmasterPlan, port: number): Promise<boolean> {
  return (plan.port === undefined || plan.port === port) && (await wasLaunchedLike(plan, port));
}

async function letGo(plan: PostmasterPlan, hold: Hold): Promise<void> {
  const held = hold.ownership.isHeld();
  await hold.ownership.release(async () => {
    if (held) await stopPostmaster(plan, hold.pid(), 'fast');
  });
}

function address(role: string, password: string, port: number, database: string): string {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
