import { StoreUnavailable } from '@slotkeeper/domain';
import { createServer, connect, Socket, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { openPool } from './open-pool.js';
import { DEFAULT_TIMEOUTS } from './session-timeouts.js';

let database: TestDatabase;
const servers: { close: () => void }[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) server.close();
  await database.drop();
});

/** `ReadyForQuery` of an idle session, and an `ErrorResponse` that ends it (PostgreSQL manual, 55.7). */
const READY = Buffer.from('Z\0\0\0\u0005I', 'latin1');
const ENDED = Buffer.from('E\0\0\0\u0026SFATAL\0VFATAL\0C57P01\0Mgoing down\0\0', 'latin1');

interface Way {
  /** Cuts the connection on which these are said to the database. */
  readonly cutAt?: string;
  /** Lets the database end each session together with its beginning. */
  readonly endsAtOnce?: boolean;
}

/** A way to the database on which connections are lost. */
const wayThat = async ({ cutAt, endsAtOnce = false }: Way): Promise<string> => {
  const { hostname, port } = new URL(database.connectionString);
  const server = createServer((socket: Socket) => {
    const onward = connect(Number(port), hostname);
    const cut = () => {
      socket.destroy();
      onward.destroy();
    };
    socket.on('data', (said) => {
      if (cutAt !== undefined && said.includes(cutAt)) cut();
      else onward.write(said);
    });
    onward.on('data', (answered: Buffer) => {
      const isReady = endsAtOnce && answered.subarray(-READY.length).equals(READY);
      socket.write(isReady ? Buffer.concat([answered, ENDED]) : answered);
    });
    for (const one of [socket, onward]) one.on('error', cut).on('close', cut);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const target = new URL(database.connectionString);
  target.hostname = '127.0.0.1';
  target.port = String((server.address() as AddressInfo).port);
  return target.href;
};

const openedAt = (connectionString: string, pipeline: boolean) =>
  openPool({
    connectionString,
    maxConnections: 1,
    timeouts: DEFAULT_TIMEOUTS,
    applicationName: 'cut off',
    pipeline,
  });

// An error that nobody hears would end the process, of which Vitest tells.
describe.each([true, false])('a connection, pipeline %s', (pipeline) => {
  it.each<[string, Way]>([
    ['ends together with its beginning', { endsAtOnce: true }],
    ['is lost while its session is set up', { cutAt: 'set time zone' }],
  ])('that %s is one that cannot be had', async (_, way) => {
    const pool = openedAt(await wayThat(way), pipeline);
    for (let time = 0; time < 3; time += 1)
      await expect(pool.connect()).rejects.toBeInstanceOf(StoreUnavailable);
    await pool.end();
  });

  it('that is lost between two statements carries out no third', async () => {
    const pool = openedAt(await wayThat({ cutAt: 'select 2' }), pipeline);
    const client = await pool.connect();
    expect((await client.query('select 1 as one', [])).rows).toEqual([{ one: 1 }]);
    await expect(client.query('select 2 as two', [])).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(client.query('select 3 as three', [])).rejects.toMatchObject({
      outcome: 'unchanged',
      cause: { name: 'NeverSent' },
    });
    client.release();
    expect((await (await pool.connect()).query('select 4 as four', [])).rows).toEqual([{ four: 4 }]);
  });
});

it.each([
  [true, 1],
  [false, 3],
])('statements that are sent in one turn, pipeline %s, go out in packets: %d', async (pipeline, packets) => {
  const pool = openedAt(database.connectionString, pipeline);
  const client = await pool.connect();
  const writing = vi.spyOn(Socket.prototype as Socket & { readonly _writev: () => void }, '_writev');
  await Promise.all([1, 2, 3].map((n) => client.query('select $1::integer as one', [n])));
  expect(writing).toHaveBeenCalledTimes(packets);
  client.release();
  await pool.end();
});
