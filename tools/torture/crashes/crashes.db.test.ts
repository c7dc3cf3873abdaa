import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  clusterPlaces,
  runningEmbedded,
  runningPostmaster,
  type ServerProcess,
} from '../../../packages/server/test/inside-server.js';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import { seededRandom, type SeededRandom } from '../../fuzz/seeded-random.js';
import { bookingFaults } from '../booking-faults.js';
import { spanOf, tallyOf } from '../figures.js';
import { boundMs, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { serversUnderTest } from '../servers-under-test.js';
import { beStubborn, type Heard, type StubbornClients } from '../stubborn-clients.js';

const CROWD = { clients: 12, wishes: 2_000, withKeys: true, pauseMs: 50 };
const SERVES_AGAIN_WITHIN_MS = 5_000;
const KILLS_OF_A_CROWD = 10;

const { start, whileTheyRun, stopAll } = serversUnderTest();
let dataFolder: string;
let server: ServerProcess;

/** The same data folder and the same port each time: to its clients it is one server that comes and goes. */
const startServer = async (more: Readonly<Record<string, string>> = {}): Promise<void> => {
  server = await start({
    SLOTKEEPER_STORE: 'embedded',
    SLOTKEEPER_DATA_DIR: dataFolder,
    ...(server === undefined ? {} : { PORT: new URL(server.url).port }),
    ...more,
  });
};

beforeAll(async () => {
  await assertFreshBuild();
  dataFolder = await mkdtemp(join(tmpdir(), 'slotkeeper-crashes-'));
  await startServer();
}, scenarioTimeoutMs());

afterAll(async () => {
  await stopAll();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
});

/** What is there as soon as PostgreSQL runs, which its server starts again. */
const onceItRuns = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await whileTheyRun(sleep(1));
  }
};

const databaseUrl = (): Promise<string> => onceItRuns(() => runningEmbedded(dataFolder));

const ask = async (statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const session = new pg.Client({ connectionString: await databaseUrl() });
  await session.connect();
  try {
    return (await session.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await session.end();
  }
};

type Kill = (clients: StubbornClients, random: SeededRandom) => Promise<void>;

const killServer: Kill = async (clients, random) => {
  if (random.chance(0.5)) await freezeBeforeAnswer(clients, random);
  await server.stop('SIGKILL');
  await startServer();
};

/** Freezes the server at a moment when it has committed a booking and has not answered its client. */
const freezeBeforeAnswer = async (
  { cast, acknowledged, untilGranted }: StubbornClients,
  random: SeededRandom,
): Promise<void> => {
  const session = new pg.Client({ connectionString: await databaseUrl() });
  await session.connect();
  try {
    for (;;) {
      process.kill(server.pid, 'SIGSTOP');
      // What it has sent arrives, and what it has asked of PostgreSQL is done.
      await sleep(20);
      const { rows } = await session.query<{ readonly count: number }>(
        'select count(*)::integer as count from booking where host_id = $1',
        [cast.host.id],
      );
      if (Number(rows[0]?.count) > acknowledged.size) return;
      process.kill(server.pid, 'SIGCONT');
      await untilGranted(1);
      await sleep(random.below(5));
    }
  } finally {
    await session.end();
  }
};

/** The server stays, and sees to it that PostgreSQL comes back. */
const killPostgres: Kill = async () => {
  const running = await onceItRuns(() => runningPostmaster(clusterPlaces(dataFolder).data));
  process.kill(running.pid, 'SIGKILL');
  while ((await runningPostmaster(clusterPlaces(dataFolder).data))?.pid === running.pid);
};

/** When the last request was sent that was granted, of `performance.now()`. */
let grantedOf = 0;
const onHeard = ({ sentAtMs, answer }: Heard): void => {
  if (answer?.status === 201) grantedOf = Math.max(grantedOf, sentAtMs);
};

const grantedSince = async (fromMs: number): Promise<void> => {
  while (grantedOf < fromMs) await sleep(1);
};

/** Kills in the middle of the load. @returns how long it took until the first booking after it, in milliseconds */
const killAmidst = async (clients: StubbornClients, kill: Kill, random: SeededRandom): Promise<number> => {
  await clients.untilGranted(random.integer(5, 40));
  const begun = performance.now();
  await kill(clients, random);
  // What was asked for before may have been done before.
  await whileTheyRun(grantedSince(performance.now()));
  return performance.now() - begun;
};

const CRASHES = [
  { what: 'the server', kill: killServer, rounds: 20 },
  { what: 'PostgreSQL', kill: killPostgres, rounds: 5 },
];

test.each(CRASHES)(
  '$what is killed $rounds times under load: nothing that was acknowledged is lost, nothing is booked twice',
  async ({ what, kill, rounds }) => {
    expect(await ask('show fsync')).toEqual([{ fsync: 'on' }]);
    const outages: number[] = [];
    let bookings = 0;
    let clients: StubbornClients | undefined;
    const settle = async (crowd: StubbornClients): Promise<void> => {
      await crowd.finish();
      const faults = await bookingFaults(crowd, { url: server.url, connectionString: await databaseUrl() });
      crowd.close();
      console.log(`${what} killed: ${tallyOf(crowd.statuses)}; ${faults.length} faults`);
      expect(faults).toEqual([]);
      bookings += crowd.acknowledged.size;
    };
    for (const seed of roundsOf({ rounds, seed: 1 })) {
      clients ??= await beStubborn(server.url, { ...CROWD, onHeard });
      outages.push(await killAmidst(clients, kill, seededRandom(seed)));
      if (outages.length % KILLS_OF_A_CROWD > 0) continue;
      await settle(clients);
      clients = undefined;
    }
    if (clients !== undefined) await settle(clients);
    console.log(
      `${what} killed ${outages.length} times, ${bookings} bookings acknowledged, serving again: ${spanOf(outages)}`,
    );
    expect(Math.max(...outages)).toBeLessThan(boundMs(SERVES_AGAIN_WITHIN_MS));
  },
  scenarioTimeoutMs(),
);

/** What the check finds after so many kills. */
const faultsOfControl = async (
  clients: StubbornClients,
  kill: Kill,
  kills: number,
): Promise<readonly string[]> => {
  const random = seededRandom(1);
  for (let done = 0; done < kills; done += 1) await killAmidst(clients, kill, random);
  await clients.finish();
  const faults = await bookingFaults(clients, { url: server.url, connectionString: await databaseUrl() });
  clients.close();
  return faults;
};

test(
  'clients that send again without keys are caught by the same check',
  async () => {
    const clients = await beStubborn(server.url, { ...CROWD, withKeys: false, onHeard });
    const killUnanswered: Kill = async (crowd, random) => {
      await freezeBeforeAnswer(crowd, random);
      await server.stop('SIGKILL');
      await startServer();
    };
    const faults = await faultsOfControl(clients, killUnanswered, 1);
    console.log(`without keys: ${faults.length} faults, such as: ${faults[0]}`);
    expect(faults).toContainEqual(expect.stringMatching(/is one too many: in the database$/));
  },
  scenarioTimeoutMs(),
);

test(
  'a database that acknowledges before it has written is caught by the same check',
  async () => {
    const clients = await beStubborn(server.url, { ...CROWD, onHeard });
    // Only now: who has lost its account can't book.
    await ask('alter role slotkeeper set synchronous_commit = off');
    // Sessions that are there already do not hear of it.
    await ask(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = user',
    );
    const faults = await faultsOfControl(clients, killPostgres, 2);
    console.log(`acknowledged before it is written: ${faults.length} faults, such as: ${faults[0]}`);
    expect(faults).toContainEqual(expect.stringMatching(/is lost: not in the database$/));
  },
  scenarioTimeoutMs(),
);
