import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import { formatInstant, HOUR_MS, MINUTE_MS, type Queries, type Store } from '@slotkeeper/domain';
import { afterEach, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../../packages/http-fastify/test/test-server.js';
import { createTestDatabase } from '../test-database/create-test-database.js';

const WRITERS = 6;
const ROUNDS = 40;
const SLOT_MINUTES = 30;

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Serving extends TestServer {
  /** How often a calendar was read, and not only its version. */
  readonly reads: () => number;
}

const serverOn = async (
  connectionString: string,
  fault: (queries: Queries) => Partial<Queries>,
): Promise<Serving> => {
  let reads = 0;
  const stores: PostgresStore[] = [];
  const server = await createTestServer({
    store: (_memory, clock): Store => {
      const store = createPostgresStore({ connectionString, clock });
      stores.push(store);
      const calendar: Queries['calendar'] = (id, reading) => {
        reads += 1;
        return store.queries.calendar(id, reading);
      };
      return { ...store, queries: { ...store.queries, calendar, ...fault(store.queries) } };
    },
  });
  cleanups.push(() => Promise.all(stores.map((store) => store.close())));
  return { ...server, reads: () => reads };
};

interface Report {
  readonly listings: number;
  /** Lists that told of a slot that was taken, or not of one that was free, after either was acknowledged. */
  readonly stale: number;
  /** How many of them were made anew. */
  readonly made: number;
}

/**
 * Writers book and cancel slots of their own of one host, through one server, and after each answer look at one and the
 * same list through another, while others do. What was acknowledged before a list was asked for is in it.
 */
const writeAndRead = async (fault: (queries: Queries) => Partial<Queries> = () => ({})): Promise<Report> => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const writing = await serverOn(database.connectionString, () => ({}));
  const reading = await serverOn(database.connectionString, fault);
  const host = await writing.register('HOST');
  const opening = writing.clock.now() + 24 * HOUR_MS;
  const closing = opening + WRITERS * SLOT_MINUTES * MINUTE_MS;
  const [startTime, endTime] = [formatInstant(opening), formatInstant(closing)];
  const stated = await writing.send('POST /availability', {
    token: host.token,
    body: { hostId: host.id, startTime, endTime, slotDuration: SLOT_MINUTES },
  });
  expect(stated.statusCode).toBe(201);
  let listings = 0;
  let stale = 0;
  const isListed = async (start: string): Promise<boolean> => {
    listings += 1;
    const answer = await reading.app.inject({
      url: `/slots?hostId=${host.id}&from=${startTime}&to=${endTime}`,
    });
    expect(answer.statusCode).toBe(200);
    return answer.body.includes(`"startTime":"${start}"`);
  };
  const write = async (index: number): Promise<void> => {
    const booker = await writing.register('USER');
    const start = formatInstant(opening + index * SLOT_MINUTES * MINUTE_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      const booked = await writing.send('POST /bookings', {
        token: booker.token,
        body: { hostId: host.id, startTime: start },
      });
      expect(booked.statusCode).toBe(201);
      if (await isListed(start)) stale += 1;
      const { id } = booked.json<{ readonly id: string }>();
      const cancelled = await writing.send(`POST /bookings/${id}/cancel`, { token: booker.token, body: {} });
      expect(cancelled.statusCode).toBe(200);
      // Twice: where nothing was written in between, the second is the answer that was kept.
      if (!(await isListed(start))) stale += 1;
      if (!(await isListed(start))) stale += 1;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, index) => write(index)));
  return { listings, stale, made: reading.reads() };
};

it('a list is never older than what was acknowledged when it was asked for, through whichever server', async () => {
  const report = await writeAndRead();
  console.log(
    `${report.listings} lists under writes: ${report.made} made, ${report.listings - report.made} kept, ${report.stale} stale`,
  );
  expect(report.stale).toBe(0);
  // Both happened: lists were given again, and lists were outdated.
  expect(report.made).toBeLessThan(report.listings);
  expect(report.made).toBeGreaterThan(WRITERS);
}, 120_000);

it('a server that does not ask for the version is caught', async () => {
  const report = await writeAndRead((queries) => {
    const lastSeen = new Map<string, number | undefined>();
    return {
      calendar: async (id, reading) => {
        const state = await queries.calendar(id, reading);
        lastSeen.set(id, state?.version);
        return state;
      },
      version: async (id) => lastSeen.get(id),
    };
  });
  expect(report.stale).toBeGreaterThan(0);
}, 120_000);
