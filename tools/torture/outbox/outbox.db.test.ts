import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import { ok, type Store, type User } from '@slotkeeper/domain';
import { manualClock } from '@slotkeeper/domain/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addHost, bookingAt, madeBooking, runSql } from '../../../packages/adapters-postgres/test/stage.js';
import { assertFreshBuild } from '../../../packages/server/test/fresh-build.js';
import { seededRandom } from '../../fuzz/seeded-random.js';
import { createTestDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { isLongForm, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { deliveryFaults, type Place } from './delivery-faults.js';
import { startRelays, type RelayOptions } from './relays.js';

const HOSTS = 20;
const WRITERS = 3;
const RELAYS = 3;
const EVENTS_AT_ONCE = 4;
const { EVENTS, KILLS } = isLongForm() ? { EVENTS: 10_000, KILLS: 50 } : { EVENTS: 2_500, KILLS: 12 };

let database: TestDatabase;
let folder: string;
let file: string;
let stores: readonly (Store & { readonly close: () => Promise<void> })[];

beforeEach(async () => {
  await assertFreshBuild();
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'slotkeeper-outbox-'));
  file = join(folder, 'delivered');
  await writeFile(file, '');
  const { connectionString } = database;
  stores = Array.from({ length: WRITERS }, () =>
    createPostgresStore({ connectionString, clock: manualClock() }),
  );
  await letCommitsHesitate();
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
  await rm(folder, { recursive: true });
});

/** Some transactions take a while to commit, so that others overtake them that were given their numbers later. */
const letCommitsHesitate = () =>
  runSql(
    database.connectionString,
    `create function hesitate() returns trigger language plpgsql as
       'begin perform pg_sleep(random() * 0.03); return null; end';
     create constraint trigger hesitate after insert on outbox deferrable initially deferred
       for each row when (new.version % 20 = 4) execute function hesitate()`,
  );

const addHosts = async (): Promise<readonly User[]> => {
  const [first] = stores;
  const hosts: User[] = [];
  for (let index = 0; first !== undefined && index < HOSTS; index += 1) hosts.push(await addHost(first));
  return hosts;
};

/** Some bookings of each host, one host as soon as the other, by several servers. */
const writeEvents = async (hosts: readonly User[], slice: number): Promise<void> => {
  await Promise.all(
    hosts.map(async (host, index) => {
      const made = Array.from({ length: EVENTS_AT_ONCE }, (_, next) =>
        madeBooking(bookingAt(host, (slice * EVENTS_AT_ONCE + next) * 30)),
      );
      await stores[index % WRITERS]?.unitOfWork.decide<null, never>(
        { calendars: [host.id], reading: {} },
        () =>
          ok({
            answer: null,
            bookings: made.flatMap(({ bookings = [] }) => bookings),
            events: made.flatMap(({ events }) => events),
          }),
      );
    }),
  );
};

/** Of whole lines. What was cut off in the middle of one was not delivered. */
const placesIn = (lines: string): readonly Place[] =>
  [...lines.matchAll(/^(\S+) (\d+)\.$/gmu)].map(([, calendarId = '', version]) => ({
    calendarId,
    version: Number(version),
  }));

const outcome = async () => {
  const events = await runSql<{ readonly calendarId: string; readonly version: string }>(
    database.connectionString,
    'select calendar_id as "calendarId", version from outbox',
  );
  const deliveries = placesIn(await readFile(file, 'utf8'));
  const written = events.map(({ calendarId, version }) => ({ calendarId, version: Number(version) }));
  return { events: events.length, ...deliveryFaults(written, deliveries) };
};

/** Writes events while relays of that kind deliver them and are killed; gives what came of it once nothing comes any more. */
const deliverUnderFire = async ({
  kind,
  events,
  kills,
  relays: count,
  seed,
}: Pick<RelayOptions, 'kind'> & {
  readonly events: number;
  readonly kills: number;
  readonly relays: number;
  readonly seed: number;
}) => {
  const hosts = await addHosts();
  const slices = Math.ceil(events / (HOSTS * EVENTS_AT_ONCE));
  const relays = await startRelays({ kind, connectionString: database.connectionString, file }, count);
  try {
    // As much before each kill as before any other, so that all of them hit somebody who has something to do.
    const writing: Promise<void>[] = [];
    const writeShare = (): void => {
      const share = Math.ceil(slices / (kills + 1));
      for (let next = 0; next < share && writing.length < slices; next += 1)
        writing.push(writeEvents(hosts, writing.length));
    };
    await relays.kill(kills, seededRandom(seed), writeShare);
    while (writing.length < slices) writeShare();
    await Promise.all(writing);
    await untilQuiet();
  } finally {
    await relays.stop();
  }
  return outcome();
};

const QUIET_MS = 500;
const LONGEST_WAIT_MS = 120_000;

/** Until no line has come for a while, and there is nothing that waits. */
const untilQuiet = async (): Promise<void> => {
  const end = performance.now() + LONGEST_WAIT_MS;
  for (let size = -1; ;) {
    if (performance.now() > end) throw new Error('something waits, and nobody delivers it');
    const { length } = await readFile(file);
    const waiting = (await stores[0]?.outbox.consumers())?.some((consumer) => consumer.waiting > 0) === true;
    if (!waiting && length === size) return;
    size = length;
    await new Promise((resolve) => {
      setTimeout(resolve, QUIET_MS);
    });
  }
};

test(
  `${EVENTS} events, the relays killed ${KILLS} times: each is delivered, in order of its calendar, and none is skipped`,
  async () => {
    for (const seed of roundsOf({ rounds: 1, seed: 1 })) {
      const begun = performance.now();
      await writeFile(file, '');
      await stores[0]?.outbox.unsubscribe('torture');
      await stores[0]?.outbox.subscribe('torture', 'beginning');
      const found = await deliverUnderFire({
        kind: 'sound',
        events: EVENTS,
        kills: KILLS,
        relays: RELAYS,
        seed,
      });
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
      console.log(
        `outbox, seed ${seed}: ${found.events} events, ${KILLS} kills, ${found.again} delivered again, ${seconds} s`,
      );
      expect(found).toMatchObject({ skipped: 0, early: 0, invented: 0 });
      expect(found.events).toBeGreaterThanOrEqual(EVENTS);
      expect(found.again).toBeGreaterThan(0);
    }
  },
  scenarioTimeoutMs(),
);

test(
  'a consumer that comes while events are written misses none of them',
  async () => {
    const hosts = await addHosts();
    const writing = Promise.all(Array.from({ length: 20 }, (_, slice) => writeEvents(hosts, slice)));
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    await stores[0]?.outbox.subscribe('torture', 'beginning');
    const relays = await startRelays({ kind: 'sound', connectionString: database.connectionString, file }, 1);
    try {
      await writing;
      await untilQuiet();
    } finally {
      await relays.stop();
    }
    expect(await outcome()).toMatchObject({ skipped: 0, early: 0, invented: 0 });
  },
  scenarioTimeoutMs(),
);

test('the same look finds what a relay skips that goes by the numbers of one sequence', async () => {
  await runSql(
    database.connectionString,
    `alter table outbox add column number bigserial; create index on outbox (number);
     create table last_seen (number bigint); insert into last_seen values (0)`,
  );
  const found = await deliverUnderFire({ kind: 'sequence', events: 3_000, kills: 0, relays: 1, seed: 1 });
  console.log(`outbox, by a sequence: ${found.skipped} of ${found.events} skipped`);
  expect(found.skipped).toBeGreaterThan(0);
}, 60_000);

test('the same look finds what a relay loses that delivers after it has noted so', async () => {
  await stores[0]?.outbox.subscribe('torture', 'beginning');
  const found = await deliverUnderFire({ kind: 'forgetful', events: 3_000, kills: 6, relays: 1, seed: 1 });
  console.log(`outbox, noted first: ${found.skipped} of ${found.events} lost`);
  expect(found.skipped).toBeGreaterThan(0);
}, 60_000);
