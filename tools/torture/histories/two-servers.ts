import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import { DEFAULT_HOLD_BOUNDS, type Clock, type Store } from '@slotkeeper/domain';
import { manualClock, sequentialIds, type ManualClock } from '@slotkeeper/domain/testing';
import type { AddressInfo } from 'node:net';
import {
  createTestServer,
  type Account,
  type TestServer,
} from '../../../packages/http-fastify/test/test-server.js';
import { apiClient, type ApiClient } from '../../../packages/server/test/loopback-clients.js';
import { openCuttingProxy, type CuttingProxy } from '../../test-database/cutting-proxy.js';
import { MOST_HOLD_MINUTES } from './calendar-model.js';
import { stageHost, type StagedHost } from './staged-calendar.js';

const USERS = 5;

/** A whole day: nobody has to log in again while histories are made. */
const TOKEN_LIFETIME_SECONDS = 24 * 3_600;

/** Two servers on one database, with users and hosts who have accounts there. */
export interface TwoServers {
  /** One for each server. */
  readonly clients: readonly ApiClient[];
  readonly clock: ManualClock;
  readonly users: readonly Account[];
  readonly hosts: readonly StagedHost[];
  /** Between the second server and the database. */
  readonly proxy: CuttingProxy;
  readonly close: () => Promise<void>;
}

/**
 * Starts two servers on loopback, each with connections of its own, that go by one clock.
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
  const start = async (
    through: string,
  ): Promise<{ readonly server: TestServer; readonly client: ApiClient }> => {
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
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.app.server.address() as AddressInfo;
    const client = apiClient(`http://127.0.0.1:${port}`, 20);
    closing.push(async () => {
      client.close();
      await server.app.close();
      await store.close();
    });
    return { server, client };
  };
  const one = await start(connectionString);
  const two = await start(proxy.connectionString);
  const users: Account[] = [];
  const hosts = [await stageHost(one.server), await stageHost(one.server)];
  for (let user = 0; user < USERS; user += 1) users.push(await one.server.register('USER'));
  return {
    clients: [one.client, two.client],
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
