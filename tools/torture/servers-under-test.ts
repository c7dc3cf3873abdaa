import { type ServerProcess, startServerProcess } from '../../packages/server/test/inside-server.js';

/** Servers that are stopped together in the end, whatever became of a test. */
export interface ServersUnderTest {
  readonly start: (environment: Readonly<Record<string, string>>) => Promise<ServerProcess>;
  readonly stopAll: () => Promise<void>;
}

const ENVIRONMENT = {
  PORT: '0',
  SLOTKEEPER_TOKEN_SECRET: 'a secret of the tests, 32 bytes long',
  // It tells at this level that it listens.
  LOG_LEVEL: 'info',
  // A machine that is busy with other tests is no reason to turn requests away.
  SLOTKEEPER_MAX_LOOP_DELAY_MS: '60000',
  // All clients have one address, and few accounts.
  SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '0',
  SLOTKEEPER_RATE_LIMIT_PER_CALLER: '0',
  SLOTKEEPER_LOGINS_PER_ADDRESS: '0',
  SLOTKEEPER_REGISTRATIONS_PER_ADDRESS: '0',
};

/** Each in a process of its own, as in production, without limits of rate. */
export const serversUnderTest = (): ServersUnderTest => {
  const running = new Set<ServerProcess>();
  return {
    start: async (environment) => {
      const server = await startServerProcess({ ...ENVIRONMENT, ...environment });
      running.add(server);
      void server.exited.then(() => running.delete(server));
      return server;
    },
    stopAll: async () => {
      await Promise.all([...running].map((server) => server.stop()));
    },
  };
};
