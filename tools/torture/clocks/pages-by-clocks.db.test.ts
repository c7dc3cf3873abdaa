import {
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
  stateTimeOff,
  type Instant,
  type Store,
  type TimeOff,
} from '@slotkeeper/domain';
import { actorOf, aHost, DEFAULT_NOW } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test-database/create-test-database.js';
import { openDifferingServers, type DifferingServer, type DifferingServers } from './differing-servers.js';

const STATED_BEFORE = 40;
const PAGE = 7;

let database: TestDatabase;
let differing: DifferingServers;
beforeAll(async () => {
  database = await createTestDatabase();
  differing = openDifferingServers(database.connectionString, [0, 10 * MINUTE_MS]);
});
afterAll(async () => {
  await differing.close();
  await database.drop();
});

const host = aHost({ id: randomUUID() });

/** Whichever server is asked: its clock has just been set. */
const stateOne = async (number: number): Promise<string> => {
  const server = differing.servers[number % 2] as DifferingServer;
  // Clocks that are set back tell the same second again, and several are stated within one.
  if (number % 5 === 0) differing.truth.advance(SECOND_MS);
  server.setAheadMs(((number % 3) - 1) * HOUR_MS);
  const startTime = DEFAULT_NOW + (number + 48) * HOUR_MS;
  const span = { startTime, endTime: startTime + HOUR_MS };
  const stated = await stateTimeOff(server.dependencies)({
    actor: actorOf(host),
    hostId: host.id,
    span,
    note: `${number}`,
  });
  if (!stated.ok) throw new Error(stated.error.kind);
  return stated.value.answer.timeOff.id;
};

type NextPage = (store: Store, last: TimeOff | undefined) => Promise<readonly TimeOff[]>;

const byId: NextPage = async ({ queries }, last) =>
  (await queries.timeOffOf(host.id, { limit: PAGE, afterId: last?.id })).items;

/** As lists are often read: the next ones are those that were made later. */
const byTime: NextPage = async ({ queries }, last) => {
  const { items } = await queries.timeOffOf(host.id, { limit: 1_000 });
  const from: Instant = last?.createdAt ?? 0;
  return items
    .filter(({ createdAt }) => createdAt > from)
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .slice(0, PAGE);
};

/** Reads page by page while another is stated before each, and tells how often each was shown. */
const readPages = async (next: NextPage): Promise<ReadonlyMap<string, number>> => {
  const [{ store }] = differing.servers as [DifferingServer];
  const shown = new Map<string, number>();
  let last: TimeOff | undefined;
  for (let page = 0; ; page += 1) {
    await stateOne(STATED_BEFORE + page);
    const items = await next(store, last);
    for (const { id } of items) shown.set(id, (shown.get(id) ?? 0) + 1);
    last = items.at(-1);
    if (last === undefined) return shown;
  }
};

it('whatever was there is on one page, once, while clocks are set back; a reader that goes by time is found', async () => {
  const [{ store }] = differing.servers as [DifferingServer];
  await store.users.add(host, 'hash');
  const before: string[] = [];
  for (let number = 0; number < STATED_BEFORE; number += 1) before.push(await stateOne(number));
  expect(new Set(before).size).toBe(STATED_BEFORE);
  const timesShown = (shown: ReadonlyMap<string, number>): ReadonlySet<number> =>
    new Set(before.map((id) => shown.get(id) ?? 0));
  expect(timesShown(await readPages(byId))).toEqual(new Set([1]));
  expect(timesShown(await readPages(byTime))).not.toEqual(new Set([1]));
});
