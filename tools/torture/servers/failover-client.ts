import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient, type ApiAnswer, type ApiClient } from '../../../packages/server/test/inside-server.js';
import type { SeededRandom } from '../../fuzz/seeded-random.js';

type Sent = Parameters<ApiClient['send']>[0];

/** A client that goes to another server where one does not answer. */
export interface FailoverClient {
  /** Sends a request until it is answered, by whichever server. @throws Error where nobody answers for a minute */
  readonly send: (wanted: Sent) => Promise<ApiAnswer>;
  /** When each answer came, of a monotonic clock, in milliseconds. */
  readonly answeredAt: readonly number[];
  /** Requests that were cut off, and sent again. */
  readonly cutOff: () => number;
  /** Requests that a server had no room for, or came to while it stopped, and that were sent again. */
  readonly turnedAway: () => number;
  readonly close: () => void;
}

const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;

/** @param urls where servers are thought to listen at the moment */
export const failoverClient = (urls: () => readonly string[], random: SeededRandom): FailoverClient => {
  const clients = new Map<string, ApiClient>();
  const answeredAt: number[] = [];
  let cutOff = 0;
  let turnedAway = 0;
  const clientOf = (url: string): ApiClient => {
    const client = clients.get(url) ?? apiClient(url);
    clients.set(url, client);
    return client;
  };
  return {
    send: async (wanted) => {
      const begun = performance.now();
      while (performance.now() - begun < PATIENCE_MS) {
        const running = urls();
        if (running.length > 0) {
          const answer = await clientOf(random.pick(running))
            .send(wanted)
            .catch(() => undefined);
          if (answer === undefined) cutOff += 1;
          else if (isTurnedAway(answer)) turnedAway += 1;
          else {
            answeredAt.push(performance.now());
            return answer;
          }
        }
        await sleep(PAUSE_MS);
      }
      throw new Error(`nobody has answered ${wanted.method} ${wanted.path} for a minute`);
    },
    answeredAt,
    cutOff: () => cutOff,
    turnedAway: () => turnedAway,
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
};

/** Nothing was done, says such an answer: it is to be tried again. */
const isTurnedAway = ({ status, body }: ApiAnswer): boolean =>
  status === 503 && ['overloaded', 'not_ready'].includes(String(Reflect.get(Object(body), 'code')));
