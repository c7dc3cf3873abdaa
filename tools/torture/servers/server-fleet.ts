import { startServerProcess, type ServerProcess } from '../../../packages/server/test/inside-server.js';

/** Several servers on one database, some of which are down now and then. */
export interface ServerFleet {
  /** Where those that are thought to run listen. */
  readonly urls: () => readonly string[];
  readonly size: number;
  /** Kills one, as `kill -9` does, and resolves when it is gone. */
  readonly kill: (index: number) => Promise<void>;
  /** Stops one, as an upgrade does: it answers what it has begun. */
  readonly stop: (index: number) => Promise<void>;
  /** Starts one in the place of one that is gone. */
  readonly start: (index: number, args?: readonly string[]) => Promise<void>;
  /** What was logged as an error, by those that are gone, too. */
  readonly loggedErrors: () => readonly string[];
  readonly close: () => Promise<void>;
}

const SECRET = 'a secret of the tests, 32 bytes long';

/** Starts so many servers at once, each of which brings the database up to date first. */
export const startFleet = async (
  size: number,
  environment: Readonly<Record<string, string>>,
): Promise<ServerFleet> => {
  const running = new Map<number, ServerProcess>();
  const started: ServerProcess[] = [];
  const start = async (index: number, args: readonly string[] = []): Promise<void> => {
    const server = await startServerProcess(
      {
        PORT: '0',
        SLOTKEEPER_TOKEN_SECRET: SECRET,
        LOG_LEVEL: 'info',
        SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '0',
        SLOTKEEPER_RATE_LIMIT_PER_CALLER: '0',
        ...environment,
      },
      args,
    );
    started.push(server);
    running.set(index, server);
  };
  const end = async (index: number, signal: NodeJS.Signals): Promise<void> => {
    const server = running.get(index);
    if (server === undefined) throw new RangeError(`server ${index} is not running`);
    running.delete(index);
    await server.stop(signal);
  };
  const close = async (): Promise<void> => {
    await Promise.all([...running.keys()].map((index) => end(index, 'SIGTERM')));
  };
  const starting = await Promise.allSettled(Array.from({ length: size }, (_, index) => start(index)));
  const failed = starting.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return {
    urls: () => [...running.values()].map(({ url }) => url),
    size,
    kill: (index) => end(index, 'SIGKILL'),
    stop: (index) => end(index, 'SIGTERM'),
    start,
    loggedErrors: () =>
      started.flatMap((server) =>
        server
          .log()
          .split('\n')
          .filter((line) => /"level":"(error|fatal)"/.test(line)),
      ),
    close,
  };
};
