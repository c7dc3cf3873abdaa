import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS, formatInstant, MINUTE_MS, type Instant } from '@slotkeeper/domain';
import {
  expectStatus,
  registerCast,
  textIn,
  type ApiAnswer,
  type Cast,
} from '../../../packages/server/test/inside-server.js';
import type { SeededRandom } from '../../fuzz/seeded-random.js';
import { failoverClient, type FailoverClient } from './failover-client.js';
import type { ServerFleet } from './server-fleet.js';

const USERS = 5;
const SLOT_MS = 5 * MINUTE_MS;
const MOST_SLOTS = (28 * DAY_MS) / SLOT_MS;
const CLIENTS = 8;
/** Between two slots of a client: servers that start beside it want the processor, too. */
const PAUSE_MS = 20;
const RIVALS = 3;

/** A booking that its booker was told of, as it was told last. */
interface ToldBooking {
  readonly id: string;
  readonly slot: number;
  readonly token: string;
  readonly status: string;
}

/** What clients have seen of a fleet. */
export interface LoadRecord {
  readonly client: FailoverClient;
  readonly cast: Cast;
  /** How many slots were wanted, each by one client or by several. */
  readonly slots: number;
  readonly told: ReadonlyMap<string, ToldBooking>;
  /** Answers that nobody should get, in words. */
  readonly unexpected: readonly string[];
}

/** Clients that book and cancel for as long as they are not told to stop. */
export interface SteadyLoad {
  /** Resolves once so many answers have come from now on. */
  readonly passed: (answers: number) => Promise<void>;
  /** How many requests have been cut off so far. */
  readonly cutOff: () => number;
  readonly stop: () => Promise<LoadRecord>;
}

export interface LoadOptions {
  readonly random: SeededRandom;
  /** Whether requests have keys, so that they can be sent again. */
  readonly hasKeys?: boolean;
}

/**
 * Each client takes the next slot and wants it, alone or against rivals; every so often it sends a request twice, as who
 * has not heard the answer does; and cancels some of what it has.
 */
export const beginLoad = async (
  fleet: ServerFleet,
  { random, hasKeys = true }: LoadOptions,
): Promise<SteadyLoad> => {
  const client = failoverClient(fleet.urls, random);
  const cast = await registerCast(client, USERS);
  const opening = nextWeek();
  await openSlots(client, cast, opening);
  const told = new Map<string, ToldBooking>();
  const unexpected: string[] = [];
  let slots = 0;
  let isStopping = false;

  const post = async (path: string, token: string, body: object, key: string): Promise<ApiAnswer> => {
    const wanted = {
      method: 'POST' as const,
      path,
      token,
      body,
      idempotencyKey: hasKeys ? key : undefined,
    };
    const answer = await client.send(wanted);
    // What is refused is not kept: it may be granted the next time.
    if (answer.status < 300 && random.chance(0.1)) {
      const again = await client.send(wanted);
      if (again.status !== answer.status || idIn(again) !== idIn(answer))
        unexpected.push(`${path} sent again: ${shown(answer)}, then ${shown(again)}`);
    }
    return answer;
  };

  const want = async (slot: number, rival: number): Promise<boolean> => {
    const { token } = random.pick(cast.users);
    const body = { hostId: cast.host.id, startTime: formatInstant(opening + slot * SLOT_MS) };
    const booked = await post('/bookings', token, body, `slot ${slot}, rival ${rival}`);
    if (booked.status === 409 && textIn(booked, 'code') === 'time_taken') return false;
    if (booked.status !== 201) {
      unexpected.push(`slot ${slot}: ${shown(booked)}`);
      return false;
    }
    const id = textIn(booked, 'id');
    told.set(id, { id, slot, token, status: textIn(booked, 'status') });
    if (random.chance(0.2)) {
      const cancelled = await post(`/bookings/${id}/cancel`, token, {}, `cancel ${id}`);
      if (cancelled.status === 200) told.set(id, { id, slot, token, status: textIn(cancelled, 'status') });
      else unexpected.push(`cancel ${id}: ${shown(cancelled)}`);
    }
    return true;
  };

  const run = async (): Promise<void> => {
    while (!isStopping && slots < MOST_SLOTS) {
      const slot = slots;
      slots += 1;
      const rivals = random.chance(0.2) ? RIVALS : 1;
      const won = await Promise.all(Array.from({ length: rivals }, (_, rival) => want(slot, rival)));
      if (!won.includes(true)) unexpected.push(`slot ${slot} was free, and nobody got it`);
      await sleep(PAUSE_MS);
    }
  };

  const running = Promise.all(Array.from({ length: CLIENTS }, run));
  return {
    passed: async (answers) => {
      const until = client.answeredAt.length + answers;
      while (client.answeredAt.length < until) {
        if (slots >= MOST_SLOTS) throw new RangeError('there are no slots left to want');
        await sleep(PAUSE_MS);
      }
    },
    cutOff: client.cutOff,
    stop: async () => {
      isStopping = true;
      await running;
      return { client, cast, slots, told, unexpected };
    },
  };
};

const nextWeek = (): Instant => (Math.floor(Date.now() / DAY_MS) + 7) * DAY_MS;

const openSlots = async (client: FailoverClient, { host }: Cast, opening: Instant): Promise<void> => {
  const body = {
    hostId: host.id,
    startTime: formatInstant(opening),
    endTime: formatInstant(opening + MOST_SLOTS * SLOT_MS),
    slotDuration: SLOT_MS / MINUTE_MS,
  };
  expectStatus(201, await client.send({ method: 'POST', path: '/availability', token: host.token, body }));
};

const idIn = ({ body }: ApiAnswer): unknown => Reflect.get(Object(body), 'id');

const shown = ({ status, body }: ApiAnswer): string => `${status} ${JSON.stringify(body)}`;
