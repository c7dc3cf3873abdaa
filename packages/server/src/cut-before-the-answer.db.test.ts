import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { formatInstant, HOUR_MS, MINUTE_MS } from '@slotkeeper/domain';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tools/test-database/create-test-database.js';
import { assertFreshBuild } from '../test/fresh-build.js';
import { apiClient, textIn, type ApiAnswer, type ApiClient } from './demo/api-client.js';
import { expectStatus, registerCast, type Cast } from './demo/cast.js';
import { nextMidnight } from './demo/day-picture.js';
import { startServerProcess, type ServerProcess } from './demo/server-process.js';

const TIMES = 100;
const SLOT_MS = 15 * MINUTE_MS;
const TIMEOUT_MS = 120_000;

let database: TestDatabase;
let server: ServerProcess;
let client: ApiClient;
let cast: Cast;
let sql: pg.Client;
let opening: number;

beforeAll(async () => {
  await assertFreshBuild();
  database = await createTestDatabase();
  server = await startServerProcess({
    PORT: '0',
    DATABASE_URL: database.connectionString,
    SLOTKEEPER_TOKEN_SECRET: 'a secret of the tests, 32 bytes long',
    SLOTKEEPER_MAX_HOLDS_PER_BOOKER: '1000',
    // One client sends it all.
    SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '0',
    SLOTKEEPER_RATE_LIMIT_PER_CALLER: '0',
    // It tells at this level that it listens.
    LOG_LEVEL: 'info',
  });
  client = apiClient(server.url, 10);
  cast = await registerCast(client, 2);
  sql = new pg.Client({ connectionString: database.connectionString });
  await sql.connect();
  opening = nextMidnight(Date.now());
  await stateAvailability(opening);
}, TIMEOUT_MS);

afterAll(async () => {
  client?.close();
  await server?.stop();
  await sql?.end();
  await database?.drop();
});

const stateAvailability = async (start: number): Promise<void> => {
  const body = {
    hostId: cast.host.id,
    startTime: formatInstant(start),
    endTime: formatInstant(start + 72 * HOUR_MS),
    slotDuration: 15,
  };
  const stated = await client.send({ method: 'POST', path: '/availability', token: cast.host.token, body });
  expectStatus(201, stated);
};

interface Wish {
  readonly path: string;
  readonly token?: string | undefined;
  readonly body: object;
  readonly idempotencyKey: string;
}

const timeOf = (slot: number) => ({
  hostId: cast.host.id,
  startTime: formatInstant(opening + slot * SLOT_MS),
});

type Maker = (number: number) => Omit<Wish, 'idempotencyKey'>;

const bookings: readonly Maker[] = [0, 1].map((user) => (number) => ({
  path: '/bookings',
  token: cast.users[user]?.token,
  body: timeOf(number),
}));
const holds: readonly Maker[] = [
  (number) => ({ path: '/holds', token: cast.users[1]?.token, body: timeOf(number) }),
];

const accounts: readonly Maker[] = [
  (number) => ({
    path: '/users',
    body: {
      email: `cut-${number}@example.org`,
      name: 'Cut',
      password: 'of all the fishes in it',
      role: 'USER',
    },
  }),
  (number) => ({
    path: '/api-keys',
    token: cast.users[0]?.token,
    body: {
      name: `key ${number}`,
      scopes: ['bookings:read'],
      expiresAt: formatInstant(opening + number * 1_000),
    },
  }),
];

const wishOf = (makers: readonly Maker[], prefix: string, number: number): Wish => {
  const make = makers[number % makers.length];
  if (make === undefined) throw new RangeError('nothing is wished for');
  return { ...make(number), idempotencyKey: `${prefix}-${number}` };
};

const send = (to: ApiClient, wish: Wish): Promise<ApiAnswer> => to.send({ method: 'POST', ...wish });

/** What is kept under a key; undefined where nothing was committed. */
const keptUnder = async ({ idempotencyKey }: Wish): Promise<{ readonly id: unknown } | undefined> => {
  const { rows } = await sql.query<{ id: unknown }>(
    `select answer->>'id' as id from idempotency where key = $1`,
    [idempotencyKey],
  );
  return rows[0];
};

test(
  `a client that is cut off before its answer, ${TIMES} times: every retry with its key gets the answer of the first`,
  async () => {
    const cut = await cuttingAnswers(server.url);
    const deaf = apiClient(cut.url, 1);
    try {
      for (let number = 0; number < TIMES; number += 1) {
        const wish = wishOf([...bookings.slice(1), ...holds, ...accounts], 'client', TIMES + number);
        await expect(send(deaf, wish)).rejects.toThrow(/socket hang up|ECONNRESET/);
        const second = expectStatus(201, await send(client, wish));
        const kept = await keptUnder(wish);
        // Answers that may hold secrets are sealed: they have no id to read.
        expect([textIn(second, 'id'), null]).toContain(kept?.id);
        const third = await send(client, wish);
        expect(third.body).toEqual(second.body);
        expect(third.headers['idempotency-replayed']).toBe('true');
        expect(second.headers['idempotency-replayed']).toBe('true');
      }
    } finally {
      deaf.close();
      await cut.close();
    }
    const { rows } = await sql.query<{ count: number }>(
      `select count(*)::integer as count from app_user where email like 'cut-%'`,
    );
    expect(rows[0]?.count).toBe(TIMES / 4);
  },
  TIMEOUT_MS,
);

test('a retry without its key is another request: it finds the time taken by the first', async () => {
  const { path, token, body } = wishOf(bookings, 'none', 2 * TIMES);
  const cut = await cuttingAnswers(server.url);
  const deaf = apiClient(cut.url, 1);
  try {
    await expect(deaf.send({ method: 'POST', path, token, body })).rejects.toThrow(
      /socket hang up|ECONNRESET/,
    );
    expect((await client.send({ method: 'POST', path, token, body })).body).toMatchObject({
      code: 'time_taken',
    });
  } finally {
    deaf.close();
    await cut.close();
  }
});

/** A way to the server by which requests arrive, and answers never do. */
const cuttingAnswers = async (
  url: string,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (data) => far.write(data));
    far.on('data', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
