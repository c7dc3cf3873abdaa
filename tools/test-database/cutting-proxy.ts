import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** When a connection is cut: before the server hears of the commit, or before the client hears that it is done. */
export type Cut = 'before the commit' | 'after the commit';

/** Stands between a server and its database. */
export interface CuttingProxy {
  readonly connectionString: string;
  /** Cuts the next so many commits; calling it again forgets those that have not come. */
  readonly cut: (when: Cut, times: number) => void;
  /** How many commits it has cut so far. */
  readonly cuts: () => number;
  readonly close: () => Promise<void>;
}

const COMMIT = Buffer.from('commit\0');

/** A proxy to the database of this connection string, on a port of its own. */
export const openCuttingProxy = async (connectionString: string): Promise<CuttingProxy> => {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  let when: Cut = 'before the commit';
  let times = 0;
  let cuts = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let cutting = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on('data', (data) => {
      const isCommit = Buffer.from(data).includes(COMMIT);
      if (isCommit && times > 0) {
        times -= 1;
        cuts += 1;
        cutting = true;
        if (when === 'before the commit') {
          end();
          return;
        }
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      // The answer to the commit has come, so it is done; the client never hears of it.
      if (cutting) end();
      else client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxied = new URL(connectionString);
  proxied.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    connectionString: proxied.href,
    cut: (nextWhen, nextTimes) => {
      when = nextWhen;
      times = nextTimes;
    },
    cuts: () => cuts,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
