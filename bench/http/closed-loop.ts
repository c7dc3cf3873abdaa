import { connect, type Socket } from 'node:net';

/** What a closed loop has seen. */
export interface LoopReport {
  /** Answers a second. */
  readonly rate: number;
  readonly answers: number;
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Milliseconds from a request's first byte to its answer's last, in ascending order. */
  readonly latencies: Float64Array;
}

export interface ClosedLoop {
  readonly port: number;
  readonly clients: number;
  /** The whole text of the next request of a client; undefined where it has no more. */
  readonly next: (client: number) => string | undefined;
  /** Ends after so many milliseconds; left out, when no client has a request. */
  readonly forMs?: number;
  /** Hears each answer. */
  readonly hear?: (status: number, body: string, client: number) => void;
}

/**
 * So many clients, each on a connection of its own that is kept, each with one request at a time: the next one goes when
 * the answer to the last is there. It speaks as much HTTP/1.1 as is needed to talk to a server that tells the length of
 * its answers, for what a general client costs would be taken from the server on the same machine.
 */
export const runClosedLoop = async (loop: ClosedLoop): Promise<LoopReport> => {
  const statuses = new Map<number, number>();
  const latencies: number[] = [];
  const begun = performance.now();
  const until = loop.forMs === undefined ? Infinity : begun + loop.forMs;
  await Promise.all(
    Array.from({ length: loop.clients }, (_, client) =>
      talk(loop, client, until, (status, milliseconds) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        latencies.push(milliseconds);
      }),
    ),
  );
  const seconds = (performance.now() - begun) / 1_000;
  return {
    rate: latencies.length / seconds,
    answers: latencies.length,
    statuses,
    latencies: Float64Array.from(latencies).sort(),
  };
};

const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)/i;

const talk = (
  { port, next, hear }: ClosedLoop,
  client: number,
  until: number,
  note: (status: number, milliseconds: number) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let sentAt = 0;
    // Latin-1: a character is a byte, so lengths agree.
    let text = '';
    let wanted = -1;
    let done = false;
    const end = (): void => {
      done = true;
      socket.end();
      resolve();
    };
    const send = (): void => {
      const request = performance.now() < until ? next(client) : undefined;
      if (request === undefined) {
        end();
        return;
      }
      text = '';
      wanted = -1;
      sentAt = performance.now();
      socket.write(request);
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (wanted < 0) {
        const head = text.indexOf(HEAD_END);
        if (head < 0) return;
        const length = LENGTH.exec(text);
        if (length === null) {
          reject(new Error(`an answer without a length: ${text.slice(0, 200)}`));
          return;
        }
        wanted = head + HEAD_END.length + Number(length[1]);
      }
      if (text.length < wanted) return;
      const status = Number(text.slice(9, 12));
      note(status, performance.now() - sentAt);
      hear?.(status, text.slice(text.indexOf(HEAD_END) + HEAD_END.length), client);
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (!done) reject(new Error('the server closed the connection'));
    });
  });

/** The latency that this share of the answers kept below, in milliseconds. */
export const percentile = ({ latencies }: Pick<LoopReport, 'latencies'>, share: number): number =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
