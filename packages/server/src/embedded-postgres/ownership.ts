import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** The hold of one server on a cluster, which ends with its process, however that ends. */
export interface Ownership {
  /** A superuser's session on the database `postgres`, for preparing the cluster. */
  readonly session: pg.Client;
  /** False once another server has taken the cluster, which can happen only while PostgreSQL recovers from a crash. */
  isHeld(): boolean;
  /** Ends the hold, and the session with it, after `last` has been done while nobody else can have the cluster. */
  release(last: () => Promise<void>): Promise<void>;
}

/** Who has the cluster instead, in words. */
export interface Taken {
  readonly takenBy: string;
}

// Any number will do, as long as it is always the same: 'SLOT' in ASCII.
const ownerLock = 0x534c4f54;
// A killed owner's lock is held until PostgreSQL has seen that its connection is closed.
const patienceMs = 3000;
const retryMs = 50;
const reclaimMs = 100;
// A PostgreSQL that does not start, as on a full disk, is not tried again and again at once.
const reviveAgainMs = 1_000;

/**
 * Takes the cluster for this process, by an advisory lock on a session that stays open: a lock that needs no file,
 * can't go stale and is gone as soon as its process is. A session that is lost (PostgreSQL ends them all when one
 * crashes) is replaced for as long as the ownership lasts.
 *
 * @param connectionString a superuser's, for the database `postgres`
 * @param revive starts PostgreSQL again where it has ended, and says whether it did; called while it does not answer,
 *   never twice at once
 * @throws Error of the connection, when PostgreSQL does not answer
 */
export async function claimOwnership(
  connectionString: string,
  log: (line: string) => void,
  revive: () => Promise<boolean>,
): Promise<Ownership | Taken> {
  const first = await connect(connectionString);
  for (const started = Date.now(); !(await tryLock(first));) {
    if (Date.now() - started > patienceMs) {
      const takenBy = await holder(first);
      await first.end();
      return { takenBy };
    }
    await sleep(retryMs);
  }
  let state: 'held' | 'lost' | 'released' = 'held';
  let session = first;
  let reviving: Promise<boolean> | undefined;
  const watch = (watched: pg.Client): void => {
    watched.once('end', () => setTimeout(() => void reclaim(), reclaimMs).unref());
  };
  const reclaim = async (): Promise<void> => {
    if (state !== 'held') return;
    const next = await connect(connectionString).catch(() => undefined);
    if (next === undefined) {
      reviving = reviveOrPause();
      // As soon as it runs again: whoever looks at it before could take it.
      setTimeout(() => void reclaim(), (await reviving) ? 0 : reclaimMs).unref();
      return;
    }
    const locked = await tryLock(next).catch(() => undefined);
    if (locked === true && state === 'held') {
      session = next;
      watch(next);
      return;
    }
    if (locked === undefined) setTimeout(() => void reclaim(), reclaimMs).unref();
    if (locked === false) {
      state = 'lost';
      log(
        `PostgreSQL's data folder has been taken by another server (${await holder(next).catch(() => 'unknown')}).`,
      );
    }
    await next.end().catch(() => undefined);
  };
  const reviveOrPause = async (): Promise<boolean> => {
    // It may have been released while it was found that nobody answers.
    if (state !== 'held') return false;
    try {
      return await revive();
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
      await sleep(reviveAgainMs, undefined, { ref: false });
      return false;
    }
  };
  watch(first);
  return {
    session: first,
    isHeld: () => state === 'held',
    release: async (last) => {
      state = 'released';
      await reviving;
      try {
        await last();
      } finally {
        await session.end().catch(() => undefined);
      }
    },
  };
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
    keepAlive: true,
    application_name: `slotkeeper, process ${process.pid}`,
  });
  // A lost connection is seen by its end; unheard, its error would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    ownerLock,
  ]);
  return rows[0]?.locked === true;
}

async function holder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = $1 AND l.objsubid = 1`,
    [ownerLock],
  );
  return rows[0]?.name ?? 'unknown';
}
