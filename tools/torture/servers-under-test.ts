import { type ServerProcess, startServerProcess } from '../../packages/server/test/inside-server.js';

/** Servers that are stopped together in the end, whatever became of a test. */
export interface ServersUnderTest {
  readonly start: (environment: Readonly<Record<string, string>>) => Promise<ServerProcess>;
  /**
   * Waits for something that needs them all.
   * @throws Error with its log where one has ended that nobody stopped
   */
  readonly whileTheyRun: <T>(awaited: Promise<T>) => Promise<T>;
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
  let endedBy: (reason: Error) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    endedBy = reject;
  });
  // It is heard where somebody waits.
  ended.catch(() => undefined);
  return {
    start: async (environment) => {
      const started = await startServerProcess({ ...ENVIRONMENT, ...environment });
      let isStopped = false;
      const server: ServerProcess = {
        ...started,
        stop: (signal) => {
          isStopped = true;
          return started.stop(signal);
        },
      };
      running.add(server);
      void server.exited.then(({ code, signal }) => {
        running.delete(server);
        if (isStopped) return;
        endedBy(new Error(`a server ended by itself (${code ?? signal}): ${server.log().slice(-2_000)}`));
      });
      return server;
    },
    whileTheyRun: (awaited) => Promise.race([awaited, ended]),
    stopAll: async () => {
      await Promise.all([...running].map((server) => server.stop()));
    },
  };
};
