import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { frontendMessages, type FrontendMessage } from './frontend-messages.js';

/**
 * When a connection is cut: before the server hears of the bookings that a transaction makes, before it hears of its
 * commit, or before the client hears that it is done. `ahead of the commit`: the client is cut off, and the commit that
 * it has sent arrives some time later, when it may have begun anew on another connection.
 */
export type Cut = 'before the insert' | 'before the commit' | 'ahead of the commit' | 'after the commit';

/** What becomes of each packet, either way; the order stays. */
interface Torn {
  /** For how long it is kept back, in milliseconds. */
  readonly delayMs: () => number;
  /** Whether it arrives in two halves, each kept back. */
  readonly inHalves: boolean;
}

/** Stands between a server and its database. */
export interface CuttingProxy {
  readonly connectionString: string;
  /** Cuts the next so many transactions there; calling it again forgets those that have not come. */
  readonly cut: (when: Cut, times: number) => void;
  /** How many connections it has cut so far. */
  readonly cuts: () => number;
  /** From now on, until it is called again; undefined: packets pass at once and whole. */
  readonly tear: (torn: Torn | undefined) => void;
  /** How many packets it has torn so far. */
  readonly tears: () => number;
  /** Lets nothing pass, either way. @returns lets it all pass again, what was kept back included */
  readonly hold: () => () => void;
  readonly close: () => Promise<void>;
}

const LATE_MS = 30;

/** A proxy to the database of this connection string, on a port of its own. */
export const openCuttingProxy = async (connectionString: string): Promise<CuttingProxy> => {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  let when: Cut = 'before the commit';
  let times = 0;
  let cuts = 0;
  let tears = 0;
  let torn: Torn | undefined;
  let gate: Promise<void> | undefined;

  /** Passes packets on in order, each when its time has come. */
  const passOnTo = (to: Socket): ((packet: Buffer) => void) => {
    let last: Promise<void> | undefined;
    const pass = async (packet: Buffer): Promise<void> => {
      const half = torn?.inHalves === true ? Math.ceil(packet.length / 2) : packet.length;
      for (const piece of [packet.subarray(0, half), packet.subarray(half)]) {
        if (piece.length === 0) continue;
        await gate;
        if (torn !== undefined) await sleep(torn.delayMs());
        to.write(piece);
      }
    };
    return (packet) => {
      if (torn !== undefined) tears += 1;
      else if (gate === undefined && last === undefined) {
        to.write(packet);
        return;
      }
      const passed: Promise<void> = (last ?? Promise.resolve()).then(() => pass(packet));
      last = passed;
      void passed.finally(() => {
        if (last === passed) last = undefined;
      });
    };
  };

  const isDue = ({ type, name, text }: FrontendMessage, inserts: ReadonlySet<string>): boolean =>
    times > 0 &&
    (when === 'before the insert' ? type === 'B' && inserts.has(name) : type === 'Q' && text === 'commit');

  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const inserts = new Set<string>();
    const read = frontendMessages();
    const toServer = passOnTo(upstream);
    const toClient = passOnTo(client);
    let cutting = false;
    let isCommitUnderWay = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        if (!isCommitUnderWay) end();
      });
    }
    /** @returns whether the message may pass */
    const cutNow = ({ bytes }: FrontendMessage): boolean => {
      times -= 1;
      cuts += 1;
      cutting = true;
      if (when === 'after the commit') return true;
      if (when !== 'ahead of the commit') {
        end();
        return false;
      }
      isCommitUnderWay = true;
      client.destroy();
      void sleep(LATE_MS).then(() => upstream.end(bytes));
      return false;
    };
    client.on('data', (data) => {
      const passing: Buffer[] = [];
      for (const message of read(Buffer.from(data))) {
        if (message.type === 'P' && message.text.includes('insert into booking')) inserts.add(message.name);
        if (isDue(message, inserts) && !cutNow(message)) return;
        passing.push(message.bytes);
      }
      if (passing.length > 0) toServer(Buffer.concat(passing));
    });
    upstream.on('data', (data) => {
      // The answer to the commit has come, so it is done; the client never hears of it.
      if (cutting) end();
      else toClient(Buffer.from(data));
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
    tear: (next) => {
      torn = next;
    },
    tears: () => tears,
    hold: () => {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => {
        gate = undefined;
        open();
      };
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
