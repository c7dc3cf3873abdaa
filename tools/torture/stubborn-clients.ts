import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, MINUTE_MS } from '@slotkeeper/domain';
import {
  type ApiAnswer,
  type ApiClient,
  apiClient,
  type Cast,
  expectStatus,
  nextMidnight,
  registerCast,
  textIn,
} from '../../packages/server/test/inside-server.js';

/** Clients that book distinct slots of one host, each wish again and again until it is granted. */
export interface StubbornClients {
  readonly cast: Cast;
  /** The id of the booking that was acknowledged, by the number of its wish. */
  readonly acknowledged: ReadonlyMap<number, string>;
  /** How often each status was answered; 0: no answer came. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Answers that nobody who sends a wish again should get, in words. */
  readonly strangeAnswers: readonly string[];
  /** Resolves once so many more wishes are granted than now. @throws Error where there are not so many wishes left */
  readonly untilGranted: (more: number) => Promise<void>;
  readonly withKeys: boolean;
  /** Sends a wish again that was granted, as a client that has lost its answer, until it gets one. */
  readonly repeat: (wish: number) => Promise<ApiAnswer>;
  /** Begins no more wishes, and waits until all that were begun are granted, or refused for good. */
  readonly finish: () => Promise<void>;
  readonly close: () => void;
}

/** One request, and what came of it. */
export interface Heard {
  /** Of `performance.now()`. */
  readonly sentAtMs: number;
  /** Until the answer had come. */
  readonly tookMs: number;
  /** Undefined where none came. */
  readonly answer: ApiAnswer | undefined;
}

interface Stubbornness {
  readonly clients: number;
  /** Most wishes of all clients together. */
  readonly wishes: number;
  /** Whether a wish is sent again under its `Idempotency-Key`; else a client whose slot is taken takes the next. */
  readonly withKeys: boolean;
  /** How long a client waits until it sends a wish again; 20 ms by default. */
  readonly pauseMs?: number;
  readonly onHeard?: (heard: Heard) => void;
}

const USERS = 4;
const SLOT_MINUTES = 5;

const MOST_TRIES = 40;

/** A server that has just started may be too busy with that. */
const registerInTheEnd = async (client: ApiClient): Promise<Cast> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await registerCast(client, USERS);
    } catch (error) {
      if (tries === MOST_TRIES || !String(error).includes('got 503')) throw error;
      await sleep(250);
    }
  }
};

/** Registers a host and users of its own at this server, and begins to book. */
export const beStubborn = async (
  url: string,
  { clients, wishes, withKeys, pauseMs = 20, onHeard }: Stubbornness,
): Promise<StubbornClients> => {
  const client = apiClient(url, clients);
  const cast = await registerInTheEnd(client);
  const opening = nextMidnight(Date.now());
  // Twice as many slots as wishes: a client without keys may need another.
  const body = {
    hostId: cast.host.id,
    startTime: formatInstant(opening),
    endTime: formatInstant(opening + 2 * wishes * SLOT_MINUTES * MINUTE_MS),
    slotDuration: SLOT_MINUTES,
  };
  expectStatus(
    201,
    await client.send({ method: 'POST', path: '/availability', token: cast.host.token, body }),
  );
  const acknowledged = new Map<number, string>();
  const statuses = new Map<number, number>();
  const strangeAnswers: string[] = [];
  let begun = 0;
  let spareSlot = wishes;
  let finishing = false;

  const book = (wish: number, slot: number): Promise<ApiAnswer> =>
    client.send({
      method: 'POST',
      path: '/bookings',
      token: cast.users[wish % USERS]?.token,
      ...(withKeys ? { idempotencyKey: `wish ${wish}` } : {}),
      body: {
        hostId: cast.host.id,
        startTime: formatInstant(opening + slot * SLOT_MINUTES * MINUTE_MS),
      },
    });

  const grant = async (wish: number): Promise<void> => {
    for (let slot = wish; ; await sleep(pauseMs)) {
      const sentAtMs = performance.now();
      const answer = await book(wish, slot).catch(() => undefined);
      onHeard?.({ sentAtMs, tookMs: performance.now() - sentAtMs, answer });
      const status = answer?.status ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (answer === undefined || status === 503) continue;
      if (status === 201) {
        acknowledged.set(wish, textIn(answer, 'id'));
        return;
      }
      const code = textIn(answer, 'code');
      if (code === 'key_in_flight') continue;
      if (code === 'time_taken' && !withKeys) {
        slot = spareSlot;
        spareSlot += 1;
        continue;
      }
      strangeAnswers.push(`wish ${wish} was answered ${status} ${code}`);
      return;
    }
  };
  const wishOnAndOn = async (): Promise<void> => {
    while (!finishing && begun < wishes) {
      begun += 1;
      await grant(begun - 1);
    }
  };
  let hasEnded = false;
  const all = Promise.all(Array.from({ length: clients }, wishOnAndOn)).finally(() => (hasEnded = true));
  return {
    cast,
    acknowledged,
    statuses,
    strangeAnswers,
    withKeys,
    untilGranted: async (more) => {
      const wanted = acknowledged.size + more;
      while (acknowledged.size < wanted) {
        if (wanted > wishes) throw new RangeError(`there are no ${wanted} wishes`);
        if (hasEnded) throw new Error(`all clients have given up: ${strangeAnswers[0]}`);
        await sleep(1);
      }
    },
    repeat: async (wish) => {
      for (;;) {
        const answer = await book(wish, wish);
        if (answer.status !== 503) return answer;
        await sleep(pauseMs);
      }
    },
    finish: async () => {
      finishing = true;
      await all;
    },
    close: () => client.close(),
  };
};
