import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import { DEFAULT_HOLD_BOUNDS, type Clock, type Store } from '@slotkeeper/domain';
import { manualClock, sequentialIds, type ManualClock } from '@slotkeeper/domain/testing';
import {
  createTestServer,
  type Account,
  type TestServer,
} from '../../../packages/http-fastify/test/test-server.js';
import { openCuttingProxy, type CuttingProxy } from '../../test-database/cutting-proxy.js';
import { MOST_HOLD_MINUTES } from './calendar-model.js';
import { stageHost, type StagedHost } from './staged-calendar.js';

const USERS = 5;

/** A whole day: nobody has to log in again while histories are made. */
const TOKEN_LIFETIME_SECONDS = 24 * 3_600;

/** A request as a client makes it. */
export interface ClientRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly payload?: object;
  /** Cuts the connection wherever the request then is. */
  readonly signal?: AbortSignal;
}

export interface ClientAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends a request. @throws Error where it was cut off: whether anything was done is then unknown */
type Way = (request: ClientRequest) => Promise<ClientAnswer>;

/** Two servers on one database, with users and hosts who have accounts there. */
export interface TwoServers {
  /** One for each server. */
  readonly ways: readonly Way[];
  readonly clock: ManualClock;
  readonly users: readonly Account[];
  readonly hosts: readonly StagedHost[];
  /** Between the second server and the database. */
  readonly proxy: CuttingProxy;
  readonly close: () => Promise<void>;
}

/**
 * Starts two servers, each with connections of its own to the database, that go by one clock.
 * @param spoil what becomes of the store of each, for servers that must be caught
 */
export const startTwoServers = async (
  connectionString: string,
  spoil: (store: Store, clock: Clock) => Store = (store) => store,
): Promise<TwoServers> => {
  const clock = manualClock();
  const ids = sequentialIds();
  const proxy = await openCuttingProxy(connectionString);
  const closing: (() => Promise<unknown>)[] = [];
  const start = async (through: string): Promise<TestServer> => {
    const store = createPostgresStore({ connectionString: through, clock });
    const server = await createTestServer({
      clock,
      tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
      dependencies: {
        ids,
        // How many holds a booker has is of no one calendar.
        holdBounds: { ...DEFAULT_HOLD_BOUNDS, maxMinutes: MOST_HOLD_MINUTES, maxLivePerBooker: 1_000_000 },
      },
      store: () => spoil(store, clock),
    });
    closing.push(async () => {
      await server.app.close();
      await store.close();
    });
    return server;
  };
  const one = await start(connectionString);
  const two = await start(proxy.connectionString);
  const users: Account[] = [];
  const hosts = [await stageHost(one), await stageHost(one)];
  for (let user = 0; user < USERS; user += 1) users.push(await one.register('USER'));
  return {
    ways: [wayTo(one), wayTo(two)],
    clock,
    users,
    hosts,
    proxy,
    close: async () => {
      for (const close of closing) await close();
      await proxy.close();
    },
  };
};

const wayTo =
  ({ app }: TestServer): Way =>
  async (request) => {
    const { statusCode, body } = await app.inject(request);
    return { status: statusCode, body: JSON.parse(body) as unknown };
  };
